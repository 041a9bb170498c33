import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import { reduce } from '../../domain/rollout/machine.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import { phaseOf } from '../../domain/rollout/tags.ts'
import { percentText } from '../../domain/rollout/weights.ts'
import { type Context, tell } from './context.ts'
import { saveState } from './share-state.ts'

/** The next state, saved before anything is done about it. */
export const advance = async (
  context: Context,
  state: RolloutState,
  input: RolloutInput,
): Promise<RolloutState> => {
  const next = reduce(state, input, context.ports.clock.now()).state
  await saveState(context, next)
  const moved = next.phase.name !== state.phase.name || next.step !== state.step
  if (moved || next.paused !== state.paused) await tellPhase(context, next)
  return next
}

const tellPhase = async (context: Context, state: RolloutState): Promise<void> => {
  const { spec, phase, paused } = state
  const reason = state.reason === undefined ? {} : { reason: state.reason }
  if (phase.name === 'ended') {
    await tell(context, state, { type: 'rollout.ended', outcome: phase.outcome, ...reason })
    return
  }
  const percent = spec.steps[state.step]?.percent ?? 0
  await tell(context, state, {
    type: 'rollout.phase',
    phase: phaseOf(phase),
    paused,
    percent,
    ...reason,
  })
  const why = state.reason === undefined ? '' : ` (${state.reason})`
  context.ports.io.note(
    `${spec.endpointName}: ${phaseOf(phase)}${paused ? ', paused' : ''}, step ${state.step + 1} of ${spec.steps.length} (${percentText(percent)})${why}`,
  )
}
