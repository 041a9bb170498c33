import { bisect, normalCdf, normalQuantile } from './normal.ts'
import { errorBounds, evidencePerError, MIXING_COST } from './ownership.ts'
import type { AnalysisSettings } from './settings.ts'

export type BakeTraffic = {
  /** Untargeted requests a minute to canary and baseline together. */
  readonly requestsPerMinute: number
  /** The canary's part of them, above 0 and below 100. */
  readonly percent: number
  /** The baseline's error rate, a fraction above 0. */
  readonly errorRate: number
}

export type BakePlan = {
  /** Canary requests after which a canary with `ratio` times the errors has failed with 80 %. */
  readonly requests: number
  /** Canary requests of a test that looks once, at the end: the least that any test could do with. */
  readonly fixedRequests: number
  /** Canary requests after which an equally good canary passes, on average. */
  readonly passRequests: number
  /** Minutes for `requests` at this traffic. */
  readonly errorMinutes: number
  /** Minutes for the comparison of latencies, warm-up included. */
  readonly latencyMinutes: number
  /** How long the step must bake: the longest of all. Infinity without traffic. */
  readonly minutes: number
}

const POWER = 0.8

/**
 * How long a step must bake to notice `ratio` times the errors at the present traffic. For a share below
 * 1: with all traffic on the canary there is no comparison that a plan could be made for.
 */
export const bakePlan = (traffic: BakeTraffic, settings: AnalysisSettings): BakePlan => {
  const share = traffic.percent / 100
  const perMinute = traffic.requestsPerMinute * share
  const requests = sequentialRequests(traffic, settings)
  const drift = evidencePerError(share, settings.ratio, 1).mean
  const passRequests = Math.ceil((errorBounds(settings).lower / drift / traffic.errorRate) * share)
  const minutesFor = (count: number) => (perMinute > 0 ? Math.ceil(count / perMinute) : Infinity)
  const latencyMinutes =
    settings.latencyPercentiles.length === 0 ? 0 : settings.warmUpMinutes + settings.latencyPoints
  const errorMinutes = minutesFor(requests)
  return {
    requests,
    fixedRequests: fixedRequests(
      { baseline: traffic.errorRate, canary: traffic.errorRate * settings.ratio },
      (1 - share) / share,
      settings.alpha,
    ),
    passRequests,
    errorMinutes,
    latencyMinutes,
    minutes: Math.max(errorMinutes, minutesFor(settings.minRequests), latencyMinutes),
  }
}

/**
 * Requests in the canary for a one-sided comparison of two error rates with the given chance of a false
 * alarm and power 0.8; the baseline has `others` times as many (J. L. Fleiss, Statistical Methods for
 * Rates and Proportions, 3rd ed., section 4.2, without continuity correction).
 */
export const fixedRequests = (
  rates: { readonly baseline: number; readonly canary: number },
  others: number,
  alpha: number,
): number => {
  const canary = Math.min(rates.canary, 1)
  const pooled = (canary + others * rates.baseline) / (1 + others)
  const variance = (p: number) => p * (1 - p)
  const underEqual = variance(pooled) * (1 + 1 / others)
  const underWorse = variance(canary) + variance(rates.baseline) / others
  const root =
    normalQuantile(1 - alpha) * Math.sqrt(underEqual) +
    normalQuantile(POWER) * Math.sqrt(underWorse)
  return Math.ceil((root / (canary - rates.baseline)) ** 2)
}

/**
 * Canary requests until the sequential test has found the stated ratio with power 0.8. The sum of evidence
 * is taken for a Brownian motion, whose first passage has the inverse Gaussian distribution; the bound is
 * raised by what mixing costs and by the mean overshoot of minute-wise looks (D. Siegmund, Sequential
 * Analysis, 1985, section 10.2).
 */
const sequentialRequests = (traffic: BakeTraffic, settings: AnalysisSettings): number => {
  const share = traffic.percent / 100
  const { owns, mean, variance } = evidencePerError(share, settings.ratio, settings.ratio)
  // A canary request comes with this many errors of either variant.
  const errorsPerRequest = (traffic.errorRate * settings.ratio) / owns
  const drift = mean * errorsPerRequest
  const spread = (variance + mean * mean) * errorsPerRequest
  const overshoot = SIEGMUND * Math.sqrt(spread * traffic.requestsPerMinute * share)
  const bound = errorBounds(settings).upper + MIXING_COST + overshoot
  const found = (requests: number): number => {
    const deviation = Math.sqrt(spread * requests)
    const climbed = drift * requests
    const mirrored = normalCdf(-(bound + climbed) / deviation)
    return (
      normalCdf((climbed - bound) / deviation) +
      (mirrored === 0 ? 0 : Math.exp((2 * drift * bound) / spread) * mirrored)
    )
  }
  const log = bisect((exponent) => found(Math.exp(exponent)) < POWER, 0, MOST_LOG_REQUESTS)
  return Math.ceil(Math.exp(log))
}

/** Mean overshoot of a random walk over a bound, in deviations of one step. */
const SIEGMUND = 0.583
/** e^40 requests: beyond any traffic. */
const MOST_LOG_REQUESTS = 40
