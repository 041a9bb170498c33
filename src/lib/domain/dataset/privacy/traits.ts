/** What the characters of a text show at one quick look; a bit each. */
export const TRAIT = {
  /** Nine digits, with at most two separators between neighbours. */
  digits: 1,
  /** Six digits, likewise. */
  fewDigits: 2,
  /** Eight characters in a run with a letter and a digit among them. */
  mixed: 4,
  /** Twenty characters in a run. */
  long: 8,
  at: 16,
  /** Two letters and two digits that stand alone, as a spaced IBAN begins. */
  four: 32,
  /** An ASCII character written as an escape (`\u0040`, `\/`): anything may be hidden. */
  escape: 64,
} as const

/** For detectors that look at every text. */
export const ANY_TRAIT = -1

const LETTER = 1
const DIGIT = 2
/** Besides letters and digits, what may stand in passwords and tokens. */
const MARK = 4
/** May stand between the digits of a number. */
const BETWEEN = 8

const CLASSES = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const sign = String.fromCharCode(code)
  CLASSES[code] =
    (/[A-Za-z]/.test(sign) ? LETTER : 0) |
    (/\d/.test(sign) ? DIGIT : 0) |
    (/[!@#%^&+/~_.-]/.test(sign) ? MARK : 0) |
    (/[ .()/-]/.test(sign) ? BETWEEN : 0)
}

const LINE_FEED = 10
const BACKSLASH = 92
const LOWER_U = 117
const SLASH = 47
const MANY_DIGITS = 9
const FEW_DIGITS = 6
const MIXED_RUN = 8
const LONG_RUN = 20
const MOST_BETWEEN = 2

/**
 * The traits of a text, or of a line of JSON, where a backslash takes the next character with it. One
 * pass that hurries over letters, for it sees every record.
 */
export const traitsOf = (text: string, isJson: boolean): number => {
  let traits = text.includes('@') ? TRAIT.at : 0
  const end = text.length
  let [number, lastDigit] = [0, 0]
  let [runStart, runDigits, runMarks] = [0, 0, 0]
  let [wordStart, wordDigits] = [0, 0]
  for (let i = 0; i <= end; i++) {
    const code = i < end ? text.charCodeAt(i) : LINE_FEED
    const sort = code < 128 ? (CLASSES[code] ?? 0) : 0
    if (sort === LETTER) continue
    if (sort === DIGIT) {
      number = number > 0 && joins(text, lastDigit, i) ? number + 1 : 1
      if (number >= FEW_DIGITS) traits |= number >= MANY_DIGITS ? TRAIT.digits : TRAIT.fewDigits
      lastDigit = i
      runDigits++
      wordDigits++
      continue
    }
    if (wordDigits === 2 && i - wordStart === 4) traits |= TRAIT.four
    wordStart = i + 1
    wordDigits = 0
    if (sort & MARK) {
      runMarks++
      continue
    }
    const run = i - runStart
    if (run >= MIXED_RUN) {
      if (runDigits > 0 && run > runDigits + runMarks) traits |= TRAIT.mixed
      if (run >= LONG_RUN) traits |= TRAIT.long
    }
    if (code === BACKSLASH && isJson && hidesAscii(text, ++i)) return traits | TRAIT.escape
    runStart = i + 1
    wordStart = i + 1
    runDigits = 0
    runMarks = 0
  }
  return traits
}

/** Whether two digits belong to one number. */
const joins = (text: string, from: number, to: number): boolean => {
  if (to - from > MOST_BETWEEN + 1) return false
  for (let i = from + 1; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128 || !((CLASSES[code] ?? 0) & BETWEEN)) return false
  }
  return true
}

/** `\u00` and a digit from 2 to 7 is ASCII; some writers escape the slash. */
const hidesAscii = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  if (code === SLASH) return true
  return code === LOWER_U && /^00[2-7]/.test(text.slice(at + 1, at + 4))
}
