import type {
  RouteTableView,
  SecurityGroupRule,
  SecurityGroupView,
  VpcEndpointView,
} from '../../../ports/network.ts'
import type { GroupFacts, PlacementFacts, VpcFacts } from '../facts.ts'
import { demand, fault, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'

const EC2_DOCS = 'https://docs.aws.amazon.com/vpc/latest'
const SAGEMAKER_DOCS = 'https://docs.aws.amazon.com/sagemaker/latest/dg'

/**
 * Services that containers and mlctl in a private subnet call, by the end of their endpoint's name:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html.
 */
export const INTERFACE_SERVICES: readonly string[] = [
  'ecr.api',
  'ecr.dkr',
  'logs',
  'monitoring',
  'sts',
  'kms',
  'sagemaker.api',
  'sagemaker.runtime',
  'bedrock',
  'bedrock-runtime',
]

/** One instance more than this, and a deployment beside it, still find an address. */
const LEAST_ADDRESSES = 5

/** Subnets of jobs and endpoints: A08. */
export const PLACEMENT_RULES: readonly Rule<PlacementFacts>[] = [
  {
    id: 'A08.subnets',
    title: 'Subnets exist',
    severity: 'high',
    what: 'All subnets exist and belong to one VPC.',
    why: 'A job or endpoint that names them cannot start.',
    source: `${SAGEMAKER_DOCS}/host-vpc.html`,
    remedy: 'Name subnets of one VPC that exist.',
    judge: ({ subnets, subnetIds }) =>
      judged(subnets, (found) => {
        const ids = new Set(found.map(({ subnetId }) => subnetId))
        const gone = subnetIds.filter((id) => !ids.has(id))
        if (gone.length > 0)
          return fault(`Not there: ${gone.join(', ')}.`, { subnetIds, found: [...ids] })
        const vpcs = [...new Set(found.map(({ vpcId }) => vpcId))]
        return demand(vpcs.length <= 1, `They belong to ${vpcs.join(' and ')}.`, { vpcs })
      }),
  },
  {
    id: 'A08.zones',
    title: 'Two availability zones',
    severity: 'medium',
    what: 'The subnets of an endpoint lie in at least two availability zones.',
    why: 'When the one zone fails, nothing answers.',
    source: `${SAGEMAKER_DOCS}/host-vpc.html`,
    remedy: 'Add a subnet of another zone.',
    judge: ({ subnets, hostsEndpoint }) =>
      hostsEndpoint
        ? judged(subnets, (found) => {
            const zones = [...new Set(found.map(({ availabilityZone }) => availabilityZone))]
            if (found.length === 0) return NOT_APPLICABLE
            return demand(zones.length > 1, `All lie in ${zones.join()}.`, { zones })
          })
        : NOT_APPLICABLE,
  },
  {
    id: 'A08.addresses',
    title: 'Free addresses',
    severity: 'low',
    what: `Each subnet has at least ${LEAST_ADDRESSES} free addresses.`,
    why: 'Every instance takes addresses; updates and scaling fail when there are none.',
    source: `${SAGEMAKER_DOCS}/train-vpc.html`,
    remedy: 'Use larger subnets, or free addresses.',
    judge: ({ subnets }) =>
      judged(subnets, (found) => {
        const full = found.filter((one) => one.availableIpAddressCount < LEAST_ADDRESSES)
        const words = full.map((one) => `${one.subnetId} has ${one.availableIpAddressCount}`)
        return demand(full.length === 0, `${words.join(', ')}.`, full)
      }),
  },
]

/** VPCs of jobs and endpoints: A09, A10, A12. */
export const VPC_RULES: readonly Rule<VpcFacts>[] = [
  {
    id: 'A09.s3-gateway',
    title: 'S3 gateway endpoint',
    severity: 'medium',
    what: 'A gateway endpoint for S3 is available and in the route tables of the subnets.',
    why: 'Data and models take the way over NAT or the internet, at its price, or no way at all.',
    source: `${EC2_DOCS}/privatelink/vpc-endpoints-s3.html`,
    remedy:
      'Create a gateway endpoint for S3 with the route tables of the subnets; it costs nothing.',
    judge: ({ endpoints, routeTables, subnetIds }, { region }) =>
      judged(endpoints, (all) =>
        judged(routeTables, (tables) => {
          const name = `com.amazonaws.${region}.s3`
          const routed = new Set(
            all
              .filter((one) => one.serviceName === name && one.type === 'Gateway')
              .filter(isAvailable)
              .flatMap(({ routeTableIds }) => routeTableIds),
          )
          const used = subnetIds.length === 0 ? tables : tablesOf(subnetIds, tables)
          const without = used.filter(({ routeTableId }) => !routed.has(routeTableId))
          const words = without.map(({ routeTableId }) => routeTableId).join(', ')
          return demand(without.length === 0, `Not routed to S3: ${words}.`, {
            gatewayRouteTableIds: [...routed],
          })
        }),
      ),
    command: ({ name, routeTables, subnetIds }, { region }) => {
      const tables = 'value' in routeTables ? tablesOf(subnetIds, routeTables.value) : []
      const ids = tables.map(({ routeTableId }) => routeTableId).join(' ') || 'ROUTE_TABLE'
      return `aws ec2 create-vpc-endpoint --vpc-id ${name} --service-name com.amazonaws.${region}.s3 --route-table-ids ${ids}`
    },
  },
  {
    id: 'A10.interface-endpoints',
    title: 'Interface endpoints',
    severity: 'low',
    what: 'The AWS services that containers call are reachable by interface endpoints.',
    why: 'Without them the calls need NAT and the internet; in a private subnet they fail.',
    source: `${SAGEMAKER_DOCS}/interface-vpc-endpoint.html`,
    remedy:
      'Create the interface endpoints that your containers need; each costs by the hour and zone.',
    judge: ({ endpoints, offered }) =>
      judged(endpoints, (all) =>
        judged(offered, (names) => {
          const there = new Set(
            interfaces(all)
              .filter(isAvailable)
              .map((one) => one.serviceName),
          )
          const missing = names.filter((name) => !there.has(name))
          const words = missing.map((name) => name.replace(/^com\.amazonaws\.[^.]+\./, ''))
          return demand(missing.length === 0, `Missing: ${words.join(', ')}.`, { missing })
        }),
      ),
    command: ({ name, subnetIds }, { region }) =>
      `aws ec2 create-vpc-endpoint --vpc-id ${name} --vpc-endpoint-type Interface --private-dns-enabled --subnet-ids ${subnetIds.join(' ') || 'SUBNET'} --security-group-ids GROUP --service-name com.amazonaws.${region}.ecr.api`,
  },
  {
    id: 'A10.private-dns',
    title: 'Private DNS of interface endpoints',
    severity: 'medium',
    what: 'Interface endpoints have private DNS.',
    why: 'Without it the usual host names lead past the endpoint, to the internet.',
    source: `${EC2_DOCS}/privatelink/interface-endpoints.html`,
    remedy: 'Enable private DNS names.',
    judge: ({ endpoints }) =>
      judged(endpoints, (all) => {
        const without = interfaces(all).filter(
          (one) => isKnownService(one) && !one.privateDnsEnabled,
        )
        const words = without.map(({ vpcEndpointId }) => vpcEndpointId).join(', ')
        return demand(
          without.length === 0,
          `Without private DNS: ${words}.`,
          without.map(endpointFacts),
        )
      }),
    command: ({ endpoints }) => {
      const [one] =
        'value' in endpoints
          ? interfaces(endpoints.value).filter((each) => !each.privateDnsEnabled)
          : []
      return `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${one?.vpcEndpointId ?? 'ENDPOINT'} --private-dns-enabled`
    },
  },
  {
    id: 'A10.endpoint-group',
    title: 'Groups of interface endpoints',
    severity: 'medium',
    what: 'The groups of interface endpoints admit TCP 443.',
    why: 'Calls through the endpoint wait and time out.',
    source: `${EC2_DOCS}/privatelink/interface-endpoints.html`,
    remedy: 'Admit TCP 443 from the VPC in the group of the endpoint.',
    judge: ({ endpoints, endpointGroups }) =>
      judged(endpoints, (all) =>
        judged(endpointGroups, (groups) => {
          const closed = interfaces(all).filter(({ groupIds }) => !admitsHttps(groups, groupIds))
          const words = closed.map(({ vpcEndpointId }) => vpcEndpointId).join(', ')
          return demand(closed.length === 0, `Closed for 443: ${words}.`, closed.map(endpointFacts))
        }),
      ),
    command: () =>
      'aws ec2 authorize-security-group-ingress --group-id GROUP --protocol tcp --port 443 --cidr VPC_CIDR',
  },
  {
    id: 'A12.dns',
    title: 'DNS of the VPC',
    severity: 'medium',
    what: 'DNS support and DNS host names are on.',
    why: 'Private host names of endpoints are not resolved; jobs cannot reach S3 or ECR.',
    source: `${EC2_DOCS}/userguide/vpc-dns.html`,
    remedy: 'Switch both attributes on.',
    judge: ({ vpc, name }) =>
      judged(vpc, (view) => {
        if (view === undefined) return fault(`There is no VPC ${name}.`, { vpc: null })
        const { enableDnsSupport, enableDnsHostnames } = view
        const off = Object.entries({ enableDnsSupport, enableDnsHostnames }).filter(([, on]) => !on)
        const words = off.map(([member]) => member).join(', ')
        return demand(off.length === 0, `Off: ${words}.`, { enableDnsSupport, enableDnsHostnames })
      }),
    command: ({ name, vpc }) => {
      const hasSupport = 'value' in vpc && vpc.value?.enableDnsSupport === true
      return `aws ec2 modify-vpc-attribute --vpc-id ${name} --enable-dns-${hasSupport ? 'hostnames' : 'support'}`
    },
  },
]

/** Security groups of jobs and endpoints: A11. */
export const GROUP_RULES: readonly Rule<GroupFacts>[] = [
  {
    id: 'A11.self-reference',
    title: 'Group admits itself',
    severity: 'medium',
    what: 'The group of a job of several instances admits traffic from itself.',
    why: 'The instances of a distributed job cannot reach each other, and the job hangs.',
    source: `${SAGEMAKER_DOCS}/train-vpc.html`,
    remedy: 'Admit all traffic from the group itself.',
    judge: ({ group, carriesClusters, name }) =>
      carriesClusters
        ? judged(group, (view) =>
            demand(
              view?.ingress.some(({ groupIds }) => groupIds.includes(name)) === true,
              'No inbound rule names the group itself.',
              { ingress: view?.ingress ?? null },
            ),
          )
        : NOT_APPLICABLE,
    command: ({ name }) =>
      `aws ec2 authorize-security-group-ingress --group-id ${name} --protocol all --source-group ${name}`,
  },
  {
    id: 'A11.open-ingress',
    title: 'Group open to everyone',
    severity: 'high',
    what: 'The group admits nothing from everywhere (0.0.0.0/0, ::/0).',
    why: 'Jobs and endpoints are reached through AWS alone; whoever else knocks is no friend.',
    source: `${EC2_DOCS}/userguide/vpc-security-groups.html`,
    remedy: 'Revoke the rule for everyone.',
    judge: ({ group }) =>
      judged(group, (view) => {
        const open = (view?.ingress ?? []).filter(isOpen)
        return demand(
          open.length === 0,
          `Open to everyone: ${open.map(portText).join(', ')}.`,
          open,
        )
      }),
    command: ({ name, group }) => {
      const rule = 'value' in group ? group.value?.ingress.find(isOpen) : undefined
      const port = rule?.fromPort === undefined ? '' : ` --port ${portText(rule)}`
      return `aws ec2 revoke-security-group-ingress --group-id ${name} --protocol ${rule?.protocol ?? 'all'}${port} --cidr 0.0.0.0/0`
    },
  },
]

const isAvailable = ({ state }: VpcEndpointView): boolean => state.toLowerCase() === 'available'

const interfaces = (all: readonly VpcEndpointView[]): readonly VpcEndpointView[] =>
  all.filter(({ type }) => type === 'Interface')

/** Endpoints of other services may have names of their own on purpose. */
const isKnownService = ({ serviceName }: VpcEndpointView): boolean =>
  INTERFACE_SERVICES.some((suffix) => serviceName.endsWith(`.${suffix}`))

const endpointFacts = ({
  vpcEndpointId,
  serviceName,
  groupIds,
  privateDnsEnabled,
}: VpcEndpointView) => ({
  vpcEndpointId,
  serviceName,
  groupIds,
  privateDnsEnabled,
})

/** The tables that route these subnets; those without one of their own follow the main table. */
const tablesOf = (
  subnetIds: readonly string[],
  tables: readonly RouteTableView[],
): readonly RouteTableView[] => {
  const own = (id: string) => tables.find((table) => table.subnetIds.includes(id))
  const main = tables.find(({ isMain }) => isMain)
  return [...new Set(subnetIds.flatMap((id) => own(id) ?? main ?? []))]
}

const HTTPS = 443

const admitsHttps = (groups: readonly SecurityGroupView[], ids: readonly string[]): boolean =>
  groups.some(
    ({ groupId, ingress }) =>
      ids.includes(groupId) &&
      ingress.some(
        ({ protocol, fromPort = 0, toPort = 65_535 }) =>
          protocol === '-1' || (protocol === 'tcp' && fromPort <= HTTPS && toPort >= HTTPS),
      ),
  )

const isOpen = ({ cidrs }: SecurityGroupRule): boolean =>
  cidrs.some((cidr) => cidr === '0.0.0.0/0' || cidr === '::/0')

const portText = ({ protocol, fromPort, toPort }: SecurityGroupRule): string => {
  if (protocol === '-1' || fromPort === undefined) return 'all ports'
  return fromPort === toPort || toPort === undefined ? String(fromPort) : `${fromPort}-${toPort}`
}
