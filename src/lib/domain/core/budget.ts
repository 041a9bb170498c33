import { dollars, type MicroUsd } from './money.ts'

/** Limits from the project file (`budget:`); an absent limit allows everything. */
export type Budget = {
  readonly perMonth?: MicroUsd
  readonly perRun?: MicroUsd
  /** Without it, a budget refuses what has no known price. */
  readonly allowUnknownPrice?: boolean
}

type Total = {
  readonly once: MicroUsd
  readonly perMonth: MicroUsd
  readonly unknown: readonly string[]
}

/** Why the budget refuses a plan's total; empty when it does not. */
export const budgetObjections = (total: Total, budget: Budget): readonly string[] => {
  const objections: string[] = []
  if (budget.perRun !== undefined && total.once > budget.perRun) {
    objections.push(
      `it costs ${dollars(total.once)} once, the limit per run is ${dollars(budget.perRun)}`,
    )
  }
  if (budget.perMonth !== undefined && total.perMonth > budget.perMonth) {
    objections.push(
      `it costs ${dollars(total.perMonth)} a month, the limit is ${dollars(budget.perMonth)} a month`,
    )
  }
  const limited = budget.perRun !== undefined || budget.perMonth !== undefined
  if (limited && total.unknown.length > 0 && budget.allowUnknownPrice !== true) {
    objections.push(...total.unknown.map((reason) => `a price is unknown: ${reason}`))
  }
  return objections
}
