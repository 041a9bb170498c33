import type { Documents, SandboxClock } from '../../service.ts'
import { type EndpointRecord, momentAt } from '../endpoints/moment.ts'
import { type HostingState, readState } from '../state.ts'
import { type Shape, startTraffic, stopTraffic, type TrafficProfile } from './profiles.ts'

type Parts = { readonly documents: Documents; readonly clock: SandboxClock }

/** Traffic as it is asked for. */
export type TrafficRequest = {
  readonly region: string
  readonly endpointName: string
  readonly rps: number
  readonly shape: Shape
  /** Milliseconds it lasts, and how long ago it began; now when 0. */
  readonly lasts: number
  readonly beganAgo: number
  /** Share of requests that end in 5xx, and median milliseconds, by variant or `*`. */
  readonly errorRates: Readonly<Record<string, number>>
  readonly latencies: Readonly<Record<string, number>>
}

const endpointOf = (
  state: HostingState,
  region: string,
  name: string,
): EndpointRecord | undefined =>
  Object.values(state.endpoints).find(
    (record) => record.name === name && record.arn.startsWith(`arn:aws:sagemaker:${region}:`),
  )

/** Refuses traffic to nowhere: it would never show, and look as if it did. */
const demandEndpoint = (
  { documents, clock }: Parts,
  { region, endpointName, errorRates, latencies }: TrafficRequest,
): void => {
  const record = endpointOf(readState({ documents }), region, endpointName)
  const now = record && momentAt(record, clock.now())
  if (now === undefined || now.gone) {
    throw new RangeError(`traffic: there is no endpoint ${endpointName} in ${region}`)
  }
  if (now.routes.some(({ modelName }) => modelName === undefined)) {
    throw new RangeError(
      `traffic: ${endpointName} hosts inference components, whose traffic the sandbox does not compute; invoke them`,
    )
  }
  const known = [...now.variants, ...(now.pending?.variants ?? [])].map(({ name }) => name)
  for (const variant of [...Object.keys(errorRates), ...Object.keys(latencies)]) {
    if (variant === '*' || known.includes(variant)) continue
    throw new RangeError(`traffic: ${endpointName} has no variant ${variant}; it has ${known}`)
  }
}

/** Starts and ends traffic to endpoints; all of it is computed when somebody reads it. */
export const createTraffic = (parts: Parts) => ({
  /** The traffic with its times. Throws RangeError for one that cannot be. */
  start: ({ lasts, beganAgo, ...traffic }: TrafficRequest): TrafficProfile => {
    demandEndpoint(parts, { lasts, beganAgo, ...traffic })
    const from = parts.clock.now() - beganAgo
    const profile = { ...traffic, from, to: from + lasts }
    startTraffic(parts.documents, profile)
    return profile
  },
  /** Ends all traffic to an endpoint now. */
  stop: (region: string, endpointName: string): void =>
    stopTraffic(parts.documents, { region, endpointName }, parts.clock.now()),
})
