import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { resourceNameProblem } from '../../domain/core/resource-name.ts'
import { changeObjection, modelChangeObjection } from '../../domain/throughput/rules.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { wasBegun } from '../earlier.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { requireIdentifier } from '../identifier.ts'
import { baseModelOf } from '../model/base-model.ts'
import { requireCustomModel } from '../model/custom-model.ts'
import { planAgainstLiveState } from '../observe.ts'
import { documentOf, requireProvisionedModel, type ThroughputDocument } from './view.ts'
import { waitInService } from './wait.ts'

export type UpdateRequest = {
  readonly name: string
  readonly rename: string | undefined
  /** A custom model's name or ARN, or the id of the base model. */
  readonly model: string | undefined
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type UpdateResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly throughput: ThroughputDocument
}

const UPDATE = 'bedrock.UpdateProvisionedModelThroughput'

/**
 * Renames a purchase or puts another model under it; units and commitment cannot be changed.
 * @throws UsageError MLC-TP-008, StateError MLC-TP-001, MLC-TP-009 (what the service would refuse).
 */
export const updateThroughput = async (
  ports: Ports,
  request: UpdateRequest,
): Promise<UpdateResult> => {
  checkRequest(request)
  const view = await current(ports, request)
  const desiredModelId = await desiredModel(ports, view, request.model)
  const draft = draftOf(view, request.rename, desiredModelId)
  const { plan } = await planAgainstLiveState(ports, commandOf(request), [draft])
  if (plan.steps.length > 0) refuseChange(view)
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status === 'planned') {
    const { planFile } = applied
    const throughput = await documentOf(ports, view)
    return { status: 'planned', plan, throughput, ...(planFile === undefined ? {} : { planFile }) }
  }
  const arn = view.provisionedModelArn
  const after = request.wait
    ? await waitInService(ports, arn, request.timeoutMs)
    : await requireProvisionedModel(ports, arn)
  return { status: applied.status, throughput: await documentOf(ports, after) }
}

const checkRequest = ({ rename, model }: UpdateRequest): void => {
  if (rename === undefined && model === undefined) {
    throw new UsageError('MLC-TP-008', 'Nothing to change was given.', {
      hint: 'Pass --rename or --model. Units and commitment of a purchase cannot be changed.',
    })
  }
  const problem = rename === undefined ? undefined : resourceNameProblem(rename)
  if (problem !== undefined) throw new UsageError('MLC-TP-004', `--rename ${rename}: ${problem}`)
}

/** After a crash in the middle the purchase may carry its new name already. */
const current = async (ports: Ports, request: UpdateRequest): Promise<ProvisionedModelView> => {
  requireIdentifier(request.name, 'purchase')
  const found = await ports.provisionedModels.find(request.name)
  if (found !== undefined || request.rename === undefined) {
    return found ?? requireProvisionedModel(ports, request.name)
  }
  const change = { operation: UPDATE, member: 'desiredName', value: request.rename }
  const begun = await wasBegun(ports, change)
  return requireProvisionedModel(ports, begun ? request.rename : request.name)
}

/** The ARN or id to put under the purchase, checked against what the service allows. */
const desiredModel = async (
  ports: Ports,
  view: ProvisionedModelView,
  model: string | undefined,
): Promise<string | undefined> => {
  if (model === undefined) return undefined
  const catalogue = await loadCatalogue(ports)
  if (model === view.foundationModelArn || view.foundationModelArn.endsWith(`/${model}`)) {
    refuseModel(view, {
      modelArn: view.foundationModelArn,
      foundationModelArn: view.foundationModelArn,
      active: true,
    })
    return view.foundationModelArn
  }
  const custom = await requireCustomModel(ports, model)
  const base = await baseModelOf(ports, catalogue, custom)
  refuseModel(view, {
    modelArn: custom.modelArn,
    foundationModelArn: base.foundationModelArn,
    active: custom.modelStatus === 'Active',
  })
  return custom.modelArn
}

const refuseModel = (
  view: ProvisionedModelView,
  candidate: Parameters<typeof modelChangeObjection>[1],
): void => {
  // What is there already is no change.
  if (candidate.modelArn === view.desiredModelArn) return
  const objection = modelChangeObjection(view, candidate)
  if (objection !== undefined) throw refused(view, objection)
}

const refuseChange = (view: ProvisionedModelView): void => {
  const objection = changeObjection(view)
  if (objection !== undefined) throw refused(view, objection)
}

const refused = (view: ProvisionedModelView, why: string) =>
  new StateError('MLC-TP-009', `${view.provisionedModelName} cannot be changed this way.`, {
    why,
    hint: `Nothing was changed. See: mlctl throughput status ${view.provisionedModelName}`,
  })

/** Another model under live traffic changes answers at once; a new name changes none. */
const draftOf = (
  view: ProvisionedModelView,
  rename: string | undefined,
  desiredModelId: string | undefined,
): DraftStep => {
  const name = view.provisionedModelName
  const parts = [
    ...(desiredModelId === undefined ? [] : [`serve ${desiredModelId} from ${name}`]),
    ...(rename === undefined ? [] : [`rename ${name} to ${rename}`]),
  ]
  const back = commandLine(['throughput', 'update', rename ?? name], {
    rename: rename === undefined ? undefined : name,
    model: desiredModelId === undefined ? undefined : view.desiredModelArn,
  })
  return {
    id: 'update',
    operation: UPDATE,
    input: {
      provisionedModelArn: view.provisionedModelArn,
      ...(rename === undefined ? {} : { desiredName: rename }),
      ...(desiredModelId === undefined ? {} : { desiredModelId }),
    },
    summary: parts.join(' and '),
    undo: back,
    danger: desiredModelId === undefined ? { level: 'moderate' } : { level: 'severe', name },
    cost: {},
  }
}

const commandOf = ({ name, rename, model }: UpdateRequest): string =>
  commandLine(['throughput', 'update', name], { rename, model })
