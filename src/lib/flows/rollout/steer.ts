import { countOf } from '../../domain/core/count.ts'
import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import { reduce } from '../../domain/rollout/machine.ts'
import { isOver, type Order, type RolloutState } from '../../domain/rollout/model.ts'
import { ORDER_TAG, orderOfTags, orderTags } from '../../domain/rollout/tags.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { waitUntil } from '../poll.ts'
import { advance } from './advance.ts'
import { contextOf, orderLine } from './context.ts'
import { type DriveResult, resultOfDrive } from './document.ts'
import { type DriveEnd, drive } from './drive.ts'
import { claimName, type Driving } from './drive-alone.ts'
import { type FoundRollout, findRollout, requireRollout } from './find.ts'
import { type RolloutStore, rolloutStore } from './store.ts'

export type SteerRequest = {
  readonly endpointName: string
  readonly order: Order
  /** Promote to the last step. */
  readonly full: boolean
  /** Shell commands to ask before each step, where another machine started it. */
  readonly gates: readonly string[]
  readonly driving: Driving
}

/** How long the process that carries a rollout on may take to see an order. */
const SEEN_WITHIN_MS = 3 * 60_000
const LOOK_EVERY_MS = 2_000
/** So long another machine has to take an order from a tag, before nobody is taken to be there. */
const TAG_TAKEN_WITHIN_MS = 2 * 60_000

/**
 * Gives an order to a rollout: to the process of this project that carries it on, to another machine's
 * by tag, or, where nobody does, by carrying it on here. An abort never waits for another machine.
 * @throws StateError MLC-ROL-026 (none), MLC-ROL-029 (it is over), MLC-ROL-030 (gates are at home).
 */
export const steer = async (ports: Ports, request: SteerRequest): Promise<DriveResult> => {
  const found = await requireRollout(ports, request.endpointName)
  refusePointless(found.state, request.order)
  const store = await rolloutStore(ports, request.endpointName)
  const elsewhere = found.from === 'tags' && request.order !== 'abort' && request.order !== 'resume'
  if (elsewhere && (await takenByTag(ports, found.state, request))) {
    const { state } = await requireRollout(ports, request.endpointName)
    return resultOf({ state, because: isOver(state) ? 'ended' : 'still-baking' }, request.order)
  }
  const here = await ports.journal.claim(claimName(store.key), () =>
    steerHere(ports, store, { found, request }),
  )
  const end = here?.result ?? (await steerOther(ports, store, { found, request }))
  return resultOf(end, request.order)
}

/** A pause or a promotion that was taken is done, whatever the rollout does next. */
const resultOf = (end: DriveEnd, order: Order): DriveResult => {
  const result = resultOfDrive(end, order === 'abort' ? 'rolled-back' : 'completed')
  return order === 'pause' ? { ...result, exitCode: 0 } : result
}

const refusePointless = (state: RolloutState, order: Order): void => {
  const { phase, spec } = state
  if (phase.name !== 'ended') return
  const back = phase.outcome === 'rolled-back'
  // What failed or was interfered with may still be brought back.
  if (order === 'abort' && !back) return
  throw new StateError('MLC-ROL-029', `${spec.id} is over: ${phase.outcome}.`, {
    ...(state.reason === undefined ? {} : { why: state.reason }),
    hint: back
      ? 'Traffic has the shares from before it.'
      : `To bring the shares from before it back: ${orderLine('undo', state)}`,
  })
}

type Steering = { readonly found: FoundRollout; readonly request: SteerRequest }

/** Nobody else of this project carries it on: the order is followed here, and the rollout with it. */
const steerHere = async (
  ports: Ports,
  store: RolloutStore,
  { found, request }: Steering,
): Promise<DriveEnd> => {
  const { driving, order, full } = request
  const state = await freshest(ports, found)
  const input: RolloutInput = { type: 'order', order, ...(full ? { full } : {}) }
  if (order === 'pause') {
    const context = await contextOf(ports, store, driving)
    const paused = await advance(context, state, input)
    return { state: paused, because: paused.phase.name === 'held' ? 'held' : 'still-baking' }
  }
  const known = found.from === 'tags' && order !== 'abort' ? withGates(state, request.gates) : state
  await store.removeOrder()
  const next = reduce(known, input, ports.clock.now()).state
  // Before anything is done about it, as everywhere.
  await store.save(next)
  const mode = order === 'abort' ? 'wait' : driving.mode
  return drive(ports, store, next, { ...driving, mode })
}

/** Read again just before it is written: others may have gone on since the first look. */
const freshest = async (ports: Ports, { state }: FoundRollout): Promise<RolloutState> => {
  const now = await findRollout(ports, state.spec.endpointName)
  return now?.state.spec.id === state.spec.id ? now.state : state
}

/** Commands do not travel by tag: whoever carries the rollout on says them again. */
const withGates = (state: RolloutState, gates: readonly string[]): RolloutState => {
  const { policy } = state.spec
  if (policy.gates.length === 0) return state
  if (gates.length !== policy.gates.length) {
    throw new StateError('MLC-ROL-030', `The gates of ${state.spec.id} are not known here.`, {
      why: `Another machine started it with ${countOf(policy.gates.length, 'gate command')}; commands are never read from tags.`,
      hint: 'Pass them again, each with --gate "<command>".',
    })
  }
  return { ...state, spec: { ...state.spec, policy: { ...policy, gates } } }
}

/** A process of this project carries it on: it finds the order beside the state. */
const steerOther = async (
  ports: Ports,
  store: RolloutStore,
  { found, request }: Steering,
): Promise<DriveEnd> => {
  const { spec, step } = found.state
  const { order, full } = request
  await store.leaveOrder({ order, rollout: spec.id, step, ...(full ? { full } : {}) })
  ports.io.note(`Another process carries on ${spec.id}; it is told to ${order}.`)
  const state = await waitUntil(ports, {
    read: async () => ({
      order: await store.readOrder(),
      state: (await store.load()) ?? found.state,
    }),
    isOver: ({ order: left, state: seen }) =>
      left === undefined && (order !== 'abort' || isOver(seen)),
    everyMs: LOOK_EVERY_MS,
    timeoutMs: request.driving.timeoutMs ?? SEEN_WITHIN_MS,
    what: `the order for ${spec.id}`,
    resume: orderLine('status', found.state),
  })
  return { state: state.state, because: isOver(state.state) ? 'ended' : 'still-baking' }
}

/** Whether another machine took the order; an order that nobody takes is taken back. */
const takenByTag = async (
  ports: Ports,
  { spec, step }: RolloutState,
  { order, full, endpointName }: SteerRequest,
): Promise<boolean> => {
  const arn = (await ports.endpoints.find(endpointName))?.endpointArn
  if (arn === undefined) return false
  await ports.endpoints.tag(arn, orderTags(order, { rollout: spec.id, step, full }))
  ports.io.note(`Another machine started ${spec.id}; it is told to ${order}.`)
  const deadline = ports.clock.now() + TAG_TAKEN_WITHIN_MS
  while (ports.clock.now() < deadline) {
    await ports.clock.sleep(LOOK_EVERY_MS * 5, ports.io.signal)
    if (orderOfTags(await ports.endpoints.tags(arn), spec.id) === undefined) return true
  }
  await ports.endpoints.untag(arn, [ORDER_TAG])
  ports.io.note('Nobody took the order: it is followed from here.')
  return false
}
