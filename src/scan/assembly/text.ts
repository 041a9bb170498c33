import { nextStop } from './marks'

/** Of the text read last: UTF-16 units where each byte above 127 counts as one, escapes as what they stand for. */
export let units: u32 = 0

/** Whether an escape hides an ASCII character in a text read since `showTraits`, whose traits are looked for. */
export let hidesTraits: bool = false

export function showTraits(): void {
  hidesTraits = false
}

/** One bit for each row of the ASCII table, by high nibble; bytes above 127 are in none. */
export function rowsOf(block: v128): v128 {
  return i8x16.swizzle(
    i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0),
    i8x16.shr_u(block, 4),
  )
}

/**
 * Reads a text from behind its opening quote; answers the address behind the closing one, or 0. It stops
 * at quote, backslash, controls, and signs of watched words. A line feed is a control, so no text is
 * read beyond its line.
 */
export function text(start: usize, watch: usize): usize {
  let p = start
  // Bytes beyond one for each unit, in escapes.
  let spare: u32 = 0
  while (true) {
    p = nextStop(p)
    const byte = load<u8>(p)
    if (byte === 0x22) {
      units = <u32>(p - start) - spare
      return p + 1
    }
    if (byte === 0x5c) {
      do {
        const next = escapeEnd(p, watch)
        if (next === 0) return 0
        spare += <u32>(next - p) - (next - p === 12 ? 2 : 1)
        p = next
      } while (load<u8>(p) === 0x5c)
    } else {
      if (byte < 0x20 || hasWord(p, byte, watch)) return 0
      p++
    }
  }
}

/** A word of the watch table, in any case, whose sign stands at `p`. */
function hasWord(p: usize, sign: u8, watch: usize): bool {
  let word = watch + 160
  for (let rest = load<u32>(watch, 16); rest > 0; rest--, word += 32) {
    if (load<u8>(word) !== sign) continue
    const from = p - load<u8>(word, 1)
    const length = <usize>load<u8>(word, 2)
    let i: usize = 0
    while (i < length && lower(load<u8>(from + i)) === load<u8>(word + i, 8)) i++
    if (i === length) return true
  }
  return false
}

function lower(byte: u8): u8 {
  return byte - 65 < 26 ? byte | 32 : byte
}

/** The address behind the escape at `p`, or 0. Halves of surrogate pairs are refused. */
function escapeEnd(p: usize, watch: usize): usize {
  const letter = load<u8>(p, 1)
  if (letter !== 0x75) {
    // A slash may be written either way, and then hide a word or a trait as letters do.
    return isPlainEscape(letter) && (letter !== 0x2f || mayBe(letter, watch)) ? p + 2 : 0
  }
  const unit = hex4(p + 2)
  if (unit < 0x80) {
    // It could spell a watched word: the watch table marks the letters of its words.
    return unit >= 0 && mayBe(<u32>unit, watch) ? p + 6 : 0
  }
  if ((unit & 0xf800) !== 0xd800) return p + 6
  if (unit >= 0xdc00 || load<u16>(p, 6) !== 0x755c) return 0
  return hex4(p + 8) >> 10 === 0x37 ? p + 12 : 0
}

/** Whether an ASCII character may be an escape: 1 in the table forbids it, 2 makes it a trait. */
function mayBe(unit: u32, watch: usize): bool {
  const kind = load<u8>(watch + unit, 32)
  if (kind === 2) hidesTraits = true
  return kind !== 1
}

function isPlainEscape(letter: u8): bool {
  switch (letter) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true
    default:
      return false
  }
}

/** Of each byte the hexadecimal digit that it is, or -1. */
const DIGITS = memory.data<i8>([
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0,
  1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1, -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, 11, 12,
  13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
])

/** The number that four hexadecimal digits are; negative when they are none. */
function hex4(p: usize): i32 {
  return (
    ((<i32>load<i8>(DIGITS + load<u8>(p))) << 12) |
    ((<i32>load<i8>(DIGITS + load<u8>(p, 1))) << 8) |
    ((<i32>load<i8>(DIGITS + load<u8>(p, 2))) << 4) |
    <i32>load<i8>(DIGITS + load<u8>(p, 3))
  )
}

/** Whether the text from behind its quote has more than white space; white space as JavaScript's trim has it. */
export function saysSomething(p: usize): bool {
  while (true) {
    const byte = load<u8>(p)
    if (byte === 0x22) return false
    if (byte === 0x5c) {
      const letter = load<u8>(p, 1)
      if (letter === 0x75) {
        if (!isSpace(hex4(p + 2))) return true
        p += 6
      } else if (letter === 0x6e || letter === 0x74 || letter === 0x72 || letter === 0x66) p += 2
      else return true
    } else if (byte < 0x80) {
      if (byte !== 0x20) return true
      p++
    } else {
      const length: usize = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (length === 4 || !isSpace(decoded(p, length))) return true
      p += length
    }
  }
}

function decoded(p: usize, length: usize): i32 {
  const first = <i32>load<u8>(p)
  const second = <i32>load<u8>(p, 1) & 63
  if (length === 2) return ((first & 31) << 6) | second
  return ((first & 15) << 12) | (second << 6) | (<i32>load<u8>(p, 2) & 63)
}

/** ECMAScript WhiteSpace and LineTerminator. */
function isSpace(point: i32): bool {
  if (point < 0x80) return point === 0x20 || (point >= 9 && point <= 13)
  return (
    point === 0xa0 ||
    point === 0x1680 ||
    (point >= 0x2000 && point <= 0x200a) ||
    point === 0x2028 ||
    point === 0x2029 ||
    point === 0x202f ||
    point === 0x205f ||
    point === 0x3000 ||
    point === 0xfeff
  )
}
