import type { Documents } from '../../service.ts'

/** How the rate moves: even; by the hours of the day; in bursts of a minute out of five. */
export type Shape = 'flat' | 'daily' | 'burst'

export const SHAPES: readonly Shape[] = ['flat', 'daily', 'burst']

/** Requests that callers send to an endpoint for a time, past or to come. */
export type TrafficProfile = {
  readonly region: string
  readonly endpointName: string
  /** Milliseconds of the sandbox's time. */
  readonly from: number
  readonly to: number
  /** Mean requests per second. */
  readonly rps: number
  readonly shape: Shape
  /** Share of requests that end in 5xx, by variant; `*` for those that are not named. */
  readonly errorRates: Readonly<Record<string, number>>
  /** Median latency in milliseconds, by variant; `*` for those that are not named. */
  readonly latencies: Readonly<Record<string, number>>
}

type TrafficDocument = { profiles: TrafficProfile[] }

const DOCUMENT = 'sagemaker-traffic'

/** The profiles of an endpoint, in the order in which they were started. */
export const profilesOf = (
  documents: Documents,
  region: string,
  endpointName: string,
): readonly TrafficProfile[] =>
  documents
    .read<TrafficDocument>(DOCUMENT, { profiles: [] })
    .profiles.filter((each) => each.region === region && each.endpointName === endpointName)

/** Adds a profile. Throws RangeError for one that describes no traffic. */
export const startTraffic = (documents: Documents, profile: TrafficProfile): void => {
  const rates = Object.values(profile.errorRates)
  if (!(profile.rps >= 0)) throw new RangeError(`traffic: ${profile.rps} requests per second`)
  if (!(profile.to > profile.from)) throw new RangeError('traffic: it must end after its start')
  if (!SHAPES.includes(profile.shape)) throw new RangeError(`traffic: one of ${SHAPES.join(', ')}`)
  if (rates.some((rate) => !(rate >= 0 && rate <= 1))) {
    throw new RangeError('traffic: an error rate is a share from 0 to 1')
  }
  documents.update<TrafficDocument, void>(DOCUMENT, { profiles: [] }, ({ profiles }) => {
    profiles.push(profile)
  })
}

/** Ends all traffic to an endpoint at `at`; what went before stays. */
export const stopTraffic = (
  documents: Documents,
  endpoint: { readonly region: string; readonly endpointName: string },
  at: number,
): void => {
  documents.update<TrafficDocument, void>(DOCUMENT, { profiles: [] }, (document) => {
    document.profiles = document.profiles
      .map((each) =>
        each.region === endpoint.region && each.endpointName === endpoint.endpointName
          ? { ...each, to: Math.min(each.to, at) }
          : each,
      )
      .filter(({ from, to }) => to > from)
  })
}

const HOUR = 3_600_000
const MINUTE = 60_000

/** Factor on the mean rate at a time; its mean over a day (or five minutes) is 1. */
export const shapeFactor = (shape: Shape, at: number): number => {
  if (shape === 'flat') return 1
  if (shape === 'burst') return Math.floor(at / MINUTE) % 5 === 0 ? 3 : 0.5
  // Least at 3 in the night, most at 15 o'clock.
  return 1 + 0.6 * Math.sin((2 * Math.PI * (at / HOUR - 9)) / 24)
}

/** The value for a variant in a table with `*` for all others. */
export const forVariant = (
  table: Readonly<Record<string, number>>,
  variant: string,
): number | undefined => table[variant] ?? table['*']
