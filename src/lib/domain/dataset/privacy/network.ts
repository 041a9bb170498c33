import { type Detector, type Match, patternDetector } from './detector.ts'
import { ANY_TRAIT } from './traits.ts'

const V4 = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
/** Kept for documentation (RFC 5737), this machine, nobody and everybody: they tell of no one. */
const NOT_A_HOST_V4 =
  /^(?:0|127|192\.0\.2|198\.51\.100|203\.0\.113|255\.255\.255\.255$|22[4-9]|23\d)(?:\.|$)/
const PRIVATE_V4 =
  /^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./

const isPrivateV6 = (text: string): boolean => /^(?:f[cd]|fe[89ab])/i.test(text)
const isHostV6 = (text: string): boolean => !/^(?:::1?$|2001:0?db8:|ff)/i.test(text)

/** RFC 4291: eight groups of up to four digits, once `::` for a run of zeros. */
const isV6 = (text: string): boolean => {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? groups.length >= 2 && groups.length <= 7 : groups.length === 8
}

const SIXES = /(?<![\w:.])[0-9A-Fa-f:]{6,39}(?![\w:]|\.\d)/g

const sixes =
  (wanted: (text: string) => boolean) =>
  (text: string): readonly Match[] =>
    [...text.matchAll(SIXES)]
      .filter(([value]) => isV6(value) && isHostV6(value) && wanted(value))
      .map(({ index, 0: value }) => ({
        start: index,
        end: index + value.length,
        confidence: 'low' as const,
      }))

/** No trait tells them; they are looked for only at low confidence. */
const network = { kind: 'network', confidence: 'low', needs: ANY_TRAIT } as const
const four = {
  ...network,
  source: 'RFC 791, RFC 1918, RFC 5737',
  gate: /\d\.\d{1,3}\.\d{1,3}\.\d/,
  pattern: new RegExp(`(?<![\\w.])(?<![vV]ersion )${V4}(?:\\.${V4}){3}(?![\\w]|\\.\\d)`, 'g'),
} as const
const six = { ...network, source: 'RFC 4291', gate: /[0-9A-Fa-f]:{1,2}[0-9A-Fa-f]/ } as const

/** Addresses of machines: personal data in some places, plain log noise in most, so never above low. */
export const NETWORK_DETECTORS: readonly Detector[] = [
  patternDetector({
    ...four,
    id: 'ipv4-public',
    what: 'public IPv4 address',
    judge: (value) => (NOT_A_HOST_V4.test(value) || PRIVATE_V4.test(value) ? undefined : 'low'),
  }),
  patternDetector({
    ...four,
    id: 'ipv4-private',
    what: 'private IPv4 address',
    judge: (value) => (PRIVATE_V4.test(value) ? 'low' : undefined),
  }),
  {
    ...six,
    id: 'ipv6-public',
    what: 'public IPv6 address',
    find: sixes((text) => !isPrivateV6(text)),
  },
  { ...six, id: 'ipv6-private', what: 'private IPv6 address', find: sixes(isPrivateV6) },
]
