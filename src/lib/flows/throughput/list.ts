import { type Money, money } from '../../domain/core/money.ts'
import { totalRunning } from '../../domain/throughput/running-cost.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import {
  costOf,
  documentOf,
  requireProvisionedModel,
  type ThroughputDocument,
  throughputDocument,
} from './view.ts'
import { waitInService } from './wait.ts'

export type ThroughputList = {
  readonly provisionedModels: readonly ThroughputDocument[]
  readonly total: {
    readonly perHour: Money
    readonly perMonth: Money
    readonly soFar: Money
    /** Purchases that are not in the sums because their price is unknown. */
    readonly withoutPrice: number
  }
}

/** Every purchase of the account and region, with what it has cost so far. */
export const listThroughput = async (
  ports: Pick<Ports, 'provisionedModels' | 'clock' | 'settings' | 'files'>,
): Promise<ThroughputList> => {
  const [views, catalogue] = [await ports.provisionedModels.list(), await loadCatalogue(ports)]
  const now = ports.clock.now()
  const sums = totalRunning(views.map((view) => costOf(view, catalogue, now)))
  return {
    provisionedModels: views.map((view) => throughputDocument(view, catalogue, now)),
    total: {
      perHour: money(sums.perHour),
      perMonth: money(sums.perMonth),
      soFar: money(sums.soFar),
      withoutPrice: sums.withoutPrice,
    },
  }
}

/**
 * One purchase; with `wait`, once it serves.
 * @throws StateError MLC-TP-001 when there is none, and what `waitInService` throws.
 */
export const throughputStatus = async (
  ports: Ports,
  nameOrArn: string,
  options: { readonly wait: boolean; readonly timeoutMs: number | undefined },
): Promise<ThroughputDocument> => {
  const view = options.wait
    ? await waitInService(ports, nameOrArn, options.timeoutMs)
    : await requireProvisionedModel(ports, nameOrArn)
  return documentOf(ports, view)
}
