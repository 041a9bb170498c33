import type { SecurityGroupView, SubnetView } from '../../ports/network.ts'
import { zonesOf } from './network.ts'

/** What is to stand in a VPC. */
export type Placement = {
  readonly subnetIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly fleets: readonly { readonly instanceType: string; readonly count: number }[]
  /** The instances of a job work together in one zone; those of an endpoint are spread over zones. */
  readonly spreads: boolean
}

export type PlacementLook = {
  readonly subnets: readonly SubnetView[]
  readonly groups: readonly SecurityGroupView[]
  /** By instance type: the zones that offer it; absent where it is not known. */
  readonly zones: Readonly<Record<string, readonly string[]>>
}

export type PlacementProblem = {
  readonly kind: 'absent' | 'several-vpcs' | 'addresses' | 'advice'
  readonly message: string
}

/**
 * Addresses of a subnet that one instance takes: two, or five where it has Elastic Fabric Adapters.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html#train-vpc-ip
 */
const ADDRESSES_EACH = 2
const ADDRESSES_WITH_EFA = 5

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html, of the types that SageMaker has. */
const WITH_EFA =
  /^ml\.(c5n\.18xlarge|p3dn\.24xlarge|p4de?\.24xlarge|p5(e|en)?\.48xlarge|trn1n?\.32xlarge|trn2\.48xlarge)$/

/** How many addresses the fleets of a placement take together. */
export const addressesFor = ({ fleets }: Pick<Placement, 'fleets'>): number =>
  fleets.reduce(
    (sum, { instanceType, count }) =>
      sum + count * (WITH_EFA.test(instanceType) ? ADDRESSES_WITH_EFA : ADDRESSES_EACH),
    0,
  )

/** What would keep the instances from starting, and what would make them fragile; the worst first. */
export const judgePlacement = (
  placement: Placement,
  look: PlacementLook,
): readonly PlacementProblem[] => {
  const fatal = [...absent(placement, look), ...severalVpcs(look)]
  if (fatal.length > 0) return fatal
  return [...tooFewAddresses(placement, look), ...zoneAdvice(placement, look)]
}

const absent = (placement: Placement, look: PlacementLook): readonly PlacementProblem[] => {
  const subnets = placement.subnetIds.filter(
    (id) => !look.subnets.some(({ subnetId }) => subnetId === id),
  )
  const groups = placement.groupIds.filter(
    (id) => !look.groups.some(({ groupId }) => groupId === id),
  )
  return [
    ...subnets.map(
      (id) => ({ kind: 'absent', message: `There is no subnet ${id} here.` }) as const,
    ),
    ...groups.map(
      (id) => ({ kind: 'absent', message: `There is no security group ${id} here.` }) as const,
    ),
  ]
}

const severalVpcs = ({ subnets, groups }: PlacementLook): readonly PlacementProblem[] => {
  const vpcs = [...new Set([...subnets, ...groups].map(({ vpcId }) => vpcId))].sort()
  if (vpcs.length < 2) return []
  const message = `The subnets and security groups are of ${vpcs.length} VPCs: ${vpcs.join(', ')}.`
  return [{ kind: 'several-vpcs', message }]
}

const tooFewAddresses = (
  placement: Placement,
  { subnets }: PlacementLook,
): readonly PlacementProblem[] => {
  const wanted = addressesFor(placement)
  const free = subnets.map(({ availableIpAddressCount }) => availableIpAddressCount)
  const sum = free.reduce((total, count) => total + count, 0)
  if (sum < wanted) {
    const message = `The subnets have ${sum} free addresses, and the instances take ${wanted}.`
    return [{ kind: 'addresses', message }]
  }
  if (placement.spreads || Math.max(...free) >= wanted) return []
  const message = `No single subnet has the ${wanted} free addresses that the instances take; those of a job start in one zone.`
  return [{ kind: 'advice', message }]
}

const zoneAdvice = (placement: Placement, look: PlacementLook): readonly PlacementProblem[] => {
  const zones = zonesOf(look.subnets)
  const advice = (message: string): PlacementProblem => ({ kind: 'advice', message })
  const oneZone =
    placement.spreads && look.subnets.length > 1 && zones.length === 1
      ? [advice(`All subnets are in zone ${zones[0]}: name one in another, as zones fail.`)]
      : []
  const offers = placement.fleets.flatMap(({ instanceType, count }) => {
    const offered = look.zones[instanceType] ?? []
    const usable = zones.filter((zone) => offered.includes(zone))
    if (offered.length === 0 || usable.length === zones.length) return []
    if (usable.length === 0) {
      return [
        advice(
          `EC2 offers ${instanceType} in ${offered.join(', ')}, and the subnets are in ${zones.join(', ')}: it may not start.`,
        ),
      ]
    }
    return placement.spreads && count > 1 && usable.length === 1
      ? [advice(`Of the subnets' zones, EC2 offers ${instanceType} in ${usable[0]} alone.`)]
      : []
  })
  return [...oneZone, ...offers]
}
