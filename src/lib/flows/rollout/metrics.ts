import type {
  DataProblem,
  MetricMinute,
  Percentile,
  VariantSeries,
} from '../../domain/analysis/model.ts'
import { epochOf, isoTime } from '../../domain/core/duration.ts'
import type { ErrorMetric } from '../../domain/rollout/model.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { MetricQuery, MetricSeries } from '../../ports/metrics.ts'

const MINUTE_MS = 60_000
/** CloudWatch may still change the newest minutes (facts §5.1; the delay is not documented). */
const INCOMPLETE_MS = 2 * MINUTE_MS
const PERCENTILES: readonly Percentile[] = ['p50', 'p90', 'p99']

export type SeriesRequest = {
  readonly endpointName: string
  readonly variants: readonly string[]
  readonly errorMetrics: readonly ErrorMetric[]
  /** Epoch milliseconds: minutes that begin at or after it. */
  readonly from: number
  /** Epoch milliseconds: minutes that begin before it; until now if absent. */
  readonly to?: number
}

/**
 * What CloudWatch tells of each variant, minute by minute, in the order of `variants`. All minutes are
 * read each time: the newest ones change. What cannot be read is a problem of the series, never zeros.
 */
export const readSeries = async (
  ports: Pick<Ports, 'metrics' | 'clock'>,
  request: SeriesRequest,
): Promise<readonly VariantSeries[]> => {
  const now = ports.clock.now()
  const from = Math.floor(request.from / MINUTE_MS) * MINUTE_MS
  const to = Math.max(from + MINUTE_MS, Math.ceil((request.to ?? now) / MINUTE_MS) * MINUTE_MS)
  const queries = request.variants.flatMap((variant) => queriesOf(request, variant))
  const window = { from: isoTime(from), to: isoTime(to), periodSeconds: 60 }
  const read = await ports.metrics.data(queries, window).catch((error: unknown) => problemOf(error))
  if ('kind' in read) {
    return request.variants.map((variant) => ({ variant, minutes: [], problem: read }))
  }
  const byId = new Map(read.map((series) => [series.id, series]))
  return request.variants.map((variant) => seriesOf(request, variant, { byId, now }))
}

const queriesOf = (
  { endpointName, errorMetrics }: SeriesRequest,
  variant: string,
): readonly MetricQuery[] => {
  const query = (metricName: string, stat: string): MetricQuery => ({
    id: idOf(variant, metricName, stat),
    namespace: 'AWS/SageMaker',
    metricName,
    dimensions: { EndpointName: endpointName, VariantName: variant },
    stat,
  })
  return [
    query('Invocations', 'Sum'),
    ...errorMetrics.map((metric) => query(metric, 'Sum')),
    ...PERCENTILES.map((percentile) => query('ModelLatency', percentile)),
  ]
}

const idOf = (variant: string, metricName: string, stat: string): string =>
  `${variant}/${metricName}/${stat}`

type Read = { readonly byId: ReadonlyMap<string, MetricSeries>; readonly now: number }

const seriesOf = (request: SeriesRequest, variant: string, { byId, now }: Read): VariantSeries => {
  const points = (metricName: string, stat: string) => {
    const series = byId.get(idOf(variant, metricName, stat))
    return new Map(series?.points.map(({ at, value }) => [epochOf(at), value]))
  }
  const invocations = points('Invocations', 'Sum')
  const errors = request.errorMetrics.map((metric) => [metric, points(metric, 'Sum')] as const)
  const latencies = PERCENTILES.map((stat) => [stat, points('ModelLatency', stat)] as const)
  const minutes = [...invocations].map(
    ([at, count]): MetricMinute => ({
      at,
      invocations: count,
      errors: errorsAt(errors, at),
      latency: Object.fromEntries(
        latencies.flatMap(([stat, values]) => {
          const value = values.get(at)
          return value === undefined ? [] : [[stat, value]]
        }),
      ),
      complete: at + MINUTE_MS + INCOMPLETE_MS <= now,
    }),
  )
  const problem = worstProblem([...byId.values()].filter(({ id }) => id.startsWith(`${variant}/`)))
  return { variant, minutes, ...(problem === undefined ? {} : { problem }) }
}

/**
 * Model errors include what answers 5XX: of the overlapping counts the larger one, never their sum. A
 * minute in which one of them is missing has an unknown number of errors.
 */
const errorsAt = (
  errors: readonly (readonly [ErrorMetric, ReadonlyMap<number, number>])[],
  at: number,
): number | undefined => {
  const values = errors.map(([metric, points]) => [metric, points.get(at)] as const)
  if (values.some(([, value]) => value === undefined)) return undefined
  const of = (wanted: (metric: ErrorMetric) => boolean) =>
    values.reduce((sum, [metric, value]) => sum + (wanted(metric) ? (value ?? 0) : 0), 0)
  const answered = of((metric) => metric !== 'InvocationModelErrors')
  return Math.max(
    answered,
    of((metric) => metric === 'InvocationModelErrors'),
  )
}

const worstProblem = (series: readonly MetricSeries[]): DataProblem | undefined => {
  const with_ = (status: MetricSeries['status']) => series.find((one) => one.status === status)
  const forbidden = with_('forbidden')
  if (forbidden !== undefined) return forbiddenMetrics(forbidden.messages.join('; '))
  const failed = with_('error') ?? with_('partial')
  if (failed === undefined) return undefined
  const kind = failed.status === 'error' ? 'unavailable' : 'partial'
  return { kind, detail: `${failed.id}: ${failed.messages.join('; ') || failed.status}` }
}

const problemOf = (error: unknown): DataProblem => {
  if (error instanceof AccessError) return forbiddenMetrics(error.message)
  if (error instanceof TemporaryError) return { kind: 'unavailable', detail: error.message }
  throw error
}

const forbiddenMetrics = (detail: string): DataProblem => ({
  kind: 'forbidden',
  detail: `the permission cloudwatch:GetMetricData is missing${detail === '' ? '' : ` (${detail})`}`,
})
