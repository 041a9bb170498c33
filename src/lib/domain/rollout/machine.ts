import type { Effect, RolloutInput } from './inputs.ts'
import { gated, looked } from './look.ts'
import { type BackMove, isOver, type RolloutSpec, type RolloutState } from './model.ts'
import { advanced, ending, rollingBack, shifting } from './moves.ts'
import { planWeights, sharesOfWeights, type VariantWeight, weightsOf } from './weights.ts'

/** A step that the service took back is tried once more; a rollback oftener. */
const SHIFT_ATTEMPTS = 2
const ROLLBACK_ATTEMPTS = 5

export const begin = (spec: RolloutSpec, now: number): RolloutState => ({
  version: 1,
  spec,
  phase: { name: 'suspending-scaling' },
  step: 0,
  paused: false,
  settled: spec.before.shares,
  verdicts: [],
  reason: undefined,
  updatedAt: now,
})

/** One transition. Inputs that do not belong to the phase change nothing. */
export const reduce = (
  state: RolloutState,
  input: RolloutInput,
  now: number,
): { readonly state: RolloutState; readonly effect: Effect } => {
  const next = { ...transition(state, input, now), updatedAt: now }
  return { state: next, effect: effectOf(next) }
}

/** What a rollout in this state has to do: the same after a crash as before it. */
export const effectOf = (state: RolloutState): Effect => {
  const { phase } = state
  switch (phase.name) {
    case 'suspending-scaling':
      return { do: 'suspend-scaling' }
    case 'smoke-testing':
      return { do: 'smoke-test' }
    case 'scaling-up':
      return { do: 'scale-up', percent: state.spec.steps[state.step]?.percent ?? 0 }
    case 'shifting':
      return {
        do: 'set-weights',
        weights: stepWeights(state.spec, state.step),
        direction: 'forward',
      }
    case 'baking':
      return { do: 'look' }
    case 'gating':
      return { do: 'run-gates' }
    case 'held':
      return { do: 'await-order' }
    case 'rolling-back':
      return backward(state, phase.moves?.[0])
    case 'restoring':
      return { do: 'restore-scaling', outcome: phase.outcome }
    case 'ended':
      return { do: 'finish', outcome: phase.outcome }
  }
}

/** The next move of a way back; all at once where nothing says otherwise. */
const backward = ({ spec }: RolloutState, move: BackMove | undefined): Effect =>
  move?.do === 'raise'
    ? move
    : {
        do: 'set-weights',
        weights: weightsOf(move?.shares ?? spec.before.shares),
        direction: 'back',
      }

/** The weights of a step: of the shares before the rollout, so that the others keep that ratio. */
export const stepWeights = (spec: RolloutSpec, step: number): readonly VariantWeight[] =>
  planWeights(
    spec.before.shares.map(({ variantName, percent }) => ({ variantName, weight: percent })),
    { variant: spec.canary, percent: spec.steps[step]?.percent ?? 0, stable: spec.stable },
  )

const transition = (state: RolloutState, input: RolloutInput, now: number): RolloutState => {
  if (input.type === 'order') return ordered(state, input, now)
  if (isOver(state)) return state
  if (input.type === 'interfered' && state.phase.name !== 'restoring') {
    return ending(state, 'interfered', input.reason)
  }
  switch (state.phase.name) {
    case 'suspending-scaling':
      if (input.type !== 'scaling-suspended') return state
      return { ...state, phase: { name: state.spec.policy.smoke ? 'smoke-testing' : 'scaling-up' } }
    case 'smoke-testing':
      if (input.type !== 'smoked') return state
      if (input.ok) return { ...state, phase: { name: 'scaling-up' } }
      return rollingBack(state, `smoke test: ${input.reason}`, { failing: true })
    case 'scaling-up':
      if (input.type === 'not-applied') return rollingBack(state, `capacity: ${input.reason}`)
      if (input.type !== 'capacity-ready') return state
      return { ...state, phase: shifting(0) }
    case 'shifting':
      return shifted(state, input, now)
    case 'baking':
    case 'held':
      return input.type === 'looked' ? looked(state, input.look, input.at ?? now) : state
    case 'gating':
      return input.type === 'gated' ? gated(state, input, now) : state
    case 'rolling-back':
      return rolledBack(state, input)
    case 'restoring':
      return input.type === 'restored'
        ? { ...state, phase: { name: 'ended', outcome: state.phase.outcome } }
        : state
    case 'ended':
      return state
  }
}

const shifted = (state: RolloutState, input: RolloutInput, now: number): RolloutState => {
  if (state.phase.name !== 'shifting') return state
  if (input.type === 'converged') {
    return {
      ...state,
      settled: sharesOfWeights(stepWeights(state.spec, state.step)),
      phase: { name: 'baking', since: now },
    }
  }
  if (input.type !== 'not-applied') return state
  const attempts = state.phase.attempts + 1
  if (attempts < SHIFT_ATTEMPTS) return { ...state, phase: shifting(attempts) }
  return rollingBack(state, `the step did not apply: ${input.reason}`)
}

const rolledBack = (state: RolloutState, input: RolloutInput): RolloutState => {
  const { phase } = state
  if (phase.name !== 'rolling-back') return state
  const [move, ...left] = phase.moves ?? []
  if (input.type === 'way-back') {
    const first = phase.moves === undefined && input.moves.length > 0
    return first ? { ...state, phase: { ...phase, moves: input.moves } } : state
  }
  if (input.type === 'raised') return move?.do === 'raise' ? nextBack(state, left) : state
  if (input.type === 'converged' && move?.do !== 'raise') {
    return nextBack({ ...state, settled: move?.shares ?? state.spec.before.shares }, left)
  }
  if (input.type !== 'not-applied') return state
  const attempts = phase.attempts + 1
  if (attempts < ROLLBACK_ATTEMPTS) return { ...state, phase: { ...phase, attempts } }
  return ending(state, 'rollback-failed', `${state.reason ?? ''}; ${input.reason}`)
}

const nextBack = (state: RolloutState, moves: readonly BackMove[]): RolloutState =>
  state.phase.name === 'rolling-back' && moves.length > 0
    ? { ...state, phase: { ...state.phase, attempts: 0, moves } }
    : { ...state, phase: { name: 'restoring', outcome: 'rolled-back' } }

const ordered = (
  state: RolloutState,
  { order, full }: Extract<RolloutInput, { type: 'order' }>,
  now: number,
): RolloutState => {
  const { phase } = state
  switch (order) {
    case 'abort':
      return aborted(state)
    case 'pause':
      return isOver(state) ? state : { ...state, paused: true }
    case 'resume':
      return phase.name === 'held'
        ? { ...state, paused: false, phase: { name: 'baking', since: now }, reason: undefined }
        : { ...state, paused: false }
    case 'promote': {
      const stands = phase.name === 'baking' || phase.name === 'held' || phase.name === 'gating'
      if (!stands) return state
      const free = { ...state, paused: false }
      const last = state.spec.steps.length - 1
      return advanced(full === true && state.step < last ? { ...free, step: last - 1 } : free)
    }
  }
}

/** From any phase; where traffic is back already, or on its way, nothing more is to be done. */
const aborted = (state: RolloutState): RolloutState => {
  const { phase } = state
  if (phase.name === 'rolling-back') return { ...state, phase: { ...phase, ordered: true } }
  const back = 'outcome' in phase && phase.outcome === 'rolled-back'
  return back ? state : rollingBack(state, 'aborted', { ordered: true })
}
