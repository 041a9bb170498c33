import { commandLine } from '../../domain/core/command-line.ts'
import { clientToken } from '../../domain/core/digest.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { derivedName, resourceNameProblem } from '../../domain/core/resource-name.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { timesDone } from '../earlier.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { planAgainstLiveState } from '../observe.ts'
import { gateDeployments, refuseIneligible } from './eligible.ts'
import { type DeploymentDocument, deploymentDocument, requireDeployment } from './view.ts'
import { waitActive } from './wait.ts'

export type DeployRequest = {
  readonly model: CustomModelView
  /** Undefined: made of the model's name. */
  readonly name: string | undefined
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type DeployResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly deployment?: DeploymentDocument
}

const CREATE = 'bedrock.CreateCustomModelDeployment'

/**
 * Deploys a custom model on demand; what is there already is attached to.
 * @throws UsageError MLC-DEP-005 (name), StateError MLC-DEP-003 (model), MLC-DEP-006 (name taken),
 * GateError MLC-DEP-004 (quota) and what `carryOut` throws.
 */
export const createDeployment = async (
  ports: Ports,
  request: DeployRequest,
): Promise<DeployResult> => {
  const name = request.name ?? derivedName(request.model.modelName, 'od')
  const problem = resourceNameProblem(name)
  if (problem !== undefined) throw new UsageError('MLC-DEP-005', `--name ${name}: ${problem}`)
  await refuseTakenName(ports, name, request.model)
  const draft = await draftDeployment(ports, request, name)
  const { plan, already } = await planAgainstLiveState(ports, commandOf(request, name), [draft])
  if (already.length > 0) {
    ports.io.note(`${name} exists already; nothing is created again.`)
    return finished(ports, { ...request, name }, 'nothing-to-do')
  }
  await refuseIneligible(ports, await loadCatalogue(ports), request.model)
  await gateDeployments(ports)
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return finished(ports, { ...request, name }, 'applied')
  const { planFile } = applied
  return { status: 'planned', plan, ...(planFile === undefined ? {} : { planFile }) }
}

const refuseTakenName = async (
  ports: Ports,
  name: string,
  model: CustomModelView,
): Promise<void> => {
  const found = await ports.deployments.find(name)
  if (found === undefined) return
  const failed = found.status === 'Failed'
  if (!failed && found.modelArn === model.modelArn) return
  throw new StateError('MLC-DEP-006', `The name ${name} is taken.`, {
    why: failed
      ? `An earlier deployment of this name failed: ${found.failureMessage ?? 'no reason given'}`
      : `It serves ${found.modelArn}.`,
    hint: failed
      ? `Remove it: mlctl deployment delete ${name}`
      : `Take another --name, or put the model under it: mlctl deployment update ${name} --model ${model.modelName}`,
  })
}

const draftDeployment = async (
  ports: Ports,
  request: DeployRequest,
  name: string,
): Promise<DraftStep> => {
  const { modelArn, modelName } = request.model
  const change = { operation: CREATE, member: 'modelDeploymentName', value: name }
  const attempt = await timesDone(ports, change)
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  return {
    id: 'deploy',
    operation: CREATE,
    input: {
      modelDeploymentName: name,
      modelArn,
      ...(request.description === undefined ? {} : { description: request.description }),
      clientRequestToken: clientToken({ name, modelArn, account, region, attempt }),
      tags: request.tags,
    },
    summary: `deploy ${modelName} on demand as ${name} (nothing is paid while nobody asks)`,
    undo: `mlctl deployment delete ${name}`,
    danger: { level: 'none' },
    cost: {},
  }
}

const commandOf = (request: DeployRequest, name: string): string =>
  commandLine(['deployment', 'create'], {
    model: request.model.modelName,
    name,
    description: request.description,
    tag: Object.entries(request.tags).map(([key, value]) => `${key}=${value}`),
  })

const finished = async (
  ports: Ports,
  request: DeployRequest & { readonly name: string },
  status: 'nothing-to-do' | 'applied',
): Promise<DeployResult> => {
  const view = request.wait
    ? await waitActive(ports, request.name, request.timeoutMs)
    : await requireDeployment(ports, request.name)
  return { status, deployment: await deploymentDocument(ports, view) }
}
