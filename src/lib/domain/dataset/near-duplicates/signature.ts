import { mixed } from './shingles.ts'

/** Values in a signature. */
export const BINS = 128
/** Equal values from which two texts count as near duplicates: more than half of their shingles. */
export const ENOUGH = 64

const BIN_SHIFT = 32 - Math.log2(BINS)
const EMPTY = 0xffffffff

/**
 * One-permutation MinHash with rotation: the least hash in each of 128 bins, an empty bin takes the
 * value of the next filled one. The share of equal values of two signatures estimates the share of
 * shingles that the texts have in common (Li, Owen, Zhang 2012; Shrivastava, Li 2014).
 */
export const signatureOf = (shingles: Iterable<number>): Uint16Array => {
  const least = new Uint32Array(BINS).fill(EMPTY)
  for (const shingle of shingles) {
    const bin = shingle >>> BIN_SHIFT
    const value = mixed(shingle)
    if (value < (least[bin] ?? 0)) least[bin] = value
  }
  const signature = new Uint16Array(BINS)
  for (let bin = 0; bin < BINS; bin++) {
    let away = 0
    while (away < BINS && least[(bin + away) % BINS] === EMPTY) away++
    // The distance is mixed in, so that borrowed values meet only what was borrowed alike.
    signature[bin] = mixed((least[(bin + away) % BINS] ?? 0) + away) & 0xffff
  }
  return signature
}

/** How many of the 128 values two signatures share. */
export const equalBins = (a: Uint16Array, b: Uint16Array): number => {
  let equal = 0
  for (let bin = 0; bin < BINS; bin++) if (a[bin] === b[bin]) equal++
  return equal
}
