import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DeploymentView } from '../../ports/deployments.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { planAgainstLiveState } from '../observe.ts'
import { chosenModel, type ModelChoice } from '../throughput/ask.ts'
import { refuseIneligible } from './eligible.ts'
import { type DeploymentDocument, deploymentDocument, requireDeployment } from './view.ts'
import { waitActive } from './wait.ts'

/** A model that is not given is asked for on a terminal. */
export type SwapRequest = ModelChoice & {
  readonly name: string
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type SwapResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly deployment: DeploymentDocument
}

/**
 * Puts another model under a deployment: all callers of its ARN get the new answers.
 * @throws StateError MLC-DEP-001, MLC-DEP-003, MLC-DEP-007 (not in a state to be changed).
 */
export const updateDeployment = async (ports: Ports, request: SwapRequest): Promise<SwapResult> => {
  const view = await requireDeployment(ports, request.name)
  const model = await chosenModel(ports, request)
  const { deploymentArn, modelDeploymentName: name } = view
  const command = commandLine(['deployment', 'update', name], { model: model.modelName })
  const { plan } = await planAgainstLiveState(ports, command, [
    {
      id: 'update',
      operation: 'bedrock.UpdateCustomModelDeployment',
      input: { deploymentArn, modelArn: model.modelArn },
      summary: `serve ${model.modelName} from ${name} instead of ${view.modelArn}`,
      undo: commandLine(['deployment', 'update', name], { model: view.modelArn }),
      danger: { level: 'moderate' },
      cost: {},
    },
  ])
  if (plan.steps.length > 0) {
    refuseBusy(view)
    await refuseIneligible(ports, await loadCatalogue(ports), model)
  }
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status === 'planned') {
    const { planFile } = applied
    const deployment = await deploymentDocument(ports, view)
    return { status: 'planned', plan, deployment, ...(planFile === undefined ? {} : { planFile }) }
  }
  const after = request.wait
    ? await waitActive(ports, deploymentArn, request.timeoutMs)
    : await requireDeployment(ports, deploymentArn)
  return { status: applied.status, deployment: await deploymentDocument(ports, after) }
}

const refuseBusy = (view: DeploymentView): void => {
  const updating = view.updateDetails?.updateStatus === 'Updating'
  if (view.status === 'Active' && !updating) return
  throw new StateError('MLC-DEP-007', `${view.modelDeploymentName} cannot be changed now.`, {
    why: updating ? 'Another update is under way.' : `It is ${view.status}.`,
    hint: `Wait for it: mlctl deployment status ${view.modelDeploymentName} --wait`,
  })
}
