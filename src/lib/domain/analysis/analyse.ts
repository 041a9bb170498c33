import { followErrors, judgeErrors } from './errors.ts'
import { judgeBaseline, judgeGuard } from './guard.ts'
import { wilson } from './intervals.ts'
import { judgeLatency } from './latency.ts'
import type {
  Analysis,
  AnalysisWindow,
  MetricVerdict,
  Needs,
  VariantSeries,
  VariantTotals,
  Verdict,
} from './model.ts'
import { type Counts, errorBounds } from './ownership.ts'
import { type Minutes, minutesOf, presentTraffic, totalOf } from './series.ts'
import type { AnalysisSettings } from './settings.ts'
import { judgeTraffic } from './traffic.ts'
import { judgeUserMetric } from './user-metric.ts'

/**
 * Judges a step by all that is known of it; the worst verdict wins. What is missing, forbidden or partial
 * makes it inconclusive and is never read as an absence of errors; then only metrics of the user's own
 * can still fail it. With all traffic on the canary nothing is left to compare it with: then the hard limit
 * and the user's own metrics speak alone.
 */
export const analyse = (window: AnalysisWindow, settings: AnalysisSettings): Analysis => {
  const minutes = minutesOf(window)
  const compares = window.plannedShare < 1
  const [canary, baseline] = [totalOf(minutes.canary), totalOf(minutes.baseline)]
  const problems = [
    ...problemOf('canary', window.canary),
    ...(compares ? problemOf('baseline', window.baseline) : []),
  ]
  const { state, evidence } = followErrors(minutes.paired, settings)
  const counts = { canary, baseline, perMinute: presentTraffic(minutes.canary) }
  const ifCompared = <T>(judgements: () => readonly T[]) => (compares ? judgements() : [])
  const judged = () => [
    ...unreadErrors(minutes),
    judgeTraffic(window, minutes, settings),
    ...ifCompared(() => [judgeBaseline(baseline, settings)]),
    judgeGuard(canary, baseline, settings),
    ...ifCompared(() => [
      judgeErrors(state, counts, settings),
      ...judgeLatency(minutes, window.from, settings),
    ]),
  ]
  const metrics = [
    ...(problems.length > 0 ? problems : judged()),
    ...(window.userMetrics ?? []).map(judgeUserMetric),
  ]
  const verdict = worst(metrics)
  const needs = verdict === 'inconclusive' ? largestNeed(metrics) : undefined
  return {
    verdict,
    reason: decidingReason(metrics, verdict),
    metrics,
    evidence: problems.length > 0 ? { ...errorBounds(settings), path: [] } : evidence,
    canary: totals(canary),
    baseline: totals(baseline),
    ...(needs === undefined ? {} : { needs }),
  }
}

/** Fail before inconclusive before pass; nothing judged is inconclusive. */
export const worst = (metrics: readonly Pick<MetricVerdict, 'verdict'>[]): Verdict => {
  if (metrics.some(({ verdict }) => verdict === 'fail')) return 'fail'
  const open = metrics.length === 0 || metrics.some(({ verdict }) => verdict === 'inconclusive')
  return open ? 'inconclusive' : 'pass'
}

/** Of several equal verdicts the first speaks; a pass is told by what was asked first of all: errors. */
const decidingReason = (metrics: readonly MetricVerdict[], verdict: Verdict): string => {
  const speakers = metrics.filter((metric) => metric.verdict === verdict)
  const errors = speakers.find(({ rule }) => rule === 'errors')
  const speaker = verdict === 'pass' ? (errors ?? speakers[0]) : speakers[0]
  return speaker?.reason ?? 'Nothing has been measured.'
}

/** Minutes whose errors are unknown stop a pass; a failure shown by the others still counts. */
const unreadErrors = ({ unread }: Minutes): readonly MetricVerdict[] =>
  unread === 0 ? [] : [dataVerdict('errors', unreadWords(unread))]

const problemOf = (role: string, { variant, problem }: VariantSeries): readonly MetricVerdict[] => {
  if (problem === undefined) return []
  const words = {
    forbidden: 'may not be read',
    partial: 'came in part only',
    unavailable: 'could not be read',
  }[problem.kind]
  return [dataVerdict(role, `Metrics of the ${role} ${variant} ${words}: ${problem.detail}`)]
}

const unreadWords = (minutes: number): string =>
  `Errors of ${minutes} minute${minutes === 1 ? '' : 's'} could not be read; they are not taken for none.`

const dataVerdict = (metric: string, reason: string): MetricVerdict => ({
  rule: 'data',
  metric,
  verdict: 'inconclusive',
  reason,
  numbers: {},
})

/** What the slowest of the open metrics needs; minutes are unknown when one of them cannot tell. */
const largestNeed = (metrics: readonly MetricVerdict[]): Needs | undefined => {
  const needs = metrics.flatMap((metric) => metric.needs ?? [])
  if (needs.length === 0) return undefined
  const requests = Math.max(...needs.map((need) => need.requests))
  const minutes = needs.map((need) => need.minutes)
  return {
    requests,
    minutes: minutes.includes(undefined) ? undefined : Math.max(...minutes.map((m) => m ?? 0)),
  }
}

const totals = ({ requests, errors }: Counts): VariantTotals => ({
  requests,
  errors,
  errorRate: wilson(errors, requests),
})
