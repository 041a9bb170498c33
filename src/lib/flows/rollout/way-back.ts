import { countOf } from '../../domain/core/count.ts'
import type { Effect, RolloutInput } from '../../domain/rollout/inputs.ts'
import type { BackMove, RolloutState } from '../../domain/rollout/model.ts'
import { wayBack } from '../../domain/rollout/way-back.ts'
import { sharesOf, sharesText } from '../../domain/rollout/weights.ts'
import { CancelledError, MlctlError } from '../../errors.ts'
import type { Context } from './context.ts'
import type { Live } from './live.ts'
import { foreignChange, waitFor } from './move.ts'
import { giveInstances } from './scaling.ts'
import { waitReady } from './wait.ts'

/**
 * Looks, before traffic is brought back, whether those that take it are short of instances; undefined
 * when one move does it, when the moves are known, and on the way forward.
 */
export const planWayBack = async (
  context: Context,
  state: RolloutState,
): Promise<RolloutInput | undefined> => {
  const { phase } = state
  if (phase.name !== 'rolling-back' || phase.moves !== undefined) return undefined
  const live = await waitReady(context.ports, waitFor(context, state))
  const served = live.current.filter(({ weight }) => (weight ?? 0) > 0)
  if (served.length === 0) return undefined
  const instances = live.view.variants.map(({ variantName, currentInstanceCount }) => ({
    variantName,
    instances: currentInstanceCount,
  }))
  const moves = wayBack(state, { instances, shares: sharesOf(live.current) })
  // What somebody else did is judged, and told, by the move itself.
  if (moves === undefined || isForeign(context, state, live)) return undefined
  context.ports.io.warn(wordsOf(moves))
  return { type: 'way-back', moves }
}

const isForeign = ({ ports, force }: Context, state: RolloutState, live: Live): boolean => {
  const io = { ...ports.io, warn: () => undefined }
  return foreignChange({ ports: { ...ports, io }, force }, state, live) !== undefined
}

const wordsOf = (moves: readonly BackMove[]): string =>
  `Instances went meanwhile: ${moves
    .map((move) =>
      move.do === 'raise'
        ? `${move.variantName} gets its ${move.instances} back`
        : `traffic goes to ${sharesText(move.shares)}`,
    )
    .join(', then ')}.`

/** Instances that cannot be had do not keep traffic from coming back: that is said, and it goes on. */
export const giveInstancesBack = async (
  context: Context,
  state: RolloutState,
  { variantName, instances }: Extract<Effect, { do: 'raise' }>,
): Promise<RolloutInput> => {
  const before = 'back, for the traffic it had'
  try {
    if (await giveInstances(context, state, { variantName, instances, before })) {
      return { type: 'raised' }
    }
  } catch (error) {
    if (!(error instanceof MlctlError) || error instanceof CancelledError) throw error
    context.ports.io.detail(error.message)
  }
  context.ports.io.warn(
    `${variantName} did not get its ${countOf(instances, 'instance')}; it may be overloaded.`,
  )
  return { type: 'raised' }
}
