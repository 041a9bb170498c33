import { wilson } from '../../domain/analysis/intervals.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { SideFigures } from '../../domain/shadow/report-model.ts'
import type { Ports } from '../../ports/all.ts'
import type { MetricQuery, MetricSeries } from '../../ports/metrics.ts'

const METRICS = [
  ['Invocations', 'Sum'],
  ['Invocation5XXErrors', 'Sum'],
  ['ModelLatency', 'p50'],
  ['ModelLatency', 'p90'],
  ['ModelLatency', 'p99'],
] as const

const MINUTE_MS = 60_000

export type FiguresWindow = {
  readonly endpointName: string
  readonly variants: readonly string[]
  /** Epoch milliseconds, whole minutes. */
  readonly from: number
  readonly to: number
}

/**
 * What each variant did over the whole window. CloudWatch is asked for one period as long as the window:
 * a percentile of percentiles would be none.
 */
export const figuresOf = async (
  { metrics }: Pick<Ports, 'metrics'>,
  window: FiguresWindow,
): Promise<readonly SideFigures[]> => {
  const { endpointName, variants, from, to } = window
  const queries = variants.flatMap((variant) =>
    METRICS.map(
      ([metricName, stat]): MetricQuery => ({
        id: `${variant} ${metricName} ${stat}`,
        namespace: 'AWS/SageMaker',
        metricName,
        dimensions: { EndpointName: endpointName, VariantName: variant },
        stat,
      }),
    ),
  )
  const minutes = Math.max(1, Math.ceil((to - from) / MINUTE_MS))
  const span = { from: isoTime(from), to: isoTime(to), periodSeconds: minutes * 60 }
  const series = await metrics.data(queries, span)
  return variants.map((variant, at) =>
    sideOf(variant, series.slice(at * METRICS.length, (at + 1) * METRICS.length)),
  )
}

const sideOf = (
  variant: string,
  [invocations, failed, ...latencies]: readonly MetricSeries[],
): SideFigures => {
  const requests = sumOf(invocations)
  const errors = requests === undefined ? undefined : (sumOf(failed) ?? 0)
  const [p50Ms, p90Ms, p99Ms] = latencies.map((one) => meanMs(one, invocations))
  const known = { requests, errors, p50Ms, p90Ms, p99Ms, ...ratesOf(requests, errors) }
  const present = Object.entries(known).filter(([, value]) => value !== undefined)
  return { variant, ...Object.fromEntries(present) }
}

const ratesOf = (requests: number | undefined, errors: number | undefined) => {
  if (requests === undefined || requests === 0 || errors === undefined) return {}
  const [low, high] = wilson(errors, requests)
  const errorPercentInterval = [low * 100, high * 100] as const
  return { errorPercent: (errors / requests) * 100, errorPercentInterval }
}

const sumOf = (series: MetricSeries | undefined): number | undefined =>
  series === undefined || series.points.length === 0
    ? undefined
    : series.points.reduce((total, { value }) => total + value, 0)

/** From microseconds. Where CloudWatch cuts the window in two its parts count by their requests. */
const meanMs = (series: MetricSeries, counts: MetricSeries | undefined): number | undefined => {
  const requestsAt = new Map(counts?.points.map(({ at, value }) => [at, value]))
  let [total, weight] = [0, 0]
  for (const { at, value } of series.points) {
    const requests = requestsAt.get(at) ?? 1
    total += value * requests
    weight += requests
  }
  return weight === 0 ? undefined : total / weight / 1_000
}
