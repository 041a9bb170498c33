import { countOf } from '../../domain/core/count.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import { percentOf } from '../../domain/rollout/weights.ts'
import { AccessError, CancelledError, TemporaryError } from '../../errors.ts'
import { type Context, standing, tell } from './context.ts'
import { readLive } from './live.ts'
import { lookAt } from './look.ts'
import { foreignChange } from './move.ts'

/** Between two looks at the metrics, which come by the minute. */
const LOOK_EVERY_MS = 60_000
/** Between two looks for orders. */
const ORDERS_EVERY_MS = 15_000
/** Reads in a row that may be refused for lost credentials. */
const MAX_ACCESS_FAILURES = 5

/** A look that fails for want of an answer is none; the next one sees the same minutes again. */
export const lookAtStep = async (
  context: Context,
  state: RolloutState,
): Promise<RolloutInput | undefined> => {
  if (state.phase.name !== 'baking') return undefined
  const at = context.ports.clock.now()
  try {
    const live = await readLive(context.ports, state.spec.endpointName)
    const foreign =
      live.view.status === 'InService' ? foreignChange(context, state, live) : undefined
    if (foreign !== undefined) return { type: 'interfered', reason: foreign }
    const full = await lookAt(context.ports, state, state.phase.since)
    const percent = percentOf(state.settled, state.spec.canary)
    const { look: seen, analysis, canary, baseline, bake } = full
    const { alarms } = seen
    await tell(context, state, {
      type: 'rollout.look',
      percent,
      analysis,
      alarms,
      canary,
      baseline,
      bake,
    })
    // Some reasons say so themselves.
    const needs =
      analysis.needs === undefined || /needs about/.test(seen.reason)
        ? ''
        : `; needs about ${countOf(analysis.needs.requests, 'more request')}`
    const left = bake.leftMs > 0 ? `, ${formatDuration(bake.leftMs)} left` : ''
    context.ports.io.note(
      `${standing(state)}${left}: ${seen.verdict}: ${seen.reason.replace(/\.+$/, '')}${needs}`,
    )
    context.refused.count = 0
    return { type: 'looked', look: seen, at }
  } catch (error) {
    const refused = error instanceof AccessError && ++context.refused.count < MAX_ACCESS_FAILURES
    if (refused || error instanceof TemporaryError) {
      context.ports.io.detail(`no look: ${error.message}`)
      return undefined
    }
    throw error
  }
}

/** Until the next look, with an eye on orders; never past the end of the bake. */
export const pauseBetweenLooks = async (context: Context, state: RolloutState): Promise<void> => {
  const { clock, io } = context.ports
  if (state.phase.name !== 'baking') return
  const until = state.phase.since + (state.spec.steps[state.step]?.bakeMs ?? 0)
  const left = until - clock.now()
  const total = left > 0 ? Math.min(LOOK_EVERY_MS, left) : LOOK_EVERY_MS
  for (let waited = 0; waited < total; waited += ORDERS_EVERY_MS) {
    const slice = Math.min(ORDERS_EVERY_MS, total - waited)
    await clock.sleep(slice, io.signal).catch((cause: unknown) => {
      throw new CancelledError('MLC-ROL-020', 'Interrupted.', { cause })
    })
    if ((await context.store.readOrder()) !== undefined) return
  }
}
