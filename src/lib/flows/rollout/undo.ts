import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { contextOf, makeChange, orderLine } from './context.ts'
import type { DriveResult } from './document.ts'
import type { Driving } from './drive-alone.ts'
import { requireRollout } from './find.ts'
import { readLive } from './live.ts'
import { steer } from './steer.ts'
import { rolloutStore } from './store.ts'
import { waitReady } from './wait.ts'

const CAPACITY_WITHIN_MS = 45 * 60_000

/**
 * Brings the shares from before a completed rollout back. The new variant is well, so there is time:
 * the old ones first get the instances they had, for they may have scaled in since.
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
  const context = await contextOf(ports, await rolloutStore(ports, endpointName), driving)
  const live = await readLive(ports, endpointName)
  for (const { variantName, instances } of spec.before.counts) {
    const now = live.view.variants.find((one) => one.variantName === variantName)
    if ((now?.currentInstanceCount ?? instances) >= instances) continue
    const wait = { endpointName, timeoutMs: CAPACITY_WITHIN_MS, resume: orderLine('undo', state) }
    await waitReady(ports, wait)
    await makeChange(context, {
      id: `capacity-${variantName}`,
      operation: 'sagemaker.set-capacity',
      input: { endpointName, variantName, desiredInstanceCount: instances },
      summary: `give ${variantName} its ${instances} instances back before it gets its traffic back`,
    })
    await waitReady(ports, wait)
  }
  return steer(ports, { endpointName, order: 'abort', full: false, gates: [], driving })
}
