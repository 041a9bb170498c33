import { luhn } from './checksums.ts'
import { ibanEnd } from './iban.ts'
import { CODE, codeAt, isAlnumAt, isDigitAt, isLetterAt, SIGN, signOf } from './signs.ts'

const MOST_BETWEEN = 2

/** Whether two digits belong to one chain. */
export const joins = (text: string, from: number, to: number): boolean => {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let i = from + 1; i < to; i++) {
    if (!(signOf(codeAt(text, i)) & SIGN.between)) return false
  }
  return true
}

/** Fewer are no number that is looked for. */
export const MANY_DIGITS = 9

/** A chain of digits: its first and its last, and whether a letter stands right before it. */
export type Chain = { readonly first: number; readonly last: number; readonly isAttached: boolean }

/**
 * Whether a chain of digits may be, or hold, a number of nine digits or more. Dates are none; what is
 * beside one may take in the two groups of it that are nearer, but never all three. No value begins in
 * a word, and none ends in one, but for a single letter.
 */
export const isNumber = (text: string, { first, last, isAttached }: Chain): boolean => {
  let count = 0
  for (let i = isAttached ? groupEnd(text, first) : first; i <= last; i++) {
    if (!isDigitAt(text, i)) continue
    const date = dateAt(text, i)
    if (date !== undefined) {
      if (count + date.head >= MANY_DIGITS) return true
      count = date.tail
      i += date.length
      continue
    }
    const end = groupEnd(text, i)
    count = isOneValue(text, i, end) ? count + end - i : 0
    if (count >= MANY_DIGITS) return true
    i = end
  }
  return false
}

const LONG_GROUP = 15
const MOST_DIGITS = 19

/** Whether a group of digits may be a value or a part of one. Long ones are values by themselves. */
export const isOneValue = (text: string, start: number, end: number): boolean => {
  if (isLetterAt(text, end) && isAlnumAt(text, end + 1)) return false
  const length = end - start
  if (length <= LONG_GROUP) return true
  if (length > MOST_DIGITS) return false
  // Telephone numbers behind 00, and Chinese residents with their day of birth.
  if (length === 16 && text.startsWith('00', start)) return true
  if ((length === 17 || length === 18) && isBirth(text, start + 6)) return true
  return isIssuer(text, start, length) && luhn(text.slice(start, end))
}

