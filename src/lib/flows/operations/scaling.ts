import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { covers } from '../../domain/hosting/documents.ts'
import { StateError } from '../../errors.ts'
import type { NewAlarm } from '../../ports/alarms.ts'
import type { Ports } from '../../ports/all.ts'
import type { NewScalingPolicy, ScalableTargetKey, ScalingPolicy } from '../../ports/scaling.ts'
import { defineOperation, type Observation } from './define.ts'

const ABSENT: Observation = { fingerprint: 'absent', satisfied: false }
const GONE: Observation = { fingerprint: 'absent', satisfied: true, output: {} }

const KEY = {
  resourceId: v.string(),
  scalableDimension: v.picklist([
    'sagemaker:variant:DesiredInstanceCount',
    'sagemaker:variant:DesiredProvisionedConcurrency',
    'sagemaker:inference-component:DesiredCopyCount',
  ]),
}
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const document = v.record(v.string(), v.unknown())

const sameTarget =
  (key: ScalableTargetKey) =>
  (other: ScalableTargetKey): boolean =>
    other.resourceId === key.resourceId && other.scalableDimension === key.scalableDimension

const findTarget = async (ports: Pick<Ports, 'scaling'>, key: ScalableTargetKey) =>
  (await ports.scaling.targets([key.resourceId])).find(sameTarget(key))

/** Lets Application Auto Scaling work within these limits. */
export const registerScalableTarget = defineOperation({
  name: 'application-autoscaling.RegisterScalableTarget',
  input: v.object({ ...KEY, minCapacity: count, maxCapacity: count }),
  observe: async (ports, input) => {
    const found = await findTarget(ports, input)
    if (found === undefined) return ABSENT
    const { minCapacity, maxCapacity } = found
    return {
      fingerprint: digestOf([minCapacity, maxCapacity]),
      satisfied: minCapacity === input.minCapacity && maxCapacity === input.maxCapacity,
      output: {},
    }
  },
  perform: async (ports, input) => {
    await ports.scaling.register(input)
    return {}
  },
})

/** Ends automatic scaling; policies and schedules go with it. */
export const deregisterScalableTarget = defineOperation({
  name: 'application-autoscaling.DeregisterScalableTarget',
  input: v.object(KEY),
  observe: async (ports, input) => {
    const found = await findTarget(ports, input)
    return found === undefined ? GONE : { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.scaling.deregister(input)
    return {}
  },
})

const policyNamed = async (
  ports: Pick<Ports, 'scaling'>,
  input: ScalableTargetKey & { readonly policyName: string },
): Promise<ScalingPolicy | undefined> =>
  (await ports.scaling.policies(input.resourceId)).find(
    (policy) => policy.policyName === input.policyName && sameTarget(input)(policy),
  )

/** Makes a scaling policy, or replaces the one of its name. */
export const putScalingPolicy = defineOperation({
  name: 'application-autoscaling.PutScalingPolicy',
  input: v.object({
    ...KEY,
    policyName: v.string(),
    targetTracking: v.exactOptional(document),
    stepScaling: v.exactOptional(document),
  }),
  observe: async (ports, input) => {
    const found = await policyNamed(ports, input)
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf([found.targetTracking, found.stepScaling]),
      satisfied:
        covers(found.targetTracking, input.targetTracking) &&
        covers(found.stepScaling, input.stepScaling),
      output: { policyArn: found.policyArn },
    }
  },
  perform: (ports, input) => ports.scaling.putPolicy(input as unknown as NewScalingPolicy),
})

export const deleteScalingPolicy = defineOperation({
  name: 'application-autoscaling.DeleteScalingPolicy',
  input: v.object({ ...KEY, policyName: v.string() }),
  observe: async (ports, input) => {
    const found = await policyNamed(ports, input)
    return found === undefined ? GONE : { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.scaling.deletePolicy(input.policyName, input)
    return {}
  },
})

const schedule = v.object({
  ...KEY,
  scheduledActionName: v.string(),
  schedule: v.string(),
  timezone: v.exactOptional(v.string()),
  minCapacity: v.exactOptional(count),
  maxCapacity: v.exactOptional(count),
})

const scheduleNamed = async (
  ports: Pick<Ports, 'scaling'>,
  input: ScalableTargetKey & { readonly scheduledActionName: string },
) =>
  (await ports.scaling.schedules(input.resourceId)).find(
    (one) => one.scheduledActionName === input.scheduledActionName && sameTarget(input)(one),
  )

/** Changes the limits at set times. */
export const putScheduledAction = defineOperation({
  name: 'application-autoscaling.PutScheduledAction',
  input: schedule,
  observe: async (ports, input) => {
    const found = await scheduleNamed(ports, input)
    if (found === undefined) return ABSENT
    const { createdAt: _, ...rest } = found
    return { fingerprint: digestOf(rest), satisfied: covers(found, input), output: {} }
  },
  perform: async (ports, input) => {
    await ports.scaling.putSchedule(input)
    return {}
  },
})

export const deleteScheduledAction = defineOperation({
  name: 'application-autoscaling.DeleteScheduledAction',
  input: v.object({ ...KEY, scheduledActionName: v.string() }),
  observe: async (ports, input) => {
    const found = await scheduleNamed(ports, input)
    return found === undefined ? GONE : { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.scaling.deleteSchedule(input.scheduledActionName, input)
    return {}
  },
})

/** An alarm that runs a scaling policy: the policy's ARN is known only once it exists. */
export const putScalingAlarm = defineOperation({
  name: 'cloudwatch.put-scaling-alarm',
  input: v.object({ ...KEY, policyName: v.string(), alarm: document }),
  observe: async (ports, input) => {
    const { alarmName, threshold, periodSeconds, metricName } = input.alarm as unknown as NewAlarm
    const [found] = await ports.alarms.find([alarmName])
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf([found.metricName, found.threshold, found.periodSeconds]),
      satisfied: covers(found, { threshold, periodSeconds, metricName }),
      output: {},
    }
  },
  perform: async (ports, input) => {
    const policy = await policyNamed(ports, input)
    if (policy === undefined) {
      throw new StateError('MLC-HOST-020', `There is no scaling policy ${input.policyName}.`, {
        hint: 'It is made by the step before: run the same line again.',
      })
    }
    const alarm = input.alarm as unknown as NewAlarm
    await ports.alarms.put({ ...alarm, alarmActions: [policy.policyArn] })
    return {}
  },
})

export const deleteAlarm = defineOperation({
  name: 'cloudwatch.DeleteAlarms',
  input: v.object({ alarmName: v.string() }),
  observe: async (ports, { alarmName }) => {
    const [found] = await ports.alarms.find([alarmName])
    return found === undefined ? GONE : { fingerprint: found.alarmArn, satisfied: false }
  },
  perform: async (ports, { alarmName }) => {
    await ports.alarms.delete([alarmName])
    return {}
  },
})
