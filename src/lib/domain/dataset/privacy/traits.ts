import {
  type Chain,
  isCorsican,
  isIbanStart,
  isIdWord,
  isInsured,
  isNumber,
  joins,
} from './numbers.ts'
import { hasToken, isAddress, isNamed } from './runs.ts'
import { CODE, isLetterAt, SIGN, signOf } from './signs.ts'

/** What a text shows at one look, a bit each: one with a private value has a trait of its detector. */
export const TRAIT = {
  /** Nine digits that may be one number; dates are none. */
  digits: 1,
  /** Letters and digits in the form of a national id. */
  id: 2,
  /** Two letters, two digits and eleven more, as an IBAN begins. */
  iban: 4,
  /** Letters and digits behind a word that names secrets. */
  named: 8,
  /** A long run in which a token may begin. */
  token: 16,
  /** The words of a private key's first line, and a long run. */
  key: 32,
  /** What may be an e-mail address, or a password before a host. */
  at: 64,
  /** An ASCII character written as an escape (`\u0040`, `\/`): anything may be hidden. */
  escape: 128,
} as const

/** For detectors that look at every text. */
export const ANY_TRAIT = -1

const LEAST_CHAIN = 6
const MIXED_RUN = 8
const LONG_RUN = 20
const KEY_WORDS = 'PRIVATE KEY'

/**
 * The traits of a text, or of a line of JSON, where a backslash takes the next character with it. One
 * pass that hurries over letters. src/scan/assembly/traits.ts looks for the same in bytes.
 */
export const traitsOf = (text: string, isJson: boolean): number => {
  let traits = 0
  const end = text.length
  let [number, chainStart, lastDigit] = [0, 0, 0]
  let isAttached = false
  let [runStart, runDigits, runMarks] = [0, 0, 0]
  let [wordStart, wordDigits] = [0, 0]
  let isLong = false
  for (let i = 0; i <= end; i++) {
    const code = i < end ? text.charCodeAt(i) : CODE.lineFeed
    const sign = signOf(code)
    if (sign === SIGN.letter) continue
    if (sign === SIGN.digit) {
      if (number === 0 || !joins(text, lastDigit, i)) {
        if (number >= LEAST_CHAIN) {
          traits |= chainTraits(text, { first: chainStart, last: lastDigit, isAttached })
        }
        number = 0
        chainStart = i
        isAttached = i > runStart && isLetterAt(text, i - 1)
      }
      number++
      lastDigit = i
      runDigits++
      wordDigits++
      continue
    }
    if (wordDigits > 0) {
      if (isIdWord(text, wordStart, i)) traits |= TRAIT.id
      if (wordDigits > 1 && isIbanStart(text, wordStart)) traits |= TRAIT.iban
      wordDigits = 0
    }
    wordStart = i + 1
    if ((sign & SIGN.mark) !== 0) {
      runMarks++
      if (code === CODE.at && isAddress(text, i)) traits |= TRAIT.at
      continue
    }
    const run = i - runStart
    if (run >= MIXED_RUN) {
      const isMixed = runDigits > 0 && run > runDigits + runMarks
      if (isMixed && isNamed(text, runStart, isJson)) traits |= TRAIT.named
      if (run >= LONG_RUN) {
        isLong = true
        if (hasToken(text, runStart, i)) traits |= TRAIT.token
      }
    }
    if (code === CODE.backslash && isJson) {
      i++
      if (hidesAscii(text, i)) return traits | TRAIT.escape
      // The digits of an escape are none of the text.
      if (text.charCodeAt(i) === CODE.lowerU) i += 4
      wordStart = i + 1
    }
    runStart = i + 1
    runDigits = 0
    runMarks = 0
  }
  if (number >= LEAST_CHAIN) {
    traits |= chainTraits(text, { first: chainStart, last: lastDigit, isAttached })
  }
  // Its words are no part of the run, so they are looked for once, in the whole text.
  return isLong && text.includes(KEY_WORDS) ? traits | TRAIT.key : traits
}

const chainTraits = (text: string, chain: Chain): number =>
  (isNumber(text, chain) ? TRAIT.digits : 0) |
  (isInsured(text, chain) || isCorsican(text, chain) ? TRAIT.id : 0)

/** `\u00` and a digit from 2 to 7 is ASCII; some writers escape the slash. */
const hidesAscii = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  if (code === CODE.slash) return true
  return code === CODE.lowerU && /^00[2-7]/.test(text.slice(at + 1, at + 4))
}
