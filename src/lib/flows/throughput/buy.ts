import type { Catalogue } from '../../domain/catalogue/model.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import { clientToken } from '../../domain/core/digest.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { derivedName, resourceNameProblem } from '../../domain/core/resource-name.ts'
import { provisionObjection } from '../../domain/throughput/support.ts'
import type { Term } from '../../domain/throughput/terms.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { timesDone } from '../earlier.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { type BaseModel, baseModelOf, liveBase } from '../model/base-model.ts'
import { planAgainstLiveState } from '../observe.ts'
import { isSamePurchase } from '../operations/provisioned-models.ts'
import { chosenModel, chosenTerm, type ModelChoice } from './ask.ts'
import { gateQuotas } from './quotas.ts'
import {
  documentOf,
  requireProvisionedModel,
  type ThroughputDocument,
  todayOf,
  unitPrice,
} from './view.ts'
import { waitInService } from './wait.ts'

/** What is not given is asked for on a terminal. */
export type BuyRequest = ModelChoice & {
  readonly units: number
  readonly term: Term | undefined
  /** Undefined: made of the model's name. */
  readonly name: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type BuyResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly throughput?: ThroughputDocument
}

type Decided = Omit<BuyRequest, 'model' | 'job' | 'term'> & {
  readonly model: CustomModelView
  readonly term: Term
}

/** What a purchase is made of, decided before the plan. */
type Purchase = {
  readonly provisionedModelName: string
  readonly modelId: string
  readonly modelUnits: number
  readonly commitmentDuration?: 'OneMonth' | 'SixMonths'
}

const CREATE = 'bedrock.CreateProvisionedModelThroughput'

/**
 * Buys model units for a custom model: checks model, name and quota, shows the plan, takes consent,
 * buys. A purchase that is there already is attached to, never bought twice.
 * @throws UsageError MLC-TP-004 (name), StateError MLC-TP-005 (model), MLC-TP-006 (name taken),
 * GateError MLC-TP-002 (quota) and what `carryOut` throws.
 */
export const buy = async (ports: Ports, request: BuyRequest): Promise<BuyResult> => {
  const model = await chosenModel(ports, request)
  const term = await chosenTerm(ports, model, request)
  return buyFor(ports, { ...request, model, term })
}

const buyFor = async (ports: Ports, request: Decided): Promise<BuyResult> => {
  const catalogue = await loadCatalogue(ports)
  const base = await baseModelOf(ports, catalogue, request.model)
  const purchase = purchaseOf(request)
  await refuseTakenName(ports, purchase)
  const draft = await draftPurchase(ports, { request, purchase, base, catalogue })
  const { plan, already } = await planAgainstLiveState(ports, commandOf(request, purchase), [draft])
  // Before quota and model are checked: what is bought already needs neither.
  if (already.length > 0) return finished(ports, request, purchase, 'nothing-to-do')
  await refuseModel(ports, request.model, base)
  const { units, term } = request
  await gateQuotas(ports, { baseName: base.name, facts: base.facts, units, term })
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status === 'planned') {
    const { planFile } = applied
    return { status: 'planned', plan, ...(planFile === undefined ? {} : { planFile }) }
  }
  return finished(ports, request, purchase, 'applied')
}

const purchaseOf = ({ name, model, units, term }: Decided): Purchase => {
  const provisionedModelName = name ?? derivedName(model.modelName, 'pt')
  const problem = resourceNameProblem(provisionedModelName)
  if (problem !== undefined) {
    throw new UsageError('MLC-TP-004', `--name ${provisionedModelName}: ${problem}`)
  }
  if (!Number.isInteger(units) || units < 1) {
    throw new UsageError('MLC-TP-004', '--units must be a whole number from 1.')
  }
  return {
    provisionedModelName,
    modelId: model.modelArn,
    modelUnits: units,
    ...(term === 'none' ? {} : { commitmentDuration: term }),
  }
}

