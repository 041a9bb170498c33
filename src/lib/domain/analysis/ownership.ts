import type { Verdict } from './model.ts'
import type { AnalysisSettings } from './settings.ts'

/** What both variants did in one minute in which both are known. */
export type PairedMinute = {
  readonly at: number
  readonly canary: Counts
  readonly baseline: Counts
}

export type Counts = { readonly requests: number; readonly errors: number }

/**
 * The sequential test of who owns each error, after some minutes. Immutable: one step per minute.
 *
 * Given that a request failed, it was the canary's with probability s = n_c / (n_c + n_b) when both are
 * equally good, whatever the error rate is, and with r·n_c / (r·n_c + n_b) when the canary fails r times
 * as often. The sums are the log-likelihood ratios of r against 1 (A. Wald, Annals of Mathematical
 * Statistics 16, 1945). See docs/canary-analysis.md.
 */
export type OwnershipState = {
  /** Log-likelihood ratios of both alternatives. */
  readonly sums: Pair
  /** The same without the minute that speaks most against the canary. */
  readonly spared: Pair
  readonly verdict: Verdict
}

/** For the stated ratio and for its square. */
type Pair = readonly [number, number]

/**
 * The stated ratio carries most of the weight; its square makes gross failures count at once, for
 * ln(1 / 0.8) = 0.22 more evidence at the stated ratio.
 */
const WEIGHTS: Pair = [0.8, 0.2]

/** What the mixture asks for above the bound of a plain test of the stated ratio. */
export const MIXING_COST = -Math.log(WEIGHTS[0])

/**
 * The sums are held at this multiple of the lower bound, so that a canary which turns bad late is caught
 * nearly as soon as a fresh one. Each minute there adds a chance of αβ² at most to a false failure.
 */
const FLOOR = 2

export const OWNERSHIP_START: OwnershipState = {
  sums: [0, 0],
  spared: [0, 0],
  verdict: 'inconclusive',
}

/**
 * Log-likelihood at which the canary fails (upper) and passes (lower). By Ville's inequality a mixture of
 * likelihood ratios ever reaches 1/α with chance α at most when the canary is no worse, and the ratio's
 * own ever falls to β with chance β at most when it is as bad as stated, however often one looks.
 */
export const errorBounds = ({ alpha, beta }: Pick<AnalysisSettings, 'alpha' | 'beta'>) => ({
  upper: Math.log(1 / alpha),
  lower: Math.log(beta),
})

/** Log of the mixed likelihood ratio: compare it with the upper bound. */
export const logLikelihood = ([of, ofSquare]: Pair): number => {
  // Apart from the larger one, so that thousands of errors in a minute do not overflow.
  const top = Math.max(of, ofSquare)
  return top + Math.log(WEIGHTS[0] * Math.exp(of - top) + WEIGHTS[1] * Math.exp(ofSquare - top))
}

/** Adds a minute. A failure stays one; a pass is taken back when the evidence turns against the canary. */
export const nextOwnership = (
  state: OwnershipState,
  minute: PairedMinute,
  settings: AnalysisSettings,
): OwnershipState => {
  const { canary, baseline } = minute
  if (state.verdict === 'fail' || canary.requests === 0 || baseline.requests === 0) return state
  const { upper, lower } = errorBounds(settings)
  const added = [settings.ratio, settings.ratio ** 2].map((ratio) => evidence(minute, ratio))
  const [of = 0, ofSquare = 0] = added
  const floor = FLOOR * lower
  const sums = [
    Math.max(floor, state.sums[0] + of),
    Math.max(floor, state.sums[1] + ofSquare),
  ] as const
  const spared = [
    Math.max(floor, Math.min(state.spared[0] + of, state.sums[0] + Math.min(0, of))),
    Math.max(floor, Math.min(state.spared[1] + ofSquare, state.sums[1] + Math.min(0, ofSquare))),
  ] as const
  const worse =
    logLikelihood(sums) >= upper && logLikelihood(spared) >= settings.burstEvidence * upper
  return {
    sums,
    spared,
    verdict: worse ? 'fail' : passOrOpen(state.verdict, sums[0], { upper, lower }),
  }
}

type Bounds = ReturnType<typeof errorBounds>

/** A pass is taken back when half of what a failure needs has come together since. */
const passOrOpen = (before: Verdict, sum: number, { upper, lower }: Bounds): Verdict => {
  if (sum <= lower) return 'pass'
  return before === 'pass' && sum < upper / 2 ? 'pass' : 'inconclusive'
}

/** Log-likelihood ratio of one minute's errors for a canary that fails `ratio` times as often. */
const evidence = ({ canary, baseline }: PairedMinute, ratio: number): number => {
  const all = canary.requests + baseline.requests
  const worse = ratio * canary.requests + baseline.requests
  const shift = Math.log(all / worse)
  return canary.errors * (Math.log(ratio) + shift) + baseline.errors * shift
}

/**
 * Mean and variance of the evidence that one error adds, when the canary has `share` of the traffic and
 * fails `truth` times as often as the baseline.
 */
export const evidencePerError = (share: number, ratio: number, truth: number) => {
  const owns = (truth * share) / (truth * share + 1 - share)
  const shift = -Math.log(ratio * share + 1 - share)
  const hit = Math.log(ratio) + shift
  const mean = owns * hit + (1 - owns) * shift
  return { owns, mean, variance: owns * hit * hit + (1 - owns) * shift * shift - mean * mean }
}
