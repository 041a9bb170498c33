import type { RolloutInput } from '../../domain/rollout/inputs.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import { type MlctlError, OutcomeError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

/**
 * Asks the canary directly, whatever its weight: all answers must come. A fault that is not the
 * model's (credentials, network) is thrown, for it proves nothing about the canary.
 */
export const smokeTest = async (
  ports: Pick<Ports, 'endpointInvocations' | 'files' | 'io'>,
  { spec }: RolloutState,
): Promise<RolloutInput> => {
  const { smoke } = spec.policy
  if (smoke === undefined) return { type: 'smoked', ok: true, reason: 'none wanted' }
  const body = new TextEncoder().encode(await ports.files.readText(smoke.payload))
  for (let at = 1; at <= smoke.requests; at++) {
    try {
      const answer = await ports.endpointInvocations.invoke({
        endpointName: spec.endpointName,
        targetVariant: spec.canary,
        contentType: smoke.contentType,
        body,
      })
      const by = answer.invokedProductionVariant
      if (by !== undefined && by !== spec.canary) {
        return {
          type: 'smoked',
          ok: false,
          reason: `${by} answered in the place of ${spec.canary}`,
        }
      }
    } catch (error) {
      if (!isTheModels(error)) throw error
      return { type: 'smoked', ok: false, reason: `request ${at}: ${error.message}` }
    }
  }
  ports.io.note(`${spec.canary} answered ${smoke.requests} smoke requests.`)
  return { type: 'smoked', ok: true, reason: '' }
}

/** The model failed, or the endpoint refused to hand the request to it. */
const isTheModels = (error: unknown): error is MlctlError =>
  error instanceof OutcomeError || error instanceof StateError
