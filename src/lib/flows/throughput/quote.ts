import { findModel } from '../../domain/catalogue/find.ts'
import type { Catalogue } from '../../domain/catalogue/model.ts'
import { type Money, money } from '../../domain/core/money.ts'
import { deployObjections } from '../../domain/deployment/eligibility.ts'
import { type QuotaVerdict, verdictOf } from '../../domain/throughput/quota.ts'
import { provisionObjection } from '../../domain/throughput/support.ts'
import { type Quote, quoteOf, type Term, unknownUnitPrice } from '../../domain/throughput/terms.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { type BaseModel, baseModelAt, baseModelOf, liveBase } from '../model/base-model.ts'
import { chosenModel, type ModelChoice } from './ask.ts'
import { quotaLines } from './quotas.ts'
import { todayOf } from './view.ts'

export type Offer = {
  readonly term: Term
  readonly label: string
  readonly unitHour?: Money
  readonly perHour?: Money
  readonly perMonth?: Money
  readonly perTerm?: Money
  readonly asOf?: string
  readonly source?: string
  readonly unknown?: string
}

export type QuoteResult = {
  readonly baseModel: string
  readonly customModel?: string
  readonly units: number
  /** Why AWS sells none for this base; absent when it does, or when nothing is known. */
  readonly notSold?: string
  readonly offers: readonly Offer[]
  readonly quotas: readonly {
    readonly quotaCode: string
    readonly quotaName: string
    readonly value?: number
    readonly used: number
    readonly needed: number
    readonly verdict: QuotaVerdict
  }[]
  /** The alternative: an on-demand deployment. */
  readonly onDemand: {
    readonly objections: readonly string[]
    readonly idlePerHour: Money
    readonly inputPer1kTokens?: Money
    readonly outputPer1kTokens?: Money
  }
  readonly catalogueAsOf: string
}

/** What model units for a model cost under each term, beside the deployment on demand. Reads only. */
export const quote = async (
  ports: Ports,
  request: ModelChoice & { readonly units: number },
): Promise<QuoteResult> => {
  const catalogue = await loadCatalogue(ports)
  const { base, model } = await quoted(ports, catalogue, request)
  const { units } = request
  const lines = await quotaLines(ports, {
    baseName: base.name,
    facts: base.facts,
    units,
    term: 'none',
  })
  const notSold = await objectionTo(ports, base)
  const quotes = quoteOf(base.facts?.prices.provisionedUnitHour ?? {}, units)
  return {
    baseModel: base.name,
    ...(model === undefined ? {} : { customModel: model.modelName }),
    units,
    ...(notSold === undefined ? {} : { notSold }),
    offers: quotes.map((one) => offerOf(one, base.name)),
    quotas: lines.map(({ reason: _, ...line }) => ({ ...line, verdict: verdictOf({ ...line }) })),
    onDemand: onDemandOf(base, model, todayOf(ports.clock)),
    catalogueAsOf: catalogue.asOf,
  }
}

/** A base model of the catalogue can be quoted before there is a custom model. */
const quoted = async (
  ports: Ports,
  catalogue: Catalogue,
  request: ModelChoice,
): Promise<{ base: BaseModel; model?: CustomModelView }> => {
  const facts = request.model === undefined ? undefined : findModel(catalogue, request.model)
  if (facts !== undefined && request.job === undefined) {
    return { base: baseModelAt(catalogue, facts.customizationId) }
  }
  const model = await chosenModel(ports, request)
  return { base: await baseModelOf(ports, catalogue, model), model }
}

const objectionTo = async (ports: Ports, base: BaseModel): Promise<string | undefined> => {
  const live = await liveBase(ports, base)
  const facts = {
    name: base.name,
    provisioned: base.facts?.deployment.provisioned,
    lifecycle: live?.modelLifecycle.status,
    endOfLife: live?.modelLifecycle.endOfLifeTime ?? base.facts?.lifecycle.endOfLife,
  }
  return provisionObjection(facts, todayOf(ports.clock))
}

const offerOf = ({ facts, price }: Quote, baseName: string): Offer => {
  const { term, label } = facts
  if (price === undefined) return { term, label, unknown: unknownUnitPrice(baseName, term) }
  return {
    term,
    label,
    unitHour: money(price.unitHour),
    perHour: money(price.perHour),
    perMonth: money(price.perMonth),
    ...(price.perTerm === undefined ? {} : { perTerm: money(price.perTerm) }),
    asOf: price.asOf,
    source: price.source,
  }
}

const onDemandOf = (
  base: BaseModel,
  model: CustomModelView | undefined,
  today: string,
): QuoteResult['onDemand'] => {
  const { onDemandInputPer1kTokens: input, onDemandOutputPer1kTokens: output } =
    base.facts?.prices ?? {}
  const candidate = {
    modelName: model?.modelName ?? `a new model of ${base.name}`,
    modelStatus: model?.modelStatus ?? 'Active',
    customizedAt: model?.creationTime ?? today,
    baseName: base.name,
    baseOnDemand: base.facts?.deployment.onDemand,
    baseEndOfLife: base.facts?.lifecycle.endOfLife,
  }
  return {
    objections: deployObjections(candidate, today),
    idlePerHour: money(0),
    ...(input === undefined ? {} : { inputPer1kTokens: money(input.microUsd) }),
    ...(output === undefined ? {} : { outputPer1kTokens: money(output.microUsd) }),
  }
}
