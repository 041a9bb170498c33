import { isDay, luhn, mod11and10 } from './checksums.ts'
import { type Detector, digitsOf, type PatternRow, weighted } from './detector.ts'
import { idDetector } from './national-ids.ts'
import { TRAIT } from './traits.ts'

const sure = (good: boolean) => (good ? ('high' as const) : undefined)
const likely = (good: boolean) => (good ? ('medium' as const) : undefined)

/** YYMMDD or DDMMYY at the start of the digits. */
const dated = (digits: string, order: 'ymd' | 'dmy'): boolean => {
  const [first, month, last] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)))
  return isDay(month ?? 0, (order === 'ymd' ? last : first) ?? 0)
}

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'

const dni = (value: string) => {
  const plain = value.replace(/[- ]/g, '').toUpperCase()
  const number = Number(plain.slice(0, -1).replace(/^[XYZ]/, (sign) => String('XYZ'.indexOf(sign))))
  return likely(DNI_LETTERS[number % 23] === plain.at(-1))
}

/** Values of characters at odd places (1st, 3rd, …) of a codice fiscale, 0–9 as A–J. */
const CF_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

const codiceFiscale = (value: string) => {
  const signs = [...value.toUpperCase()].map((sign) =>
    /\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65,
  )
  const sum = signs
    .slice(0, 15)
    .reduce((total, sign, i) => total + (i % 2 === 0 ? (CF_ODD[sign] ?? 0) : sign), 0)
  return sure(sum % 26 === signs[15])
}

const nir = (value: string) => {
  const plain = value.replace(/[ .]/g, '').toUpperCase()
  const number = plain.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return sure(97 - (Number(number) % 97) === Number(plain.slice(13)))
}

/** Among the first ten digits one comes twice or three times, the others at most once. */
const germanTaxId = (value: string) => {
  const digits = digitsOf(value)
  // Nine numbers in ten end here.
  if (!mod11and10(digits)) return undefined
  const counts = [...'0123456789'].map((d) => digits.slice(0, 10).split(d).length - 1)
  const repeated = counts.filter((n) => n > 1)
  const [most = 0] = repeated
  return likely(repeated.length === 1 && most <= 3)
}

/** The century is in the month: +20 for 2000, +40 for 2100, +60 for 2200, +80 for 1800. */
const pesel = (value: string) => {
  const month = Number(value.slice(2, 4)) % 20
  const sum = weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1])
  // One number of eleven digits in fifty fits by chance.
  return isDay(month, Number(value.slice(4, 6))) && sum % 10 === 0 ? ('low' as const) : undefined
}

const belgian = (value: string) => {
  const digits = digitsOf(value)
  const [number, check] = [digits.slice(0, 9), Number(digits.slice(9))]
  const fits = [number, `2${number}`].some((text) => 97 - (Number(text) % 97) === check)
  if (!fits || !dated(digits, 'ymd')) return undefined
  return digits === value ? 'medium' : 'high'
}

const norwegian = (value: string) => {
  const first = weighted(value, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1])
  const second = weighted(value, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
  return likely(dated(value, 'dmy') && first % 11 === 0 && second % 11 === 0)
}

const FINNISH_SIGNS = '0123456789ABCDEFHJKLMNPRSTUVWXY'

const finnish = (value: string) =>
  sure(
    dated(value, 'dmy') && FINNISH_SIGNS[Number(digitsOf(value.slice(0, 10))) % 31] === value[10],
  )

