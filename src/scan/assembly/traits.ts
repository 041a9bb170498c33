import { isIdWord, isTelling, joins } from './numbers'
import { hasKeyWords, hasToken, isAddress, isNamed } from './runs'
import { isAlnum, isDigit, isLetter, isMark } from './signs'
import { rowsOf } from './text'

// Traits of texts that may hold private values, as src/lib/domain/dataset/privacy/traits.ts has them.
// Wrong only in the safe direction: a text without any here has none there.
const LEAST_CHAIN: u32 = 6
const MIXED_RUN: usize = 8
const LONG_RUN: i32 = 20

/** Where the text starts. */
let from: usize = 0
/** Digits of the chain being read, its first and its last. */
let chain: u32 = 0
let firstDigit: usize = 0
let lastDigit: usize = 0
/** A letter stands right before it. */
let isAttached: bool = false
let isLong: bool = false

/**
 * Whether the text from `start` to `end` shows anything that a private value has. Blocks without a
 * digit and an at sign, and out of long runs, are passed over; around others whole runs are read.
 */
export function hasTraits(start: usize, end: usize): bool {
  from = start
  chain = 0
  isLong = false
  // Bytes of the run that reaches to the block.
  let run: i32 = 0
  for (let p = start; p < end; ) {
    const block = v128.load(p)
    const inside = end - p >= 16 ? 0xffff : (1 << (<i32>(end - p))) - 1
    const runs = runBytes(block) & inside
    const events = eventBytes(block) & inside
    let first: usize
    if (events !== 0) {
      const event = p + ctz(events)
      first = runStart(event)
      // The digits of an escape are none of the text.
      if (first > event) {
        p = first
        run = 0
        continue
      }
    } else if (runs === 0xffff ? run + 16 < LONG_RUN : run + ctz(~runs) < LONG_RUN) {
      run = runs === 0xffff ? run + 16 : clz(~(runs << 16))
      p += 16
      continue
    } else first = behindEscape(p - run)
    p = runEnd(first, end)
    if (hasTrait(first, p)) return true
    run = 0
  }
  if (chain >= LEAST_CHAIN && isTelling(firstDigit, lastDigit, isAttached)) return true
  return isLong && hasKeyWords(start, end)
}

/** Letters, digits and what else stands in passwords and tokens: columns of the ASCII table, a bit for each row. */
function runBytes(block: v128): i32 {
  const columns = i8x16.swizzle(
    i8x16(-72, -4, -8, -4, -8, -4, -4, -8, -8, -8, -16, 84, 80, 84, -12, 116),
    v128.and(block, i8x16.splat(15)),
  )
  return i8x16.bitmask(i8x16.ne(v128.and(columns, rowsOf(block)), i8x16.splat(0)))
}

function eventBytes(block: v128): i32 {
  const digits = i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10))
  return i8x16.bitmask(v128.or(digits, i8x16.eq(block, i8x16.splat(0x40))))
}

function isRun(byte: u8): bool {
  return isAlnum(byte) || isMark(byte)
}

function runStart(p: usize): usize {
  while (p > from && isRun(load<u8>(p - 1))) p--
  return behindEscape(p)
}

function runEnd(p: usize, end: usize): usize {
  while (p < end && isRun(load<u8>(p))) p++
  return p
}

/** A run right behind a backslash begins with the letter of an escape, unless the backslash is one's own. */
function behindEscape(p: usize): usize {
  let slashes: usize = 0
  while (p - slashes > from && load<u8>(p - slashes - 1) === 0x5c) slashes++
  if ((slashes & 1) === 0) return p
  return load<u8>(p) === 0x75 ? p + 5 : p + 1
}

/** Reads a run. */
function hasTrait(start: usize, end: usize): bool {
  let wordStart = start
  let wordDigits: u32 = 0
  let digits: usize = 0
  let marks: usize = 0
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p)
    if (isLetter(byte)) continue
    if (isDigit(byte)) {
      if (chain === 0 || !joins(lastDigit, p)) {
        if (chain >= LEAST_CHAIN && isTelling(firstDigit, lastDigit, isAttached)) return true
        chain = 0
        firstDigit = p
        isAttached = p > start && isLetter(load<u8>(p - 1))
      }
      chain++
      lastDigit = p
      wordDigits++
      digits++
      continue
    }
    if (wordDigits !== 0 && isIdWord(wordStart, p)) return true
    wordStart = p + 1
    wordDigits = 0
    marks++
    if (byte === 0x40 && isAddress(p, from)) return true
  }
  if (wordDigits !== 0 && isIdWord(wordStart, end)) return true
  const size = end - start
  if (size < MIXED_RUN) return false
  if (digits > 0 && size > digits + marks && isNamed(start, from)) return true
  if (<i32>size < LONG_RUN) return false
  isLong = true
  return hasToken(start, end)
}
