import type { Digest64 } from './digest-table.ts'

// The function of src/scan/assembly/hash.ts: equal digests whichever of the two reads a line, so that
// fingerprints of findings hold everywhere. JavaScript has no 64-bit product but slow big integers.
type Word = { low: number; high: number }

const K1: Word = { low: 0x85ebca87, high: 0x9e3779b1 }
const K2: Word = { low: 0x27d4eb4f, high: 0xc2b2ae3d }
const K3: Word = { low: 0x9e3779f9, high: 0x165667b1 }
const MIX_1: Word = { low: 0xed558ccd, high: 0xff51afd7 }
const MIX_2: Word = { low: 0x1a85ec53, high: 0xc4ceb9fe }

/** 64 bits of the bytes; four lanes of eight bytes, then what is left. Not for safety. */
export const lineDigest = (bytes: Uint8Array): Digest64 => {
  const lanes: readonly [Word, Word, Word, Word] = [
    { low: K1.low ^ bytes.length, high: K1.high },
    { ...K2 },
    { ...K3 },
    { low: K1.low ^ K2.low, high: K1.high ^ K2.high },
  ]
  const [a, b, c, d] = lanes
  const end = bytes.length
  let at = 0
  for (; at + 32 <= end; at += 32) {
    round(a, bytes, at)
    round(b, bytes, at + 8)
    round(c, bytes, at + 16)
    round(d, bytes, at + 24)
  }
  for (; at + 8 <= end; at += 8) round(a, bytes, at)
  if (at < end) {
    const tail = new Uint8Array(8)
    tail.set(bytes.subarray(at))
    round(b, tail, 0)
  }
  mix(a)
  for (const lane of [b, c, d]) {
    a.low ^= lane.low
    a.high ^= lane.high
    mix(a)
  }
  return { high: a.high >>> 0, low: a.low >>> 0 }
}

/** The word being mixed in; one for all, for it never lives longer than its round. */
const spread: Word = { low: 0, high: 0 }

/** Mixes in eight bytes, the lowest first: rotl(lane ^ word * K2, 31) * K1. */
const round = (lane: Word, bytes: Uint8Array, at: number): void => {
  spread.low = word(bytes, at)
  spread.high = word(bytes, at + 4)
  multiply(spread, K2)
  lane.low ^= spread.low
  lane.high ^= spread.high
  rotate(lane)
  multiply(lane, K1)
}

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24)

/** The lower 64 bits of the product, by halves of 16 bits whose products a double holds exactly. */
const multiply = (state: Word, by: Word): void => {
  const { low, high } = state
  // No arrays here: this runs for every eight bytes.
  const low0 = low & 0xffff
  const low1 = low >>> 16
  const by0 = by.low & 0xffff
  const by1 = by.low >>> 16
  const first = low0 * by0
  const middle = low0 * by1 + low1 * by0 + (first >>> 16)
  const upper = low1 * by1 + Math.floor(middle / 0x10000)
  state.low = ((middle & 0xffff) << 16) | (first & 0xffff)
  state.high = (upper + Math.imul(low, by.high) + Math.imul(high, by.low)) | 0
}

/** By 31 to the left. */
const rotate = (state: Word): void => {
  const { low, high } = state
  state.low = (low << 31) | (high >>> 1)
  state.high = (high << 31) | (low >>> 1)
}

/** Every bit of the result depends on every bit: the last steps of MurmurHash3. */
const mix = (state: Word): void => {
  shiftIn(state)
  multiply(state, MIX_1)
  shiftIn(state)
  multiply(state, MIX_2)
  shiftIn(state)
}

/** x ^ (x >> 33). */
const shiftIn = (state: Word): void => {
  state.low ^= state.high >>> 1
}
