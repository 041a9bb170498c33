/** Numbers of a seeded generator; the same seed gives the same rollouts everywhere. */
export type Random = () => number

/** Mulberry32: 32 bits of state are plenty for the few million draws of one scenario. */
export const seeded = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Successes of n trials, by inversion. */
export const binomial = (random: Random, n: number, p: number): number => {
  if (p <= 0 || n <= 0) return 0
  const table = tableOf(n, p)
  const u = random()
  let [low, high] = [0, table.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((table[middle] ?? 1) > u) high = middle
    else low = middle + 1
  }
  return low
}

const tables = new Map<number, Map<number, Float64Array>>()

const tableOf = (n: number, p: number): Float64Array => {
  const ofRate = tables.get(p) ?? new Map<number, Float64Array>()
  tables.set(p, ofRate)
  const table = ofRate.get(n) ?? cumulative(n, p)
  ofRate.set(n, table)
  return table
}

/** Chances of at most 0, 1, 2 … successes, as far as they differ from 1. */
const cumulative = (n: number, p: number): Float64Array => {
  const sums: number[] = []
  let [log, sum] = [n * Math.log1p(-p), 0]
  for (let k = 0; k <= n && sum < 1 - 1e-13; k++) {
    sum += Math.exp(log)
    sums.push(sum)
    log += Math.log(((n - k) / (k + 1)) * (p / (1 - p)))
  }
  return Float64Array.from(sums)
}

/**
 * What the percentiles p50 and p90 of n independent log-logistic latencies are, in microseconds, by the
 * joint law of order statistics: no need to draw the n values.
 */
export const percentiles = (
  random: Random,
  n: number,
  { median, shape }: { readonly median: number; readonly shape: number },
): readonly [number, number] => {
  const [low, high] = [Math.max(1, Math.ceil(n * 0.5)), Math.max(1, Math.ceil(n * 0.9))]
  const half = beta(random, low, n - low + 1)
  const rest = high > low ? beta(random, high - low, n - high + 1) : 0
  const value = (u: number) => median * (u / (1 - u)) ** (1 / shape)
  return [value(half), value(half + (1 - half) * rest)]
}

const beta = (random: Random, a: number, b: number): number => {
  const x = gamma(random, a)
  return x / (x + gamma(random, b))
}

/** Marsaglia and Tsang 2000, for shapes of 1 and more. */
const gamma = (random: Random, shape: number): number => {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(1 - random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}
