import type { Outcome } from './mlctl.ts'
import type { Rollouts } from './scenarios.ts'

/**
 * A rule with a fixed threshold: every `every` minutes it looks at the last `window` minutes; when that has
 * been above the threshold `failures` times, it rolls back; else it promotes at the end.
 *
 * Argo Rollouts: `failureCondition: result > T`, `failureLimit: failures - 1`; measurements without data
 * are inconclusive (as its docs advise: `len(result) > 0`) and pause the rollout. Flagger:
 * `thresholdRange.max: T`, `threshold: failures`, failed checks are counted over the whole rollout, and no
 * data is a failed check.
 */
export type ThresholdRule = {
  readonly window: number
  readonly every: number
  readonly failures: number
  readonly noData: 'hold' | 'failure' | 'skip'
}

export type TunedRule = ThresholdRule & { readonly threshold: number }

export type Family = { readonly name: string; readonly rules: readonly ThresholdRule[] }

const range = (to: number) => Array.from({ length: to }, (_, index) => index + 1)

export const FAMILIES: readonly Family[] = [
  {
    name: 'Argo Rollouts',
    // Its CloudWatch provider queries five minutes unless told otherwise.
    rules: [1, 5].flatMap((every) =>
      range(4).map((failures) => ({ window: 5, every, failures, noData: 'hold' as const })),
    ),
  },
  {
    name: 'Flagger',
    rules: [1, 2, 3, 5, 7, 10].map((failures) => ({
      window: 1,
      every: 1,
      failures,
      noData: 'failure' as const,
    })),
  },
  {
    name: 'best threshold',
    rules: [1, 2, 3, 5, 8, 10, 15, 20, 30].flatMap((window) =>
      [...new Set([1, window])].flatMap((every) =>
        [1, 2, 3, 5].map((failures) => ({ window, every, failures, noData: 'skip' as const })),
      ),
    ),
  },
]

/**
 * The lowest threshold at which the rule raises no more false alarms than `rate` on rollouts without an
 * effect; undefined when it cannot even look often enough.
 */
export const tune = (rule: ThresholdRule, calm: Rollouts, rate: number): TunedRule | undefined => {
  // A rule fires when its n-th largest look is above the threshold.
  const decisive = new Float64Array(calm.count)
  for (let rollout = 0; rollout < calm.count; rollout++) {
    const looks = looksOf(rule, calm, rollout).sort()
    const at = looks.length - rule.failures
    if (at < 0) return undefined
    decisive[rollout] = looks[at] ?? 0
  }
  decisive.sort()
  const allowed = Math.floor(rate * calm.count)
  return { ...rule, threshold: decisive[calm.count - 1 - allowed] ?? Infinity }
}

export const thresholdOutcome = (rule: TunedRule, all: Rollouts, rollout: number): Outcome => {
  let [failures, blind] = [0, false]
  const looks = looksOf(rule, all, rollout)
  for (let look = 0; look < looks.length; look++) {
    const value = looks[look] ?? 0
    if (value < 0) blind = true
    const failed = value < 0 ? rule.noData === 'failure' : value > rule.threshold
    if (failed) failures++
    if (failures === rule.failures) {
      return { verdict: 'fail', minute: rule.window + look * rule.every }
    }
  }
  const held = blind && rule.noData === 'hold'
  return { verdict: held ? 'inconclusive' : 'pass', minute: all.scenario.minutes }
}

/** Error rate, or mean p90 where latency is simulated, at each look; -1 without requests. */
const looksOf = (rule: ThresholdRule, all: Rollouts, rollout: number): Float64Array => {
  const { minutes } = all.scenario
  const first = rollout * minutes
  const looks = new Float64Array(Math.max(0, Math.floor((minutes - rule.window) / rule.every) + 1))
  let [requests, measured] = [0, 0]
  const add = (index: number, sign: 1 | -1) => {
    const weight = all.canary[index] ?? 0
    requests += sign * weight
    measured += sign * measure(all, index, weight)
  }
  for (let minute = 0; minute < minutes; minute++) {
    add(first + minute, 1)
    if (minute >= rule.window) add(first + minute - rule.window, -1)
    const since = minute + 1 - rule.window
    if (since >= 0 && since % rule.every === 0) {
      looks[since / rule.every] = requests === 0 ? -1 : measured / requests
    }
  }
  return looks
}

const measure = (all: Rollouts, index: number, requests: number): number =>
  all.latency.length > 0
    ? requests * (all.latency[4 * index + 1] ?? 0)
    : (all.canaryErrors[index] ?? 0)
