import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Alarms, AlarmView, NewAlarm } from '../ports/alarms.ts'
import type { AwsSession } from './session.ts'
import { allPages, isoOrAbsent, pascalTags, present } from './values.ts'

/** The most names that one call takes (API model). */
const NAMES = 100

export const alarmsOf = (aws: AwsSession): Alarms => ({
  find: (alarmNames) =>
    inParts(alarmNames, (AlarmNames) => described(aws, { AlarmNames: [...AlarmNames] })),
  list: (AlarmNamePrefix) => described(aws, { AlarmNamePrefix }),
  put: async (alarm) => {
    await aws.cloudWatch(what('PutMetricAlarm', [alarm.alarmName]), (client, sdk) =>
      client.send(new sdk.PutMetricAlarmCommand(definition(alarm))),
    )
  },
  setState: async (AlarmName, StateValue, StateReason) => {
    await aws.cloudWatch(what('SetAlarmState', [AlarmName]), (client, sdk) =>
      client.send(new sdk.SetAlarmStateCommand({ AlarmName, StateValue, StateReason })),
    )
  },
  delete: async (alarmNames) => {
    await inParts(alarmNames, async (names) => {
      await aws.cloudWatch(what('DeleteAlarms', names), (client, sdk) =>
        client.send(new sdk.DeleteAlarmsCommand({ AlarmNames: [...names] })),
      )
      return []
    })
  },
  enableActions: async (alarmNames, enabled) => {
    await inParts(alarmNames, async (names) => {
      const AlarmNames = [...names]
      const operation = enabled ? 'EnableAlarmActions' : 'DisableAlarmActions'
      await aws.cloudWatch(what(operation, names), async (client, sdk) => {
        if (enabled) await client.send(new sdk.EnableAlarmActionsCommand({ AlarmNames }))
        else await client.send(new sdk.DisableAlarmActionsCommand({ AlarmNames }))
      })
      return []
    })
  },
})

const what = (operation: string, alarmNames: readonly string[]) => ({
  operation,
  subject: `alarm ${alarmNames.join(', ')}`,
})

const inParts = async <T>(
  names: readonly string[],
  work: (part: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> => {
  const all: T[] = []
  for (let at = 0; at < names.length; at += NAMES) {
    all.push(...(await work(names.slice(at, at + NAMES))))
  }
  return all
}

/** Composite alarms are answered only where they are asked for by type. */
const described = (
  aws: AwsSession,
  filter: { AlarmNames: string[] } | { AlarmNamePrefix: string },
): Promise<readonly AlarmView[]> =>
  allPages((NextToken) =>
    aws.cloudWatch({ operation: 'DescribeAlarms', subject: 'alarms' }, async (client, sdk) => {
      const page = await client.send(
        new sdk.DescribeAlarmsCommand({
          ...filter,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: NAMES,
          ...present({ NextToken }),
        }),
      )
      const items = [
        ...(page.MetricAlarms ?? []).map(metricView),
        ...(page.CompositeAlarms ?? []).map((alarm) => view(alarm, 'composite')),
      ]
      return { items, next: page.NextToken }
    }),
  )

const view = (alarm: MetricAlarm | CompositeAlarm, kind: AlarmView['kind']): AlarmView => ({
  alarmName: alarm.AlarmName ?? '',
  alarmArn: alarm.AlarmArn ?? '',
  kind,
  state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
  actionsEnabled: alarm.ActionsEnabled ?? true,
  dimensions: {},
  ...present({
    stateReason: alarm.StateReason,
    stateUpdatedAt: isoOrAbsent(alarm.StateUpdatedTimestamp),
    stateTransitionedAt: isoOrAbsent(alarm.StateTransitionedTimestamp),
    configuredAt: isoOrAbsent(alarm.AlarmConfigurationUpdatedTimestamp),
  }),
})

const metricView = (alarm: MetricAlarm): AlarmView => ({
  ...view(alarm, 'metric'),
  dimensions: Object.fromEntries(
    (alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']),
  ),
  ...present({
    namespace: alarm.Namespace,
    metricName: alarm.MetricName,
    statistic: alarm.ExtendedStatistic ?? alarm.Statistic,
    periodSeconds: alarm.Period,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    threshold: alarm.Threshold,
    comparisonOperator: alarm.ComparisonOperator,
    treatMissingData: alarm.TreatMissingData,
  }),
})

/** Without a unit: one that the metric is not published in keeps an alarm without data for ever. */
const definition = (alarm: NewAlarm) => ({
  AlarmName: alarm.alarmName,
  Namespace: alarm.namespace,
  MetricName: alarm.metricName,
  Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparisonOperator,
  TreatMissingData: alarm.treatMissingData,
  Tags: pascalTags(alarm.tags),
  ...(/^p\d/.test(alarm.statistic)
    ? { ExtendedStatistic: alarm.statistic }
    : { Statistic: alarm.statistic as 'Average' }),
  ...present({
    AlarmDescription: alarm.description,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile,
    AlarmActions: alarm.alarmActions === undefined ? undefined : [...alarm.alarmActions],
  }),
})
