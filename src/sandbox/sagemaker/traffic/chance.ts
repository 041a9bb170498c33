/** A source of numbers in [0, 1). */
export type Next = () => number

/** Above this mean the normal distribution is close enough, and drawing one by one too slow. */
const NORMAL_FROM = 30

/** A draw of the standard normal distribution (Box and Muller). */
export const normal = (next: Next): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** How many independent events happen when `mean` are to be expected. */
export const poisson = (mean: number, next: Next): number => {
  if (mean <= 0) return 0
  if (mean > NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(next)))
  const floor = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > floor; product *= 1 - next()) count++
  return count
}

/** How many of `trials` succeed with chance `p` each; never below 0 or above `trials`. */
export const binomial = (trials: number, p: number, next: Next): number => {
  if (trials <= 0 || p <= 0) return 0
  if (p >= 1) return trials
  if (p > 0.5) return trials - binomial(trials, 1 - p, next)
  if (trials * p > NORMAL_FROM) {
    const spread = Math.sqrt(trials * p * (1 - p))
    return Math.min(trials, Math.max(0, Math.round(trials * p + spread * normal(next))))
  }
  // The gaps between successes are geometric: one draw for each success, not for each trial.
  const perGap = Math.log1p(-p)
  let successes = -1
  for (let at = 0; at <= trials; successes++) at += 1 + Math.floor(Math.log(1 - next()) / perGap)
  return successes
}

/** Spreads `count` over parts in proportion to their weights; the parts add up to `count`. */
export const split = (count: number, weights: readonly number[], next: Next): number[] => {
  let left = count
  let weight = weights.reduce((sum, each) => sum + each, 0)
  return weights.map((each) => {
    const share = binomial(left, weight > 0 ? each / weight : 0, next)
    left -= share
    weight -= each
    return share
  })
}
