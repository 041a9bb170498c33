import { LANGUAGES, languagesAt, mixed } from './language-words.ts'

/** Scripts that one language, or nearly one, is written in; the first that fits decides. */
const SCRIPTS: readonly { readonly language: string; readonly signs: RegExp }[] = [
  { language: 'ja', signs: /[\p{Script=Hiragana}\p{Script=Katakana}]/u },
  { language: 'ko', signs: /\p{Script=Hangul}/u },
  { language: 'zh', signs: /\p{Script=Han}/u },
  { language: 'th', signs: /\p{Script=Thai}/u },
  { language: 'el', signs: /\p{Script=Greek}/u },
  { language: 'he', signs: /\p{Script=Hebrew}/u },
  { language: 'hi', signs: /\p{Script=Devanagari}/u },
  { language: 'fa', signs: /[پچژگ]/u },
  { language: 'ar', signs: /\p{Script=Arabic}/u },
  { language: 'uk', signs: /[іїєґІЇЄҐ]/u },
  { language: 'ru', signs: /\p{Script=Cyrillic}/u },
]
/** Japanese has kana between Han, Persian and Ukrainian a few letters of their own. */
const LEAST_SHARE: Readonly<Record<string, number>> = { ja: 0.1, fa: 0.02, uk: 0.02 }
const USUAL_SHARE = 0.4

/** Only this much of a text is looked at, in UTF-16 units. */
export const LOOKED_AT = 600
const LEAST_SCORE = 2
const LEAST_LEAD = 1.25
const LEAST_WORD_SHARE = 0.08

const HIGH_SURROGATE = 0xd800
const LOW_SURROGATE = 0xdc00
const isHigh = (unit: number): boolean => (unit & 0xfc00) === HIGH_SURROGATE
const isLow = (unit: number): boolean => (unit & 0xfc00) === LOW_SURROGATE

const isLetter = (sign: string): boolean => /\p{L}/u.test(sign)

/** Of each UTF-16 unit its lower case, where it is a letter, else 0. Letters of two units are not here. */
const LETTERS = new Uint16Array(0x10000)
const ASCII = 128
for (let unit = 0; unit < ASCII; unit++) {
  const sign = String.fromCharCode(unit)
  if (isLetter(sign)) LETTERS[unit] = sign.toLowerCase().charCodeAt(0)
}

/** Of signs beyond ASCII, by code point: which rows of SCRIPTS they are of, a bit each. */
const KINDS = new Uint16Array(0x20000)
const LETTER = 1 << 14
const KNOWN = 1 << 15

/** Regular expressions are slow on every sign: what they say is kept. */
const kindAt = (point: number): number => {
  const known = KINDS[point] ?? 0
  if (known !== 0) return known
  const sign = String.fromCodePoint(point)
  let kind = KNOWN
  for (const [row, { signs }] of SCRIPTS.entries()) if (signs.test(sign)) kind |= 1 << row
  if (isLetter(sign)) {
    kind |= LETTER
    if (point < 0x10000) LETTERS[point] = sign.toLowerCase().charCodeAt(0)
  }
  KINDS[point] = kind
  return kind
}

/** The only letter that is two units in lower case, the second of which is no letter. */
const DOTTED_I = 0x130

const counts = new Uint16Array(SCRIPTS.length)
/** The head, letters in lower case, all else as 0; each half of a pair as the pair is. */
const lower = new Uint16Array(2 * LOOKED_AT)
/** Of the second half of a pair that is no letter: it separates nothing from the first. */
const SECOND = 1
let size = 0

/**
 * The language of a text, in UTF-16 units, as an ISO 639-1 code, by script and function words;
 * `unknown` for short, mixed or word-list-like texts and for languages without a row. It looks at the
 * first 600 units.
 */
export const languageOf = (units: Uint16Array, length: number): string => {
  readHead(units, Math.min(length, LOOKED_AT))
  return byScript() ?? byWords()
}

/** Fills what is looked at. */
const readHead = (units: Uint16Array, end: number): void => {
  let to = 0
  counts.fill(0)
  for (let i = 0; i < end; i++) {
    const unit = units[i] ?? 0
    if (unit < ASCII) {
      lower[to++] = LETTERS[unit] ?? 0
      continue
    }
    const next = i + 1 < end ? (units[i + 1] ?? 0) : 0
    if (isHigh(unit) && isLow(next)) {
      const point = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff)
      const kind = kindAt(point)
      count(kind)
      const isPart = (kind & LETTER) !== 0
      lower[to++] = isPart ? unit : 0
      lower[to++] = isPart ? next : SECOND
      i++
      continue
    }
    count(kindAt(unit))
    lower[to++] = LETTERS[unit] ?? 0
    if (unit === DOTTED_I) lower[to++] = 0
  }
  size = to
}

const count = (kind: number): void => {
  for (let row = 0, bits = kind & (LETTER - 1); bits !== 0; row++, bits >>= 1) {
    if (bits & 1) counts[row] = (counts[row] ?? 0) + 1
  }
}

const byScript = (): string | undefined => {
  let letters: number | undefined
  for (let row = 0; row < SCRIPTS.length; row++) {
    const seen = counts[row] ?? 0
    if (seen < 2) continue
    const language = SCRIPTS[row]?.language ?? ''
    letters ??= lettersSeen()
    // Scripts without letters between words need fewer of them to be sure.
    if (seen >= letters * (LEAST_SHARE[language] ?? USUAL_SHARE)) return language
  }
  return undefined
}

const lettersSeen = (): number => {
  let letters = 0
  for (let i = 0; i < size; i++) {
    const unit = lower[i] ?? 0
    if (unit > SECOND && !isLow(unit)) letters++
  }
  return letters
}

const scores = new Float64Array(LANGUAGES.length)

const byWords = (): string => {
  scores.fill(0)
  let hits = 0
  // As many as separators, and one more: an empty word at an end counts too.
  let words = 1
  let start = 0
  let number = 0
  for (let i = 0; i <= size; i++) {
    const unit = i < size ? (lower[i] ?? 0) : 0
    if (unit > SECOND) {
      number = mixed(number, unit)
      continue
    }
    if (unit !== SECOND && i < size && (i === 0 || start < i)) words++
    if (start < i && score(languagesAt(lower, { start, end: i, number }))) hits++
    start = i + 1
    number = 0
  }
  return clearest(hits, words)
}

/** A word of many languages says little of each. */
const score = (languages: readonly number[]): boolean => {
  const share = 1 / languages.length
  for (const language of languages) scores[language] = (scores[language] ?? 0) + share
  return languages.length > 0
}

const clearest = (hits: number, words: number): string => {
  let best = 0
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i
  const most = scores[best] ?? 0
  if (most < LEAST_SCORE || hits < words * LEAST_WORD_SHARE) return 'unknown'
  const isClear = scores.every((other, i) => i === best || most >= LEAST_LEAD * other)
  return isClear ? (LANGUAGES[best] ?? 'unknown') : 'unknown'
}
