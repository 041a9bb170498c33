import type { Documents } from '../../service.ts'

/** What real requests to one fleet of a variant came to in one minute. */
export type RequestCounts = {
  readonly variant: string
  readonly configName: string
  /** The inference component that was asked for. */
  readonly component?: string
  invocations: number
  /** Requests that found no copy of the component; they are no invocations. */
  noCapacity?: number
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
  readonly component?: string
  readonly at: number
  readonly latencyMs: number
  readonly status: number | undefined
}

type Fleet = Pick<Answered, 'variant' | 'configName' | 'component' | 'at'>

const fleetIn = (
  { minutes }: RequestsDocument,
  { variant, configName, component, at }: Fleet,
): RequestCounts => {
  const key = String(minuteOf(at))
  const fleets = minutes[key] ?? []
  minutes[key] = fleets
  const found = fleets.find(
    (each) =>
      each.variant === variant && each.configName === configName && each.component === component,
  )
  if (found !== undefined) return found
  const zero = { invocations: 0, errors4xx: 0, errors5xx: 0, modelErrors: 0, latencies: [] }
  const fleet = { variant, configName, ...(component === undefined ? {} : { component }), ...zero }
  fleets.push(fleet)
  return fleet
}

/** Counts a request that found no copy of the component it names. */
export const recordNoCapacity = (
  documents: Documents,
  request: Omit<Answered, 'latencyMs' | 'status'>,
): void => {
  const name = documentOf(request.region, request.endpointName)
  documents.update<RequestsDocument, void>(name, NONE, (document) => {
    const fleet = fleetIn(document, request)
    fleet.noCapacity = (fleet.noCapacity ?? 0) + 1
  })
}

/** Counts a real request into the minute it was made in. */
export const recordRequest = (documents: Documents, request: Answered): void => {
  const { status } = request
  const name = documentOf(request.region, request.endpointName)
  documents.update<RequestsDocument, void>(name, NONE, (document) => {
    const fleet = fleetIn(document, request)
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
