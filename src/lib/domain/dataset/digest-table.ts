import { hash } from 'node:crypto'

/** 64 bits of a digest: among a million records, two different ones meet once in 10^7 data sets. */
export type Digest64 = { readonly high: number; readonly low: number }

/** Of bytes or text; SHA-1 because it is at hand and fast, not for safety. */
export const digest64 = (content: Uint8Array | string): Digest64 => {
  const digest = hash('sha1', content, 'buffer')
  return { high: digest.readUInt32LE(0), low: digest.readUInt32LE(4) }
}

export type DigestTable = {
  /** Remembers `value` (a whole number from 0) unless the digest is there; answers what is there. */
  readonly add: (digest: Digest64, value: number) => number | undefined
  readonly get: (digest: Digest64) => number | undefined
  readonly size: () => number
  /** Forgets everything, and keeps the room for it. */
  readonly clear: () => void
}

const FIRST_SLOTS = 1024
const FEW_SLOTS = 2 ** 20
const SLOT_WORDS = 4

/** An open-addressing table of digests: 16 bytes per slot, at most half full. */
export const digestTable = (): DigestTable => {
  let slots = FIRST_SLOTS
  // Together in one place, for each look into a large table waits for memory: the digest, then the lower
  // half of the value and one more than the upper, so that 0 marks an empty slot.
  let words = new Uint32Array(slots * SLOT_WORDS)
  let count = 0

  /** Where the slot of a digest begins: its own, or the empty one that it would get. */
  const slotOf = (high: number, low: number): number => {
    const last = words.length - 1
    let at = (low << 2) & last
    while (words[at + 3] !== 0 && !(words[at] === low && words[at + 1] === high)) {
      at = (at + SLOT_WORDS) & last
    }
    return at
  }
  const grow = () => {
    const old = words
    // Fourfold while small: what is moved seldom costs little, and half of it may be empty anyway.
    slots *= slots < FEW_SLOTS ? 4 : 2
    words = new Uint32Array(slots * SLOT_WORDS)
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from + 3] === 0) continue
      const to = slotOf(old[from + 1] ?? 0, old[from] ?? 0)
      for (let i = 0; i < SLOT_WORDS; i++) words[to + i] = old[from + i] ?? 0
    }
  }
  const valueAt = (at: number): number | undefined => {
    const high = words[at + 3] ?? 0
    return high === 0 ? undefined : (high - 1) * 2 ** 32 + (words[at + 2] ?? 0)
  }

  return {
    get: ({ high, low }) => valueAt(slotOf(high, low)),
    add: ({ high, low }, value) => {
      const at = slotOf(high, low)
      const known = valueAt(at)
      if (known !== undefined) return known
      words[at] = low
      words[at + 1] = high
      words[at + 2] = value % 2 ** 32
      words[at + 3] = Math.floor(value / 2 ** 32) + 1
      count++
      if (count * 2 > slots) grow()
      return undefined
    },
    size: () => count,
    clear: () => {
      words.fill(0)
      count = 0
    },
  }
}
