/** A value and how often it was measured; the count may be a fraction where a sample stands for more. */
export type Weighted = readonly [value: number, count: number]

/** What a metric measured in one minute, or in one second at high resolution. */
export type Sample = {
  /** Start of the minute or second, in milliseconds since the epoch. */
  readonly at: number
  readonly unit: string
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** The values in ascending order; absent where only a statistic set was published. */
  readonly values?: readonly Weighted[]
  /** From when on a reader sees it whole. */
  readonly knownAt: number
  /** Seconds that one sample stands for: 60, or 1 at high resolution. */
  readonly resolution: number
}

type About = Pick<Sample, 'at' | 'unit' | 'knownAt' | 'resolution'>

/** A sample of values in any order; undefined when there are none. */
export const sampleOf = (about: About, values: readonly Weighted[]): Sample | undefined => {
  const held = values.filter(([, count]) => count > 0).sort(([a], [b]) => a - b)
  const first = held[0]
  const last = held.at(-1)
  if (first === undefined || last === undefined) return undefined
  return {
    ...about,
    count: total(held),
    sum: held.reduce((sum, [value, count]) => sum + value * count, 0),
    min: first[0],
    max: last[0],
    values: held,
  }
}

/** A sample of the 0/1 metrics: one value per request, `ones` of them 1. */
export const bernoulli = (about: About, requests: number, ones: number): Sample | undefined =>
  sampleOf(about, [
    [0, requests - ones],
    [1, ones],
  ])

/** Several samples as one; undefined when there are none. */
export const merged = (samples: readonly Sample[]): Sample | undefined => {
  const first = samples[0]
  if (first === undefined || samples.length === 1) return first
  const sum = (part: (sample: Sample) => number) =>
    samples.reduce((whole, sample) => whole + part(sample), 0)
  const values = samples.every((sample) => sample.values !== undefined)
    ? samples.flatMap((sample) => sample.values ?? []).sort(([a], [b]) => a - b)
    : undefined
  return {
    ...first,
    count: sum(({ count }) => count),
    sum: sum((sample) => sample.sum),
    min: Math.min(...samples.map(({ min }) => min)),
    max: Math.max(...samples.map(({ max }) => max)),
    knownAt: Math.max(...samples.map(({ knownAt }) => knownAt)),
    ...(values === undefined ? {} : { values }),
  }
}

const total = (values: readonly Weighted[]): number =>
  values.reduce((sum, [, count]) => sum + count, 0)
