import type { Documents } from '../../service.ts'

/** What real requests to one fleet of a variant came to in one minute. */
export type RequestCounts = {
  readonly variant: string
  readonly configName: string
  invocations: number
  errors4xx: number
  errors5xx: number
  modelErrors: number
  /** Microseconds. */
  readonly latencies: number[]
}

type RequestsDocument = { minutes: Record<string, RequestCounts[]> }

const NONE: RequestsDocument = { minutes: {} }
const MINUTE = 60_000
/** Latencies kept per minute and fleet: enough for percentiles, and the file stays small. */
const MOST_LATENCIES = 500

const documentOf = (region: string, endpointName: string): string =>
  `sagemaker-requests/${region}/${endpointName}`

/** The start of the minute that a time is in. */
export const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE

/** How a real request went; `status` is the model's, undefined when it gave no proper answer. */
export type Answered = {
  readonly region: string
  readonly endpointName: string
  readonly variant: string
  readonly configName: string
  readonly at: number
  readonly latencyMs: number
  readonly status: number | undefined
}

/** Counts a real request into the minute it was made in. */
export const recordRequest = (documents: Documents, request: Answered): void => {
  const { variant, configName, status } = request
  const name = documentOf(request.region, request.endpointName)
  documents.update<RequestsDocument, void>(name, NONE, ({ minutes }) => {
    const key = String(minuteOf(request.at))
    const fleets = minutes[key] ?? []
    minutes[key] = fleets
    let fleet = fleets.find((each) => each.variant === variant && each.configName === configName)
    if (fleet === undefined) {
      const zero = { invocations: 0, errors4xx: 0, errors5xx: 0, modelErrors: 0, latencies: [] }
      fleet = { variant, configName, ...zero }
      fleets.push(fleet)
    }
    fleet.invocations++
    if (status !== undefined && status >= 400 && status < 500) fleet.errors4xx++
    if (status !== undefined && status >= 500) fleet.errors5xx++
    if (status === undefined || status >= 300) fleet.modelErrors++
    if (fleet.latencies.length < MOST_LATENCIES) {
      fleet.latencies.push(Math.round(request.latencyMs * 1000))
    }
  })
}

/** The counts of an endpoint, by the start of the minute. */
export const requestsOf = (
  documents: Documents,
  region: string,
  endpointName: string,
): Readonly<Record<string, readonly RequestCounts[]>> =>
  documents.read<RequestsDocument>(documentOf(region, endpointName), NONE).minutes
