// The forms of numbers and ids, as src/lib/domain/dataset/privacy/numbers.ts has them. Addresses from
// `from` to `to` are the text's own; what is beyond reads as a quote or an escape and fits nothing.
import { IBAN_LENGTHS } from './memory'
import { isAlnum, isBetween, isCapital, isDigit, isLetter } from './signs'

const MOST_BETWEEN: usize = 2
const MANY_DIGITS: u32 = 9
const CORSICAN_REST: u32 = 8

/** Whether two digits belong to one chain. */
export function joins(from: usize, to: usize): bool {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let p = from + 1; p < to; p++) if (!isBetween(load<u8>(p))) return false
  return true
}

/** Whether a chain of six digits or more shows a trait; `isAttached`: a letter stands right before it. */
export function isTelling(first: usize, last: usize, isAttached: bool): bool {
  return (
    isNumber(isAttached ? groupEnd(first) : first, last) ||
    isInsured(first, last) ||
    isCorsican(last)
  )
}

/** Digits of the first two groups of the date read last, of its last two, and its length. */
let head: u32 = 0
let tail: u32 = 0
let size: usize = 0

function isNumber(first: usize, last: usize): bool {
  let count: u32 = 0
  for (let p = first; p <= last; p++) {
    if (!isDigit(load<u8>(p))) continue
    if (isDate(p)) {
      if (count + head >= MANY_DIGITS) return true
      count = tail
      p += size
      continue
    }
    const end = groupEnd(p)
    count = isOneValue(p, end) ? count + <u32>(end - p) : 0
    if (count >= MANY_DIGITS) return true
    p = end
  }
  return false
}

const LONG_GROUP: usize = 15
const MOST_DIGITS: usize = 19

function isOneValue(start: usize, end: usize): bool {
  if (isLetter(load<u8>(end)) && isAlnum(load<u8>(end, 1))) return false
  const length = end - start
  if (length <= LONG_GROUP) return true
  if (length > MOST_DIGITS) return false
  if (length === 16 && load<u16>(start) === 0x3030) return true
  if ((length === 17 || length === 18) && isBirth(start + 6)) return true
  return isIssuer(load<u8>(start) - 0x30, load<u8>(start, 1) - 0x30, length) && isLuhn(start, end)
}

/** Year, month and day in eight digits, from 1800 on. */
function isBirth(p: usize): bool {
  const century = load<u16>(p)
  if (century !== 0x3831 && century !== 0x3931 && century !== 0x3032) return false
  const month = two(p + 4)
  const day = two(p + 6)
  return month > 0 && month < 13 && day > 0 && day < 32
}

function two(p: usize): u32 {
  return (load<u8>(p) - 0x30) * 10 + load<u8>(p, 1) - 0x30
}

function isIssuer(ten: u32, one: u32, length: usize): bool {
  // A bit for each second digit.
  let ones: u32 = 0
  if (ten === 2) ones = length === 16 ? 0xfc : 4
  else if (ten === 3) ones = length === 16 ? 0x361 : 0x20
  else if (ten === 4) ones = length === 16 || length === 19 ? 0x3ff : 0
  else if (ten === 5) ones = length === 16 ? 0x13f : 0x101
  else if (ten === 6) ones = 0xbd
  return ((ones >> one) & 1) !== 0
}

/** Each digit doubled, its two digits added up. */
function isLuhn(start: usize, end: usize): bool {
  let sum: u32 = 0
  let isDoubled = false
  for (let p = end; p > start; isDoubled = !isDoubled) {
    const digit: u32 = load<u8>(--p) - 0x30
    sum += isDoubled ? (digit < 5 ? digit * 2 : digit * 2 - 9) : digit
  }
  return sum % 10 === 0
}

function isDate(start: usize): bool {
  const first = groupEnd(start)
  if (first - start > 4) return false
  const second = groupEnd(first + 1)
  const third = groupEnd(second + 1)
  const a = <u32>(first - start)
  const b = <u32>(second - first - 1)
  const c = <u32>(third - second - 1)
  const sign = load<u8>(first)
  if (sign !== load<u8>(second)) return false
  if (sign !== 0x2d && sign !== 0x2e && sign !== 0x2f) return false
  if (!isShort(b) || !((a === 4 && isShort(c)) || (isShort(a) && c === 4))) return false
  const year = load<u16>(a === 4 ? start : second + 1)
  if (year !== 0x3931 && year !== 0x3032) return false
  head = a + b
  tail = b + c
  size = third - start
  return true
}

