import { epochOf, isoTime } from '../../domain/core/duration.ts'
import {
  compareShadow,
  type ShadowComparison,
  type VariantNumbers,
} from '../../domain/shadow/fit.ts'
import { AccessError, OutcomeError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { InferenceExperimentView } from '../../ports/inference-experiments.ts'
import type { MetricQuery, MetricSeries } from '../../ports/metrics.ts'
import { waitUntil } from '../poll.ts'

export type ShadowStatus = InferenceExperimentView & {
  /** Absent where metrics may not be read. */
  readonly comparison?: ShadowComparison
  /** What is compared, ISO-8601. */
  readonly window?: { readonly from: string; readonly to: string }
}

/** @throws StateError MLC-SHD-001 when there is no such test. */
export const requireShadow = async (
  ports: Pick<Ports, 'inferenceExperiments'>,
  name: string,
): Promise<InferenceExperimentView> => {
  const found = await ports.inferenceExperiments.find(name)
  if (found !== undefined) return found
  throw new StateError('MLC-SHD-001', `There is no shadow test ${name} here.`, {
    hint: 'Its name was said when it was started; check --region and --profile.',
  })
}

const MOVING = ['Creating', 'Created', 'Starting', 'Updating', 'Stopping']

/**
 * A shadow test, production beside shadow over its last hour; with `wait`, once it has settled.
 * @throws StateError MLC-SHD-001; OutcomeError MLC-SHD-004 when it was cancelled by an error.
 */
export const shadowStatus = async (
  ports: Ports,
  name: string,
  options: { readonly wait: boolean; readonly timeoutMs: number | undefined },
): Promise<ShadowStatus> => {
  const view = options.wait
    ? await settled(ports, name, options.timeoutMs)
    : await requireShadow(ports, name)
  return { ...view, ...(await compared(ports, view)) }
}

/** @throws OutcomeError MLC-SHD-004 for a test that an error ended. */
export const settled = async (
  ports: Ports,
  name: string,
  timeoutMs: number | undefined,
): Promise<InferenceExperimentView> => {
  const startedAt = ports.clock.now()
  const progress = ports.io.progress(`${name}: waiting`)
  try {
    const view = await waitUntil(ports, {
      what: `shadow test ${name}`,
      resume: `mlctl shadow status ${name} --wait`,
      timeoutMs,
      everyMs: 10_000,
      read: () => requireShadow(ports, name),
      isOver: ({ status }) => !MOVING.includes(status),
      onView: ({ status }) =>
        progress.update({
          label: `${name}: ${status}`,
          elapsedMs: ports.clock.now() - startedAt,
        }),
    })
    if (view.status === 'Cancelled' && view.endpointFailureReason !== undefined) {
      throw new OutcomeError('MLC-SHD-004', `Shadow test ${name} was cancelled by an error.`, {
        why: view.statusReason ?? view.endpointFailureReason,
      })
    }
    return view
  } finally {
    progress.stop()
  }
}

const HOUR_MS = 3_600_000

const compared = async (
  ports: Pick<Ports, 'metrics' | 'clock' | 'io'>,
  view: InferenceExperimentView,
): Promise<Pick<ShadowStatus, 'comparison' | 'window'>> => {
  const { sourceVariantName: source, shadowVariantName: shadow } = view
  if (source === undefined || shadow === undefined) return {}
  const to = view.completedAt ?? isoTime(ports.clock.now())
  const from = isoTime(Math.max(epochOf(view.createdAt), epochOf(to) - HOUR_MS))
  if (epochOf(from) >= epochOf(to)) return {}
  const queries = [source, shadow].flatMap((name) => queriesOf(view.endpointName, name))
  try {
    const series = await ports.metrics.data(queries, { from, to, periodSeconds: 60 })
    const comparison = compareShadow(numbersOf(series.slice(0, 4)), numbersOf(series.slice(4)))
    return { comparison, window: { from, to } }
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    ports.io.warn(`Metrics could not be read: ${error.message}`)
    return {}
  }
}

const queriesOf = (EndpointName: string, VariantName: string): readonly MetricQuery[] =>
  (
    [
      ['Invocations', 'Sum'],
      ['Invocation5XXErrors', 'Sum'],
      ['ModelLatency', 'p50'],
      ['ModelLatency', 'p99'],
    ] as const
  ).map(([metricName, stat]) => ({
    id: `${VariantName} ${metricName} ${stat}`,
    namespace: 'AWS/SageMaker',
    metricName,
    dimensions: { EndpointName, VariantName },
    stat,
  }))

/** Sums of counts; medians of the minutes' percentiles, from microseconds. */
const numbersOf = ([requests, errors, p50, p99]: readonly MetricSeries[]): VariantNumbers => {
  const sum = (one: MetricSeries | undefined) =>
    one === undefined || one.points.length === 0
      ? undefined
      : one.points.reduce((total, { value }) => total + value, 0)
  const middle = (one: MetricSeries | undefined) => {
    const values = (one?.points ?? []).map(({ value }) => value).sort((a, b) => a - b)
    const value = values[Math.floor(values.length / 2)]
    return value === undefined ? undefined : value / 1_000
  }
  const numbers = {
    requests: sum(requests),
    errors: sum(errors),
    p50Ms: middle(p50),
    p99Ms: middle(p99),
  }
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined))
}
