import { analyse } from '../../src/lib/domain/analysis/analyse.ts'
import { judgeGuard } from '../../src/lib/domain/analysis/guard.ts'
import { compareLatency, grosslySlower } from '../../src/lib/domain/analysis/latency.ts'
import type { MetricMinute, Verdict } from '../../src/lib/domain/analysis/model.ts'
import { nextOwnership, OWNERSHIP_START } from '../../src/lib/domain/analysis/ownership.ts'
import { type AnalysisSettings, DEFAULT_SETTINGS } from '../../src/lib/domain/analysis/settings.ts'
import type { Rollouts } from './scenarios.ts'

/** How one rollout ended: rolled back after so many minutes, promoted or held at the end of the bake. */
export type Outcome = { readonly verdict: Verdict; readonly minute: number }

/**
 * mlctl on one rollout: looks every minute, acts on a failure at once, and asks the whole analysis at the
 * end. The looks in between use the analysis's own parts one minute at a time, because asking all of it
 * thirty times a rollout would take an hour; `failsAt` is how a test compares the two.
 */
export const mlctlOutcome = (all: Rollouts, rollout: number): Outcome => {
  const minute = firstFailure(all, rollout)
  if (minute !== undefined) return { verdict: 'fail', minute }
  const { minutes } = all.scenario
  return { verdict: wholeAnalysis(all, rollout, minutes), minute: minutes }
}

const WITHOUT_LATENCY: AnalysisSettings = { ...DEFAULT_SETTINGS, latencyPercentiles: [] }

const settingsFor = (all: Rollouts): AnalysisSettings =>
  all.latency.length > 0 ? DEFAULT_SETTINGS : WITHOUT_LATENCY

const firstFailure = (all: Rollouts, rollout: number): number | undefined => {
  const { minutes } = all.scenario
  const settings = settingsFor(all)
  let state = OWNERSHIP_START
  const canary = { requests: 0, errors: 0 }
  const baseline = { requests: 0, errors: 0 }
  for (let minute = 0; minute < minutes; minute++) {
    const now = countsAt(all, rollout * minutes + minute)
    canary.requests += now.canary.requests
    canary.errors += now.canary.errors
    baseline.requests += now.baseline.requests
    baseline.errors += now.baseline.errors
    state = nextOwnership(state, { at: minute, ...now }, settings)
    // The guard's bound is below the rate itself: only a rate above the limit is worth asking about.
    const above = canary.errors > settings.maxErrorRate * canary.requests
    const guarded = above && judgeGuard(canary, baseline, settings).verdict === 'fail'
    if (state.verdict === 'fail' || guarded) return minute + 1
    if (all.latency.length > 0 && slower(all, rollout, minute + 1)) return minute + 1
  }
  return undefined
}

const slower = (all: Rollouts, rollout: number, minutes: number): boolean => {
  const { warmUpMinutes, latencyPoints, latencyTolerance } = DEFAULT_SETTINGS
  const points = Math.max(0, minutes - warmUpMinutes)
  return [0, 1].some((which) => {
    const series = (offset: number) => {
      const values: number[] = []
      const first = rollout * all.scenario.minutes + warmUpMinutes
      for (let index = first; index < first + points; index++) {
        values.push(all.latency[4 * index + offset] ?? 0)
      }
      return values
    }
    const [canary, baseline] = [series(which), series(2 + which)]
    if (points < latencyPoints) return grosslySlower(canary, baseline, latencyTolerance)
    return compareLatency(canary, baseline, latencyTolerance).verdict === 'fail'
  })
}

/** The verdict of the whole analysis after so many minutes of a rollout. */
export const wholeAnalysis = (all: Rollouts, rollout: number, minutes: number): Verdict => {
  const first = rollout * all.scenario.minutes
  const canary: MetricMinute[] = []
  const baseline: MetricMinute[] = []
  for (let index = first; index < first + minutes; index++) {
    const [mine, theirs] = [all.canary[index] ?? 0, all.baseline[index] ?? 0]
    const at = (index - first) * MINUTE
    // CloudWatch has no data point for a variant without requests.
    if (mine > 0) canary.push(minuteOf({ at, invocations: mine }, all, index, 0))
    if (theirs > 0) baseline.push(minuteOf({ at, invocations: theirs }, all, index, 2))
  }
  const window = {
    canary: { variant: 'canary', minutes: canary },
    baseline: { variant: 'baseline', minutes: baseline },
    from: 0,
    plannedShare: all.plannedShare,
  }
  return analyse(window, settingsFor(all)).verdict
}

const MINUTE = 60_000

const minuteOf = (
  { at, invocations }: Pick<MetricMinute, 'at' | 'invocations'>,
  all: Rollouts,
  index: number,
  latencyOffset: 0 | 2,
): MetricMinute => {
  const errors = latencyOffset === 0 ? all.canaryErrors[index] : all.baselineErrors[index]
  const place = 4 * index + latencyOffset
  const latency =
    all.latency.length === 0
      ? NO_LATENCY
      : { p50: all.latency[place] ?? 0, p90: all.latency[place + 1] ?? 0 }
  return { at, invocations, errors, latency, complete: true }
}

const NO_LATENCY = {}

const countsAt = (all: Rollouts, index: number) => ({
  canary: { requests: all.canary[index] ?? 0, errors: all.canaryErrors[index] ?? 0 },
  baseline: { requests: all.baseline[index] ?? 0, errors: all.baselineErrors[index] ?? 0 },
})
