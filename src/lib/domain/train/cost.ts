import type { MicroUsd } from '../core/money.ts'
import type { Cost } from '../core/plan.ts'

/** What a job runs on, at most how long, and how many of its kind. */
export type Use = {
  readonly instanceType: string
  readonly instances: number
  readonly maxSeconds: number
  /** Trainings of a tuning job; 1 for all others. */
  readonly runs: number
}

/**
 * The most that a job can cost: its longest time at the price of its instances. A job ends by itself,
 * so it has no price per hour of its own.
 */
export const mostCost = (
  { instanceType, instances, maxSeconds, runs }: Use,
  prices: Readonly<Record<string, MicroUsd>>,
): Cost => {
  const price = prices[instanceType]
  if (price === undefined) return { unknown: `${instances} × ${instanceType}, no --price` }
  return { once: Math.round((price * instances * maxSeconds * runs) / 3_600) }
}

/**
 * The most that trainings of several kinds can cost, when nobody knows how many there will be of each: all
 * of them of the dearest kind.
 */
export const dearestCost = (
  uses: readonly Use[],
  prices: Readonly<Record<string, MicroUsd>>,
): Cost => {
  const costs = uses.map((use) => mostCost(use, prices))
  const unknown = costs.find((cost) => 'unknown' in cost)
  return unknown ?? { once: Math.max(...costs.map(({ once = 0 }) => once)) }
}

/** Share of the running time that was not billed, in whole percent; undefined where nothing ran. */
export const savedPercent = (
  trainingSeconds: number | undefined,
  billableSeconds: number | undefined,
): number | undefined =>
  trainingSeconds === undefined || billableSeconds === undefined || trainingSeconds <= 0
    ? undefined
    : Math.round((1 - billableSeconds / trainingSeconds) * 100)
