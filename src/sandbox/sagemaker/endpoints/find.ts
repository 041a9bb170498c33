import { refusal } from '../errors.ts'
import { arnOf, type Ground, type HostingState } from '../state.ts'
import { type EndpointRecord, type Moment, momentAt } from './moment.ts'

export type Found = { readonly record: EndpointRecord; readonly now: Moment }

/** The endpoint of the region with this name, whatever its case, and how it stands. */
export const findEndpoint = (
  ground: Ground,
  state: HostingState,
  name: string,
): Found | undefined => {
  const record = state.endpoints[arnOf(ground, 'endpoint', name)]
  const now = record && momentAt(record, ground.clock.now())
  return record === undefined || now === undefined || now.gone ? undefined : { record, now }
}

/** The same; ValidationException without one, as the service has it. */
export const endpointOf = (ground: Ground, state: HostingState, name: string): Found => {
  const found = findEndpoint(ground, state, name)
  if (found !== undefined) return found
  throw refusal.missing('endpoint', arnOf(ground, 'endpoint', name))
}
