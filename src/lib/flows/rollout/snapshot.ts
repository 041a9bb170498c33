import type { Snapshot } from '../../domain/rollout/model.ts'
import { sharesOf } from '../../domain/rollout/weights.ts'
import type { Ports } from '../../ports/all.ts'
import type { Live } from './live.ts'
import { readScalingIfAllowed } from './scaling.ts'

/** The endpoint before a rollout: all that the way back needs. */
export const snapshotOf = async (
  ports: Pick<Ports, 'scaling' | 'io'>,
  live: Live,
): Promise<Snapshot> => {
  const { endpointName, endpointConfigName, variants } = live.view
  const names = variants.map(({ variantName }) => variantName)
  return {
    endpointConfigName,
    shares: sharesOf(live.current),
    counts: variants.flatMap(({ variantName, currentInstanceCount: instances }) =>
      instances === undefined ? [] : [{ variantName, instances }],
    ),
    scaling: await readScalingIfAllowed(ports, endpointName, names),
  }
}
