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
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** U of the first sample and the sum of t³ - t over groups of t equal values. */
const rankSum = (first: readonly number[], second: readonly number[]) => {
  const all = [
    ...first.map((value) => ({ value, mine: 1 })),
    ...second.map((value) => ({ value, mine: 0 })),
  ].sort((a, b) => a.value - b.value)
  let [ranks, ties] = [0, 0]
  for (let from = 0; from < all.length; ) {
    let [to, mine] = [from, 0]
    while (to < all.length && all[to]?.value === all[from]?.value) mine += all[to++]?.mine ?? 0
    ranks += mine * ((from + 1 + to) / 2)
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  return { u: ranks - (first.length * (first.length + 1)) / 2, ties }
}

const normalTail = (m: number, n: number, ties: number) => {
  const all = m + n
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * (all - 1))))
  // All values equal: nothing speaks for either side.
  if (!(deviation > 0)) return () => 1
  return (u: number) => normalCdf((u - (m * n) / 2 + 0.5) / deviation)
}

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
