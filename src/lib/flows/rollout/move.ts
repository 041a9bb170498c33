import type { Effect, RolloutInput } from '../../domain/rollout/inputs.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import {
  type Share,
  sharesOf,
  sharesOfWeights,
  sharesText,
  type VariantWeight,
} from '../../domain/rollout/weights.ts'
import { StateError, TemporaryError } from '../../errors.ts'
import { type Context, isUndone, makeChange, orderLine, tell } from './context.ts'
import type { Live } from './live.ts'
import { hasShares, waitConverged, waitReady } from './wait.ts'

type SetWeights = Extract<Effect, { do: 'set-weights' }>

/** Refusals, throttles and other hiccups of one move before it is given up. */
const TRIES = 12
const PAUSE_MS = 5_000
const DEFAULT_TIMEOUT_MS = 30 * 60_000

/**
 * Brings live traffic to the weights of a step, or back. Reads just before it writes: shares that
 * neither this rollout left nor wants are somebody else's. A refusal because the endpoint is busy and
 * a throttled write are followed by a read, because the change may be under way or done.
 */
export const moveTraffic = async (
  context: Context,
  state: RolloutState,
  effect: SetWeights,
): Promise<RolloutInput> => {
  const wanted = sharesOfWeights(effect.weights)
  for (let tried = 0; tried < TRIES; tried++) {
    const live = await waitReady(context.ports, waitFor(context, state))
    if (hasShares(live.current, wanted)) return converged(context, state, wanted)
    const foreign = foreignChange(context, state, live)
    if (foreign !== undefined) return { type: 'interfered', reason: foreign }
    if (tried === 0) {
      const before = state.settled
      await tell(context, state, {
        type: 'rollout.shift',
        direction: effect.direction,
        before,
        after: wanted,
      })
    }
    const sent = await send(context, state, weightsFor(live, effect.weights))
    if (sent === 'again') {
      await context.ports.clock.sleep(PAUSE_MS, context.ports.io.signal)
      continue
    }
    return arrival(context, state, wanted)
  }
  return { type: 'not-applied', reason: `the service refused it ${TRIES} times` }
}

/** Variants that were not there before the rollout get nothing. */
const weightsFor = (live: Live, weights: readonly VariantWeight[]): readonly VariantWeight[] => [
  ...weights,
  ...live.view.variants
    .filter(({ variantName }) => !weights.some((one) => one.variantName === variantName))
    .map(({ variantName }) => ({ variantName, desiredWeight: 0 })),
]

const send = async (
  context: Context,
  state: RolloutState,
  weights: readonly VariantWeight[],
): Promise<'sent' | 'again'> => {
  const { endpointName } = state.spec
  try {
    await makeChange(context, {
      id: `weights-${state.phase.name}-${state.step + 1}`,
      operation: 'sagemaker.set-weights',
      input: { endpointName, weights },
      summary: `send ${endpointName}'s traffic to ${sharesText(sharesOfWeights(weights))}`,
    })
    return 'sent'
  } catch (error) {
    // Busy or throttled: it may have landed nevertheless, so the next thing is a read.
    const busy = error instanceof StateError && error.code === 'MLC-HOST-001'
    if (busy || error instanceof TemporaryError) return 'again'
    // Accepted and not to be seen: what became of it is for the wait to find out.
    if (isUndone(error)) return 'sent'
    throw error
  }
}

const arrival = async (
  context: Context,
  state: RolloutState,
  wanted: readonly Share[],
): Promise<RolloutInput> => {
  const end = await waitConverged(context.ports, waitFor(context, state), wanted)
  if (end.kind === 'converged') return converged(context, state, wanted)
  const foreign = foreignChange(context, state, end.live)
  if (foreign !== undefined) return { type: 'interfered', reason: foreign }
  return { type: 'not-applied', reason: end.reason }
}

const converged = async (
  context: Context,
  state: RolloutState,
  shares: readonly Share[],
): Promise<RolloutInput> => {
  await tell(context, state, { type: 'rollout.converged', shares })
  return { type: 'converged' }
}

/**
 * What somebody else did to traffic or config; undefined where all is as this rollout left it, and
 * where a person ordered the way back or passed --force. @throws StateError MLC-ROL-014 when a variant
 * that is to get traffic is gone.
 */
export const foreignChange = (
  { ports, force }: Pick<Context, 'ports' | 'force'>,
  state: RolloutState,
  live: Live,
): string | undefined => {
  const change = differenceOf(state, live)
  if (change === undefined) return undefined
  const { phase } = state
  if (!force && !(phase.name === 'rolling-back' && phase.ordered)) return change
  const names = live.view.variants.map(({ variantName }) => variantName)
  const gone = state.spec.before.shares.filter(({ variantName }) => !names.includes(variantName))
  if (gone.length > 0) throw variantsGone(state, gone)
  ports.io.warn(`${change}; it is overwritten.`)
  return undefined
}

const differenceOf = ({ spec, settled }: RolloutState, live: Live): string | undefined => {
  const { endpointConfigName } = live.view
  if (endpointConfigName !== spec.before.endpointConfigName) {
    return `somebody put config ${endpointConfigName} on ${spec.endpointName}`
  }
  if (hasShares(live.current, settled)) return undefined
  const known = live.current.every(({ weight }) => weight !== undefined)
  const some = live.current.some(({ weight }) => (weight ?? 0) > 0)
  const now = known && some ? sharesText(sharesOf(live.current)) : 'unknown'
  return `somebody changed the shares of ${spec.endpointName}: ${sharesText(settled)} became ${now}`
}

export const waitFor = ({ timeoutMs }: Context, state: RolloutState) => ({
  endpointName: state.spec.endpointName,
  timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
  resume: orderLine('resume', state),
})

const variantsGone = (state: RolloutState, gone: readonly Share[]) =>
  new StateError('MLC-ROL-014', 'The way back is closed: variants are gone.', {
    why: `${gone.map(({ variantName }) => variantName).join(', ')} served before ${state.spec.id} and is not on the endpoint any more.`,
    hint: `The config from before is ${state.spec.before.endpointConfigName}: mlctl rollout repair --endpoint ${state.spec.endpointName} --config-name ${state.spec.before.endpointConfigName}`,
  })
