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
}

const FIRST_SLOTS = 1024
const FEW_SLOTS = 2 ** 18

/** An open-addressing table of digests: 16 bytes per slot, at most half full. */
export const digestTable = (): DigestTable => {
  let slots = FIRST_SLOTS
  let keys = new Uint32Array(slots * 2)
  // One more than the value, so that 0 marks an empty slot.
  let values = new Float64Array(slots)
  let count = 0

  const slotOf = (high: number, low: number): number => {
    let slot = low & (slots - 1)
    while (values[slot] !== 0 && !(keys[slot * 2] === high && keys[slot * 2 + 1] === low)) {
      slot = (slot + 1) & (slots - 1)
    }
    return slot
  }
  const put = (high: number, low: number, stored: number) => {
    const slot = slotOf(high, low)
    keys[slot * 2] = high
    keys[slot * 2 + 1] = low
    values[slot] = stored
  }
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values]
    // Fourfold while small: what is moved seldom costs little, and half of it may be empty anyway.
    slots *= slots < FEW_SLOTS ? 4 : 2
    keys = new Uint32Array(slots * 2)
    values = new Float64Array(slots)
    for (let i = 0; i < oldValues.length; i++) {
      const stored = oldValues[i] ?? 0
      if (stored !== 0) put(oldKeys[i * 2] ?? 0, oldKeys[i * 2 + 1] ?? 0, stored)
    }
  }
  const get = (digest: Digest64): number | undefined => {
    const stored = values[slotOf(digest.high, digest.low)] ?? 0
    return stored === 0 ? undefined : stored - 1
  }

  return {
    get,
    add: (digest, value) => {
      const known = get(digest)
      if (known !== undefined) return known
      if (count * 2 >= slots) grow()
      put(digest.high, digest.low, value + 1)
      count++
      return undefined
    },
    size: () => count,
  }
}
