/** CloudWatch: alarms. */
export interface Alarms {
  /** Those of the names that exist, composite alarms included. */
  find(alarmNames: readonly string[]): Promise<readonly AlarmView[]>
  /** Those whose name begins with the prefix. */
  list(alarmNamePrefix: string): Promise<readonly AlarmView[]>
  /** Creates the alarm, or replaces its definition. */
  put(alarm: NewAlarm): Promise<void>
  /** Sets the state by hand until the next evaluation: an operator's way to stop a guarded update. */
  setState(alarmName: string, state: AlarmState, reason: string): Promise<void>
  delete(alarmNames: readonly string[]): Promise<void>
  /** Lets the alarms' actions run again, or holds them back. */
  enableActions(alarmNames: readonly string[], enabled: boolean): Promise<void>
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

export type AlarmView = {
  readonly alarmName: string
  readonly alarmArn: string
  readonly kind: 'metric' | 'composite'
  readonly state: AlarmState
  readonly stateReason?: string
  /** When the state was last written. */
  readonly stateUpdatedAt?: string
  /** When the alarm got into its state: equal to its last configuration for one that never moved. */
  readonly stateTransitionedAt?: string
  readonly configuredAt?: string
  readonly actionsEnabled: boolean
  readonly namespace?: string
  readonly metricName?: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic?: string
  readonly periodSeconds?: number
  readonly evaluationPeriods?: number
  readonly datapointsToAlarm?: number
  readonly threshold?: number
  readonly comparisonOperator?: string
  readonly treatMissingData?: string
}

export type NewAlarm = {
  readonly alarmName: string
  readonly description?: string
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  /** `Sum`, `Average`, or a percentile `p99`. */
  readonly statistic: string
  readonly periodSeconds: number
  readonly evaluationPeriods: number
  readonly datapointsToAlarm?: number
  readonly threshold: number
  readonly comparisonOperator:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold'
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing'
  /** For percentiles of few samples. */
  readonly evaluateLowSampleCountPercentile?: 'evaluate' | 'ignore'
  /** ARNs of what is told, or scaled, when the alarm goes off. */
  readonly alarmActions?: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}
