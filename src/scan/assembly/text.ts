import { PLAIN } from './memory'

/** UTF-16 units of the text read last, escapes counted as what they stand for. */
export let units: u32 = 0
/** Whether the line has a byte above 127 so far. */
export let hasHighBytes: bool = false

export function startLine(): void {
  hasHighBytes = false
}

/** One bit for each row of the ASCII table, by high nibble; bytes above 127 are in none. */
export function rowsOf(block: v128): v128 {
  return i8x16.swizzle(
    i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0),
    i8x16.shr_u(block, 4),
  )
}

/**
 * Reads a text from behind its opening quote; answers the address behind the closing one, or 0. The
 * watch table marks the bytes to stop at: quote, backslash, controls, and signs of watched words.
 * A line feed is a control, so no text is read beyond its line.
 */
export function text(start: usize, watch: usize): usize {
  const columns = v128.load(watch)
  let p = start
  // Bytes beyond one for each unit.
  let spare: u32 = 0
  while (true) {
    const block = v128.load(p)
    const marked = v128.and(i8x16.swizzle(columns, v128.and(block, i8x16.splat(15))), rowsOf(block))
    const hits = i8x16.bitmask(i8x16.ne(marked, i8x16.splat(0)))
    const high = i8x16.bitmask(block)
    if ((hits | high) === 0) {
      p += 16
      continue
    }
    const stop = hits === 0 ? 16 : stopAt(p, hits, watch)
    if (stop > 16) return 0
    if (high !== 0) {
      hasHighBytes = true
      const below = (1 << stop) - 1
      const following = i8x16.bitmask(i8x16.lt_s(block, i8x16.splat(-64)))
      const pairs = i8x16.bitmask(i8x16.ge_u(block, i8x16.splat(<i8>0xf0)))
      spare += popcnt(following & below) - popcnt(pairs & below)
    }
    p += stop
    if (stop === 16) continue
    if (load<u8>(p) === 0x22) {
      units = <u32>(p - start) - spare
      return p + 1
    }
    do {
      const next = escapeEnd(p, watch)
      if (next === 0) return 0
      spare += <u32>(next - p) - (next - p === 12 ? 2 : 1)
      p = next
    } while (load<u8>(p) === 0x5c)
  }
}

/** Index in the block of a quote or backslash, 16 when there is none, 17 to refuse. */
function stopAt(p: usize, hits: i32, watch: usize): i32 {
  do {
    const at = ctz(hits)
    const byte = load<u8>(p + at)
    if (byte === 0x22 || byte === 0x5c) return at
    if (byte < 0x20 || hasWord(p + at, byte, watch)) return 17
    hits &= hits - 1
  } while (hits !== 0)
  return 16
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
    return isPlainEscape(letter) && (letter !== 0x2f || load<u8>(watch, 32 + 0x2f) === 0)
      ? p + 2
      : 0
  }
  const unit = hex4(p + 2)
  if (unit < 0x80) {
    // It could spell a watched word: the watch table marks the letters of its words.
    return unit >= 0 && load<u8>(watch + <usize>unit, 32) === 0 ? p + 6 : 0
  }
  if ((unit & 0xf800) !== 0xd800) return p + 6
  if (unit >= 0xdc00 || load<u16>(p, 6) !== 0x755c) return 0
  return hex4(p + 8) >> 10 === 0x37 ? p + 12 : 0
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

/** The number that four hexadecimal digits are; negative when they are none. */
function hex4(p: usize): i32 {
  return (hex(p) << 12) | (hex(p + 1) << 8) | (hex(p + 2) << 4) | hex(p + 3)
}

/** Not found: bits above any four digits, whatever the place. */
const NO_HEX: i32 = -0x10000

function hex(p: usize): i32 {
  const byte = <i32>load<u8>(p)
  const digit = byte - 0x30
  if (<u32>digit < 10) return digit
  const letter = (byte | 32) - 0x61
  return <u32>letter < 6 ? letter + 10 : NO_HEX
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

/** The end of a text whose content does not matter. */
export function plainText(start: usize): usize {
  return text(start, PLAIN)
}
