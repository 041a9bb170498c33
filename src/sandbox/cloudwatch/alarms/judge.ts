import type { MetricAlarmMembers, StateValue } from './records.ts'

/** The periods that an alarm looks at, newest first; a period without data is undefined. */
export type Window = readonly (number | undefined)[]

export type Verdict = {
  readonly state: StateValue
  /** The values that decided, newest first. */
  readonly evaluated: readonly number[]
}

const COMPARE: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

/** Whether a value breaches; false for the operators of anomaly bands, which are refused. */
export const breaches = (alarm: MetricAlarmMembers, value: number): boolean =>
  COMPARE[alarm.ComparisonOperator]?.(value, alarm.Threshold) ?? false

/** The operators that the sandbox has. */
export const OPERATORS: readonly string[] = Object.keys(COMPARE)

/**
 * CloudWatch reads more periods than it evaluates, so that data that arrive late do not count as
 * missing. How many more is not published; two are what its examples show.
 */
export const EXTRA_PERIODS = 2

/**
 * The state of an alarm from its newest periods: M of N, missing data treated as the alarm says.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const judge = (alarm: MetricAlarmMembers, window: Window, before: StateValue): Verdict => {
  const needed = alarm.EvaluationPeriods
  const toAlarm = alarm.DatapointsToAlarm ?? needed
  const known = window.filter((value) => value !== undefined)
  const evaluated = known.slice(0, needed)
  const breaching = evaluated.filter((value) => breaches(alarm, value)).length
  const missing = needed - evaluated.length
  if (breaching >= toAlarm) return { state: 'ALARM', evaluated }
  if (missing === 0) return { state: 'OK', evaluated }
  const isUndecided = breaching === evaluated.length
  switch (alarm.TreatMissingData ?? 'missing') {
    case 'breaching':
      return { state: breaching + missing >= toAlarm ? 'ALARM' : 'OK', evaluated }
    case 'notBreaching':
      return { state: 'OK', evaluated }
    case 'ignore':
      return { state: isUndecided ? before : 'OK', evaluated }
    default:
      if (evaluated.length === 0) return { state: 'INSUFFICIENT_DATA', evaluated }
      return { state: isUndecided ? 'ALARM' : 'OK', evaluated }
  }
}

const WORDS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** The reason as CloudWatch words it. */
export const reasonOf = (alarm: MetricAlarmMembers, { state, evaluated }: Verdict): string => {
  const needed = alarm.EvaluationPeriods
  const toAlarm = alarm.DatapointsToAlarm ?? needed
  if (evaluated.length === 0) {
    const unknown = `${needed} datapoint${needed === 1 ? ' was' : 's were'} unknown`
    if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${unknown}.`
    return `Threshold Crossed: no datapoints were received for ${needed} period${needed === 1 ? '' : 's'} and ${needed} missing datapoint${needed === 1 ? ' was' : 's were'} treated as [${state === 'ALARM' ? 'Breaching' : 'NonBreaching'}].`
  }
  const isAlarm = state === 'ALARM'
  const count = evaluated.filter((value) => breaches(alarm, value) === isAlarm).length
  const values = evaluated.slice(0, 5).join(', ')
  const word = `${count === 1 ? 'was' : 'were'} ${isAlarm ? '' : 'not '}${WORDS[alarm.ComparisonOperator]}`
  const needs = isAlarm ? toAlarm : needed - toAlarm + 1
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK'
  return `Threshold Crossed: ${count} out of the last ${needed} datapoints [${values}] ${word} the threshold (${alarm.Threshold}) (minimum ${needs} datapoint${needs === 1 ? '' : 's'} for ${transition} transition).`
}
