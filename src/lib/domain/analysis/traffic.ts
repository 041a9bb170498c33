import { wilson, Z999 } from './intervals.ts'
import type { AnalysisWindow, MetricVerdict } from './model.ts'
import { type Minutes, presentTraffic } from './series.ts'
import type { AnalysisSettings } from './settings.ts'
import { count, percent } from './words.ts'

/**
 * Whether the canary was really tried: enough requests, and about the share that its weight promises.
 * Never fails: too little traffic says nothing about quality. Bounds of 99.9 %, because it is asked every
 * minute.
 */
export const judgeTraffic = (
  { plannedShare }: Pick<AnalysisWindow, 'plannedShare'>,
  minutes: Minutes,
  settings: AnalysisSettings,
): MetricVerdict => {
  const [canary, baseline] = [requestsOf(minutes.canary), requestsOf(minutes.baseline)]
  const all = canary + baseline
  const [low, high] = wilson(canary, all, Z999)
  const observedShare = all === 0 ? 0 : canary / all
  const slack = plannedShare * settings.shareTolerance
  const plausible = low - slack <= plannedShare && plannedShare <= high + slack
  const numbers = { requests: canary, observedShare, plannedShare, shareLow: low, shareHigh: high }
  const base = { rule: 'traffic', metric: 'traffic', numbers } as const
  if (canary < settings.minRequests) {
    const requests = settings.minRequests - canary
    const perMinute = presentTraffic(minutes.canary)
    return {
      ...base,
      verdict: 'inconclusive',
      reason:
        canary === 0
          ? 'The canary has answered no request yet.'
          : `The canary has answered ${count(canary)} of the ${count(settings.minRequests)} requests that a pass needs.`,
      needs: {
        requests,
        minutes: perMinute > 0 ? Math.ceil(requests / perMinute) : undefined,
      },
    }
  }
  const shares = `${percent(observedShare)} of the requests, planned are ${percent(plannedShare)}`
  if (plausible) return { ...base, verdict: 'pass', reason: `The canary gets ${shares}.` }
  return {
    ...base,
    verdict: 'inconclusive',
    reason: `The canary gets ${shares}: more than chance; look for callers with TargetVariant, or weights that somebody else changed.`,
  }
}

const requestsOf = (minutes: readonly { readonly invocations: number }[]): number =>
  minutes.reduce((sum, { invocations }) => sum + invocations, 0)
