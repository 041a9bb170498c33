import { HOURS_PER_MONTH, type Money, money, usd } from '../../domain/core/money.ts'
import { costOfFleets, type Fleet, type InstancePrices } from '../../domain/hosting/cost.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import type { EndpointView, VariantView } from '../../ports/endpoints.ts'

/** A variant, live numbers beside what its config says. */
export type VariantDocument = VariantView & {
  readonly modelName?: string
  readonly instanceType?: string
  /** Share of the untargeted traffic; absent where a weight is not known. */
  readonly sharePercent?: number
}

/** What runs costs now; a part without a known price is named, never guessed. */
export type RunningCost = {
  readonly perHour?: Money
  readonly perMonth?: Money
  readonly unknown?: string
}

/** An endpoint as every endpoint command shows it. */
export type EndpointDocument = Omit<EndpointView, 'variants' | 'shadowVariants'> & {
  readonly variants: readonly VariantDocument[]
  readonly shadowVariants: readonly VariantDocument[]
  readonly cost: RunningCost
}

/** @throws StateError MLC-HOST-021 when there is no such endpoint. */
export const requireEndpoint = async (
  ports: Pick<Ports, 'endpoints'>,
  endpointName: string,
): Promise<EndpointView> => {
  const found = await ports.endpoints.find(endpointName)
  if (found !== undefined) return found
  throw new StateError('MLC-HOST-021', `There is no endpoint ${endpointName} here.`, {
    hint: 'What there is in this account and region: mlctl endpoint list',
  })
}

/** An endpoint with what its config says of its variants, and its cost. */
export const endpointDocument = (
  view: EndpointView,
  body: EndpointConfigBody | undefined,
  prices: InstancePrices,
): EndpointDocument => {
  const configured = [
    ...(body?.ProductionVariants ?? []),
    ...(body?.ShadowProductionVariants ?? []),
  ]
  const shares = sharesOf(view.variants)
  const enrich = (variant: VariantView): VariantDocument => ({
    ...variant,
    ...ofConfig(configured.find(({ VariantName }) => VariantName === variant.variantName)),
    ...shares.get(variant.variantName),
  })
  const variants = view.variants.map(enrich)
  const shadowVariants = view.shadowVariants.map(enrich)
  const fleets = [...variants, ...shadowVariants].flatMap(runningFleet)
  return { ...view, variants, shadowVariants, cost: runningCost(fleets, prices) }
}

/** Percent of untargeted traffic per variant: weight by the sum of all weights. */
const sharesOf = (
  variants: readonly VariantView[],
): ReadonlyMap<string, { readonly sharePercent: number }> => {
  const sum = variants.reduce(
    (total, { currentWeight }) => total + (currentWeight ?? Number.NaN),
    0,
  )
  if (!(sum > 0)) return new Map()
  return new Map(
    variants.map(({ variantName, currentWeight = 0 }) => [
      variantName,
      { sharePercent: Math.round((currentWeight / sum) * 10_000) / 100 },
    ]),
  )
}

const ofConfig = (configured: ProductionVariant | undefined) => ({
  ...(configured?.ModelName === undefined ? {} : { modelName: configured.ModelName }),
  ...(configured?.InstanceType === undefined ? {} : { instanceType: configured.InstanceType }),
})

const runningFleet = (variant: VariantDocument): readonly Fleet[] =>
  variant.instanceType === undefined
    ? []
    : [{ instanceType: variant.instanceType, count: variant.currentInstanceCount ?? 1 }]

const runningCost = (fleets: readonly Fleet[], prices: InstancePrices): RunningCost => {
  const { perHour, unknown } = costOfFleets(fleets, prices)
  return {
    ...(perHour === undefined
      ? {}
      : { perHour: money(perHour), perMonth: money(perHour * HOURS_PER_MONTH) }),
    ...(unknown === undefined ? {} : { unknown }),
  }
}

/** Prices as `ml.m5.large=0.115`. @throws UsageError MLC-HOST-030 for what is no price. */
export const instancePrices = (
  texts: Readonly<Record<string, string>> | undefined,
): InstancePrices =>
  Object.fromEntries(
    Object.entries(texts ?? {}).map(([instanceType, text]) => {
      const price = Number(text)
      if (Number.isFinite(price) && price >= 0 && text.trim() !== '')
        return [instanceType, usd(price)]
      throw new UsageError('MLC-HOST-030', `--price ${instanceType}=${text} is no price.`, {
        hint: 'US dollars for one instance an hour: --price ml.m5.large=0.115',
      })
    }),
  )
