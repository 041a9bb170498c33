import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { rolloutOfTags, stateFromTags } from '../../domain/rollout/tags.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { rolloutStore, type StorePorts } from './store.ts'

export type FoundRollout = {
  readonly state: RolloutState
  /** `tags`: another machine started it; its history and its commands stay there. */
  readonly from: 'file' | 'tags'
}

/**
 * The last rollout of an endpoint: as this machine saved it, unless the endpoint's tags tell of another
 * or a later state, written by another machine.
 */
export const findRollout = async (
  ports: StorePorts & Pick<Ports, 'endpoints'>,
  endpointName: string,
): Promise<FoundRollout | undefined> => {
  const own = await (await rolloutStore(ports, endpointName)).load()
  const tagged = await readTagged(ports, endpointName)
  if (own !== undefined && !isOver(own)) return { state: joined(own, tagged), from: 'file' }
  if (tagged !== undefined && (own === undefined || newer(tagged, own))) {
    return { state: tagged, from: 'tags' }
  }
  return own === undefined ? undefined : { state: own, from: 'file' }
}

/**
 * What this machine carries on itself is newest here, for tags lag behind; unless another machine went
 * further with it since. Commands and files of the start are known here alone.
 */
const joined = (own: RolloutState, tagged: RolloutState | undefined): RolloutState =>
  tagged?.spec.id === own.spec.id && newer(tagged, own)
    ? { ...tagged, spec: own.spec, verdicts: own.verdicts }
    : own

/** @throws StateError MLC-ROL-026 when there is none. */
export const requireRollout = async (
  ports: StorePorts & Pick<Ports, 'endpoints'>,
  endpointName: string,
): Promise<FoundRollout> => {
  const found = await findRollout(ports, endpointName)
  if (found !== undefined) return found
  throw new StateError('MLC-ROL-026', `No rollout of ${endpointName} is known.`, {
    why: 'Neither this machine nor the tags of the endpoint tell of one.',
    hint: `Start one: mlctl rollout start --endpoint ${endpointName}`,
  })
}

const newer = (tagged: RolloutState, own: RolloutState): boolean =>
  tagged.spec.id !== own.spec.id
    ? tagged.spec.createdAt > own.spec.createdAt
    : tagged.updatedAt > own.updatedAt

const readTagged = async (
  { endpoints }: Pick<Ports, 'endpoints'>,
  endpointName: string,
): Promise<RolloutState | undefined> => {
  try {
    const view = await endpoints.find(endpointName)
    if (view === undefined) return undefined
    const tags = await endpoints.tags(view.endpointArn)
    return rolloutOfTags(tags) === undefined ? undefined : stateFromTags(tags)
  } catch (error) {
    // Where tags cannot be read, this machine's own file has to do.
    if (error instanceof AccessError || error instanceof TemporaryError) return undefined
    throw error
  }
}
