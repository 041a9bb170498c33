import { rowsOf } from './text'

// Traits of texts that may hold private values, as src/lib/domain/dataset/privacy/traits.ts has them.
// Wrong only in the safe direction: a text without any here has none there.
const LONG_RUN: i32 = 20
const MIXED_RUN: usize = 8
const FEW_DIGITS: u32 = 6
const MOST_BETWEEN: usize = 2
/** A number of six digits has at most 16 bytes; a run that reaches further is long anyway. */
const AROUND: usize = 24

/** Whether the text from `start` to `end` shows anything that a private value has. */
export function hasTraits(start: usize, end: usize): bool {
  // Bytes of the run that reaches to the block.
  let run: i32 = 0
  for (let p = start; p < end; p += 16) {
    const block = v128.load(p)
    const inside = end - p >= 16 ? 0xffff : (1 << (<i32>(end - p))) - 1
    const runs = runBytes(block) & inside
    if (runs === 0xffff) {
      run += 16
    } else if (run + ctz(~runs) >= LONG_RUN) {
      return true
    } else {
      run = clz(~(runs << 16))
    }
    if (run >= LONG_RUN) return true
    if ((digitBytes(block) & inside) !== 0) {
      const from = p - start > AROUND ? escapeStart(p - AROUND) : start
      const to = end - p > 16 + AROUND ? p + 16 + AROUND : end
      if (hasNumber(from, to)) return true
    }
  }
  return false
}

/** Letters, digits and what else stands in passwords and tokens: columns of the ASCII table, a bit for each row. */
function runBytes(block: v128): i32 {
  const columns = i8x16.swizzle(
    i8x16(-72, -4, -8, -4, -8, -4, -4, -8, -8, -8, -16, 84, 80, 84, -12, 116),
    v128.and(block, i8x16.splat(15)),
  )
  return i8x16.bitmask(i8x16.ne(v128.and(columns, rowsOf(block)), i8x16.splat(0)))
}

function digitBytes(block: v128): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)))
}

/** The start of the Unicode escape that `p` is in, whose digits are none of the text; else `p`. */
function escapeStart(p: usize): usize {
  for (let back: usize = 1; back < 6; back++) {
    if (load<u16>(p - back) === 0x755c) return p - back
  }
  return p
}

/** Six digits close together, a run of letters and digits, or a word as an IBAN begins. */
function hasNumber(from: usize, to: usize): bool {
  let number: u32 = 0
  let lastDigit: usize = 0
  let runStart = from
  let runDigits: usize = 0
  let runMarks: usize = 0
  let wordStart = from
  let wordDigits: u32 = 0
  for (let p = from; p <= to; p++) {
    const byte: u8 = p < to ? load<u8>(p) : 0x0a
    if ((byte | 32) - 0x61 < 26) continue
    if (byte - 0x30 < 10) {
      number = number > 0 && joins(lastDigit, p) ? number + 1 : 1
      if (number === FEW_DIGITS) return true
      lastDigit = p
      runDigits++
      wordDigits++
      continue
    }
    if (wordDigits === 2 && p - wordStart === 4) return true
    wordStart = p + 1
    wordDigits = 0
    if (isMark(byte)) {
      runMarks++
      continue
    }
    const run = p - runStart
    if (run >= MIXED_RUN && runDigits > 0 && run > runDigits + runMarks) return true
    if (byte === 0x5c) p += load<u8>(p, 1) === 0x75 ? 5 : 1
    runStart = p + 1
    wordStart = p + 1
    runDigits = 0
    runMarks = 0
  }
  return false
}

/** Whether two digits belong to one number. */
function joins(from: usize, to: usize): bool {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let p = from + 1; p < to; p++) if (!isBetween(load<u8>(p))) return false
  return true
}

/** One of !@#%^&+/~_.- */
function isMark(byte: u8): bool {
  return isOneOf(byte, 0xe86a00000000, 0x40000000c0000001)
}

/** A space or one of .()/- */
function isBetween(byte: u8): bool {
  return isOneOf(byte, 0xe30100000000, 0)
}

/** A set of ASCII signs, as two words of a bit for each. */
function isOneOf(byte: u8, first: u64, second: u64): bool {
  if (byte > 127) return false
  return (((byte < 64 ? first : second) >> (byte & 63)) & 1) !== 0
}
