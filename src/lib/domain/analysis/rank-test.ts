import { normalCdf } from './normal.ts'

export type RankTest = {
  /** Pairs in which the first sample's value is the greater one, ties counted half. */
  readonly u: number
  /** Two-sided. */
  readonly p: number
  /** That the first sample tends to be smaller, one-sided. */
  readonly less: number
}

/**
 * Mann-Whitney U test of two samples of at least one value each (H. B. Mann and D. R. Whitney, Annals of
 * Mathematical Statistics 18, 1947): exact up to 20 values each without ties, else the normal
 * approximation with tie and continuity correction. `how` forces one of the two.
 */
export const mannWhitney = (
  first: readonly number[],
  second: readonly number[],
  how: 'best' | 'exact' | 'normal' = 'best',
): RankTest => {
  const { u, ties } = rankSum(first, second)
  const [m, n] = [first.length, second.length]
  const exact = how === 'exact' || (how === 'best' && ties === 0 && Math.max(m, n) <= 20)
  const atMost = exact ? exactTail(m, n) : normalTail(m, n, ties)
  const less = Math.min(1, atMost(u))
  // U is symmetric about mn/2, so the upper tail at u is the lower one at mn - u.
  const greater = Math.min(1, atMost(m * n - u))
  return { u, p: Math.min(1, 2 * Math.min(less, greater)), less }
}

/** The middle value; the mean of the two middle ones of an even number; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort()
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** U of the first sample and the sum of t³ - t over groups of t equal values. */
const rankSum = (first: readonly number[], second: readonly number[]) => {
  const [mine, theirs] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()]
  let [u, ties, from, below] = [0, 0, 0, 0]
  while (from < mine.length) {
    const value = mine[from]
    const to = runEnd(mine, from)
    while (below < theirs.length && smaller(theirs[below], value)) {
      const next = runEnd(theirs, below)
      ties += tieTerm(next - below)
      below = next
    }
    const equal = theirs[below] === value ? runEnd(theirs, below) - below : 0
    u += (to - from) * (below + equal / 2)
    ties += tieTerm(to - from + equal)
    below += equal
    from = to
  }
  for (; below < theirs.length; below = runEnd(theirs, below)) {
    ties += tieTerm(runEnd(theirs, below) - below)
  }
  return { u, ties }
}

const smaller = (a: number | undefined, b: number | undefined): boolean => (a ?? 0) < (b ?? 0)

/** Where the run of equal values that starts here ends. */
const runEnd = (sorted: Float64Array, start: number): number => {
  let end = start + 1
  while (end < sorted.length && sorted[end] === sorted[start]) end++
  return end
}

const tieTerm = (size: number): number => size ** 3 - size

const normalTail = (m: number, n: number, ties: number) => {
  const all = m + n
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1))))
  // All values equal: nothing speaks for either side.
  if (!(deviation > 0)) return () => 1
  return (u: number) => normalCdf((u - (m * n) / 2 + 0.5) / deviation)
}

/** Distributions that were already worked out: they depend on the two sizes alone. */
const tails = new Map<string, readonly number[]>()

const exactTail = (m: number, n: number) => {
  const key = `${m} ${n}`
  const known = tails.get(key) ?? cumulative(frequencies(m, n))
  tails.set(key, known)
  return (u: number) => known[Math.floor(u)] ?? 1
}

/** How many orders of m and n values have each U: coefficients of the Gaussian binomial. */
const frequencies = (m: number, n: number): readonly number[] => {
  const counts = new Array<number>(m * n + 1).fill(0)
  counts[0] = 1
  for (let i = 1; i <= m; i++) {
    for (let u = m * n; u >= n + i; u--) counts[u] = (counts[u] ?? 0) - (counts[u - n - i] ?? 0)
    for (let u = i; u <= m * n; u++) counts[u] = (counts[u] ?? 0) + (counts[u - i] ?? 0)
  }
  return counts
}

const cumulative = (counts: readonly number[]): readonly number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  let sum = 0
  return counts.map((count) => {
    sum += count
    return sum / total
  })
}
