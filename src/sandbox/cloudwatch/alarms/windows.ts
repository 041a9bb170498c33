import type { Ground } from '../../sagemaker/state.ts'
import { evaluator } from '../math/evaluate.ts'
import { digestOf, type Metric, metricOf } from '../metric.ts'
import { merged, type Sample } from '../samples.ts'
import { samplesOf } from '../series.ts'
import { percentOf, statisticOf } from '../statistics.ts'
import { EXTRA_PERIODS, type Window } from './judge.ts'
import type { MetricAlarmMembers } from './records.ts'

export type Look = {
  readonly window: Window
  /** A percentile of so few values that an alarm may ignore it. */
  readonly isThin: boolean
}

/** Seconds of a period: the alarm's own, or the coarsest of its metrics. */
export const periodOf = (alarm: MetricAlarmMembers): number => {
  const periods = (alarm.Metrics ?? []).map(
    (query) => query.MetricStat?.Period ?? query.Period ?? 0,
  )
  return alarm.Period ?? Math.max(60, ...periods)
}

/**
 * How an alarm's metric looks to an evaluation at some time between `from` and `to`. The samples are
 * read once for all evaluations; each sees only what had arrived by its time.
 */
export const windowsOf = (
  ground: Ground,
  alarm: MetricAlarmMembers,
  range: { readonly from: number; readonly to: number },
): ((at: number) => Look) => {
  const periodMs = periodOf(alarm) * 1000
  const reach = (alarm.EvaluationPeriods + EXTRA_PERIODS) * periodMs
  const known = new Map<string, readonly Sample[]>()
  const all = (metric: Metric): readonly Sample[] => {
    const key = digestOf(metric)
    const wide = { from: range.from - reach, to: range.to, asOf: range.to }
    const found = known.get(key) ?? samplesOf(ground, metric, wide)
    known.set(key, found)
    return found
  }
  const seen = (metric: Metric, at: number): readonly Sample[] =>
    all(metric).filter(
      (sample) => sample.at >= at - reach && sample.at < at && sample.knownAt <= at,
    )
  const starts = Array.from(
    { length: alarm.EvaluationPeriods + EXTRA_PERIODS },
    (_, index) => -(index + 1) * periodMs,
  )
  return alarm.Metrics === undefined
    ? (at) => plainLook(alarm, seen(metricOf(alarm), at), { at, starts, periodMs })
    : (at) => mathLook(alarm, (metric) => seen(metric, at), { at, starts, periodMs })
}

type Periods = {
  readonly at: number
  /** Starts of the periods relative to `at`, newest first. */
  readonly starts: readonly number[]
  readonly periodMs: number
}

const plainLook = (
  alarm: MetricAlarmMembers,
  samples: readonly Sample[],
  { at, starts, periodMs }: Periods,
): Look => {
  const name = alarm.ExtendedStatistic ?? alarm.Statistic ?? 'Average'
  const statistic = statisticOf(name)
  const whole = starts.map((start) =>
    merged(
      samples.filter(
        (sample) =>
          sample.at >= at + start &&
          sample.at < at + start + periodMs &&
          (alarm.Unit === undefined || sample.unit === alarm.Unit),
      ),
    ),
  )
  const newest = whole.find((sample) => sample !== undefined)
  return {
    window: whole.map((sample) => (sample === undefined ? undefined : statistic?.(sample))),
    isThin: newest !== undefined && newest.count < fewest(name),
  }
}

/**
 * Fewer values than this make no significant percentile.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
const fewest = (statistic: string): number => {
  const percent = percentOf(statistic)
  if (percent === undefined) return 0
  const share = percent / 100
  return 10 / Math.max(1e-9, share >= 0.5 ? 1 - share : share)
}

const mathLook = (
  alarm: MetricAlarmMembers,
  read: (metric: Metric) => readonly Sample[],
  { at, starts, periodMs }: Periods,
): Look => {
  const queries = alarm.Metrics ?? []
  const shown = queries.find(({ ReturnData }) => ReturnData !== false)
  const from = at + (starts.at(-1) ?? -periodMs)
  const resultsOf = evaluator({
    queries,
    from,
    to: at,
    read: (metric) => ({ samples: read(metric), status: 'Complete' }),
  })
  const points = new Map(
    resultsOf(shown?.Id ?? '').flatMap((result) =>
      result.points.map((point) => [point.at, point.value] as const),
    ),
  )
  return { window: starts.map((start) => points.get(at + start)), isThin: false }
}
