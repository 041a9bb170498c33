import { epochOf } from '../core/duration.ts'
import { HOURS_PER_MONTH, type MicroUsd } from '../core/money.ts'

/** What a purchase costs and has cost; `unknown` says why there is no figure. */
export type RunningCost =
  | { readonly unknown: string; readonly hours: number }
  | {
      readonly hours: number
      readonly perHour: MicroUsd
      readonly perMonth: MicroUsd
      readonly soFar: MicroUsd
    }

type Purchase = {
  readonly status: string
  readonly modelUnits: number
  readonly creationTime: string
}

/**
 * An estimate: hours since the purchase × units × price. The bill is AWS's; it may count from the
 * moment of service and in whole hours.
 */
export const runningCost = (
  purchase: Purchase,
  price: { readonly unitHour: MicroUsd } | { readonly unknown: string },
  now: number,
): RunningCost => {
  const hours = Math.max(0, (now - epochOf(purchase.creationTime)) / 3_600_000)
  if ('unknown' in price) return { unknown: price.unknown, hours }
  const perHour = price.unitHour * purchase.modelUnits
  if (purchase.status === 'Failed') return { hours, perHour: 0, perMonth: 0, soFar: 0 }
  return {
    hours,
    perHour,
    perMonth: perHour * HOURS_PER_MONTH,
    soFar: Math.round(perHour * hours),
  }
}

/** Sums; purchases without a price are counted, never guessed. */
export const totalRunning = (
  costs: readonly RunningCost[],
): { perHour: MicroUsd; perMonth: MicroUsd; soFar: MicroUsd; withoutPrice: number } => ({
  perHour: costs.reduce((sum, cost) => sum + ('unknown' in cost ? 0 : cost.perHour), 0),
  perMonth: costs.reduce((sum, cost) => sum + ('unknown' in cost ? 0 : cost.perMonth), 0),
  soFar: costs.reduce((sum, cost) => sum + ('unknown' in cost ? 0 : cost.soFar), 0),
  withoutPrice: costs.filter((cost) => 'unknown' in cost).length,
})
