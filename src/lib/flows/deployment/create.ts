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
import { chosenModel, type ModelChoice } from '../throughput/ask.ts'
import { gateDeployments, refuseIneligible } from './eligible.ts'
import { type DeploymentDocument, deploymentDocument, requireDeployment } from './view.ts'
import { waitActive } from './wait.ts'

/** A model that is not given is asked for on a terminal. */
export type DeployRequest = ModelChoice & {
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

type Decided = Omit<DeployRequest, 'model' | 'job' | 'name'> & {
  readonly model: CustomModelView
  readonly name: string
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
  const model = await chosenModel(ports, request)
  const name = request.name ?? derivedName(model.modelName, 'od')
  const problem = resourceNameProblem(name)
  if (problem !== undefined) throw new UsageError('MLC-DEP-005', `--name ${name}: ${problem}`)
  return deploy(ports, { ...request, model, name })
}

const deploy = async (ports: Ports, request: Decided): Promise<DeployResult> => {
  const { name } = request
  await refuseTakenName(ports, name, request.model)
  const draft = await draftDeployment(ports, request)
  const { plan, already } = await planAgainstLiveState(ports, commandOf(request), [draft])
  if (already.length > 0) {
    ports.io.note(`${name} exists already; nothing is created again.`)
    return finished(ports, request, 'nothing-to-do')
  }
  await refuseIneligible(ports, await loadCatalogue(ports), request.model)
  await gateDeployments(ports)
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return finished(ports, request, 'applied')
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

const draftDeployment = async (ports: Ports, request: Decided): Promise<DraftStep> => {
  const { name, model } = request
  const { modelArn, modelName } = model
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

const commandOf = (request: Decided): string =>
  commandLine(['deployment', 'create'], {
    model: request.model.modelName,
    name: request.name,
    description: request.description,
    tag: Object.entries(request.tags).map(([key, value]) => `${key}=${value}`),
  })

const finished = async (
  ports: Ports,
  request: Decided,
  status: 'nothing-to-do' | 'applied',
): Promise<DeployResult> => {
  const view = request.wait
    ? await waitActive(ports, request.name, request.timeoutMs)
    : await requireDeployment(ports, request.name)
  return { status, deployment: await deploymentDocument(ports, view) }
}
