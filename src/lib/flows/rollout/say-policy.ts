import { countOf } from '../../domain/core/count.ts'
import { HOURS_PER_MONTH } from '../../domain/core/money.ts'
import type { Cost } from '../../domain/core/plan.ts'
import { costOfFleets, fleetsOf, type InstancePrices } from '../../domain/hosting/cost.ts'
import type { RolloutSpec } from '../../domain/rollout/model.ts'
import type { Ports } from '../../ports/all.ts'
import { costText } from '../show-plan.ts'

/**
 * What the canary's instances cost while the rollout lasts, beside those of the others; they run
 * already, so that it is no cost of the plan. Empty for a variant without instances of its own.
 */
export const canaryCostOf = async (
  ports: Pick<Ports, 'endpointConfigs'>,
  { before, canary }: RolloutSpec,
  prices: InstancePrices,
): Promise<Cost> => {
  const count = before.counts.find(({ variantName }) => variantName === canary)?.instances
  if (count === undefined) return {}
  const config = await ports.endpointConfigs.find(before.endpointConfigName)
  const own = config?.body.ProductionVariants.filter(({ VariantName }) => VariantName === canary)
  const [fleet] = fleetsOf({ ProductionVariants: own ?? [] })
  if (fleet === undefined) return { unknown: `${countOf(count, 'instance')} of ${canary}` }
  const cost = costOfFleets([{ ...fleet, count }], prices)
  const { perHour } = cost
  return perHour === undefined ? cost : { ...cost, perMonth: perHour * HOURS_PER_MONTH }
}

/** What a rollout does on its own, and what runs meanwhile. */
export const sayPolicy = (
  { io }: Pick<Ports, 'io'>,
  { policy, before, canary }: RolloutSpec,
  cost: Cost,
): void => {
  const held = before.scaling.filter(({ variantName }) => variantName !== canary)
  if (held.length > 0) {
    io.note(
      `While it lasts ${held.map(({ variantName }) => variantName).join(', ')} does not scale in; given back at the end.`,
    )
  }
  const count = before.counts.find(({ variantName }) => variantName === canary)?.instances
  if (count !== undefined) {
    io.note(
      `Meanwhile ${canary} is paid beside the others: ${countOf(count, 'instance')}, ${costText(cost) || 'free'}.`,
    )
  }
  const end = policy.onInconclusive === 'hold' ? 'held for a person' : 'rolled back'
  io.note(`Bad news rolls back by itself; what stays undecided is ${end}.`)
}
