import { analyse } from '../../domain/analysis/analyse.ts'
import type { UserMetric, VariantSeries } from '../../domain/analysis/model.ts'
import { type AnalysisSettings, DEFAULT_SETTINGS } from '../../domain/analysis/settings.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { AlarmLook, Look } from '../../domain/rollout/inputs.ts'
import type { MetricGate, RolloutState } from '../../domain/rollout/model.ts'
import { percentOf } from '../../domain/rollout/weights.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BakeClock } from './events.ts'
import { readSeries } from './metrics.ts'

export type LookPorts = Pick<Ports, 'metrics' | 'alarms' | 'clock'>

/** A look with everything a view shows. */
export type FullLook = {
  readonly look: Look
  readonly analysis: ReturnType<typeof analyse>
  readonly canary: VariantSeries
  readonly baseline: VariantSeries
  readonly bake: BakeClock
}

/** Judges the step under way: metrics, the user's metrics, alarms. Nothing unreadable counts as good. */
export const lookAt = async (
  ports: LookPorts,
  state: RolloutState,
  since: number,
): Promise<FullLook> => {
  const { spec } = state
  const baselineName = baselineOf(state)
  const [canary, baseline] = await readSeries(ports, {
    endpointName: spec.endpointName,
    variants: [spec.canary, baselineName],
    errorMetrics: spec.policy.errorMetrics,
    from: since,
  })
  const empty = (variant: string): VariantSeries => ({ variant, minutes: [] })
  const window = {
    canary: canary ?? empty(spec.canary),
    baseline: baseline ?? empty(baselineName),
    from: since,
    plannedShare: plannedShare(state, baselineName),
    userMetrics: await readGates(ports, spec.policy.metricGates, since),
  }
  const analysis = analyse(window, settingsOf(state))
  const alarms = await readAlarms(ports, spec.policy.alarms)
  const { requests } = analysis.canary
  return {
    look: { verdict: analysis.verdict, reason: analysis.reason, requests, alarms },
    analysis,
    canary: window.canary,
    baseline: window.baseline,
    bake: bakeClock(state, since, { requests, now: ports.clock.now() }),
  }
}

export const settingsOf = (state: Pick<RolloutState, 'spec'>): AnalysisSettings => ({
  ...DEFAULT_SETTINGS,
  ...(state.spec.policy.analysis as Partial<AnalysisSettings>),
})

/** The variant the canary is compared with: the one that had most of the traffic. */
export const baselineOf = ({ spec }: Pick<RolloutState, 'spec'>): string => {
  const others = spec.before.shares.filter(({ variantName }) => variantName !== spec.canary)
  const [most] = [...others].sort((a, b) => b.percent - a.percent)
  return (spec.stable ?? most?.variantName) || spec.canary
}

/** INSUFFICIENT_DATA, an alarm that is gone, and one that cannot be read are no OK. */
export const readAlarms = async (
  ports: Pick<Ports, 'alarms'>,
  names: readonly string[],
): Promise<AlarmLook> => {
  if (names.length === 0) return { inAlarm: [], unknown: [] }
  const found = await ports.alarms.find(names).catch((error: unknown) => {
    if (error instanceof AccessError || error instanceof TemporaryError) return []
    throw error
  })
  const stateOf = (name: string) => found.find(({ alarmName }) => alarmName === name)?.state
  return {
    inAlarm: names.filter((name) => stateOf(name) === 'ALARM'),
    unknown: names.filter((name) => stateOf(name) !== 'ALARM' && stateOf(name) !== 'OK'),
  }
}

const plannedShare = (state: RolloutState, baseline: string): number => {
  const own = percentOf(state.settled, state.spec.canary)
  const both = own + percentOf(state.settled, baseline)
  return both === 0 ? 0 : own / both
}

const readGates = async (
  ports: Pick<Ports, 'metrics' | 'clock'>,
  gates: readonly MetricGate[],
  since: number,
): Promise<readonly UserMetric[]> => {
  if (gates.length === 0) return []
  const queries = gates.map(({ name, namespace, metricName, dimensions, stat }) => ({
    id: name,
    namespace,
    metricName,
    dimensions,
    stat,
  }))
  const window = { from: isoTime(since), to: isoTime(ports.clock.now()), periodSeconds: 60 }
  let unreadable = ''
  const read = await ports.metrics.data(queries, window).catch((error: unknown) => {
    if (!(error instanceof AccessError || error instanceof TemporaryError)) throw error
    unreadable = error.message
    return []
  })
  return gates.map(({ name, min, max }) => {
    const series = read.find(({ id }) => id === name)
    const detail = series?.messages.join('; ') ?? unreadable
    const bad = series?.status !== 'complete'
    return {
      kind: 'threshold' as const,
      name,
      values: series?.points.map(({ value }) => value) ?? [],
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(bad ? { problem: { kind: 'unavailable' as const, detail } } : {}),
    }
  })
}

const bakeClock = (
  state: RolloutState,
  since: number,
  { requests, now }: { readonly requests: number; readonly now: number },
): BakeClock => {
  const step = state.spec.steps[state.step]
  const until = since + (step?.bakeMs ?? 0)
  return {
    since: isoTime(since),
    until: isoTime(until),
    limit: isoTime(since + Math.max(state.spec.policy.maxBakeMs, step?.bakeMs ?? 0)),
    leftMs: Math.max(0, until - now),
    minRequests: step?.minRequests ?? 0,
    requests,
  }
}
