import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import { percentOf } from '../../domain/rollout/weights.ts'
import type { Ports } from '../../ports/all.ts'

const GATE_TIMEOUT_MS = 10 * 60_000
/** `sysexits` EX_TEMPFAIL: could not tell now, ask again. */
const ASK_AGAIN = 75

/**
 * Asks the user's commands whether the next step may be taken: 0 says yes, 75 and a command that did
 * not end by itself say nothing, anything else says no.
 */
export const runGates = async (
  ports: Pick<Ports, 'processes' | 'io'>,
  state: RolloutState,
): Promise<RolloutInput> => {
  const { spec } = state
  for (const line of spec.policy.gates) {
    ports.io.note(`gate: ${line}`)
    const end = await ports.processes.shell(line, {
      timeoutMs: GATE_TIMEOUT_MS,
      signal: ports.io.signal,
      variables: {
        MLCTL_ROLLOUT: spec.id,
        MLCTL_ENDPOINT: spec.endpointName,
        MLCTL_VARIANT: spec.canary,
        MLCTL_STEP: String(state.step + 1),
        MLCTL_PERCENT: String(percentOf(state.settled, spec.canary)),
      },
    })
    const said = end.detail === '' ? '' : `: ${end.detail}`
    if (end.exitCode === 0) continue
    if (end.exitCode === undefined || end.exitCode === ASK_AGAIN) {
      return {
        type: 'gated',
        verdict: 'inconclusive',
        reason: `gate "${line}" did not answer${said}`,
      }
    }
    return {
      type: 'gated',
      verdict: 'fail',
      reason: `gate "${line}" said no (${end.exitCode})${said}`,
    }
  }
  return { type: 'gated', verdict: 'pass', reason: 'all gates said yes' }
}
