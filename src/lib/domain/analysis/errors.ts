import { provedBelow } from './intervals.ts'
import type { ErrorEvidence, MetricVerdict, Needs } from './model.ts'
import {
  type Counts,
  errorBounds,
  evidencePerError,
  logLikelihood,
  nextOwnership,
  OWNERSHIP_START,
  type OwnershipState,
  type PairedMinute,
} from './ownership.ts'
import type { AnalysisSettings } from './settings.ts'
import { count, percent, rate, rateWords } from './words.ts'

/** The test after each minute, and where it stands now. */
export const followErrors = (
  minutes: readonly PairedMinute[],
  settings: AnalysisSettings,
): { readonly state: OwnershipState; readonly evidence: ErrorEvidence } => {
  let state = OWNERSHIP_START
  const path = minutes.map((minute) => {
    state = nextOwnership(state, minute, settings)
    return { at: minute.at, logLikelihood: logLikelihood(state.sums), ofRatio: state.sums[0] }
  })
  return { state, evidence: { ...errorBounds(settings), path } }
}

/**
 * The verdict of the sequential test, or of the absolute goal: a canary whose error rate is proved below
 * `errorSlo` passes, unless the evidence leans towards it being worse than the baseline.
 */
export const errorVerdict = (
  state: OwnershipState,
  canary: Counts,
  settings: AnalysisSettings,
): 'fail' | 'equal' | 'within-slo' | 'open' => {
  if (state.verdict === 'fail') return 'fail'
  if (state.verdict === 'pass') return 'equal'
  const leans = logLikelihood(state.sums) > 0
  return !leans && provedBelow(settings.errorSlo, canary.errors, canary.requests)
    ? 'within-slo'
    : 'open'
}

export type ErrorCounts = {
  readonly canary: Counts
  readonly baseline: Counts
  /** The canary's requests per minute at present. */
  readonly perMinute: number
}

/** The same in words, with the figures and what is still needed. */
export const judgeErrors = (
  state: OwnershipState,
  counts: ErrorCounts,
  settings: AnalysisSettings,
): MetricVerdict => {
  const { canary, baseline } = counts
  const numbers = {
    ...errorBounds(settings),
    logLikelihood: logLikelihood(state.sums),
    ofRatio: state.sums[0],
    canaryRate: rate(canary),
    baselineRate: rate(baseline),
  }
  const base = { rule: 'errors', metric: 'errors', numbers } as const
  const words = `the canary failed ${rateWords(canary)}, the baseline ${rateWords(baseline)}`
  const times = Number(settings.ratio.toPrecision(3))
  switch (errorVerdict(state, canary, settings)) {
    case 'fail':
      return { ...base, verdict: 'fail', reason: `The canary is worse: ${words}.` }
    case 'equal':
      return { ...base, verdict: 'pass', reason: `Not ${times} times worse: ${words}.` }
    case 'within-slo':
      return {
        ...base,
        verdict: 'pass',
        reason: `The canary's error rate is below ${percent(settings.errorSlo)}: ${words}.`,
      }
    case 'open': {
      const needs = errorNeeds(state, counts, settings)
      return {
        ...base,
        verdict: 'inconclusive',
        reason: `Too few errors to tell: ${words}${needs === undefined ? '' : `; needs about ${needWords(needs)}`}.`,
        ...(needs === undefined ? {} : { needs }),
      }
    }
  }
}

/** `1,200 more requests to the canary (about 20 min at present traffic)`. */
export const needWords = ({ requests, minutes }: Needs): string => {
  const time =
    minutes === undefined
      ? 'there is no traffic now'
      : `about ${count(minutes)} min at present traffic`
  return `${count(requests)} more requests to the canary (${time})`
}

/**
 * Requests until a canary that is as good as the baseline passes, on average: by the drift of the test at
 * the present error rate, or by the absolute goal, whichever comes first. Undefined when neither can be
 * reached: no error has been seen, and there is no goal.
 */
const errorNeeds = (
  state: OwnershipState,
  { canary, baseline, perMinute }: ErrorCounts,
  { ratio, beta, errorSlo }: AnalysisSettings,
): Needs | undefined => {
  const all = canary.requests + baseline.requests
  const share = all === 0 ? 0 : canary.requests / all
  const errorRate = all === 0 ? 0 : (canary.errors + baseline.errors) / all
  const drift = share > 0 ? evidencePerError(share, ratio, 1).mean : 0
  const byTest = ((Math.log(beta) - state.sums[0]) / drift / errorRate) * share
  const bySlo = requestsForSlo(errorRate, errorSlo) - canary.requests
  const requests = Math.ceil(Math.min(byTest > 0 ? byTest : Infinity, bySlo > 0 ? bySlo : Infinity))
  if (!Number.isFinite(requests)) return undefined
  return { requests, minutes: perMinute > 0 ? Math.ceil(requests / perMinute) : undefined }
}

/** 95 %, one-sided. */
const Z_ONE_SIDED = 1.644854

/** About how many requests prove a rate below the goal: the rule of three without errors, else normal. */
const requestsForSlo = (errorRate: number, slo: number): number => {
  if (errorRate >= slo) return Infinity
  return Math.max(3 / slo, (Z_ONE_SIDED ** 2 * slo * (1 - slo)) / (slo - errorRate) ** 2)
}
