import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { defineOperation } from './define.ts'

/** A metric that nobody publishes: the alarm is moved by hand alone. */
const NAMESPACE = 'mlctl/rollout'

/**
 * An alarm that stays OK until a person sets it: SageMaker has no call that aborts a guarded update, but
 * it rolls back when one of its alarms goes off.
 */
export const putAbortAlarm = defineOperation({
  name: 'cloudwatch.put-abort-alarm',
  input: v.object({
    alarmName: v.string(),
    endpointName: v.string(),
    /** ALARM rolls back the update that watches it. */
    state: v.optional(v.picklist(['OK', 'ALARM']), 'OK'),
  }),
  observe: async (ports, { alarmName, state }) => {
    const [found] = await ports.alarms.find([alarmName])
    return {
      fingerprint: digestOf([found?.namespace, found?.state]),
      satisfied: found?.namespace === NAMESPACE && found.state === state,
      output: { alarmName },
    }
  },
  perform: async (ports, { alarmName, endpointName, state }) => {
    if (state === 'ALARM') {
      await ports.alarms.setState(alarmName, state, 'mlctl rollout abort: a person ordered it')
      return { alarmName }
    }
    await ports.alarms.put({
      alarmName,
      description: `Set to ALARM to roll back a guarded update of ${endpointName}`,
      namespace: NAMESPACE,
      metricName: 'Abort',
      dimensions: { EndpointName: endpointName },
      statistic: 'Sum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: 'GreaterThanThreshold',
      // Without data it keeps the state that it was set to.
      treatMissingData: 'ignore',
      tags: {},
    })
    await ports.alarms.setState(alarmName, 'OK', 'mlctl: nobody asked for an abort')
    return { alarmName }
  },
})
