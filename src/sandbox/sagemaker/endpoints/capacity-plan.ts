import type { SandboxClock } from '../../service.ts'
import { singlePrecision } from '../weights.ts'
import type { Moment, Route, VariantStand } from './moment.ts'
import { calm, createRow } from './row.ts'
import { SECONDS } from './timing.ts'

/** What a call of UpdateEndpointWeightsAndCapacities wants of one variant; absent members stay. */
export type Wanted = {
  readonly variant: string
  readonly weight?: number
  readonly count?: number
  readonly serverless?: {
    readonly MaxConcurrency?: number
    readonly ProvisionedConcurrency?: number
  }
}

const withDesired = (stand: VariantStand, wanted: Wanted | undefined): VariantStand => ({
  ...stand,
  desiredWeight: wanted?.weight === undefined ? stand.weight : singlePrecision(wanted.weight),
  ...(stand.count === undefined ? {} : { desiredCount: wanted?.count ?? stand.count }),
  ...(stand.serverless === undefined
    ? {}
    : { desiredServerless: { ...stand.serverless, ...wanted?.serverless } }),
})

const arrived = (stand: VariantStand): VariantStand => ({
  ...stand,
  weight: stand.desiredWeight,
  ...(stand.desiredCount === undefined ? {} : { count: stand.desiredCount }),
  ...(stand.desiredServerless === undefined ? {} : { serverless: stand.desiredServerless }),
})

const routed = (routes: readonly Route[], stands: readonly VariantStand[]): readonly Route[] =>
  routes.map((route) => {
    const stand = stands.find(({ name }) => name === route.variant)
    if (stand === undefined) return route
    return {
      ...route,
      weight: stand.weight,
      instances: stand.count ?? route.instances,
      ...(stand.serverless === undefined ? {} : { serverless: stand.serverless }),
    }
  })

/** Seconds on AWS until all variants are as wanted: instances take longer than weights. */
const secondsFor = (stands: readonly VariantStand[]): number => {
  const changes = stands.map(({ count = 0, desiredCount = 0 }) => desiredCount - count)
  if (changes.some((change) => change > 0)) return SECONDS.scaleOut
  return changes.some((change) => change < 0) ? SECONDS.scaleIn : SECONDS.weights
}

/** The moments of a change of weights or capacities: Updating, then all at once as wanted. */
export const capacityPlan = (
  clock: SandboxClock,
  { before, at, seconds }: { before: Moment; at: number; seconds?: number },
  wanted: readonly Wanted[],
): readonly Moment[] => {
  const row = createRow(clock, at)
  const base = { ...calm(before), change: before.change + 1 }
  const desired = base.variants.map((stand) =>
    withDesired(
      stand,
      wanted.find(({ variant }) => variant === stand.name),
    ),
  )
  const updating = desired.map(
    (stand): VariantStand => ({
      ...stand,
      status: { Status: 'Updating', StatusMessage: 'Updating the variant.', since: at },
    }),
  )
  row.add({ ...base, status: 'Updating', variants: updating }, seconds ?? secondsFor(desired))
  const variants = desired.map(arrived)
  row.add({ ...base, status: 'InService', variants, routes: routed(base.routes, variants) })
  return row.moments
}
