import { luhn } from './checksums.ts'
import { type Detector, digitsOf, type Match, patternDetector } from './detector.ts'
import { ibanEnd } from './iban.ts'
import { TRAIT } from './traits.ts'

/** Issuer ranges of payment cards (ISO/IEC 7812) with the lengths that are issued. */
const ISSUERS: readonly {
  readonly name: string
  readonly prefix: RegExp
  readonly lengths: readonly number[]
}[] = [
  { name: 'Visa', prefix: /^4/, lengths: [13, 16, 19] },
  { name: 'Mastercard', prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { name: 'American Express', prefix: /^3[47]/, lengths: [15] },
  { name: 'Discover', prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { name: 'Diners Club', prefix: /^(?:36|38|39|30[0-59])/, lengths: [14, 16] },
  { name: 'JCB', prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { name: 'UnionPay', prefix: /^62/, lengths: [16, 17, 18, 19] },
  {
    name: 'Maestro',
    prefix: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/,
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  },
  { name: 'Mir', prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
]

/** Grouped as on a card: sure. In one run it may be an order number that fits by chance. */
const card = (value: string) => {
  const digits = digitsOf(value)
  // Nine numbers in ten end here.
  if (!luhn(digits)) return undefined
  const issued = ISSUERS.some(
    ({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits),
  )
  if (!issued) return undefined
  return digits === value ? 'medium' : 'high'
}

const IBAN_START = /(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])/g

/** The country says how long it is, so that a word after it is not taken for a part. */
const ibans = (text: string): readonly Match[] => {
  const found: Match[] = []
  for (const { index: start, 1: country = '' } of text.matchAll(IBAN_START)) {
    const end = ibanEnd(text, start, country)
    if (end === undefined || /[A-Za-z0-9]/.test(text[end] ?? '')) continue
    found.push({ start, end, confidence: 'high' })
  }
  return found
}

/** Numbers that money can be taken with. */
export const PAYMENT_DETECTORS: readonly Detector[] = [
  patternDetector({
    id: 'card-number',
    kind: 'payment',
    what: 'payment card number',
    confidence: 'high',
    source: 'ISO/IEC 7812-1 (Luhn) and the issuers’ ranges',
    needs: TRAIT.digits,
    digits: [12, 19],
    pattern:
      /(?<!\w|\d[-.])(?:\d{12,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?!\w|[-.]\d)/g,
    judge: card,
    words: /card|carte|karte|tarjeta|carta|visa|mastercard|amex|pan\b|payment|zahl/i,
  }),
  {
    id: 'iban',
    kind: 'payment',
    what: 'IBAN',
    confidence: 'high',
    source: 'ISO 13616-1 and the SWIFT IBAN registry',
    needs: TRAIT.iban,
    find: ibans,
  },
]
