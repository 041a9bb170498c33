import {
  type EndpointRow,
  planVpc,
  type VpcLook,
  wantedServices,
} from '../../domain/checkup/vpc-plan.ts'
import { type MicroUsd, type Money, money } from '../../domain/core/money.ts'
import { kindOf, type RolePurpose } from '../../domain/iam/roles/purposes.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type VpcRequest = {
  readonly purpose: RolePurpose
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  /** mlctl itself runs in the VPC. */
  readonly isInside: boolean
  /** Of one interface endpoint in one zone, an hour. */
  readonly pricePerHour?: MicroUsd
}

export type VpcPlan = {
  readonly vpcId: string
  readonly zones: readonly string[]
  readonly endpoints: readonly (Omit<EndpointRow, 'perMonth'> & {
    readonly perMonth: Money | 'unknown'
  })[]
  /** Of all that is missing; `unknown` when one price is. */
  readonly perMonth: Money | 'unknown'
  /** What private names need and the VPC does not have. */
  readonly dnsProblems: readonly string[]
}

/**
 * What a VPC lacks for jobs of a purpose: endpoints, their price, DNS. Reads alone.
 * @throws StateError MLC-IAM-012 for subnets that are not there or lie in several VPCs.
 */
export const planOfVpc = async (
  ports: Pick<Ports, 'network' | 'target'>,
  request: VpcRequest,
): Promise<VpcPlan> => {
  const { region } = await ports.target()
  const subnets = await ports.network.subnets(request.subnets)
  const vpcId = oneVpcOf(request.subnets, subnets)
  const { vpc } = kindOf({ purpose: request.purpose })
  const who = {
    who: vpc === 'plain' ? 'sagemaker' : 'bedrock',
    isInside: request.isInside,
  } as const
  const look: VpcLook = {
    ...who,
    region,
    subnets,
    groupIds: request.securityGroups,
    tables: await ports.network.routeTables(vpcId),
    endpoints: await ports.network.vpcEndpoints(vpcId),
    offered: await ports.network.offeredEndpointServices(wantedServices({ ...who, region })),
    ...(request.pricePerHour === undefined ? {} : { pricePerHour: request.pricePerHour }),
  }
  const rows = planVpc(look)
  const costs = rows.map(({ perMonth }) => perMonth)
  const view = await ports.network.vpc(vpcId)
  return {
    vpcId,
    zones: [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))].sort(),
    endpoints: rows.map((row) => ({ ...row, perMonth: moneyOf(row.perMonth) })),
    perMonth: moneyOf(costs.reduce(add, 0)),
    dnsProblems: [
      ...(view?.enableDnsSupport === false ? ['enableDnsSupport is off'] : []),
      ...(view?.enableDnsHostnames === false ? ['enableDnsHostnames is off'] : []),
    ],
  }
}

type Price = MicroUsd | 'unknown'

const add = (sum: Price, price: Price): Price =>
  sum === 'unknown' || price === 'unknown' ? 'unknown' : sum + price

const moneyOf = (price: Price): Money | 'unknown' => (price === 'unknown' ? price : money(price))

const oneVpcOf = (
  asked: readonly string[],
  subnets: readonly { readonly subnetId: string; readonly vpcId: string }[],
): string => {
  const found = new Set(subnets.map(({ subnetId }) => subnetId))
  const absent = asked.filter((id) => !found.has(id))
  const vpcs = [...new Set(subnets.map(({ vpcId }) => vpcId))]
  const [vpcId] = vpcs
  if (vpcId !== undefined && vpcs.length === 1 && absent.length === 0) return vpcId
  throw new StateError(
    'MLC-IAM-012',
    absent.length > 0
      ? `There is no subnet ${absent.join(', ')} here.`
      : `These subnets lie in ${vpcs.length} VPCs: ${vpcs.join(', ')}.`,
    { hint: 'Name subnets of one VPC in the region of the profile: --subnets <id>.' },
  )
}
