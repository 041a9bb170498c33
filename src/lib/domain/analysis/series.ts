import type { AnalysisWindow, MetricMinute } from './model.ts'
import type { Counts, PairedMinute } from './ownership.ts'

/** A window's minutes, put in order and sorted into what each rule may use. */
export type Minutes = {
  /** Complete minutes since the step began, in order of time. */
  readonly canary: readonly MetricMinute[]
  readonly baseline: readonly MetricMinute[]
  /** Minutes in which the errors of both are known. */
  readonly paired: readonly PairedMinute[]
  /** Minutes with requests of either whose errors could not be read. */
  readonly unread: number
}

/**
 * Leaves out minutes before the step and those that CloudWatch may still change: their counts of requests
 * and of errors need not have come equally far.
 */
export const minutesOf = (window: AnalysisWindow): Minutes => {
  const usable = (minutes: readonly MetricMinute[]) =>
    minutes.filter(({ at, complete }) => complete && at >= window.from).sort((a, b) => a.at - b.at)
  const [canary, baseline] = [usable(window.canary.minutes), usable(window.baseline.minutes)]
  const partner = new Map(baseline.map((minute) => [minute.at, minute]))
  const paired = canary.flatMap((minute): readonly PairedMinute[] => {
    const [mine, theirs] = [countsOf(minute), countsOf(partner.get(minute.at))]
    return mine === undefined || theirs === undefined
      ? []
      : [{ at: minute.at, canary: mine, baseline: theirs }]
  })
  const unread = new Set(
    [...canary, ...baseline]
      .filter(({ invocations, errors }) => invocations > 0 && errors === undefined)
      .map(({ at }) => at),
  ).size
  return { canary, baseline, paired, unread }
}

/** Requests and errors of the minutes whose errors are known. */
export const totalOf = (minutes: readonly MetricMinute[]): Counts =>
  minutes
    .map((minute) => countsOf(minute) ?? { requests: 0, errors: 0 })
    .reduce(
      (sum, counts) => ({
        requests: sum.requests + counts.requests,
        errors: sum.errors + counts.errors,
      }),
      { requests: 0, errors: 0 },
    )

/** Minutes that say how much traffic there is at present. */
const PRESENT_MINUTES = 10

/** Requests per minute over the newest minutes; 0 when there are none. */
export const presentTraffic = (minutes: readonly MetricMinute[]): number => {
  const newest = minutes.slice(-PRESENT_MINUTES)
  const sum = newest.reduce((total, { invocations }) => total + invocations, 0)
  return newest.length === 0 ? 0 : sum / newest.length
}

const countsOf = (minute: MetricMinute | undefined): Counts | undefined =>
  minute?.errors === undefined
    ? undefined
    : { requests: minute.invocations, errors: Math.min(minute.errors, minute.invocations) }
