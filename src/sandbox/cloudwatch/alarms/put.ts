import { list, optionalNumber, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { checkQueries, type MetricDataQuery } from '../query.ts'
import { statisticOf } from '../statistics.ts'
import { OPERATORS } from './judge.ts'
import {
  type AlarmRecord,
  type AlarmsDocument,
  alarmArn,
  changeAlarms,
  type MetricAlarmMembers,
} from './records.ts'
import { childrenOf, parseRule } from './rule.ts'
import { INITIAL, settleAlarms } from './settle.ts'
import { periodOf } from './windows.ts'

const DAY = 86_400
const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing']
const LOW_SAMPLES = ['evaluate', 'ignore']

/**
 * Makes a metric alarm or overwrites one. A new alarm has not enough data; a changed one keeps its
 * state until the next look.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const putMetricAlarm = (call: Call, input: Input): Output => {
  const alarm = checked(input)
  put(call, input, { kind: 'MetricAlarm', alarm })
  return {}
}

/** Makes a composite alarm or overwrites one; all alarms of its rule must exist. */
export const putCompositeAlarm = (call: Call, input: Input): Output => {
  const rule = text(input, 'AlarmRule')
  const children = childrenOf(parseRule(rule))
  const { alarms } = settleAlarms(call, children, call.clock.now())
  const missing = children.find((name) => alarms[name] === undefined)
  if (missing !== undefined) {
    throw refusal.validation(
      `Could not save the composite alarm as alarms [${missing}] in the alarm rule do not exist`,
    )
  }
  if (children.includes(text(input, 'AlarmName'))) {
    throw refusal.validation('A composite alarm must not refer to itself.')
  }
  put(call, input, { kind: 'CompositeAlarm', rule })
  return {}
}

type Kind =
  | { readonly kind: 'MetricAlarm'; readonly alarm: MetricAlarmMembers }
  | { readonly kind: 'CompositeAlarm'; readonly rule: string }

const put = (call: Call, input: Input, kind: Kind): void => {
  const name = text(input, 'AlarmName')
  const at = call.clock.now()
  settleAlarms(call, [name], at)
  changeAlarms(call, (document) => {
    const before = document.alarms[name]
    if (before !== undefined && before.kind !== kind.kind) {
      throw refusal.validation(`An alarm of another type has the name ${name}.`)
    }
    document.alarms[name] = recordOf(call, { input, kind, before })
    tagNew(document, input, alarmArn(call, name))
  })
}

type Made = {
  readonly input: Input
  readonly kind: Kind
  readonly before: AlarmRecord | undefined
}

const recordOf = (call: Call, { input, kind, before }: Made): AlarmRecord => {
  const name = text(input, 'AlarmName')
  const at = call.clock.now()
  const summary = `Alarm "${name}" ${before === undefined ? 'created' : 'updated'}`
  const { Tags: _tags, ...members } = input
  return {
    ...kind,
    name,
    arn: alarmArn(call, name),
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    actionsEnabled: input.ActionsEnabled !== false,
    members,
    changes: before?.changes ?? [{ at, state: 'INSUFFICIENT_DATA', reason: INITIAL }],
    configurations: [...(before?.configurations ?? []), { at, summary }],
    evaluatedTo: at,
  }
}

/** Tags are given at creation only: PutMetricAlarm ignores them for an alarm that exists. */
const tagNew = (document: AlarmsDocument, input: Input, arn: string): void => {
  const tags = list<{ Key: string; Value: string }>(input, 'Tags')
  if (tags.length > 0 && document.tags[arn] === undefined) document.tags[arn] = [...tags]
}

const demand = (value: unknown, name: string): void => {
  if (value === undefined) throw refusal.validation(`The parameter ${name} is required.`)
}

const NOT_HERE = [
  'ThresholdMetricId',
  'EvaluationCriteria',
  'EvaluationWindow',
  'EvaluationInterval',
]

const checked = (input: Input): MetricAlarmMembers => {
  const beyond = NOT_HERE.find((name) => input[name] !== undefined)
  if (beyond !== undefined)
    throw refusal.validation(`The sandbox does not have ${beyond} in alarms.`)
  for (const name of ['ComparisonOperator', 'EvaluationPeriods', 'Threshold'])
    demand(input[name], name)
  const alarm = input as unknown as MetricAlarmMembers
  if (!OPERATORS.includes(alarm.ComparisonOperator)) {
    throw refusal.validation(`The sandbox does not have ${alarm.ComparisonOperator} in alarms.`)
  }
  if (alarm.Metrics === undefined) checkPlain(input)
  else checkMath(input, alarm.Metrics)
  checkOptions(input, alarm)
  return alarm
}

const checkPlain = (input: Input): void => {
  for (const name of ['MetricName', 'Namespace', 'Period']) demand(input[name], name)
  const [simple, extended] = [
    optionalText(input, 'Statistic'),
    optionalText(input, 'ExtendedStatistic'),
  ]
  if ((simple === undefined) === (extended === undefined)) {
    throw refusal.validation('Exactly one of Statistic and ExtendedStatistic must be specified.')
  }
  if (extended !== undefined && statisticOf(extended) === undefined) {
    throw refusal.validation(
      `The value ${extended} for parameter ExtendedStatistic is not supported.`,
    )
  }
  const period = optionalNumber(input, 'Period') ?? 60
  if (![10, 20, 30].includes(period) && period % 60 !== 0) {
    throw refusal.validation(
      'The value for parameter Period must be 10, 20, 30 or a multiple of 60.',
    )
  }
}

const checkMath = (input: Input, queries: readonly MetricDataQuery[]): void => {
  const plain = [
    'MetricName',
    'Namespace',
    'Period',
    'Statistic',
    'ExtendedStatistic',
    'Dimensions',
  ]
  const doubled = plain.find((name) => input[name] !== undefined)
  if (doubled !== undefined) {
    throw refusal.validation(`The parameters Metrics and ${doubled} exclude each other.`)
  }
  checkQueries(queries)
  const shown = queries.filter(({ ReturnData }) => ReturnData !== false)
  if (shown.length !== 1) {
    throw refusal.validation('Exactly one element of the metrics list should return data.')
  }
}

const checkOptions = (input: Input, alarm: MetricAlarmMembers): void => {
  const { EvaluationPeriods: periods, DatapointsToAlarm: datapoints } = alarm
  if (datapoints !== undefined && datapoints > periods) {
    throw refusal.validation('DatapointsToAlarm must not be greater than EvaluationPeriods.')
  }
  const period = periodOf(alarm)
  const longest = period >= 3600 ? 7 * DAY : DAY
  if (period * periods > longest) {
    throw refusal.validation(
      `Metrics cannot be checked across more than ${longest === DAY ? 'a day' : 'seven days'} (EvaluationPeriods * Period must be <= ${longest}).`,
    )
  }
  const treatment = optionalText(input, 'TreatMissingData')
  if (treatment !== undefined && !TREATMENTS.includes(treatment)) {
    throw refusal.validation(`Option ${treatment} is not supported for TreatMissingData.`)
  }
  const low = optionalText(input, 'EvaluateLowSampleCountPercentile')
  if (low !== undefined && !LOW_SAMPLES.includes(low)) {
    throw refusal.validation(`Option ${low} is not supported for EvaluateLowSampleCountPercentile.`)
  }
}
