// The forms of numbers and ids, as src/lib/domain/dataset/privacy/numbers.ts has them. Addresses from
// `from` to `to` are the text's own; what is beyond reads as a quote or an escape and fits nothing.
import { isAlnum, isBetween, isCapital, isDigit, isLetter } from './signs'

const MOST_BETWEEN: usize = 2
const MANY_DIGITS: u32 = 9
const LEAST_IBAN: u32 = 15

/** Whether two digits belong to one chain. */
export function joins(from: usize, to: usize): bool {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let p = from + 1; p < to; p++) if (!isBetween(load<u8>(p))) return false
  return true
}

/** Whether a chain of six digits or more shows a trait. */
export function isTelling(first: usize, last: usize): bool {
  return isNumber(first, last) || isInsured(first, last) || isCorsican(last)
}

/** Digits of the first two groups of the date read last, of its last two, and its length. */
let head: u32 = 0
let tail: u32 = 0
let size: usize = 0

function isNumber(first: usize, last: usize): bool {
  let count: u32 = 0
  for (let p = first; p <= last; p++) {
    if (!isDigit(load<u8>(p))) continue
    if ((p === first || !isDigit(load<u8>(p - 1))) && isDate(p)) {
      if (count + head >= MANY_DIGITS) return true
      count = tail
      p += size - 1
    } else count++
    if (count >= MANY_DIGITS) return true
  }
  return false
}

function isDate(start: usize): bool {
  const first = groupEnd(start)
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
  return load<u8>(last) === 0x32 && (letter === 0x61 || letter === 0x62)
}

/** Whether a word of letters and digits has the form of an id, or begins as an IBAN does. */
export function isIdWord(start: usize, end: usize, digits: u32): bool {
  const length = <u32>(end - start)
  const form: u32 = digits < 32 ? 1 << digits : 0
  if ((formsOf(length) & form) !== 0) return true
  if ((length === 7 && digits === 7) || (length === 8 && digits >= 7)) {
    if (load<u8>(start - 1) === 0x2d && (load<u8>(start - 2) | 32) - 0x78 < 3) return true
    if (load<u8>(end) === 0x2d && isLetter(load<u8>(end, 1)) && !isAlnum(load<u8>(end, 2)))
      return true
  }
  return digits > 1 && isIbanStart(start)
}

/** The numbers of digits that ids of a length have, a bit each. */
function formsOf(length: u32): u32 {
  switch (length) {
    case 9:
      return (1 << 8) | (1 << 7)
    case 10:
      return 1 << 4
    case 11:
      return (1 << 9) | (1 << 10)
    case 16:
      return 1 << 7
    case 18:
      return (1 << 7) | (1 << 8)
    default:
      return 0
  }
}

function isIbanStart(p: usize): bool {
  if (!isLetter(load<u8>(p)) || !isLetter(load<u8>(p, 1))) return false
  if (!isDigit(load<u8>(p, 2)) || !isDigit(load<u8>(p, 3))) return false
  p += 4
  for (let count: u32 = 4; count < LEAST_IBAN; count++) {
    const byte = load<u8>(p)
    if (byte === 0x20 || byte === 0x2d) p++
    if (!isAlnum(load<u8>(p++))) return false
  }
  return true
}
