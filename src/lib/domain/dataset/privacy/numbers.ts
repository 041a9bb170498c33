import { CODE, isAlnumAt, isDigitAt, isLetterAt, SIGN, signOf } from './signs.ts'

const MOST_BETWEEN = 2

/** Whether two digits belong to one chain. */
export const joins = (text: string, from: number, to: number): boolean => {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let i = from + 1; i < to; i++) {
    if (!(signOf(text.charCodeAt(i)) & SIGN.between)) return false
  }
  return true
}

const MANY_DIGITS = 9

/** How the digits of a text stand together. */
export type DigitForms = {
  /** Lengths of groups of nine to thirty digits, a bit each. */
  readonly plain: number
  /** Smaller groups make nine digits or more together. */
  readonly composed: boolean
}

const NO_DIGITS: DigitForms = { plain: 0, composed: false }
const LONGEST_GROUP = 30

/** The forms of a text with the trait `digits`. */
export const digitForms = (text: string, hasTrait: boolean): DigitForms => {
  if (!hasTrait) return NO_DIGITS
  let [plain, together, last] = [0, 0, -1]
  let composed = false
  for (let i = 0; i < text.length; i++) {
    if (!isDigitAt(text, i)) continue
    const end = groupEnd(text, i)
    const digits = end - i
    if (last < 0 || !joins(text, last, i)) together = 0
    if (digits >= MANY_DIGITS) {
      plain |= digits > LONGEST_GROUP ? 0 : 1 << digits
      together = 0
    } else together += digits
    composed ||= together >= MANY_DIGITS
    last = end - 1
    i = end
  }
  return { plain, composed }
}

/** Whether digits stand together as a value of so many may: in one group, or in smaller ones. */
export const canHold = (
  { plain, composed }: DigitForms,
  [least, most]: readonly [number, number],
): boolean => composed || (plain & ((2 << most) - (1 << least))) !== 0

/**
 * Whether a chain of digits may be, or hold, a number of nine digits or more. Dates are none; what is
 * beside one may take in the two groups of it that are nearer, but never all three.
 */
export const isNumber = (text: string, first: number, last: number): boolean => {
  let count = 0
  for (let i = first; i <= last; i++) {
    if (!isDigitAt(text, i)) continue
    const date = i === first || !isDigitAt(text, i - 1) ? dateAt(text, i) : undefined
    if (date === undefined) count++
    else {
      if (count + date.head >= MANY_DIGITS) return true
      count = date.tail
      i += date.length - 1
    }
    if (count >= MANY_DIGITS) return true
  }
  return false
}

type DateShape = {
  /** Characters. */
  readonly length: number
  /** Digits of its first two groups, and of its last two. */
  readonly head: number
  readonly tail: number
}

/** `2026-11-22`, `22.11.2026` and the like, between no other digits. */
const dateAt = (text: string, start: number): DateShape | undefined => {
  const first = groupEnd(text, start)
  if (first - start > 4) return undefined
  const second = groupEnd(text, first + 1)
  const third = groupEnd(text, second + 1)
  const [a, b, c] = [first - start, second - first - 1, third - second - 1]
  const sign = text.charCodeAt(first)
  if (sign !== text.charCodeAt(second)) return undefined
  if (sign !== CODE.dash && sign !== CODE.dot && sign !== CODE.slash) return undefined
  if (!isShort(b) || !((a === 4 && isShort(c)) || (isShort(a) && c === 4))) return undefined
  const year = a === 4 ? start : second + 1
  if (!text.startsWith('19', year) && !text.startsWith('20', year)) return undefined
  return { length: third - start, head: a + b, tail: b + c }
}

const isShort = (digits: number): boolean => digits === 1 || digits === 2

const groupEnd = (text: string, from: number): number => {
  let at = from
  while (isDigitAt(text, at)) at++
  return at
}

/** Whether six digits of a chain stand between the letters of a National Insurance number. */
export const isInsured = (text: string, first: number, last: number): boolean => {
  const before = text.charCodeAt(first - 1) === CODE.space ? first - 2 : first - 1
  const after = text.charCodeAt(last + 1) === CODE.space ? last + 2 : last + 1
  return (
    isCapitalAt(text, before) &&
    isCapitalAt(text, before - 1) &&
    /^[A-D]$/.test(text.charAt(after)) &&
    !isAlnumAt(text, after + 1)
  )
}

const isCapitalAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= CODE.upperA && code <= CODE.upperZ
}

/** Whether a chain goes on as a French number of Corsica does: its place of birth is 2A or 2B. */
export const isCorsican = (text: string, last: number): boolean =>
  text.charCodeAt(last) === CODE.two && /^[ABab]$/.test(text.charAt(last + 1))

/** Of words of a length: the numbers of digits that an id of that form has, a bit each. */
const ID_WORDS: Readonly<Record<number, number>> = {
  // Spanish DNI and NIE.
  9: (2 ** 8) | (2 ** 7),
  // Indian PAN.
  10: 2 ** 4,
  // Finnish codes of this century.
  11: (2 ** 9) | (2 ** 10),
  // Codice fiscale.
  16: 2 ** 7,
  // CURP.
  18: (2 ** 7) | (2 ** 8),
}
/** With a dash before or after: DNI and NIE. */
const DASHED_ID_WORDS: Readonly<Record<number, number>> = { 7: 2 ** 7, 8: (2 ** 8) | (2 ** 7) }

/** Whether a word of letters and digits, `end` exclusive, has the form of a national id. */
export const isIdWord = (text: string, start: number, end: number): boolean => {
  const forms = ID_WORDS[end - start] ?? 0
  const dashed = DASHED_ID_WORDS[end - start] ?? 0
  if ((forms | dashed) === 0) return false
  let digits = 0
  for (let i = start; i < end; i++) if (isDigitAt(text, i)) digits++
  const form = 1 << digits
  return (forms & form) !== 0 || ((dashed & form) !== 0 && isDashed(text, start, end))
}

const isDashed = (text: string, start: number, end: number): boolean =>
  (text.charCodeAt(start - 1) === CODE.dash && /^[XYZxyz]$/.test(text.charAt(start - 2))) ||
  (text.charCodeAt(end) === CODE.dash && isLetterAt(text, end + 1) && !isAlnumAt(text, end + 2))

/** The shortest IBANs have fifteen letters and digits (Norway). */
const LEAST_IBAN = 15

/** Whether a word begins as an IBAN does and is long enough, single spaces and dashes left out. */
export const isIbanStart = (text: string, start: number): boolean => {
  if (!isLetterAt(text, start) || !isLetterAt(text, start + 1)) return false
  if (!isDigitAt(text, start + 2) || !isDigitAt(text, start + 3)) return false
  let at = start + 4
  for (let count = 4; count < LEAST_IBAN; count++) {
    const code = text.charCodeAt(at)
    if (code === CODE.space || code === CODE.dash) at++
    if (!isAlnumAt(text, at++)) return false
  }
  return true
}
