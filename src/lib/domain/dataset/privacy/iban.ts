import { mod97 } from './checksums.ts'
import { isAlnumAt } from './signs.ts'

/** Characters of an IBAN by country (SWIFT IBAN registry, release 99). */
export const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
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

/** Where an IBAN that begins at `start` ends; undefined when it is none. */
export const ibanEnd = (text: string, start: number, country: string): number | undefined => {
  const end = lengthEnd(text, start, country)
  if (end === undefined) return undefined
  const plain = text.slice(start, end).replace(/[ -]/g, '')
  return mod97(plain.slice(4) + plain.slice(0, 4)) === 1 ? end : undefined
}

/** After as many letters and digits as the country says, with single spaces or dashes between. */
const lengthEnd = (text: string, start: number, country: string): number | undefined => {
  let left = IBAN_LENGTHS.get(country.toUpperCase()) ?? 0
  if (left === 0) return undefined
  let at = start
  for (; left > 0; at++) {
    if (isAlnumAt(text, at)) left--
    else if (!/[ -]/.test(text.charAt(at)) || !isAlnumAt(text, at - 1)) return undefined
  }
  return at
}
