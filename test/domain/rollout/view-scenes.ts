import { analyse } from '../../../src/lib/domain/analysis/analyse.ts'
import type { MetricMinute } from '../../../src/lib/domain/analysis/model.ts'
import { DEFAULT_SETTINGS } from '../../../src/lib/domain/analysis/settings.ts'
import { isoTime } from '../../../src/lib/domain/core/duration.ts'
import { begin } from '../../../src/lib/domain/rollout/machine.ts'
import type { Phase, RolloutState } from '../../../src/lib/domain/rollout/model.ts'
import type { RolloutScene } from '../../../src/lib/domain/rollout/view/model.ts'

export const START = Date.UTC(2026, 10, 22, 10)
const MINUTE_MS = 60_000

/** A rollout of green on fraud in the given phase: 10 % for ten minutes, 50 % for ten, all. */
export const stateIn = (phase: Phase, over: Partial<RolloutState> = {}): RolloutState => ({
  ...begin(
    {
      id: 'ro-20261122100000-1a2b',
      endpointName: 'fraud',
      canary: 'green',
      steps: [
        { percent: 10, bakeMs: 600_000, minRequests: 500 },
        { percent: 50, bakeMs: 600_000, minRequests: 500 },
        { percent: 100, bakeMs: 0, minRequests: 0 },
      ],
      policy: {
        analysis: {},
        errorMetrics: ['Invocation5XXErrors'],
        alarms: [],
        gates: [],
        metricGates: [],
        maxBakeMs: 3_600_000,
        onInconclusive: 'hold',
      },
      before: {
        endpointConfigName: 'c1',
        shares: [
          { variantName: 'blue', percent: 100 },
          { variantName: 'green', percent: 0 },
        ],
        counts: [],
        scaling: [],
      },
      createdAt: isoTime(START),
    },
    START,
  ),
  phase,
  settled: [
    { variantName: 'blue', percent: 90 },
    { variantName: 'green', percent: 10 },
  ],
  ...over,
})

/** Minutes of a step with these errors; one more of everything each minute where `errors` is a list. */
export const minutesOf = (
  requests: number,
  errors: readonly (number | undefined)[],
  latencyMicros: number,
): readonly MetricMinute[] =>
  errors.map((count, at) => ({
    at: START + at * MINUTE_MS,
    invocations: requests,
    errors: count,
    latency: { p50: latencyMicros * 0.7, p90: latencyMicros + at * 500 },
    complete: true,
  }))

/** A baking scene, judged by the real analysis. */
export const bakingScene = (
  errors: readonly (number | undefined)[],
  over: Partial<RolloutScene> = {},
): RolloutScene => {
  const canary = { variant: 'green', minutes: minutesOf(60, errors, 82_000) }
  const baseline = {
    variant: 'blue',
    minutes: minutesOf(
      540,
      errors.map(() => 2),
      80_000,
    ),
  }
  const window = { canary, baseline, from: START, plannedShare: 0.1 }
  const analysis = analyse(window, DEFAULT_SETTINGS)
  const state = stateIn({ name: 'baking', since: START })
  return {
    state,
    shares: state.settled,
    look: {
      analysis,
      alarms: { inAlarm: [], unknown: [] },
      canary,
      baseline,
      bake: {
        since: isoTime(START),
        until: isoTime(START + 600_000),
        limit: isoTime(START + 3_600_000),
        minRequests: 500,
        requests: analysis.canary.requests,
      },
    },
    events: [{ at: isoTime(START), text: 'baking at 10 %' }],
    ...over,
  }
}
