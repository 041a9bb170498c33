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
const ENTRY_WORDS = 4

/**
 * An open-addressing table of digests, at most half full. Its slots hold only the number of an entry:
 * looks into a large table wait for memory, and four bytes a slot stay in a cache where sixteen do not.
 * The entries stand one after the other, 16 bytes each.
 */
export const digestTable = (): DigestTable => {
  /** One more than the number of an entry; 0 is empty. */
  let slots = new Uint32Array(FIRST_SLOTS)
  /** The digest, then the lower and the upper half of the value. */
  let entries = new Uint32Array((FIRST_SLOTS / 2) * ENTRY_WORDS)
  let count = 0

  /** The slot of a digest: its own, or the empty one that it would get. */
  const slotOf = (high: number, low: number): number => {
    const last = slots.length - 1
    let at = low & last
    while (true) {
      const entry = slots[at] ?? 0
      if (entry === 0) return at
      const from = (entry - 1) * ENTRY_WORDS
      if (entries[from] === low && entries[from + 1] === high) return at
      at = (at + 1) & last
    }
  }
  const grow = () => {
    // Fourfold while small: what is moved seldom costs little, and half of it may be empty anyway.
    slots = new Uint32Array(slots.length * (slots.length < FEW_SLOTS ? 4 : 2))
    const larger = new Uint32Array((slots.length / 2) * ENTRY_WORDS)
    larger.set(entries)
    entries = larger
    const last = slots.length - 1
    for (let entry = 1; entry <= count; entry++) {
      // No two are equal: the first empty slot is the right one.
      let at = (entries[(entry - 1) * ENTRY_WORDS] ?? 0) & last
      while (slots[at] !== 0) at = (at + 1) & last
      slots[at] = entry
    }
  }
  const valueAt = (slot: number): number | undefined => {
    const entry = slots[slot] ?? 0
    if (entry === 0) return undefined
    const from = (entry - 1) * ENTRY_WORDS
    return (entries[from + 3] ?? 0) * 2 ** 32 + (entries[from + 2] ?? 0)
  }

  return {
    get: ({ high, low }) => valueAt(slotOf(high, low)),
    add: ({ high, low }, value) => {
      const slot = slotOf(high, low)
      const known = valueAt(slot)
      if (known !== undefined) return known
      const from = count * ENTRY_WORDS
      entries[from] = low
      entries[from + 1] = high
      entries[from + 2] = value % 2 ** 32
      entries[from + 3] = Math.floor(value / 2 ** 32)
      count++
      slots[slot] = count
      if (count * 2 >= slots.length) grow()
      return undefined
    },
    size: () => count,
    clear: () => {
      slots.fill(0)
      count = 0
    },
  }
}
