import type { RouteTableView, SubnetView, VpcEndpointView } from '../../ports/network.ts'
import { HOURS_PER_MONTH, type MicroUsd } from '../core/money.ts'
import { tableOf, zonesOf } from './network.ts'

/**
 * Why an endpoint is wanted: `must`: jobs do not run without a way to it; `code`: only if code in a
 * container calls the service; `inside`: for mlctl itself, run in the VPC.
 */
export type EndpointNeed = 'must' | 'code' | 'inside'

type NeedRow = { readonly suffix: string; readonly need: EndpointNeed }

const S3: NeedRow = { suffix: 's3', need: 'must' }
const code = (...suffixes: readonly string[]): readonly NeedRow[] =>
  suffixes.map((suffix) => ({ suffix, need: 'code' }))

/**
 * Endpoints by who works in the VPC. The services themselves pull images and send logs, so a job without
 * calls of its own needs S3 alone. Sources:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-model-customization.html.
 */
const NEEDS: Readonly<Record<'bedrock' | 'sagemaker', readonly NeedRow[]>> = {
  bedrock: [S3],
  sagemaker: [
    S3,
    ...code('sagemaker.api', 'sagemaker.runtime', 'sts', 'kms', 'logs', 'monitoring'),
  ],
}

/** What mlctl calls, when it runs in the VPC itself. */
const INSIDE = ['bedrock', 'bedrock-runtime', 'ecr.api', 'ecr.dkr', 'sagemaker.api', 'sts']

export type VpcLook = {
  readonly who: 'bedrock' | 'sagemaker'
  /** mlctl itself runs in the VPC too. */
  readonly isInside: boolean
  readonly region: string
  /** At least one, all of one VPC. */
  readonly subnets: readonly SubnetView[]
  readonly groupIds: readonly string[]
  readonly tables: readonly RouteTableView[]
  readonly endpoints: readonly VpcEndpointView[]
  /** Service names that the region offers, of the wanted ones. */
  readonly offered: readonly string[]
  /** Of one interface endpoint in one zone, an hour; undefined: not known. */
  readonly pricePerHour?: MicroUsd
}

export type EndpointRow = {
  readonly serviceName: string
  readonly type: 'Gateway' | 'Interface'
  readonly need: EndpointNeed
  readonly state: 'there' | 'incomplete' | 'missing' | 'not offered'
  readonly detail: string
  /** Of what is missing, a month; `unknown` without a price. */
  readonly perMonth: MicroUsd | 'unknown'
  /** The line that makes or completes it. */
  readonly command?: string
}

/** Names of the endpoints that somebody in the VPC may want. */
export const wantedServices = ({
  who,
  isInside,
  region,
}: Pick<VpcLook, 'who' | 'isInside' | 'region'>): readonly string[] =>
  needsOf(who, isInside).map(({ suffix }) => `com.amazonaws.${region}.${suffix}`)

const needsOf = (who: VpcLook['who'], isInside: boolean): readonly NeedRow[] => {
  const own = NEEDS[who]
  if (!isInside) return own
  const others = own.filter(({ suffix }) => !INSIDE.includes(suffix))
  return [...others, ...INSIDE.map((suffix) => ({ suffix, need: 'inside' as const }))]
}

/** Each wanted endpoint as it stands, with the line and the monthly price of what is missing. */
export const planVpc = (look: VpcLook): readonly EndpointRow[] =>
  needsOf(look.who, look.isInside).map(({ suffix, need }) => {
    const serviceName = `com.amazonaws.${look.region}.${suffix}`
    return suffix === 's3'
      ? gatewayRow(look, serviceName, need)
      : interfaceRow(look, serviceName, need)
  })

/** Gateway endpoints cost nothing: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html. */
const gatewayRow = (look: VpcLook, serviceName: string, need: EndpointNeed): EndpointRow => {
  const base = { serviceName, type: 'Gateway', need, perMonth: 0 } as const
  const wanted = new Set(
    look.subnets.flatMap(({ subnetId }) => tableOf(subnetId, look.tables)?.routeTableId ?? []),
  )
  const there = look.endpoints.filter(
    (one) => one.serviceName === serviceName && one.type === 'Gateway' && isAvailable(one),
  )
  const served = new Set(there.flatMap(({ routeTableIds }) => routeTableIds))
  const open = [...wanted].filter((id) => !served.has(id)).sort()
  const [first] = there
  if (first !== undefined && open.length === 0) {
    return { ...base, state: 'there', detail: 'in the route tables of all subnets' }
  }
  const tables = open.join(' ')
  if (first !== undefined) {
    return {
      ...base,
      state: 'incomplete',
      detail: `not in ${open.join(', ')}`,
      command: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${first.vpcEndpointId} --add-route-table-ids ${tables}`,
    }
  }
  return {
    ...base,
    state: 'missing',
    detail: 'subnets without NAT do not reach S3',
    command: `aws ec2 create-vpc-endpoint --vpc-id ${vpcOf(look)} --vpc-endpoint-type Gateway --service-name ${serviceName} --route-table-ids ${tables}`,
  }
}

const interfaceRow = (look: VpcLook, serviceName: string, need: EndpointNeed): EndpointRow => {
  const base = { serviceName, type: 'Interface', need } as const
  const there = look.endpoints.find(
    (one) => one.serviceName === serviceName && one.type === 'Interface' && isAvailable(one),
  )
  if (there?.privateDnsEnabled === true) {
    return { ...base, state: 'there', detail: 'with private DNS', perMonth: 0 }
  }
  if (there !== undefined) {
    return {
      ...base,
      state: 'incomplete',
      detail: 'private DNS is off: the usual names do not lead to it',
      perMonth: 0,
      command: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${there.vpcEndpointId} --private-dns-enabled`,
    }
  }
  if (!look.offered.includes(serviceName)) {
    return { ...base, state: 'not offered', detail: `${look.region} has none`, perMonth: 0 }
  }
  const zones = zonesOf(look.subnets).length
  const subnets = onePerZone(look.subnets).join(' ')
  const groups =
    look.groupIds.length === 0 ? '' : ` --security-group-ids ${look.groupIds.join(' ')}`
  return {
    ...base,
    state: 'missing',
    detail: `one interface in each of ${zones === 1 ? 'one zone' : `${zones} zones`}`,
    perMonth:
      look.pricePerHour === undefined ? 'unknown' : look.pricePerHour * zones * HOURS_PER_MONTH,
    command: `aws ec2 create-vpc-endpoint --vpc-id ${vpcOf(look)} --vpc-endpoint-type Interface --private-dns-enabled --service-name ${serviceName} --subnet-ids ${subnets}${groups}`,
  }
}

const isAvailable = ({ state }: VpcEndpointView): boolean => state === 'available'

const vpcOf = ({ subnets: [first] }: VpcLook): string => first?.vpcId ?? ''

/** An interface endpoint takes one subnet of a zone. */
const onePerZone = (subnets: readonly SubnetView[]): readonly string[] => [
  ...new Map(subnets.map((subnet) => [subnet.availabilityZone, subnet.subnetId])).values(),
]
