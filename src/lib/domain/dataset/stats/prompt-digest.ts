import type { Digest64 } from '../digest-table.ts'
import { normalised } from '../text.ts'
import { addText, stringOf, type TextUnits, textUnits } from './text-units.ts'

/** A unit that is itself in any Unicode form, whatever stands around it, has its lower case here. */
const FORMS = new Uint16Array(0x10000)
const UNASKED = 0
const SPACE = 32
/** The whole text must be asked. */
const HARD = 0xffff
const SIGMA = 'Σ'
/** Marks and the letters of Korean syllables may join what stands before them; variation selectors never do. */
const JOINS = /(?![\ufe00-\ufe0f])[\p{M}\u1100-\u11ff]/u

const formOf = (unit: number): number => {
  const known = FORMS[unit] ?? UNASKED
  if (known !== UNASKED) return known
  const sign = String.fromCharCode(unit)
  const form = /\s/.test(sign) ? SPACE : isPlain(sign) ? sign.toLowerCase().charCodeAt(0) : HARD
  // Zero has no place of its own in the table.
  FORMS[unit] = form === UNASKED ? HARD : form
  return FORMS[unit] ?? HARD
}

/** The lower case of the last sigma of a word is another letter. */
const isPlain = (sign: string): boolean =>
  sign.normalize('NFKC') === sign &&
  !JOINS.test(sign) &&
  !/\p{Cs}/u.test(sign) &&
  sign !== SIGMA &&
  sign.toLowerCase().length === 1

/** Pictures and emoji, which nearly all pairs of units are: U+1F000 to U+1FBFF. */
const FIRST_HIGH = 0xd83c
const PAIRS = new Uint8Array(3 * 1024)
const PLAIN = 1

const isPlainPair = (high: number, low: number): boolean => {
  const place = (high - FIRST_HIGH) * 1024 + (low & 0x3ff)
  if (place < 0 || place >= PAIRS.length || (low & 0xfc00) !== 0xdc00) return false
  if (PAIRS[place] === UNASKED) {
    const sign = String.fromCharCode(high, low)
    const isSame = sign.normalize('NFKC') === sign && sign.toLowerCase() === sign
    PAIRS[place] = isSame && !JOINS.test(sign) ? PLAIN : PLAIN + 1
  }
  return PAIRS[place] === PLAIN
}

const clean = textUnits()

/** Equal for texts that are equal when `normalised`, and for no others but by a chance of 2^-64. */
export const promptDigest = (text: TextUnits): Digest64 => {
  if (!cleaned(text)) {
    clean.length = 0
    addText(clean, normalised(stringOf(text)))
  }
  return digestOf(clean)
}

/** Fills `clean` with the normalised text, unit by unit; false when that cannot be done so. */
const cleaned = (text: TextUnits): boolean => {
  const { units, length } = text
  if (clean.units.length < length) clean.units = new Uint16Array(length)
  const to = clean.units
  let size = 0
  for (let i = 0; i < length; i++) {
    const unit = units[i] ?? 0
    let form = FORMS[unit] ?? HARD
    if (form === UNASKED) form = formOf(unit)
    if (form !== HARD) {
      if (form !== SPACE || (size > 0 && to[size - 1] !== SPACE)) to[size++] = form
      continue
    }
    const next = units[i + 1] ?? 0
    if (!isPlainPair(unit, next)) return false
    to[size++] = unit
    to[size++] = next
    i++
  }
  clean.length = size > 0 && to[size - 1] === SPACE ? size - 1 : size
  return true
}

const [C1, C2] = [0x9e3779b1, 0x85ebca77]

/** Two lanes of 32 bits, mixed at the end as MurmurHash3 does. Not for safety. */
const digestOf = ({ units, length }: TextUnits): Digest64 => {
  let low = length
  let high = ~length
  for (let i = 0; i < length; i += 2) {
    const word = (units[i] ?? 0) | ((i + 1 < length ? (units[i + 1] ?? 0) : 0) << 16)
    low = Math.imul(low ^ word, C1)
    low ^= low >>> 15
    high = Math.imul((high << 13) | (high >>> 19), C2) ^ word
  }
  low = spread(low ^ Math.imul(high, C1))
  high = spread(high ^ low)
  return { low: low >>> 0, high: high >>> 0 }
}

const spread = (lane: number): number => {
  const half = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return whole ^ (whole >>> 16)
}
