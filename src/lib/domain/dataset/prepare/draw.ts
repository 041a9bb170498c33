/** Numbers in [0, 1) that the seed alone decides (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Says of one after the other of `count` things whether it is drawn: exactly `wanted` of them are,
 * each set of that size with equal chance (Knuth, The Art of Computer Programming 2, algorithm S).
 */
export const drawer = (count: number, wanted: number, random: () => number): (() => boolean) => {
  let [left, open] = [count, Math.min(wanted, count)]
  return () => {
    const isDrawn = random() * left < open
    left--
    if (isDrawn) open--
    return isDrawn
  }
}

export type Sample = { readonly count: number } | { readonly share: number }

/** `500`, `10%`: how many of the records to take; undefined for anything else. */
export const readSample = (text: string): Sample | undefined => {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]
  if (percent !== undefined) {
    const share = Number(percent) / 100
    return share > 0 && share <= 1 ? { share } : undefined
  }
  const count = /^\d+$/.test(text.trim()) ? Number(text) : 0
  return count > 0 ? { count } : undefined
}

/** How many of `total` a sample takes. */
export const sampleSize = (sample: Sample, total: number): number =>
  'count' in sample ? Math.min(sample.count, total) : Math.round(sample.share * total)
