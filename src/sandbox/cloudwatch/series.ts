import type { Ground } from '../sagemaker/state.ts'
import { hostingSamples, isHostingMetric } from './hosting-metrics.ts'
import type { Metric } from './metric.ts'
import { merged, type Sample } from './samples.ts'
import type { Statistic } from './statistics.ts'
import { publishedSamples } from './store.ts'

/** One value of a time series; `at` is the start of its period in milliseconds. */
export type Point = { readonly at: number; readonly value: number }

export type Range = {
  /** Milliseconds; `to` is exclusive. */
  readonly from: number
  readonly to: number
  /** What had arrived by then is read. */
  readonly asOf: number
  readonly lateSeconds?: number
}

/** The samples of a metric, computed from traffic and published ones alike, in order of time. */
export const samplesOf = (ground: Ground, metric: Metric, range: Range): readonly Sample[] => {
  const late = { ...range, lateSeconds: range.lateSeconds ?? 0 }
  const delay = ground.clock.duration(late.lateSeconds)
  const published = publishedSamples(ground, metric, range)
    .map((sample) => ({ ...sample, knownAt: sample.knownAt + delay }))
    .filter(({ knownAt }) => knownAt <= range.asOf)
  if (!isHostingMetric(metric)) return published
  return [...hostingSamples(ground, metric, late), ...published].sort((a, b) => a.at - b.at)
}

export type Grid = {
  /** Start of the first period, in milliseconds. */
  readonly from: number
  readonly to: number
  readonly periodSeconds: number
}

/** One sample per period that has any; samples coarser than the period are not there. */
export const periodsOf = (samples: readonly Sample[], grid: Grid): readonly Sample[] => {
  const periodMs = grid.periodSeconds * 1000
  const byPeriod = new Map<number, Sample[]>()
  for (const sample of samples) {
    const isFine = sample.resolution <= grid.periodSeconds
    if (!isFine || sample.at < grid.from || sample.at >= grid.to) continue
    const at = grid.from + Math.floor((sample.at - grid.from) / periodMs) * periodMs
    const held = byPeriod.get(at)
    if (held === undefined) byPeriod.set(at, [sample])
    else held.push(sample)
  }
  return [...byPeriod].flatMap(([at, parts]) => {
    const whole = merged(parts)
    return whole === undefined ? [] : [{ ...whole, at }]
  })
}

/** The values of a statistic, one per period that has data. */
export const pointsOf = (
  samples: readonly Sample[],
  grid: Grid,
  statistic: Statistic,
): readonly Point[] =>
  periodsOf(samples, grid).flatMap((sample) => {
    const value = statistic(sample)
    return value === undefined ? [] : [{ at: sample.at, value }]
  })

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * The start of a request as CloudWatch rounds it down: the finer the younger.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const alignedStart = (start: number, periodSeconds: number, now: number): number => {
  const age = now - start
  const step =
    age > 63 * DAY
      ? HOUR
      : age > 15 * DAY
        ? 300_000
        : periodSeconds < 60
          ? periodSeconds * 1000
          : 60_000
  return Math.floor(start / step) * step
}

/** Whether CloudWatch accepts a period: 1, 5, 10, 20, 30 or a multiple of 60 seconds. */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)
