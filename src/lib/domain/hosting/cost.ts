import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import type { MicroUsd } from '../core/money.ts'
import type { Cost } from '../core/plan.ts'

/** Prices of one instance an hour, by type, as the user has them; nothing is priced from memory. */
export type InstancePrices = Readonly<Record<string, MicroUsd>>

/** How many instances of a type a variant runs. */
export type Fleet = { readonly instanceType: string; readonly count: number }

/** The fleets of a config; pools count with their first choice. */
export const fleetsOf = (body: EndpointConfigBody): readonly Fleet[] =>
  [...body.ProductionVariants, ...(body.ShadowProductionVariants ?? [])].flatMap((variant) => {
    const instanceType = variant.InstanceType ?? firstPool(variant)
    return instanceType === undefined
      ? []
      : [{ instanceType, count: variant.InitialInstanceCount ?? 1 }]
  })

/** What a config costs an hour; `unknown` names what has no price here. */
export const costOf = (body: EndpointConfigBody, prices: InstancePrices): Cost => {
  const provisioned = body.ProductionVariants.some(
    (variant) => variant.ServerlessConfig?.ProvisionedConcurrency !== undefined,
  )
  const fleets = costOfFleets(fleetsOf(body), prices)
  return provisioned && fleets.unknown === undefined
    ? { ...fleets, unknown: 'provisioned concurrency of serverless inference' }
    : fleets
}

export const costOfFleets = (fleets: readonly Fleet[], prices: InstancePrices): Cost => {
  const known = fleets.map(({ instanceType, count }) => (prices[instanceType] ?? 0) * count)
  const unknown = fleets.filter(({ instanceType }) => prices[instanceType] === undefined)
  const perHour = known.reduce((sum, price) => sum + price, 0)
  return {
    ...(perHour === 0 ? {} : { perHour }),
    ...(unknown.length === 0
      ? {}
      : { unknown: unknown.map((fleet) => `${fleet.count} × ${fleet.instanceType}`).join(', ') }),
  }
}

const firstPool = (variant: ProductionVariant): string | undefined => {
  const [first] = [...(variant.InstancePools ?? [])].sort(
    (a, b) => Number(a.Priority ?? 9) - Number(b.Priority ?? 9),
  )
  return typeof first?.InstanceType === 'string' ? first.InstanceType : undefined
}
