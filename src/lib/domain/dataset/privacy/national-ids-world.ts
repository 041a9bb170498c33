import { isDay, luhn, verhoeff } from './checksums.ts'
import { type Detector, digitsOf, type PatternRow, weighted } from './detector.ts'
import { idDetector } from './national-ids.ts'
import { TRAIT } from './traits.ts'

/** Numbers that were printed in advertisements, and never assigned. */
const PRINTED_SSN = ['078051120', '219099999', '123456789', '111111111']

/** What the Social Security Administration never assigns: area 000, 666, 900–999, group 00, serial 0000. */
const ssn = (value: string) => {
  const digits = digitsOf(value)
  if (/^(?:000|666|9)|^\d{3}00|0000$/.test(digits) || PRINTED_SSN.includes(digits)) return undefined
  return digits === value ? ('low' as const) : ('medium' as const)
}

const itin = (value: string) => {
  const group = Number(digitsOf(value).slice(3, 5))
  const assigned = group >= 50 && group !== 66 && group !== 67 && group !== 68 && group !== 69
  return assigned && group !== 89 && group !== 93 ? ('medium' as const) : undefined
}

/** Two check digits, each mod 11 over what is before it. */
const cpf = (value: string) => {
  const digits = digitsOf(value)
  const check = (length: number) => {
    const weights = Array.from({ length }, (_, i) => length + 1 - i)
    return ((weighted(digits, weights) * 10) % 11) % 10
  }
  const fits = check(9) === Number(digits[9]) && check(10) === Number(digits[10])
  if (!fits || /^(\d)\1+$/.test(digits)) return undefined
  return digits === value ? ('low' as const) : ('high' as const)
}

const aadhaar = (value: string) => {
  const digits = digitsOf(value)
  if (!verhoeff(digits)) return undefined
  return digits === value ? ('low' as const) : ('medium' as const)
}

const CHINESE_SIGNS = '10X98765432'

/** ISO/IEC 7064 MOD 11-2 over seventeen digits, the date of birth among them. */
const residentNumber = (value: string) => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const born = isDay(Number(value.slice(10, 12)), Number(value.slice(12, 14)))
  const sign = CHINESE_SIGNS[weighted(value, weights) % 11]
  return born && sign === value[17]?.toUpperCase() ? ('high' as const) : undefined
}

const CURP_SIGNS = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

const curp = (value: string) => {
  const sum = [...value.slice(0, 17)].reduce(
    (total, sign, i) => total + CURP_SIGNS.indexOf(sign) * (18 - i),
    0,
  )
  return (10 - (sum % 10)) % 10 === Number(value[17]) ? ('high' as const) : undefined
}

const southAfrican = (value: string) =>
  isDay(Number(value.slice(2, 4)), Number(value.slice(4, 6))) && luhn(value)
    ? ('low' as const)
    : undefined

const sin = (value: string) => {
  const digits = digitsOf(value)
  return luhn(digits) && !/^[08]/.test(digits) ? ('medium' as const) : undefined
}

const ROWS: readonly Omit<PatternRow, 'kind' | 'confidence'>[] = [
  {
    id: 'us-ssn',
    digits: [9, 9],
    what: 'US social security number',
    source: 'https://www.ssa.gov/employer/randomization.html',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])(?:\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}|\d{9})(?!\w|[-.]\d)/g,
    judge: ssn,
    words: /ssn|social|security/i,
  },
  {
    id: 'us-itin',
    digits: [9, 9],
    what: 'US individual taxpayer id (ITIN)',
    source: 'https://www.irs.gov/individuals/individual-taxpayer-identification-number',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])9\d{2}-\d{2}-\d{4}(?!\w|[-.]\d)/g,
    judge: itin,
    words: /itin|tax/i,
  },
  {
    id: 'ca-sin',
    digits: [9, 9],
    what: 'Canadian social insurance number',
    source: 'https://www.canada.ca/en/employment-social-development/services/sin.html, Luhn',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])\d{3}[ -]?\d{3}[ -]?\d{3}(?!\w|[-.]\d)/g,
    judge: sin,
    words: /\bSIN\b|\bNAS\b|social insurance|assurance sociale/,
    needsWords: true,
  },
  {
    id: 'br-cpf',
    digits: [11, 11],
    what: 'Brazilian CPF',
    source: 'https://www.gov.br/receitafederal (two check digits mod 11)',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11})(?!\w|[-.]\d)/g,
    judge: cpf,
    words: /cpf/i,
  },
  {
    id: 'mx-curp',
    what: 'Mexican CURP',
    source: 'https://www.gob.mx/curp',
    needs: TRAIT.id,
    pattern: /(?<![A-Za-z0-9])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?![A-Za-z0-9])/g,
    judge: curp,
  },
  {
    id: 'in-aadhaar',
    digits: [12, 12],
    what: 'Indian Aadhaar number',
    source: 'https://uidai.gov.in (twelve digits, Verhoeff)',
    needs: TRAIT.digits,
    pattern:
      /(?<!\w|\d[-.])(?:[2-9]\d{3} \d{4} \d{4}|[2-9]\d{3}-\d{4}-\d{4}|[2-9]\d{11})(?!\w|[-. ]\d)/g,
    judge: aadhaar,
    words: /aadha+r|uidai|uid\b/i,
  },
  {
    id: 'in-pan',
    what: 'Indian permanent account number (PAN)',
    source: 'https://incometaxindia.gov.in (form of the PAN)',
    needs: TRAIT.id,
    pattern: /(?<![A-Za-z0-9])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9])/g,
    judge: () => 'medium',
    words: /\bpan\b|income tax/i,
  },
  {
    id: 'cn-resident-number',
    inOneGroup: true,
    digits: [17, 18],
    what: 'Chinese resident identity number',
    source: 'GB 11643, ISO/IEC 7064 MOD 11-2',
    needs: TRAIT.digits,
    pattern: /(?<![A-Za-z0-9])[1-9]\d{5}(?:18|19|20)\d{9}[0-9Xx](?![A-Za-z0-9])/g,
    judge: residentNumber,
  },
  {
    id: 'kr-resident-number',
    digits: [13, 13],
    what: 'Korean resident registration number',
    source: 'https://www.mois.go.kr; no checksum since October 2020, so form and date only',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])\d{6}-[1-8]\d{6}(?!\w|[-.]\d)/g,
    judge: (value) =>
      isDay(Number(value.slice(2, 4)), Number(value.slice(4, 6))) ? 'medium' : undefined,
  },
  {
    id: 'za-id',
    inOneGroup: true,
    digits: [13, 13],
    what: 'South African id number',
    source: 'https://www.dha.gov.za; Luhn',
    needs: TRAIT.digits,
    pattern: /(?<!\w|\d[-.])\d{10}[01]\d{2}(?!\w|[-.]\d)/g,
    judge: southAfrican,
    words: /\bid\b|identity/i,
  },
]

/** National ids of the Americas, Asia and Africa. */
export const WORLD_ID_DETECTORS: readonly Detector[] = ROWS.map(idDetector)