/** EAN-13 check digit. */
const swiss = (value: string) =>
  sure(weighted(digitsOf(value), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0)

const dutch = (value: string) =>
  likely(weighted(digitsOf(value), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0)

const nhs = (value: string) => {
  const fits = weighted(digitsOf(value), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  return likely(fits)
}

const ROWS: readonly (Omit<PatternRow, 'kind' | 'confidence' | 'needs'> & {
  readonly needs?: number
})[] = [
  {
    id: 'uk-nino',
    what: 'British National Insurance number',
    source: 'https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110',
    needs: TRAIT.id,
    gate: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]/,
    pattern:
      /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g,
  },
  {
    id: 'uk-nhs',
    digits: [10, 10],
    what: 'British NHS number',
    source: 'https://www.datadictionary.nhs.uk/attributes/nhs_number.html',
    pattern: /(?<!\w|\d[-.])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w|[-.]\d)/g,
    judge: nhs,
    words: /NHS/,
    needsWords: true,
  },
  {
    id: 'de-tax-id',
    digits: [11, 11],
    what: 'German tax id',
    source: 'https://www.bzst.de (Steueridentifikationsnummer), ISO/IEC 7064 MOD 11,10',
    pattern: /(?<!\w|\d[-.])[1-9]\d[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}(?!\w|[-.]\d)/g,
    judge: germanTaxId,
    words: /steuer|tax|idnr|tin\b/i,
  },
  {
    id: 'fr-nir',
    digits: [15, 15],
    needs: TRAIT.digits | TRAIT.id,
    what: 'French social security number (NIR)',
    source: 'https://www.insee.fr/fr/metadonnees/definition/c1409',
    pattern:
      /(?<!\w|\d[-.])[1-478][ .]?\d{2}[ .]?(?:0[1-9]|[1-9]\d)[ .]?(?:\d{2}|2[ABab])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}(?!\w|[-.]\d)/g,
    judge: nir,
  },
  {
    id: 'es-dni',
    what: 'Spanish DNI or NIE',
    source: 'https://www.interior.gob.es (cálculo del dígito de control del NIF/NIE)',
    needs: TRAIT.id,
    pattern:
      /(?<![A-Za-z0-9])(?:\d{8}|[XYZxyz]-?\d{7})-?[A-HJ-NP-TV-Za-hj-np-tv-z](?![A-Za-z0-9])/g,
    judge: dni,
    words: /dni|nie|nif|documento/i,
  },
  {
    id: 'it-codice-fiscale',
    what: 'Italian codice fiscale',
    source: 'https://www.agenziaentrate.gov.it (DM 12/03/1974)',
    needs: TRAIT.id,
    pattern: /(?<![A-Za-z0-9])[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/gi,
    judge: codiceFiscale,
  },
  {
    id: 'pl-pesel',
    inOneGroup: true,
    digits: [11, 11],
    what: 'Polish PESEL',
    source: 'https://www.gov.pl/web/gov/czym-jest-numer-pesel',
    pattern: /(?<!\w|\d[-.])\d{11}(?!\w|[-.]\d)/g,
    judge: pesel,
    words: /pesel/i,
  },
  {
    id: 'nl-bsn',
    digits: [9, 9],
    what: 'Dutch citizen service number (BSN)',
    source: 'https://www.rvig.nl (elfproef)',
    pattern: /(?<!\w|\d[-.])\d{4}[. ]?\d{2}[. ]?\d{3}(?!\w|[-.]\d)/g,
    judge: dutch,
    words: /bsn|burgerservice|sofi/i,
    needsWords: true,
  },
  {
    id: 'be-national-number',
    digits: [11, 11],
    what: 'Belgian national register number',
    source: 'https://www.ibz.rrn.fgov.be (structure of the number, mod 97)',
    pattern: /(?<!\w|\d[-.])(?:\d{11}|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2})(?!\w|[-.]\d)/g,
    judge: belgian,
    words: /rijksregister|registre national|national n|rrn|niss|insz/i,
  },
  {
    id: 'se-personal-number',
    digits: [10, 12],
    what: 'Swedish personal number',
    source: 'https://www.skatteverket.se (personnummer), Luhn',
    pattern: /(?<!\w|\d[-.])(?:19|20)?\d{6}[-+]\d{4}(?!\w|[-.]\d)/g,
    judge: (value) => {
      const digits = digitsOf(value).slice(-10)
      return likely(dated(digits, 'ymd') && luhn(digits))
    },
    words: /person|pnr/i,
  },
  {
    id: 'no-birth-number',
    inOneGroup: true,
    digits: [11, 11],
    what: 'Norwegian birth number',
    source: 'https://www.skatteetaten.no (fødselsnummer)',
    pattern: /(?<!\w|\d[-.])\d{11}(?!\w|[-.]\d)/g,
    judge: norwegian,
    words: /f(?:ø|o)dsels|personnummer|fnr/i,
  },
  {
    id: 'fi-personal-code',
    digits: [9, 10],
    what: 'Finnish personal identity code',
    source: 'https://dvv.fi/en/personal-identity-code',
    needs: TRAIT.digits | TRAIT.id,
    pattern: /(?<![A-Za-z0-9])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/g,
    judge: finnish,
  },
  {
    id: 'ch-ahv',
    digits: [13, 13],
    gate: /756/,
    what: 'Swiss social security number (AHV)',
    source: 'https://www.zas.admin.ch (NAVS13), EAN-13',
    pattern: /(?<!\w|\d[-.])756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?!\w|[-.]\d)/g,
    judge: swiss,
  },
]

/** National ids of Europe. */
export const EUROPEAN_ID_DETECTORS: readonly Detector[] = ROWS.map((row) =>
  idDetector({ needs: TRAIT.digits, ...row }),
)
