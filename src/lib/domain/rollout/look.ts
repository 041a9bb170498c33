import type { Look, RolloutInput } from './inputs.ts'
import type { RolloutState } from './model.ts'
import { advanced, isLast, note, rollingBack } from './moves.ts'

/**
 * A look at a step. Bad news is acted on at once, whatever else holds; good news only when the bake is
 * over, nothing is paused and the alarms can be read.
 */
export const looked = (state: RolloutState, look: Look, now: number): RolloutState => {
  const { phase, spec } = state
  if (phase.name !== 'baking' && phase.name !== 'held') return state
  if (look.alarms.inAlarm.length > 0) {
    return rollingBack(state, `in alarm: ${look.alarms.inAlarm.join(', ')}`, { failing: true })
  }
  const noted = note(state, look, now)
  if (look.verdict === 'fail') return rollingBack(noted, look.reason, { failing: true })
  if (phase.name === 'held' || state.paused) return noted
  const step = spec.steps[state.step]
  if (step === undefined || now < phase.since + step.bakeMs) return noted
  const undecided = undecidedReason(state, look)
  if (undecided === undefined) {
    return spec.policy.gates.length > 0
      ? { ...noted, phase: { name: 'gating', since: phase.since } }
      : advanced(noted)
  }
  return atLimit(noted, undecided, now)
}

/** Why a step may not go on although nothing is bad; undefined when it may. */
const undecidedReason = (state: RolloutState, look: Look): string | undefined => {
  const step = state.spec.steps[state.step]
  if (look.alarms.unknown.length > 0) {
    return `alarms without an answer: ${look.alarms.unknown.join(', ')}`
  }
  if (step === undefined) return look.reason
  // With all traffic on the canary there is no baseline, and nowhere further to send traffic.
  if (step.percent === 100 && isLast(state)) return undefined
  if (look.verdict !== 'pass') return look.reason
  return look.requests < step.minRequests
    ? `${look.requests} of ${step.minRequests} requests answered`
    : undefined
}

const atLimit = (state: RolloutState, reason: string, now: number): RolloutState => {
  const { phase, spec } = state
  if (phase.name !== 'baking' && phase.name !== 'gating') return state
  const limit = Math.max(spec.policy.maxBakeMs, spec.steps[state.step]?.bakeMs ?? 0)
  if (now < phase.since + limit) return { ...state, phase: { name: 'baking', since: phase.since } }
  return spec.policy.onInconclusive === 'rollback'
    ? rollingBack(state, `undecided at the longest bake time: ${reason}`)
    : { ...state, phase: { name: 'held', since: phase.since }, reason }
}

export const gated = (
  state: RolloutState,
  input: Extract<RolloutInput, { type: 'gated' }>,
  now: number,
): RolloutState => {
  if (state.phase.name !== 'gating') return state
  if (input.verdict === 'fail') {
    return rollingBack(note(state, input, now), input.reason, { failing: true })
  }
  if (input.verdict === 'inconclusive') return atLimit(state, input.reason, now)
  // Paused while the commands ran.
  if (state.paused) return { ...state, phase: { name: 'baking', since: state.phase.since } }
  return advanced(state)
}
