import type { Sample, Weighted } from './samples.ts'

/** Computes one number from a sample; undefined when the sample cannot give it. */
export type Statistic = (sample: Sample) => number | undefined

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
}

/**
 * A statistic by its name: the five simple ones, pNN, tmNN, tcNN, tsNN, wmNN, their two-sided forms
 * such as TM(10%:90%), and IQM. Undefined for a name that is none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const statisticOf = (name: string): Statistic | undefined => {
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name]
  if (/^IQM$/i.test(name)) return trimmed('tm', 25, 75)
  const one = /^(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)$/.exec(name)
  if (one?.[1] === 'p') return percentile(Number(one[2]))
  if (one?.[1] !== undefined) return trimmed(one[1], 0, Number(one[2]))
  const two = /^(TM|TC|TS|WM)\((\d{0,3}(?:\.\d+)?)%:(\d{0,3}(?:\.\d+)?)%\)$/.exec(name)
  if (two?.[1] === undefined) return undefined
  const [low, high] = [Number(two[2] || 0), Number(two[3] || 100)]
  return low < high && high <= 100 ? trimmed(two[1].toLowerCase(), low, high) : undefined
}

/** Percent of a percentile name such as p99.9; undefined for other statistics. */
export const percentOf = (name: string): number | undefined => {
  const found = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** A statistic set has no values; it gives a percentile only where all of them are the same. */
const valuesOf = (sample: Sample): readonly Weighted[] | undefined =>
  sample.values ?? (sample.min === sample.max ? [[sample.min, sample.count]] : undefined)

const percentile =
  (percent: number): Statistic =>
  (sample) => {
    const values = valuesOf(sample)
    if (values === undefined) return undefined
    const rank = (percent / 100) * sample.count
    let passed = 0
    for (const [value, count] of values) {
      passed += count
      if (passed >= rank) return value
    }
    return values.at(-1)?.[0]
  }

/** The values whose ranks lie between two percents; counts are cut at the edges. */
const between = (sample: Sample, low: number, high: number): readonly Weighted[] | undefined => {
  const values = valuesOf(sample)
  const [from, to] = [(low / 100) * sample.count, (high / 100) * sample.count]
  let passed = 0
  return values?.flatMap(([value, count]): Weighted[] => {
    const start = Math.max(passed, from)
    passed += count
    const kept = Math.min(passed, to) - start
    return kept > 0 ? [[value, kept]] : []
  })
}

const trimmed =
  (kind: string, low: number, high: number): Statistic =>
  (sample) => {
    const kept = between(sample, low, high)
    if (kept === undefined || kept.length === 0) return undefined
    const count = kept.reduce((sum, [, each]) => sum + each, 0)
    const sum = kept.reduce((whole, [value, each]) => whole + value * each, 0)
    if (kind === 'tc') return count
    if (kind === 'ts') return sum
    if (kind === 'tm') return sum / count
    // Winsorized: what lies outside counts as the value at the edge.
    const below = (low / 100) * sample.count * (kept[0]?.[0] ?? 0)
    const above = (1 - high / 100) * sample.count * (kept.at(-1)?.[0] ?? 0)
    return (sum + below + above) / sample.count
  }
