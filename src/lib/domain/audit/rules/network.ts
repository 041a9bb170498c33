import type { RouteTableView, SecurityGroupView, VpcEndpointView } from '../../../ports/network.ts'
import { commandLine } from '../../core/command-line.ts'
import type { VpcFacts } from '../facts.ts'
import { demand, fault, judged, type Rule } from '../rule.ts'

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
      subnetIds.length === 0
        ? `aws ec2 create-vpc-endpoint --vpc-id ${name} --vpc-endpoint-type Interface --private-dns-enabled --subnet-ids SUBNET --security-group-ids GROUP --service-name com.amazonaws.${region}.ecr.api`
        : commandLine(['iam', 'vpc'], { subnets: subnetIds }),
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
