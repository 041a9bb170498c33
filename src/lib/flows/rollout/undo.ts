import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { orderLine } from './context.ts'
import type { DriveResult } from './document.ts'
import type { Driving } from './drive-alone.ts'
import { requireRollout } from './find.ts'
import { steer } from './steer.ts'

/**
 * Brings the shares from before a completed rollout back, by an abort after the end: old variants that
 * scaled in since get the instances they had before they get all of their traffic.
 * @throws StateError MLC-ROL-026, MLC-ROL-038 (not completed).
 */
export const undoRollout = async (
  ports: Ports,
  request: { readonly endpointName: string; readonly driving: Driving },
): Promise<DriveResult> => {
  const { endpointName, driving } = request
  const { state } = await requireRollout(ports, endpointName)
  const { phase, spec } = state
  if (phase.name !== 'ended' || phase.outcome !== 'completed') {
    const is = phase.name === 'ended' ? phase.outcome : phase.name
    throw new StateError('MLC-ROL-038', `${spec.id} is ${is}, not completed.`, {
      hint:
        phase.name === 'ended'
          ? `See what traffic has: ${orderLine('status', state)}`
          : `To end it and go back: ${orderLine('abort', state)}`,
    })
  }
  return steer(ports, { endpointName, order: 'abort', full: false, gates: [], driving })
}
