import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { ORDER_TAG, orderOfTags, rivalOf, rolloutOfTags } from '../../domain/rollout/tags.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import { advance } from './advance.ts'
import { type Context, tell } from './context.ts'
import { arnOf } from './share-state.ts'
import type { LeftOrder } from './store.ts'

type Found =
  | (LeftOrder & { readonly by: 'file' | 'tag' | 'takeover' })
  | { readonly by: 'rival'; readonly rival: string }

/**
 * Does what another process (by file) or machine (by tag) ordered; undefined when nobody did. The order
 * is taken away after the state is saved: one that is seen twice changes nothing the second time.
 */
export const followOrder = async (
  context: Context,
  state: RolloutState,
): Promise<RolloutState | undefined> => {
  const found = isOver(state) ? undefined : await findOrder(context, state)
  if (found === undefined) return undefined
  if (found.by === 'rival') return displaced(context, state, found.rival)
  const { order, full, by } = found
  // A promotion is of one step: repeated, it would skip the next one.
  const fits = found.rollout === state.spec.id && (order !== 'promote' || found.step === state.step)
  let next: RolloutState | undefined
  if (fits) {
    await tell(context, state, { type: 'rollout.order', order, by: by === 'takeover' ? 'tag' : by })
    next = await advance(context, state, { type: 'order', order, ...(full ? { full } : {}) })
  }
  if (by === 'file') await context.store.removeOrder()
  if (by === 'tag') await context.ports.endpoints.untag(await arnOf(context, state), [ORDER_TAG])
  return next
}

const findOrder = async (context: Context, state: RolloutState): Promise<Found | undefined> => {
  const left = await context.store.readOrder()
  if (left !== undefined) return { ...left, by: 'file' }
  try {
    const tags = await context.ports.endpoints.tags(await arnOf(context, state))
    const order = orderOfTags(tags, state.spec.id)
    if (order !== undefined) return { ...order, rollout: state.spec.id, by: 'tag' }
    const rival = rivalOf(tags, state.spec.id)
    return rival === undefined ? takenBack(state, tags) : outranked(state, rival)
  } catch (error) {
    // Tags are a convenience: where they cannot be read, orders come by file.
    if (error instanceof AccessError || error instanceof TemporaryError) return undefined
    throw error
  }
}

/** A way back that a person ordered is gone whatever others are at. */
const outranked = ({ phase }: RolloutState, rival: string): Found | undefined => {
  const settled = phase.name === 'restoring' || (phase.name === 'rolling-back' && phase.ordered)
  return settled ? undefined : { by: 'rival', rival }
}

/**
 * Two machines started at once and the other one wrote its tags last: of the two it goes on. This one
 * moves nothing more, and gives scaling back, which the other found as it was before both.
 */
const displaced = (context: Context, state: RolloutState, rival: string): Promise<RolloutState> =>
  advance(context, state, {
    type: 'interfered',
    reason: `another rollout of ${state.spec.endpointName} goes on: ${rival}`,
  })

const ON_ITS_WAY_BACK = /^(rolling-back|rolled-back)/

/**
 * Another machine brings this rollout's traffic back, which it wrote before it did: no interference,
 * but an abort, and doing the same here is harmless.
 */
const takenBack = (
  { spec, step, phase }: RolloutState,
  tags: Readonly<Record<string, string>>,
): Found | undefined => {
  const told = rolloutOfTags(tags)
  const back = told?.id === spec.id && ON_ITS_WAY_BACK.test(told.phase)
  const here = phase.name === 'rolling-back' || phase.name === 'restoring'
  if (!back || here) return undefined
  return { order: 'abort', rollout: spec.id, step, by: 'takeover' }
}
