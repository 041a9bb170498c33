/** The zones of a region here: three, as most regions have. */
export const zonesOf = (region: string): readonly string[] =>
  ['a', 'b', 'c'].map((letter) => `${region}${letter}`)

const DIRECTIONS: Readonly<Record<string, string>> = {
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  central: 'c',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
}

/** `use1-az1` of `us-east-1a`: ids of zones name the region in short. */
export const zoneId = (zone: string): string => {
  const region = zone.slice(0, -1)
  const short = region
    .split('-')
    .map((part) => DIRECTIONS[part] ?? part)
    .join('')
  return `${short}-az${zone.charCodeAt(zone.length - 1) - 96}`
}

/**
 * Instance types that are not in every zone here, by the letters of their zones. AWS's own answer differs
 * by region and account; that accelerators are in few zones is the same everywhere
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html).
 */
const IN_SOME_ZONES: Readonly<Record<string, string>> = {
  'p3.2xlarge': 'ab',
  'p3.8xlarge': 'ab',
  'p3.16xlarge': 'ab',
  'p4d.24xlarge': 'b',
  'p4de.24xlarge': 'b',
  'p5.48xlarge': 'c',
  'p5e.48xlarge': 'c',
  'p5en.48xlarge': 'c',
  'trn1.2xlarge': 'ab',
  'trn1.32xlarge': 'ab',
  'inf2.xlarge': 'ab',
  'inf2.8xlarge': 'ab',
  'inf2.24xlarge': 'a',
  'inf2.48xlarge': 'a',
}

const sizes = (family: string, ...of: readonly string[]): readonly string[] =>
  of.map((size) => `${family}.${size}`)

const IN_ALL_ZONES = [
  ...sizes('t3', 'medium', 'large', 'xlarge', '2xlarge'),
  ...sizes('m5', 'large', 'xlarge', '2xlarge', '4xlarge', '12xlarge', '24xlarge'),
  ...sizes('c5', 'large', 'xlarge', '2xlarge', '4xlarge', '9xlarge', '18xlarge'),
  ...sizes('m6i', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'),
  ...sizes('c6i', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'),
  ...sizes('r5', 'large', 'xlarge', '2xlarge', '4xlarge', '12xlarge'),
  ...sizes('g4dn', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge'),
  ...sizes('g5', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '24xlarge', '48xlarge'),
  ...sizes('g6', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '24xlarge', '48xlarge'),
]

/** Every instance type that the sandbox offers in a region, with its zones. */
export const offeringsOf = (
  region: string,
): readonly { readonly instanceType: string; readonly zones: readonly string[] }[] => [
  ...IN_ALL_ZONES.map((instanceType) => ({ instanceType, zones: zonesOf(region) })),
  ...Object.entries(IN_SOME_ZONES).map(([instanceType, letters]) => ({
    instanceType,
    zones: [...letters].map((letter) => `${region}${letter}`),
  })),
]
