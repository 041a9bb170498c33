import { list, optionalNumber, optionalText } from '../../members.ts'
import { pageOf } from '../../pages.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { digestOf, type MetricMembers, metricOf } from '../metric.ts'
import { type AlarmRecord, changeAt } from './records.ts'
import { childrenOf, parseRule } from './rule.ts'
import { settleAlarms } from './settle.ts'

const DEFAULT_PAGE = 50

/**
 * The alarms of the region by name, metric alarms alone unless composites are asked for.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const describeAlarms = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'AlarmNames')
  const prefix = optionalText(input, 'AlarmNamePrefix')
  if (names.length > 0 && prefix !== undefined) {
    throw refusal.validation('AlarmNames and AlarmNamePrefix must not both be specified.')
  }
  const { alarms } = settleAlarms(call, undefined, call.clock.now())
  const kinds = list<string>(input, 'AlarmTypes')
  const wantedKinds = kinds.length > 0 ? kinds : ['MetricAlarm']
  const state = optionalText(input, 'StateValue')
  const action = optionalText(input, 'ActionPrefix')
  const related = relatives(alarms, input)
  const found = Object.values(alarms)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((record) => related?.has(record.name) ?? wantedKinds.includes(record.kind))
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
    .filter((record) => state === undefined || record.changes.at(-1)?.state === state)
    .filter(
      (record) => action === undefined || actionsOf(record).some((arn) => arn.startsWith(action)),
    )
  const { items, next } = pageOf(found, {
    token: optionalText(input, 'NextToken'),
    size: optionalNumber(input, 'MaxRecords') ?? DEFAULT_PAGE,
    invalid: refusal.token,
  })
  return {
    MetricAlarms: items.filter(({ kind }) => kind === 'MetricAlarm').map(formOf),
    CompositeAlarms: items.filter(({ kind }) => kind === 'CompositeAlarm').map(formOf),
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

/** The alarms that look at one metric. */
export const describeAlarmsForMetric = (call: Call, input: Input): Output => {
  const wanted = digestOf(metricOf(input as MetricMembers))
  const { alarms } = settleAlarms(call, undefined, call.clock.now())
  const found = Object.values(alarms).filter((record) => {
    if (record.kind !== 'MetricAlarm' || record.alarm.MetricName === undefined) return false
    const { Statistic, ExtendedStatistic, Period, Unit } = record.alarm
    const held: Readonly<Record<string, unknown>> = { Statistic, ExtendedStatistic, Period, Unit }
    const fits = Object.keys(held).every(
      (name) => input[name] === undefined || input[name] === held[name],
    )
    return fits && digestOf(metricOf(record.alarm)) === wanted
  })
  return { MetricAlarms: found.map(formOf) }
}

/** The children or parents of a composite alarm; undefined when neither is asked for. */
const relatives = (
  alarms: Readonly<Record<string, AlarmRecord>>,
  input: Input,
): ReadonlySet<string> | undefined => {
  const parent = optionalText(input, 'ChildrenOfAlarmName')
  const child = optionalText(input, 'ParentsOfAlarmName')
  if (parent !== undefined) return new Set(childNames(alarms[parent]))
  if (child === undefined) return undefined
  const parents = Object.values(alarms).filter((record) => childNames(record).includes(child))
  return new Set(parents.map(({ name }) => name))
}

const childNames = (record: AlarmRecord | undefined): readonly string[] =>
  record?.kind === 'CompositeAlarm' ? childrenOf(parseRule(record.rule)) : []

const actionsOf = ({ members }: AlarmRecord): readonly string[] =>
  ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap(
    (name) => (members[name] as readonly string[] | undefined) ?? [],
  )

/** An alarm as Describe gives it. */
const formOf = (record: AlarmRecord): Output => {
  const current = record.changes.at(-1)
  const transitioned = current && transitionTime(record)
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(record.kind === 'MetricAlarm' && record.alarm.Metrics === undefined
      ? { Dimensions: [] }
      : {}),
    ...record.members,
    AlarmArn: record.arn,
    AlarmConfigurationUpdatedTimestamp: new Date(record.updatedAt),
    ActionsEnabled: record.actionsEnabled,
    StateValue: current?.state,
    StateReason: current?.reason,
    ...(current?.data === undefined ? {} : { StateReasonData: current.data }),
    StateUpdatedTimestamp: new Date(current?.at ?? record.createdAt),
    StateTransitionedTimestamp: new Date(transitioned ?? record.createdAt),
  }
}

/** When the state last became another one: setting the same state again is no transition. */
const transitionTime = (record: AlarmRecord): number => {
  const state = record.changes.at(-1)?.state
  const other = record.changes.findLast((change) => change.state !== state)
  const first = record.changes.find((change) => other === undefined || change.at > other.at)
  return first?.at ?? changeAt(record, record.createdAt)?.at ?? record.createdAt
}
