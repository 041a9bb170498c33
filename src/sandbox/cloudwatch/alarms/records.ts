import type { Ground } from '../../sagemaker/state.ts'
import type { MetricMembers } from '../metric.ts'
import type { MetricDataQuery } from '../query.ts'

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** A change of state, or the same state for another reason. */
export type StateChange = {
  readonly at: number
  readonly state: StateValue
  readonly reason: string
  readonly data?: string
  /** Set by SetAlarmState: no evaluation before this time changes it. */
  readonly heldUntil?: number
}

export type ConfigurationChange = { readonly at: number; readonly summary: string }

/** The members of PutMetricAlarm that the sandbox evaluates; the others are only kept. */
export type MetricAlarmMembers = MetricMembers & {
  readonly Statistic?: string
  readonly ExtendedStatistic?: string
  readonly Period?: number
  readonly Unit?: string
  readonly EvaluationPeriods: number
  readonly DatapointsToAlarm?: number
  readonly Threshold: number
  readonly ComparisonOperator: string
  readonly TreatMissingData?: string
  readonly EvaluateLowSampleCountPercentile?: string
  readonly Metrics?: readonly MetricDataQuery[]
}

type Common = {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly actionsEnabled: boolean
  /** The request as it came, for Describe. */
  readonly members: Readonly<Record<string, unknown>>
  /** Newest last; the first is the creation. */
  readonly changes: readonly StateChange[]
  readonly configurations: readonly ConfigurationChange[]
  /** Up to when the metric has been looked at. */
  readonly evaluatedTo: number
}

export type MetricAlarmRecord = Common & {
  readonly kind: 'MetricAlarm'
  readonly alarm: MetricAlarmMembers
}

export type CompositeAlarmRecord = Common & {
  readonly kind: 'CompositeAlarm'
  readonly rule: string
}

export type AlarmRecord = MetricAlarmRecord | CompositeAlarmRecord

export type Gone = {
  readonly name: string
  readonly kind: AlarmRecord['kind']
  readonly changes: readonly StateChange[]
  readonly configurations: readonly ConfigurationChange[]
}

/** Alarms of one region by name. Deleted ones keep their history. */
export type AlarmsDocument = {
  alarms: Record<string, AlarmRecord>
  deleted: Gone[]
  tags: Record<string, { readonly Key: string; readonly Value: string }[]>
}

const EMPTY: AlarmsDocument = { alarms: {}, deleted: [], tags: {} }

const documentOf = ({ region }: Pick<Ground, 'region'>): string => `cloudwatch/${region}/alarms`

/** The alarms as they were last written; see settle.ts for what their metrics say since. */
export const readAlarms = (ground: Pick<Ground, 'region' | 'documents'>): AlarmsDocument =>
  ground.documents.read(documentOf(ground), EMPTY)

/** Changes the alarms of the region in one atomic step. */
export const changeAlarms = <R>(
  ground: Pick<Ground, 'region' | 'documents'>,
  change: (document: AlarmsDocument) => R,
): R => ground.documents.update(documentOf(ground), structuredClone(EMPTY), change)

/** The change in force at a time; undefined before the alarm was made. */
export const changeAt = (
  { changes }: Pick<AlarmRecord, 'changes'>,
  at: number,
): StateChange | undefined => changes.filter((change) => change.at <= at).at(-1)

/** ARN of an alarm. */
export const alarmArn = (ground: Pick<Ground, 'region' | 'accountId'>, name: string): string =>
  `arn:aws:cloudwatch:${ground.region}:${ground.accountId}:alarm:${name}`