function isShort(digits: u32): bool {
  return digits === 1 || digits === 2
}

function groupEnd(p: usize): usize {
  while (isDigit(load<u8>(p))) p++
  return p
}

function isInsured(first: usize, last: usize): bool {
  const before = load<u8>(first - 1) === 0x20 ? first - 2 : first - 1
  const after = load<u8>(last, 1) === 0x20 ? last + 2 : last + 1
  return (
    isCapital(load<u8>(before)) &&
    isCapital(load<u8>(before - 1)) &&
    load<u8>(after) - 0x41 < 4 &&
    !isAlnum(load<u8>(after, 1))
  )
}

function isCorsican(last: usize): bool {
  const letter = load<u8>(last, 1) | 32
  if (load<u8>(last) !== 0x32 || (letter !== 0x61 && letter !== 0x62)) return false
  let p = last + 2
  for (let count: u32 = 0; count < CORSICAN_REST; count++) {
    const byte = load<u8>(p)
    if (byte === 0x20 || byte === 0x2e) p++
    if (!isDigit(load<u8>(p++))) return false
  }
  return !isAlnum(load<u8>(p))
}

/** Whether a word of letters and digits has the form of an id, or begins as an IBAN does. */
export function isIdWord(start: usize, end: usize): bool {
  const length = <u32>(end - start)
  if ((length >= 7 && length <= 11) || length === 16 || length === 18) {
    if (hasForm(start, end, length)) return true
  }
  return length >= 4 && isIban(start)
}

function hasForm(start: usize, end: usize, length: u32): bool {
  let digits: u32 = 0
  for (let p = start; p < end; p++) if (isDigit(load<u8>(p))) digits |= 1 << (<u32>(p - start))
  switch (length) {
    case 7:
      return digits === 0x7f && isDashed(start, end)
    case 8:
      return (digits === 0xff || digits === 0xfe || digits === 0x7f) && isDashed(start, end)
    case 9:
      return digits === 0xff || digits === 0xfe
    case 10:
      return digits === 0x1e0
    case 11:
      return (digits & 0x3ff) === 0x3bf
    case 16:
      return digits === 0x76c0
    default:
      return (digits & 0x2ffff) === 0x203f0
  }
}

function isDashed(start: usize, end: usize): bool {
  if (load<u8>(start - 1) === 0x2d && (load<u8>(start - 2) | 32) - 0x78 < 3) return true
  return load<u8>(end) === 0x2d && isLetter(load<u8>(end, 1)) && !isAlnum(load<u8>(end, 2))
}

/** As many letters and digits as the country says, with the right remainder (ISO 7064, MOD 97-10). */
function isIban(start: usize): bool {
  const a: u32 = (load<u8>(start) | 32) - 0x61
  const b: u32 = (load<u8>(start, 1) | 32) - 0x61
  if (a > 25 || b > 25 || !isDigit(load<u8>(start, 2)) || !isDigit(load<u8>(start, 3))) return false
  let left = <u32>load<u8>(IBAN_LENGTHS + a * 26 + b)
  if (left === 0) return false
  let rest: u32 = 0
  let p = start
  for (; left > 0; p++) {
    const byte = load<u8>(p)
    if (isAlnum(byte)) {
      left--
      if (p - start > 3) rest = withSign(rest, byte)
    } else if ((byte !== 0x20 && byte !== 0x2d) || !isAlnum(load<u8>(p - 1))) return false
  }
  for (let i: usize = 0; i < 4; i++) rest = withSign(rest, load<u8>(start + i))
  return rest === 1
}

function withSign(rest: u32, byte: u8): u32 {
  return isDigit(byte) ? (rest * 10 + byte - 0x30) % 97 : (rest * 100 + (byte | 32) - 0x57) % 97
}
