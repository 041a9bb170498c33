import { uint32Column } from '../columns.ts'
import { mixed, type Shingles, shinglesOf } from './shingles.ts'
import { BINS, ENOUGH, equalBins, signatureOf } from './signature.ts'

/**
 * Texts with fewer shingles are compared exactly only: one other word among twenty changes five of
 * sixteen shingles, and then less than half of them are shared.
 */
const MIN_SHINGLES = 16

/** Looked at before anything is compared, to learn what all texts have in common. */
const SAMPLE = 500
const MIN_SAMPLE = 20
/** A shingle in a larger share of the sample is boilerplate: an instruction that every prompt repeats. */
const BOILERPLATE_SHARE = 0.1

/** 16 bands of 6 values: of copies with 3 % of the words changed, 96 in 100 share a band. */
const BANDS = 16
const ROWS_PER_BAND = 6

export type Near = {
  /** The id of the text found, as given to `add`. */
  readonly id: number
  /** Estimated share of shingles in common, 0.5 to 1. */
  readonly similarity: number
}

/**
 * Finds texts that say nearly the same, by MinHash and banding, in about 500 bytes a text. `onNear`
 * hears of each added text that resembles an earlier one; answering `drop` keeps it out of the index.
 */
export const nearIndex = (onNear: (near: Near, id: number) => 'keep' | 'drop' = () => 'keep') => {
  const waiting: { readonly shingles: Shingles; readonly id: number }[] = []
  const store = signatureStore()
  const known = shingleFilter()
  let boilerplate: ReadonlySet<number> | undefined

  const enter = (shingles: Shingles, id: number): void => {
    const signature = signatureWithout(shingles, boilerplate)
    if (signature === undefined) return
    const near = store.find(signature)
    if (near !== undefined && onNear(near, id) === 'drop') return
    store.add(signature, id)
    known.add(shingles)
  }
  const settle = (): void => {
    if (boilerplate !== undefined) return
    boilerplate = boilerplateOf(waiting.map(({ shingles }) => shingles))
    for (const { shingles, id } of waiting.splice(0)) enter(shingles, id)
  }
  return {
    add: (text: string, id: number): void => {
      const shingles = shinglesOf(text)
      if (shingles.length < MIN_SHINGLES) return
      if (boilerplate === undefined) waiting.push({ shingles, id })
      else enter(shingles, id)
      if (waiting.length >= SAMPLE) settle()
    },
    /** All texts are added: `onNear` has heard everything when this returns. */
    end: settle,
    /** The first added text that resembles this one; `end` must have been called. */
    find: (text: string): Near | undefined => {
      const shingles = shinglesOf(text)
      // Nearly all texts share nothing, and then they cannot share half.
      if (!known.hasAny(shingles)) return undefined
      const signature = signatureWithout(shingles, boilerplate)
      return signature === undefined ? undefined : store.find(signature)
    },
    size: store.size,
  }
}

export type NearIndex = ReturnType<typeof nearIndex>

const signatureWithout = (
  shingles: Shingles,
  boilerplate: ReadonlySet<number> | undefined,
): Uint16Array | undefined => {
  if (shingles.length < MIN_SHINGLES) return undefined
  if (boilerplate === undefined || boilerplate.size === 0) return signatureOf(shingles)
  const own = shingles.filter((shingle) => !boilerplate.has(shingle))
  return own.length < MIN_SHINGLES ? undefined : signatureOf(own)
}

const boilerplateOf = (texts: readonly Shingles[]): ReadonlySet<number> => {
  if (texts.length < MIN_SAMPLE) return new Set()
  const counts = new Map<number, number>()
  for (const shingles of texts) {
    for (const shingle of shingles) counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  }
  const most = texts.length * BOILERPLATE_SHARE
  return new Set([...counts].filter(([, count]) => count > most).map(([shingle]) => shingle))
}

const FILTER_BITS = 2 ** 22

/** Shingles as bits by a part of their hash: what is not in it was never added. */
const shingleFilter = () => {
  const words = new Uint32Array(FILTER_BITS / 32)
  return {
    add: (shingles: Iterable<number>): void => {
      for (const shingle of shingles) {
        const bit = shingle % FILTER_BITS
        words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31))
      }
    },
    hasAny: (shingles: Iterable<number>): boolean => {
      for (const shingle of shingles) {
        const bit = shingle % FILTER_BITS
        if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0) return true
      }
      return false
    },
  }
}

const FIRST_TEXTS = 256

/** Signatures in one array, found by any band that is equal to the end. */
const signatureStore = () => {
  const bands = bandTable()
  const ids = uint32Column()
  let signatures = new Uint16Array(FIRST_TEXTS * BINS)
  const at = (index: number) => signatures.subarray(index * BINS, (index + 1) * BINS)
  return {
    size: ids.size,
    add: (signature: Uint16Array, id: number): void => {
      const index = ids.size()
      if ((index + 1) * BINS > signatures.length) {
        const larger = new Uint16Array(signatures.length * 2)
        larger.set(signatures)
        signatures = larger
      }
      signatures.set(signature, index * BINS)
      ids.push(id)
      for (let band = 0; band < BANDS; band++) bands.add(bandKey(signature, band), index)
    },
    /** The most similar of those that share a band; the earliest of equals. */
    find: (signature: Uint16Array): Near | undefined => {
      let best: { index: number; equal: number } | undefined
      for (let band = 0; band < BANDS; band++) {
        const index = bands.get(bandKey(signature, band))
        if (index === undefined || index === best?.index) continue
        const equal = equalBins(signature, at(index))
        if (equal < ENOUGH) continue
        const isBetter =
          best === undefined || equal > best.equal || (equal === best.equal && index < best.index)
        if (isBetter) best = { index, equal }
      }
      return best && { id: ids.get(best.index), similarity: best.equal / BINS }
    },
  }
}

const bandKey = (signature: Uint16Array, band: number): number => {
  let hash = band
  for (let i = band * ROWS_PER_BAND; i < (band + 1) * ROWS_PER_BAND; i++) {
    hash = mixed(Math.imul(hash, 0x9e3779b1) ^ (signature[i] ?? 0))
  }
  return hash
}

/** The last text of each band: a later copy resembles the copies before it most. 8 bytes a slot. */
const bandTable = () => {
  let slots = 1024
  let keys = new Uint32Array(slots)
  // One more than the index, so that 0 marks an empty slot.
  let values = new Uint32Array(slots)
  let count = 0
  const slotOf = (key: number): number => {
    let slot = key & (slots - 1)
    while (values[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1)
    return slot
  }
  const put = (key: number, stored: number) => {
    const slot = slotOf(key)
    if (values[slot] === 0) count++
    keys[slot] = key
    values[slot] = stored
  }
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values]
    slots *= 2
    keys = new Uint32Array(slots)
    values = new Uint32Array(slots)
    count = 0
    for (const [i, stored] of oldValues.entries()) if (stored !== 0) put(oldKeys[i] ?? 0, stored)
  }
  return {
    get: (key: number): number | undefined => {
      const stored = values[slotOf(key)] ?? 0
      return stored === 0 ? undefined : stored - 1
    },
    add: (key: number, index: number): void => {
      if (count * 2 >= slots) grow()
      put(key, index + 1)
    },
  }
}