/** Year, month and day in eight digits, from 1800 on. */
const isBirth = (text: string, at: number): boolean =>
  /^(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(text.slice(at, at + 8))

/** The first two digits of long card numbers, by ISSUERS; of all of them, of 16 digits, and of 16 and 19. */
const ISSUERS_OF_ALL = ['22', '35', '50', '58', '60', '62', '63', '64', '65', '67']
const ISSUERS_OF_16 = [
  '23',
  '24',
  '25',
  '26',
  '27',
  '30',
  '36',
  '38',
  '39',
  '51',
  '52',
  '53',
  '54',
  '55',
]

const isIssuer = (text: string, start: number, length: number): boolean => {
  const two = text.slice(start, start + 2)
  if (ISSUERS_OF_ALL.includes(two)) return true
  if (length === 16 && ISSUERS_OF_16.includes(two)) return true
  return (length === 16 || length === 19) && two.startsWith('4')
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
  const sign = codeAt(text, first)
  if (sign !== codeAt(text, second)) return undefined
  if (sign !== CODE.dash && sign !== CODE.dot && sign !== CODE.slash) return undefined
  if (!isShort(b) || !((a === 4 && isShort(c)) || (isShort(a) && c === 4))) return undefined
  const year = a === 4 ? start : second + 1
  if (!text.startsWith('19', year) && !text.startsWith('20', year)) return undefined
  return { length: third - start, head: a + b, tail: b + c }
}

const isShort = (digits: number): boolean => digits === 1 || digits === 2

/** Behind the digits that stand from a place on. */
export const groupEnd = (text: string, from: number): number => {
  let at = from
  while (isDigitAt(text, at)) at++
  return at
}

/** Whether six digits of a chain stand between the letters of a National Insurance number. */
export const isInsured = (text: string, { first, last }: Chain): boolean => {
  const before = codeAt(text, first - 1) === CODE.space ? first - 2 : first - 1
  const after = codeAt(text, last + 1) === CODE.space ? last + 2 : last + 1
  return (
    isCapitalAt(text, before) &&
    isCapitalAt(text, before - 1) &&
    /^[A-D]$/.test(text.charAt(after)) &&
    !isAlnumAt(text, after + 1)
  )
}

const isCapitalAt = (text: string, at: number): boolean => {
  const code = codeAt(text, at)
  return code >= CODE.upperA && code <= CODE.upperZ
}

/** Whether a chain goes on as a French number of Corsica does: its place of birth is 2A or 2B. */
export const isCorsican = (text: string, { last }: Chain): boolean => {
  if (codeAt(text, last) !== CODE.two || !/^[ABab]$/.test(text.charAt(last + 1))) return false
  let at = last + 2
  for (let count = 0; count < CORSICAN_REST; count++) {
    const code = codeAt(text, at)
    if (code === CODE.space || code === CODE.dot) at++
    if (!isDigitAt(text, at++)) return false
  }
  return !isAlnumAt(text, at)
}
/** Digits behind the letter. */
const CORSICAN_REST = 8

/** Where the digits of an id stand, a bit each, among the places that `care` has. */
type IdForm = { readonly care: number; readonly digits: number }

/** Of words of a length. */
const ID_WORDS: Readonly<Record<number, readonly IdForm[]>> = {
  // Spanish DNI and NIE.
  9: [
    { care: 0x1ff, digits: 0xff },
    { care: 0x1ff, digits: 0xfe },
  ],
  // Indian PAN.
  10: [{ care: 0x3ff, digits: 0x1e0 }],
  // Finnish codes of this century.
  11: [{ care: 0x3ff, digits: 0x3bf }],
  // Codice fiscale.
  16: [{ care: 0xffff, digits: 0x76c0 }],
  // CURP.
  18: [{ care: 0x2ffff, digits: 0x203f0 }],
}
/** With a dash before or after: DNI and NIE. */
const DASHED_ID_WORDS: Readonly<Record<number, readonly IdForm[]>> = {
  7: [{ care: 0x7f, digits: 0x7f }],
  8: [
    { care: 0xff, digits: 0xff },
    { care: 0xff, digits: 0xfe },
    { care: 0xff, digits: 0x7f },
  ],
}

/** Whether a word of letters and digits, `end` exclusive, has the form of a national id. */
export const isIdWord = (text: string, start: number, end: number): boolean => {
  const forms = ID_WORDS[end - start]
  const dashed = DASHED_ID_WORDS[end - start]
  if (forms === undefined && dashed === undefined) return false
  let digits = 0
  for (let i = start; i < end; i++) if (isDigitAt(text, i)) digits |= 1 << (i - start)
  return hasForm(forms, digits) || (hasForm(dashed, digits) && isDashed(text, start, end))
}

const hasForm = (forms: readonly IdForm[] | undefined, digits: number): boolean => {
  if (forms === undefined) return false
  for (const form of forms) if ((digits & form.care) === form.digits) return true
  return false
}

const isDashed = (text: string, start: number, end: number): boolean =>
  (codeAt(text, start - 1) === CODE.dash && /^[XYZxyz]$/.test(text.charAt(start - 2))) ||
  (codeAt(text, end) === CODE.dash && isLetterAt(text, end + 1) && !isAlnumAt(text, end + 2))

/** Whether a word begins as an IBAN of its country does and is long enough. */
export const isIbanStart = (text: string, start: number): boolean => {
  if (!isLetterAt(text, start) || !isLetterAt(text, start + 1)) return false
  if (!isDigitAt(text, start + 2) || !isDigitAt(text, start + 3)) return false
  return ibanEnd(text, start, text.slice(start, start + 2)) !== undefined
}
