import type { RolloutState } from '../../domain/rollout/model.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { orderLine } from './context.ts'
import { type DriveEnd, drive } from './drive.ts'
import { rolloutStore } from './store.ts'

/** How a command wants a rollout to be carried on. */
export type Driving = {
  readonly mode: 'wait' | 'step'
  readonly force: boolean
  readonly rollbackOnExit: boolean
  readonly timeoutMs: number | undefined
  readonly command: string
}

/**
 * Carries a rollout on as the only process of this project that does. @throws StateError MLC-ROL-028
 * when another one does already.
 */
export const driveAlone = async (
  ports: Ports,
  state: RolloutState,
  driving: Driving,
): Promise<DriveEnd> => {
  const store = await rolloutStore(ports, state.spec.endpointName)
  const driven = await ports.journal.claim(claimName(store.key), async () => {
    // The state may have moved on between the look at it and the claim.
    const saved = await store.load()
    const same = saved?.spec.id === state.spec.id && saved.updatedAt > state.updatedAt
    return drive(ports, store, same ? saved : state, driving)
  })
  if (driven !== undefined) return driven.result
  throw new StateError('MLC-ROL-028', `Another process carries on ${state.spec.id}.`, {
    hint: `Steer it: ${orderLine('pause', state)}, promote or abort. See it: ${orderLine('status', state)}`,
  })
}

export const claimName = (key: string): string => `rollout-${key}`
