import type {
  RouteTableView,
  SecurityGroupView,
  SubnetView,
  VpcEndpointView,
  VpcView,
} from '../../ports/network.ts'
import { admitsItself, letsOut443, wayToS3, zonesOf } from '../checkup/network.ts'
import { ok, type Verdict } from './checks.ts'

/** Addresses that one training instance takes: https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html. */
const ADDRESSES_EACH = 2

/** Subnets that exist, in one VPC, in two zones where instances must survive a zone. */
export const judgeSubnets = (
  wanted: readonly string[],
  found: readonly SubnetView[],
  needsTwoZones: boolean,
): Verdict => {
  const bad = (detail: string, text: string): Verdict => ({
    status: 'fail',
    severity: 'high',
    subject: wanted.join(', '),
    detail,
    evidence: found,
    remedy: { text },
  })
  const absent = wanted.filter((id) => !found.some(({ subnetId }) => subnetId === id))
  if (absent.length > 0) {
    return bad(`there is no subnet ${absent.join(', ')} here`, 'Check ids, account and region.')
  }
  const vpcs = [...new Set(found.map(({ vpcId }) => vpcId))]
  if (vpcs.length > 1) {
    return bad(
      `the subnets are of ${vpcs.length} VPCs: ${vpcs.join(', ')}`,
      'Name subnets of one VPC.',
    )
  }
  const full = found.filter(
    ({ availableIpAddressCount }) => availableIpAddressCount < ADDRESSES_EACH,
  )
  if (full.length > 0) {
    return bad(
      `${full.map(({ subnetId }) => subnetId).join(', ')}: fewer than ${ADDRESSES_EACH} addresses are free, and every instance takes ${ADDRESSES_EACH}`,
      'Take a larger subnet, or free addresses.',
    )
  }
  const zones = zonesOf(found)
  if (zones.length < 2) {
    return {
      ...bad(
        `all subnets are in zone ${zones.join()}`,
        'Add a subnet in another zone: an endpoint wants two, and capacity may be short in one.',
      ),
      status: needsTwoZones ? 'fail' : 'warn',
      severity: needsTwoZones ? 'high' : 'low',
    }
  }
  return ok(`${found.length} in ${zones.join(', ')}`, wanted.join(', '))
}

export type WayLook = {
  readonly region: string
  readonly subnets: readonly SubnetView[]
  readonly tables: readonly RouteTableView[]
  readonly endpoints: readonly VpcEndpointView[]
}

export const judgeWayToS3 = ({ region, subnets, tables, endpoints }: WayLook): Verdict => {
  const ways = subnets.map(({ subnetId, vpcId }) => ({
    subnetId,
    vpcId,
    way: wayToS3(subnetId, tables, endpoints),
  }))
  const cut = ways.filter(({ way }) => way === 'none')
  if (cut.length === 0) return ok([...new Set(ways.map(({ way }) => way))].join(', '))
  const vpcId = cut[0]?.vpcId ?? ''
  const routeTables = [...new Set(tables.map(({ routeTableId }) => routeTableId))].join(' ')
  return {
    status: 'fail',
    severity: 'high',
    subject: vpcId,
    detail: `from ${cut.map(({ subnetId }) => subnetId).join(', ')} nothing leads to S3: no gateway endpoint in their route tables, no NAT`,
    evidence: {
      ways,
      endpoints: endpoints.map(({ serviceName, state }) => ({ serviceName, state })),
    },
    remedy: {
      text: 'Add a gateway endpoint for S3 to the route tables; it costs nothing.',
      command: `aws ec2 create-vpc-endpoint --vpc-id ${vpcId} --service-name com.amazonaws.${region}.s3 --route-table-ids ${routeTables}`,
    },
  }
}

/** `mustAdmitThemselves`: instances of one job talk to each other. */
export const judgeGroups = (
  wanted: readonly string[],
  found: readonly SecurityGroupView[],
  mustAdmitThemselves: boolean,
): Verdict => {
  const bad = (
    subject: string,
    detail: string,
    remedy: NonNullable<Verdict['remedy']>,
  ): Verdict => ({
    status: 'fail',
    severity: 'high',
    subject,
    detail,
    evidence: found.find(({ groupId }) => groupId === subject),
    remedy,
  })
  const absent = wanted.filter((id) => !found.some(({ groupId }) => groupId === id))
  if (absent.length > 0) {
    const detail = `there is no security group ${absent.join(', ')} here`
    return bad(absent.join(', '), detail, { text: 'Check ids, account and region.' })
  }
  const shut = found.find((group) => !letsOut443(group))
  if (shut !== undefined) {
    return bad(
      shut.groupId,
      `${shut.groupId} lets nothing out on port 443, so no service is reached`,
      {
        text: 'Allow HTTPS out.',
        command: `aws ec2 authorize-security-group-egress --group-id ${shut.groupId} --protocol tcp --port 443 --cidr 0.0.0.0/0`,
      },
    )
  }
  if (mustAdmitThemselves && !found.some(admitsItself)) {
    const [first] = found
    const id = first?.groupId ?? ''
    return bad(id, `${id} does not admit itself, so instances of one job do not reach each other`, {
      text: 'Allow all traffic from the group itself.',
      command: `aws ec2 authorize-security-group-ingress --group-id ${id} --protocol -1 --source-group ${id}`,
    })
  }
  return ok(found.map(({ groupName }) => groupName).join(', '), wanted.join(', '))
}

/** `vpc` undefined: it is gone. */
export const judgeDns = (vpcId: string, vpc: VpcView | undefined): Verdict => {
  const off = [
    ...(vpc?.enableDnsSupport === true ? [] : ['enableDnsSupport']),
    ...(vpc?.enableDnsHostnames === true ? [] : ['enableDnsHostnames']),
  ]
  if (vpc !== undefined && off.length === 0) return ok('support and host names are on', vpcId)
  const flag = off[0] === 'enableDnsSupport' ? '--enable-dns-support' : '--enable-dns-hostnames'
  return {
    status: 'fail',
    severity: 'high',
    subject: vpcId,
    detail:
      vpc === undefined
        ? `there is no VPC ${vpcId}`
        : `${off.join(' and ')} of ${vpcId} is off: names of endpoints lead nowhere`,
    evidence: vpc,
    remedy: {
      text: 'Turn it on.',
      command: `aws ec2 modify-vpc-attribute --vpc-id ${vpcId} ${flag}`,
    },
  }
}

/** Interface endpoints that code inside a container needs where there is no way out of the VPC. */
const INSIDE = ['logs', 'ecr.api', 'ecr.dkr', 'sts']

/** Services pull images and write logs by themselves: only the container's own calls need these. */
export const judgeInterfaces = ({ region, subnets, tables, endpoints }: WayLook): Verdict => {
  const hasWayOut = subnets.every(({ subnetId }) => wayToS3(subnetId, tables, []) === 'NAT')
  if (hasWayOut) return ok('a NAT leads out')
  const names = endpoints
    .filter(({ type, state }) => type === 'Interface' && state.toLowerCase() === 'available')
    .map(({ serviceName }) => serviceName)
  const absent = INSIDE.filter((suffix) => !names.includes(`com.amazonaws.${region}.${suffix}`))
  if (absent.length === 0) return ok(INSIDE.join(', '))
  return {
    status: 'warn',
    severity: 'low',
    detail: `code in a container cannot call ${absent.join(', ')}: no interface endpoint, no NAT`,
    remedy: { text: 'Add them if the code calls AWS; the service pulls images and logs without.' },
  }
}