const refuseTakenName = async (ports: Ports, purchase: Purchase): Promise<void> => {
  const name = purchase.provisionedModelName
  const found = await ports.provisionedModels.find(name)
  if (found === undefined || (isSamePurchase(found, purchase) && found.status !== 'Failed')) return
  const failed = found.status === 'Failed'
  throw new StateError('MLC-TP-006', `The name ${name} is taken.`, {
    why: failed
      ? `An earlier purchase of this name failed: ${found.failureMessage ?? 'no reason given'}`
      : `It holds ${countOf(found.desiredModelUnits, 'unit')} of ${found.desiredModelArn}, ` +
        `commitment ${found.commitmentDuration ?? 'none'}.`,
    hint: failed
      ? `Remove it: mlctl throughput release ${name}`
      : 'Nothing was bought. Take another --name, or see: mlctl throughput list',
  })
}

const refuseModel = async (
  ports: Ports,
  model: CustomModelView,
  base: BaseModel,
): Promise<void> => {
  const live = await liveBase(ports, base)
  const facts = {
    name: base.name,
    provisioned: base.facts?.deployment.provisioned,
    lifecycle: live?.modelLifecycle.status,
    endOfLife: live?.modelLifecycle.endOfLifeTime ?? base.facts?.lifecycle.endOfLife,
  }
  const inactive = `The model is ${model.modelStatus}, not Active.`
  const objection =
    model.modelStatus === 'Active' ? provisionObjection(facts, todayOf(ports.clock)) : inactive
  if (objection === undefined) return
  throw new StateError('MLC-TP-005', `No throughput can be bought for ${model.modelName}.`, {
    why: objection,
    hint: 'Nothing was bought. Other ways to use it: mlctl throughput quote',
  })
}

type Draft = {
  readonly request: Decided
  readonly purchase: Purchase
  readonly base: BaseModel
  readonly catalogue: Catalogue
}

const draftPurchase = async (ports: Ports, draft: Draft): Promise<DraftStep> => {
  const { purchase, base, catalogue, request } = draft
  const name = purchase.provisionedModelName
  const attempt = await timesDone(ports, {
    operation: CREATE,
    member: 'provisionedModelName',
    value: name,
  })
  const [{ account }, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  const price = unitPrice(catalogue, base.foundationModelArn, request.term)
  const perHour = 'unknown' in price ? undefined : price.unitHour * request.units
  const bound = request.term !== 'none'
  return {
    id: 'buy',
    operation: CREATE,
    input: {
      ...purchase,
      clientRequestToken: clientToken({ ...purchase, account, region, attempt }),
      tags: request.tags,
    },
    summary: `buy ${countOf(request.units, 'model unit')} for ${request.model.modelName} as ${name}${bound ? `, commitment ${request.term}` : ''}`,
    undo: bound ? false : `mlctl throughput release ${name}`,
    danger: bound
      ? { level: 'commitment', name, term: request.term }
      : { level: 'hourly', name, perHour: perHour ?? 'unknown' },
    cost: 'unknown' in price ? { unknown: price.unknown } : { perHour: perHour ?? 0 },
  }
}

const commandOf = (request: Decided, purchase: Purchase): string =>
  commandLine(['throughput', 'buy'], {
    model: request.model.modelName,
    units: request.units,
    name: purchase.provisionedModelName,
    commitment: request.term,
    tag: Object.entries(request.tags).map(([key, value]) => `${key}=${value}`),
  })

const finished = async (
  ports: Ports,
  request: Decided,
  purchase: Purchase,
  status: 'nothing-to-do' | 'applied',
): Promise<BuyResult> => {
  const name = purchase.provisionedModelName
  if (status === 'nothing-to-do') ports.io.note(`${name} exists already; nothing is bought again.`)
  const view = request.wait
    ? await waitInService(ports, name, request.timeoutMs)
    : await requireProvisionedModel(ports, name)
  return { status, throughput: await documentOf(ports, view) }
}
