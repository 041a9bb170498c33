import { type Detector, digitsOf, type Match, patternDetector } from './detector.ts'
import { TRAIT } from './traits.ts'

const LONGEST_LOCAL = 64
const LOCAL_SIGN = /[A-Za-z0-9.!#$%&'+=?^_`{|}~-]/
const DOMAIN =
  /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])/y
/** Names that belong to nobody (RFC 2606, RFC 6761). */
const NOBODY = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|local)$/i
/** `icon@2x.png` is a file. */
const FILE_ENDING = /\.(?:png|jpe?g|gif|svg|webp|avif|pdf|js|css|html?|json|xml|zip)$/i
/** Users of programs, not persons: `git@github.com:…`. */
const PROGRAM_USER = /^(?:git|hg|svn)$/

const emails = (text: string): readonly Match[] => {
  const found: Match[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < LONGEST_LOCAL && LOCAL_SIGN.test(text[start - 1] ?? ''))
      start--
    // Punctuation around an address is not part of it.
    while (start < at && /[^A-Za-z0-9_]/.test(text[start] ?? '')) start++
    const local = text.slice(start, at)
    DOMAIN.lastIndex = at + 1
    const domain = DOMAIN.exec(text)?.[0]
    if (local === '' || domain === undefined || /\.\.|\.$/.test(local)) continue
    if (FILE_ENDING.test(domain) || isPassword(text, start)) continue
    const confidence = NOBODY.test(domain) || PROGRAM_USER.test(local) ? 'low' : 'high'
    found.push({ start, end: at + 1 + domain.length, confidence })
  }
  return found
}

/** `https://user:password@host` is not an address; the password has a row of its own. */
const isPassword = (text: string, start: number): boolean =>
  /:\/\/[^\s:@/]{1,64}:$/.test(text.slice(Math.max(0, start - LONGEST_LOCAL - 4), start))

/** Assigned country codes (ITU-T E.164, list of 2024). */
const COUNTRY_CODE =
  /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[1-368]|2[2-6]\d|29[01789]|35\d|37\d|38[0-35-79]|42[013]|50\d|59\d|67[02-9]|68[0-35-9]|69[0-2]|80[08]|85[02356]|87[08]|88[0-368]|96[0-8]|97[0-79]|99[2-68])/
const NANP_LENGTH = 11
const NATIONAL_SOURCE = 'https://www.itu.int/oth/T0202.aspx?parent=T0202 (national numbering plans)'

const PHONE_WORDS =
  /(?:phone|tele?fon\w?|t[ée]l[ée]phone|tel|call|mobile?|m[oó]vil|cell\w{0,5}|handy|fax|whatsapp|sms|dial|ring|portable)[^\d\n]{0,14}$/i

/** Many dates have the digits of a short number. */
const HAS_DATE =
  /(?<!\d)(?:(?:19|20)\d\d([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:19|20)\d\d)(?!\d)/

const international = (value: string) => {
  if (HAS_DATE.test(value)) return undefined
  const digits = digitsOf(value).replace(/^00/, '')
  const confidence = value.startsWith('+') ? ('high' as const) : ('medium' as const)
  const isNanp = digits.startsWith('1')
  if (digits.length < 9 || !COUNTRY_CODE.test(digits)) return undefined
  return isNanp && digits.length !== NANP_LENGTH ? undefined : confidence
}

/** Numbers 555-0100 to 555-0199 are kept for fiction. */
const nanp = (value: string) => {
  const digits = digitsOf(value).slice(-10)
  if (/^.11/.test(digits) || /^...[2-9]11/.test(digits)) return undefined
  if (/^...55501/.test(digits)) return 'low' as const
  return /^\d+ \d+ \d+$/.test(value) ? ('low' as const) : ('medium' as const)
}

const phone = { kind: 'contact', needs: TRAIT.digits, words: PHONE_WORDS } as const

/** How people can be reached. */
export const CONTACT_DETECTORS: readonly Detector[] = [
  {
    id: 'email',
    kind: 'contact',
    what: 'e-mail address',
    confidence: 'high',
    source: 'RFC 5321; ASCII addresses only',
    needs: TRAIT.at,
    find: emails,
  },
  patternDetector({
    ...phone,
    id: 'phone',
    digits: [9, 16],
    gate: /(?<![\w+])(?:\+|00)\d/,
    what: 'telephone number with country code',
    confidence: 'high',
    source: 'ITU-T E.164',
    pattern:
      /(?<![\w+])(?:\+1[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}|(?:\+|00)(?!1)\d(?:[ .()/-]{0,2}\d){7,13})(?!\w)/g,
    judge: international,
  }),
  patternDetector({
    ...phone,
    id: 'phone-national',
    digits: [9, 13],
    what: 'telephone number of North America, Britain, France or Germany',
    confidence: 'high',
    source: NATIONAL_SOURCE,
    pattern:
      /(?<![\w+]|\d[-.])(?:(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}|0(?:7\d{3}[ -]?\d{3}[ -]?\d{3}|20[ -]\d{4}[ -]?\d{4}|1\d{2,3}[ -]\d{3}[ -]?\d{3,4})|0[1-9](?:[ .]\d{2}){4}|0\d{2,4}[ /-]\d{6,8})(?!\w|[-.]\d)/g,
    judge: (value) => {
      if (!value.startsWith('0')) return nanp(value)
      return /^0(?!7\d{3} )\d{2,4}[ /-]\d{6,8}$/.test(value) ? 'low' : 'medium'
    },
  }),
  patternDetector({
    ...phone,
    id: 'phone-named',
    digits: [9, 18],
    what: 'digits after a word for telephone',
    confidence: 'medium',
    source: 'mlctl',
    pattern: /(?<![\w+]|\d[-.])(?:\(\d{1,5}\) ?)?\d(?:[ ./-]{0,2}\d){6,12}(?!\w|[-.]\d)/g,
    judge: (value) => (digitsOf(value).length >= 9 && !HAS_DATE.test(value) ? 'medium' : undefined),
    needsWords: true,
  }),
]
