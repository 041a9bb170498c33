import { wilson, Z999 } from './intervals.ts'
import type { MetricVerdict } from './model.ts'
import type { Counts } from './ownership.ts'
import type { AnalysisSettings } from './settings.ts'
import { percent, rate, rateWords } from './words.ts'

/** Fewer requests do not condemn a canary, even when all of them fail. */
export const GUARD_REQUESTS = 20

/**
 * The hard limit, looked at every minute: fails as soon as the canary's error rate is above the maximum
 * with 99.9 % confidence (95 % would roll back one in six canaries that sit at the maximum, at thirty
 * looks). A baseline above the maximum too is not the canary's fault.
 */
export const judgeGuard = (
  canary: Counts,
  baseline: Counts,
  { maxErrorRate }: AnalysisSettings,
): MetricVerdict => {
  const [low] = wilson(canary.errors, canary.requests, Z999)
  const numbers = { errorRate: rate(canary), errorRateLow: low, maxErrorRate }
  const base = { rule: 'guard', metric: 'error limit', numbers } as const
  const enough = canary.requests >= GUARD_REQUESTS
  const allFail = enough && canary.errors === canary.requests
  const above = enough && (low > maxErrorRate || (allFail && maxErrorRate < 1))
  if (!above) {
    return {
      ...base,
      verdict: enough ? 'pass' : 'inconclusive',
      reason: enough
        ? `Nothing shows that more than ${percent(maxErrorRate)} of the canary's requests fail.`
        : `The error limit is looked at from ${GUARD_REQUESTS} requests on.`,
    }
  }
  const words = `The canary failed ${rateWords(canary)}, the limit is ${percent(maxErrorRate)}`
  if (rate(baseline) > maxErrorRate) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason: `${words}; the baseline is above it too, with ${percent(rate(baseline))}.`,
    }
  }
  return { ...base, verdict: 'fail', reason: `${words}.` }
}

/** Whether the baseline itself is fit to be compared with. Never fails the canary. */
export const judgeBaseline = (
  baseline: Counts,
  { maxErrorRate }: AnalysisSettings,
): MetricVerdict => {
  const [low, high] = wilson(baseline.errors, baseline.requests)
  const numbers = {
    errorRate: rate(baseline),
    errorRateLow: low,
    errorRateHigh: high,
    maxErrorRate,
  }
  const base = { rule: 'baseline', metric: 'baseline', numbers } as const
  if (baseline.requests === 0) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason: 'The baseline answered no request: there is nothing to compare the canary with.',
    }
  }
  if (low > maxErrorRate) {
    return {
      ...base,
      verdict: 'inconclusive',
      reason: `The baseline itself failed ${rateWords(baseline)}, above the limit of ${percent(maxErrorRate)}: mend it before judging a canary by it.`,
    }
  }
  return { ...base, verdict: 'pass', reason: `The baseline failed ${rateWords(baseline)}.` }
}
