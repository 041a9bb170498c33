import type { Catalogue } from '../../domain/catalogue/model.ts'
import { isoTime } from '../../domain/core/duration.ts'
import { type MicroUsd, type Money, money } from '../../domain/core/money.ts'
import { modelIdOf, releaseOf } from '../../domain/throughput/rules.ts'
import { type RunningCost, runningCost } from '../../domain/throughput/running-cost.ts'
import { type Term, unknownUnitPrice } from '../../domain/throughput/terms.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { requireIdentifier } from '../identifier.ts'
import { baseModelAt } from '../model/base-model.ts'

/** A purchase as every throughput command shows it. */
export type ThroughputDocument = {
  readonly provisionedModelArn: string
  readonly provisionedModelName: string
  readonly status: ProvisionedModelView['status']
  readonly failureMessage?: string
  readonly modelArn: string
  readonly desiredModelArn: string
  readonly baseModel: string
  readonly modelUnits: number
  readonly commitment: Term
  readonly commitmentExpirationTime?: string
  readonly creationTime: string
  readonly hours: number
  readonly cost: CostDocument
  readonly release: {
    readonly allowed: boolean
    /** When it becomes possible; absent when it is, or when the service does not say. */
    readonly from?: string
    readonly renews: boolean
    readonly command: string
  }
}

export type CostDocument =
  | { readonly unknown: string }
  | { readonly perHour: Money; readonly perMonth: Money; readonly soFar: Money }

/** A purchase with what it costs and when it can end. */
export const throughputDocument = (
  view: ProvisionedModelView,
  catalogue: Catalogue,
  now: number,
): ThroughputDocument => {
  const cost = costOf(view, catalogue, now)
  const release = releaseOf(view, now)
  return {
    provisionedModelArn: view.provisionedModelArn,
    provisionedModelName: view.provisionedModelName,
    status: view.status,
    ...(view.failureMessage === undefined ? {} : { failureMessage: view.failureMessage }),
    modelArn: view.modelArn,
    desiredModelArn: view.desiredModelArn,
    baseModel: modelIdOf(view.foundationModelArn),
    modelUnits: view.modelUnits,
    commitment: view.commitmentDuration ?? 'none',
    ...(view.commitmentExpirationTime === undefined
      ? {}
      : { commitmentExpirationTime: view.commitmentExpirationTime }),
    creationTime: view.creationTime,
    hours: Math.round(cost.hours * 100) / 100,
    cost: costDocumentOf(cost),
    release: {
      allowed: release.allowed,
      ...(release.allowed || release.until === undefined ? {} : { from: release.until }),
      renews: view.commitmentDuration !== undefined,
      command: `mlctl throughput release ${view.provisionedModelName}`,
    },
  }
}

/** What a purchase costs by the catalogue's price for its base model and term. */
export const costOf = (
  view: ProvisionedModelView,
  catalogue: Catalogue,
  now: number,
): RunningCost =>
  runningCost(view, unitPrice(catalogue, view.foundationModelArn, termOf(view)), now)

export const termOf = (view: Pick<ProvisionedModelView, 'commitmentDuration'>): Term =>
  view.commitmentDuration ?? 'none'

/** Price of one model unit for an hour, or why it is unknown. */
export const unitPrice = (
  catalogue: Catalogue,
  foundationModelArn: string,
  term: Term,
): { readonly unitHour: MicroUsd } | { readonly unknown: string } => {
  const base = baseModelAt(catalogue, foundationModelArn)
  const price = base.facts?.prices.provisionedUnitHour?.[term]
  return price === undefined
    ? { unknown: unknownUnitPrice(base.name, term) }
    : { unitHour: price.microUsd }
}

/** @throws StateError MLC-TP-001 when there is no such purchase. */
export const requireProvisionedModel = async (
  ports: Pick<Ports, 'provisionedModels'>,
  nameOrArn: string,
): Promise<ProvisionedModelView> => {
  requireIdentifier(nameOrArn, 'purchase')
  const found = await ports.provisionedModels.find(nameOrArn)
  if (found !== undefined) return found
  throw new StateError('MLC-TP-001', `There is no Provisioned Throughput ${nameOrArn} here.`, {
    hint: 'What there is in this account and region: mlctl throughput list',
  })
}

/** Reads a purchase and shows it as of now. */
export const documentOf = async (
  ports: Pick<Ports, 'clock' | 'settings' | 'files'>,
  view: ProvisionedModelView,
): Promise<ThroughputDocument> =>
  throughputDocument(view, await loadCatalogue(ports), ports.clock.now())

/** The day of an instant, as AWS's calendar has it (UTC). */
export const todayOf = (clock: Ports['clock']): string => isoTime(clock.now()).slice(0, 10)

const costDocumentOf = (cost: RunningCost): CostDocument =>
  'unknown' in cost
    ? { unknown: cost.unknown }
    : { perHour: money(cost.perHour), perMonth: money(cost.perMonth), soFar: money(cost.soFar) }
