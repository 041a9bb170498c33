import type { MetricMinute, MetricVerdict, Percentile } from './model.ts'
import { mannWhitney, median } from './rank-test.ts'
import type { Minutes } from './series.ts'
import type { AnalysisSettings } from './settings.ts'
import { milliseconds } from './words.ts'

/** Requests that the canary must get in a usual minute before the percentile of a minute means anything. */
export const PERCENTILE_REQUESTS: Readonly<Record<Percentile, number>> = {
  p50: 5,
  p90: 30,
  p99: 100,
}

/** Two-sided p below which two series differ; strict, because it is looked at every minute. */
const DIFFERENT = 0.01
/** Minutes after which a regression far beyond the tolerance counts: the least that can show p < 0.01. */
const GROSS_POINTS = 5
/** One-sided p below which the canary is shown to be faster than the tolerance allows. */
const WITHIN = 0.05

export type LatencyJudgement = {
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** Median of the canary's minutes divided by that of the baseline's. */
  readonly ratio: number
  readonly p: number
}

/**
 * Compares two series of one percentile. Fails when they differ (Mann-Whitney, p < 0.01) and the medians
 * do so by more than the tolerance: the second condition keeps a large sample from failing by 1 ms.
 * Passes when the canary's values divided by the tolerance lie below the baseline's (p < 0.05).
 */
export const compareLatency = (
  canary: readonly number[],
  baseline: readonly number[],
  tolerance: number,
): LatencyJudgement => {
  const ratio = median(canary) / median(baseline)
  const { p } = mannWhitney(canary, baseline)
  if (p < DIFFERENT && ratio > tolerance) return { verdict: 'fail', ratio, p }
  const within = mannWhitney(shrink(canary, tolerance), baseline).less < WITHIN
  return { verdict: within ? 'pass' : 'inconclusive', ratio, p }
}

/**
 * Whether so few minutes already show a regression: from five on, when even the canary's values divided by
 * the tolerance lie above the baseline's (p < 0.01).
 */
export const grosslySlower = (
  canary: readonly number[],
  baseline: readonly number[],
  tolerance: number,
): boolean => {
  if (canary.length < GROSS_POINTS || median(canary) <= median(baseline) * tolerance) return false
  return mannWhitney(shrink(canary, tolerance), baseline).p < DIFFERENT
}

const shrink = (values: readonly number[], by: number) => values.map((value) => value / by)

/**
 * One verdict for each percentile that the traffic can carry; one that it cannot is left out as long as
 * another one can be judged.
 */
export const judgeLatency = (
  minutes: Minutes,
  from: number,
  settings: AnalysisSettings,
): readonly MetricVerdict[] => {
  const wanted = settings.latencyPercentiles
  const warm = from + settings.warmUpMinutes * 60_000
  const canary = minutes.canary.filter(({ at }) => at >= warm)
  const partner = new Map(minutes.baseline.map((minute) => [minute.at, minute]))
  const perMinute = median(canary.map(({ invocations }) => invocations))
  const carried = wanted.filter((name) => !(perMinute < PERCENTILE_REQUESTS[name]))
  const [lowest] = wanted
  if (lowest !== undefined && carried.length === 0) return [tooThin(lowest, perMinute)]
  return carried.map((percentile) => {
    const pairs = canary.flatMap((minute) => pairOf(minute, partner.get(minute.at), percentile))
    return judgePercentile(percentile, pairs, settings)
  })
}

/** Latencies of a minute in which both variants have one: what slows both down speaks against neither. */
const pairOf = (
  canary: MetricMinute,
  baseline: MetricMinute | undefined,
  percentile: Percentile,
): readonly (readonly [number, number])[] => {
  const [mine, theirs] = [canary.latency[percentile], baseline?.latency[percentile]]
  return mine === undefined || theirs === undefined ? [] : [[mine, theirs]]
}

const judgePercentile = (
  percentile: Percentile,
  pairs: readonly (readonly [number, number])[],
  { latencyPoints, latencyTolerance }: AnalysisSettings,
): MetricVerdict => {
  const base = { rule: 'latency', metric: `latency ${percentile}` } as const
  const [canary, baseline] = [pairs.map(([mine]) => mine), pairs.map(([, theirs]) => theirs)]
  const gross = grosslySlower(canary, baseline, latencyTolerance)
  if (pairs.length < latencyPoints && !gross) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason: `Latency ${percentile} is known for ${pairs.length} of the ${latencyPoints} minutes that a comparison needs.`,
      numbers: { points: pairs.length },
      needs: { requests: 0, minutes: latencyPoints - pairs.length },
    }
  }
  const { verdict, ratio, p } = compareLatency(canary, baseline, latencyTolerance)
  const medians = { canaryMedian: median(canary), baselineMedian: median(baseline) }
  return {
    ...base,
    verdict,
    reason: `Latency ${percentile}: ${milliseconds(medians.canaryMedian)} against ${milliseconds(medians.baselineMedian)} (${ratio.toFixed(2)} times, tolerated ${latencyTolerance}), ${MEANING[verdict]}.`,
    numbers: { points: pairs.length, ratio, p, tolerance: latencyTolerance, ...medians },
    ...(verdict === 'inconclusive'
      ? { needs: { requests: 0, minutes: Math.max(1, Math.ceil(pairs.length / 2)) } }
      : {}),
  }
}

const MEANING = {
  pass: 'within the tolerance',
  fail: 'slower beyond chance and tolerance',
  inconclusive: 'too scattered to tell',
} as const

const tooThin = (percentile: Percentile, perMinute: number): MetricVerdict => ({
  rule: 'latency',
  metric: `latency ${percentile}`,
  verdict: 'inconclusive',
  reason: `The canary gets ${perMinute} requests in a usual minute; ${percentile} means something from ${PERCENTILE_REQUESTS[percentile]} on.`,
  numbers: { requestsPerMinute: perMinute },
})
