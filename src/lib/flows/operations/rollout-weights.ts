import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import {
  type LiveVariant,
  sameShares,
  sharesOf,
  sharesOfWeights,
} from '../../domain/rollout/weights.ts'
import { readLive } from '../rollout/live.ts'
import { defineOperation, type Observation } from './define.ts'

const split = v.object({
  endpointName: v.string(),
  weights: v.array(v.object({ variantName: v.string(), desiredWeight: v.number() })),
})

/**
 * Moves traffic. The effect is there as soon as the endpoint heads for the shares; that it has arrived
 * is a wait of its own, for minutes. Sending the same weights twice is harmless.
 */
export const setWeights = defineOperation({
  name: 'sagemaker.set-weights',
  input: split,
  observe: async (ports, input): Promise<Observation> => {
    const live = await readLive(ports, input.endpointName)
    const heading = knownShares(live.desired)
    const rollingBack = live.view.status === 'RollingBack'
    return {
      fingerprint: digestOf([live.view.endpointConfigName, rounded(heading)]),
      satisfied:
        !rollingBack &&
        heading !== undefined &&
        sameShares(heading, sharesOfWeights(input.weights)),
      output: { endpointName: input.endpointName },
    }
  },
  perform: async (ports, input) => {
    await ports.endpoints.setWeights(input.endpointName, input.weights)
    return { endpointName: input.endpointName }
  },
})

/** Undefined where no shares can be told: all weights 0, or left out. */
const knownShares = (live: readonly LiveVariant[]) =>
  live.every(({ weight }) => weight !== undefined) && live.some(({ weight }) => (weight ?? 0) > 0)
    ? sharesOf(live)
    : undefined

/** Two decimals: equal shares give equal fingerprints in spite of the float on the wire. */
const rounded = (shares: ReturnType<typeof knownShares>) =>
  shares?.map(({ variantName, percent }) => [variantName, percent.toFixed(2)])
