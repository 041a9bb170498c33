/** Buckets to an octave: a quantile is at most half a bucket, 0.8 %, off. */
const PER_OCTAVE = 64
const OCTAVES = 48
/** Of quantiles; counts, sums, extremes and histograms are exact. */
export const QUANTILE_ERROR = 1 / (2 * PER_OCTAVE)

export type Summary = {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly p05: number
  readonly p25: number
  readonly p50: number
  readonly p75: number
  readonly p95: number
  readonly p99: number
}

/** Values from `from` up to, not including, `to`. */
export type Bin = { readonly from: number; readonly to: number; readonly count: number }

/** The spread of whole numbers from 0 to 2^48, in 25 kB whatever their number. */
export const sketch = () => {
  const buckets = new Float64Array(PER_OCTAVE * OCTAVES)
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0]

  const quantile = (share: number): number => {
    const wanted = Math.max(1, Math.ceil(share * count))
    let seen = 0
    for (const [bucket, n] of buckets.entries()) {
      seen += n
      if (seen >= wanted) return Math.min(max, Math.max(min, middleOf(bucket)))
    }
    return max
  }

  return {
    add: (value: number): void => {
      const bucket = bucketOf(value)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
      count++
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    },
    /** Undefined when nothing was added. */
    summary: (): Summary | undefined => {
      if (count === 0) return undefined
      const [p05, p25, p50, p75, p95, p99] = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map(quantile)
      const mean = sum / count
      const spread = { p05: p05 ?? 0, p25: p25 ?? 0, p50: p50 ?? 0, p75: p75 ?? 0 }
      return { count, sum, min, max, mean, ...spread, p95: p95 ?? 0, p99: p99 ?? 0 }
    },
    /** Two bins an octave, without empty ones at the ends; their edges are edges of buckets, so exact. */
    bins: (): readonly Bin[] => {
      if (count === 0) return []
      const bins: Bin[] = []
      for (let from = 0; from <= max; from = edgeAfter(from)) {
        const to = edgeAfter(from)
        let inside = 0
        for (let at = bucketOf(from); at < bucketOf(to); at++) inside += buckets[at] ?? 0
        bins.push({ from, to, count: inside })
      }
      return bins.slice(bins.findIndex((bin) => bin.count > 0))
    },
  }
}

/** 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, … */
const edgeAfter = (edge: number): number => {
  if (edge < 4) return edge + 1
  const octave = 2 ** Math.floor(Math.log2(edge))
  return edge === octave ? octave * 1.5 : octave * 2
}

/** Values below 64 have a bucket each. */
const bucketOf = (value: number): number => {
  if (value < PER_OCTAVE) return value
  const octave = Math.floor(Math.log2(value))
  const base = 2 ** octave
  return (octave - 5) * PER_OCTAVE + Math.floor(((value - base) / base) * PER_OCTAVE)
}

const middleOf = (bucket: number): number => {
  if (bucket < PER_OCTAVE) return bucket
  const base = 2 ** (Math.floor(bucket / PER_OCTAVE) + 5)
  const width = base / PER_OCTAVE
  return Math.floor(base + (bucket % PER_OCTAVE) * width + (width - 1) / 2)
}
