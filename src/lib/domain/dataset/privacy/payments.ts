import { luhn, mod97 } from './checksums.ts'
import { type Detector, digitsOf, type Match, patternDetector } from './detector.ts'
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

/** Characters of an IBAN by country (SWIFT IBAN registry, release 99). */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24',
    'DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27',
    'GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20',
    'LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24',
    'PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25',
    'SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30',
  ]
    .flatMap((line) => line.split(' '))
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

const IBAN_START = /(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])/g

/** The country says how long it is, so that a word after it is not taken for a part. */
const ibans = (text: string): readonly Match[] => {
  const found: Match[] = []
  for (const { index: start, 1: country = '' } of text.matchAll(IBAN_START)) {
    const end = endOf(text, start, IBAN_LENGTHS.get(country.toUpperCase()) ?? 0)
    if (end === undefined || /[A-Za-z0-9]/.test(text[end] ?? '')) continue
    const plain = text.slice(start, end).replace(/[ -]/g, '')
    if (mod97(plain.slice(4) + plain.slice(0, 4)) === 1)
      found.push({ start, end, confidence: 'high' })
  }
  return found
}

/** After `length` letters and digits, with single spaces or dashes between. */
const endOf = (text: string, start: number, length: number): number | undefined => {
  let [at, left] = [start, length]
  while (left > 0) {
    const sign = text[at] ?? ''
    if (/[A-Za-z0-9]/.test(sign)) left--
    else if (!/[ -]/.test(sign) || !/[A-Za-z0-9]/.test(text[at - 1] ?? '')) return undefined
    at++
  }
  return length === 0 ? undefined : at
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
