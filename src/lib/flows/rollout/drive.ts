import type { Effect, RolloutInput } from '../../domain/rollout/inputs.ts'
import { effectOf } from '../../domain/rollout/machine.ts'
import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { CancelledError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { advance } from './advance.ts'
import { lookAtStep, pauseBetweenLooks } from './bake.ts'
import { type Context, type ContextOptions, contextOf, orderLine, standing } from './context.ts'
import { runGates } from './gates.ts'
import { moveTraffic } from './move.ts'
import { followOrder } from './orders.ts'
import { restoreScaling, scaleUp, suspendScaleIn } from './scaling.ts'
import { saveState } from './share-state.ts'
import { smokeTest } from './smoke.ts'
import type { RolloutStore } from './store.ts'
import { driveView } from './watch-drive.ts'
import { giveInstancesBack, planWayBack } from './way-back.ts'

export type DriveOptions = ContextOptions & {
  /** `step`: one step a run, for CI; `wait`: to the end. */
  readonly mode: 'wait' | 'step'
  /** Ctrl-C rolls back before it ends. */
  readonly rollbackOnExit: boolean
}

/** Why a drive ended; only `ended` is the rollout's own end. */
export type DriveEnd = {
  readonly state: RolloutState
  readonly because: 'ended' | 'held' | 'step-done' | 'still-baking'
}

/**
 * Carries a rollout on: does what its state demands, tells it the result, saves the new state before
 * the next call. Killed anywhere, it is carried on from the saved state.
 * @throws CancelledError MLC-ROL-020 on Ctrl-C: traffic stays where it is.
 */
export const drive = async (
  ports: Ports,
  store: RolloutStore,
  start: RolloutState,
  options: DriveOptions,
): Promise<DriveEnd> => {
  let state = start
  const view = driveView(ports, start)
  const remember = (next: RolloutState) => {
    state = next
    view.see(next)
  }
  try {
    return await ports.dialogue
      .interruptible(async (signal) => {
        const inner = { ...view.ports, io: { ...view.ports.io, signal } }
        return run(await contextOf(inner, store, options), start, { options, remember })
      })
      .finally(view.stop)
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    if (options.rollbackOnExit && !isOver(state))
      return rollBackNow(ports, store, { state, options })
    throw interrupted(state, error)
  }
}

/** The way back after Ctrl-C, with a signal of its own: the first one is spent. */
const rollBackNow = async (
  ports: Ports,
  store: RolloutStore,
  { state, options }: { readonly state: RolloutState; readonly options: DriveOptions },
): Promise<DriveEnd> => {
  ports.io.warn('Interrupted: rolling back, as --rollback-on-exit says.')
  const deaf = { ...ports, io: { ...ports.io, signal: new AbortController().signal } }
  const context = await contextOf(deaf, store, options)
  const aborted = await advance(context, state, { type: 'order', order: 'abort' })
  const alone = { ...options, mode: 'wait' as const }
  return run(context, aborted, { options: alone, remember: () => undefined })
}

type Running = {
  readonly options: DriveOptions
  readonly remember: (state: RolloutState) => void
}

const run = async (
  context: Context,
  start: RolloutState,
  { options, remember }: Running,
): Promise<DriveEnd> => {
  // The tags are read before they are written: another machine may have gone on since.
  let state = (await followOrder(context, start)) ?? start
  // A process that was killed may have saved the file and not the tags.
  await saveState(context, state)
  for (;;) {
    remember(state)
    const before = state
    const ordered = await followOrder(context, state)
    if (ordered !== undefined) {
      state = ordered
      continue
    }
    const effect = effectOf(state)
    if (effect.do === 'finish') return { state, because: 'ended' }
    if (effect.do === 'await-order') return { state, because: 'held' }
    const input = await perform(context, state, effect)
    if (input !== undefined) state = await advance(context, state, input)
    if (options.mode === 'step') {
      const end = endOfStep(before, state)
      if (end !== undefined) return { state, because: end }
    }
    if (state.phase.name === 'baking') await pauseBetweenLooks(context, state)
  }
}

/** One step a run: its traffic is there, or its bake goes on. A last step without a bake ends at once. */
const endOfStep = (before: RolloutState, after: RolloutState): DriveEnd['because'] | undefined => {
  if (after.phase.name !== 'baking') return undefined
  if (before.phase.name !== 'shifting') return 'still-baking'
  return (after.spec.steps[after.step]?.bakeMs ?? 0) > 0 ? 'step-done' : undefined
}

const perform = async (
  context: Context,
  state: RolloutState,
  effect: Effect,
): Promise<RolloutInput | undefined> => {
  switch (effect.do) {
    case 'suspend-scaling':
      await suspendScaleIn(context, state)
      return { type: 'scaling-suspended' }
    case 'smoke-test':
      return smokeTest(context.ports, state)
    case 'scale-up':
      return scaleUp(context, state, effect.percent)
    case 'set-weights':
      return (await planWayBack(context, state)) ?? moveTraffic(context, state, effect)
    case 'raise':
      return giveInstancesBack(context, state, effect)
    case 'look':
      return lookAtStep(context, state)
    case 'run-gates':
      return runGates(context.ports, state)
    case 'restore-scaling':
      await restoreScaling(context, state)
      return { type: 'restored' }
    case 'await-order':
    case 'finish':
      return undefined
  }
}

const interrupted = (state: RolloutState, cause: unknown) =>
  new CancelledError('MLC-ROL-020', `Stopped; traffic stays as it is, ${standing(state)}.`, {
    cause,
    hint: `Continue: ${orderLine('resume', state)}\nBack: ${orderLine('abort', state)}`,
  })
