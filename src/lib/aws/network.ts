import type { Filter, Subnet, Vpc } from '@aws-sdk/client-ec2'
import type { Network, SubnetView, VpcView } from '../ports/network.ts'
import { endpointView, groupView, routeTableView } from './network-views.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** The most that one page may have (API model; endpoint services end theirs there too). */
const PAGE = 1_000

/**
 * Everything is asked for by filter, not by id: a filter leaves out what does not exist, where one
 * unknown id among several refuses the whole call (InvalidSubnetID.NotFound).
 */
export const networkOf = (aws: AwsSession): Network => ({
  subnets: async (ids) => {
    const found = await described(aws, 'DescribeSubnets', ids, (client, sdk, page) =>
      client
        .send(new sdk.DescribeSubnetsCommand({ ...page, Filters: filter('subnet-id', ids) }))
        .then((answer) => ({ items: answer.Subnets ?? [], next: answer.NextToken })),
    )
    return inOrder(ids, found.map(subnetView), ({ subnetId }) => subnetId)
  },
  vpc: (vpcId) => vpcWithDns(aws, vpcId),
  securityGroups: async (ids) => {
    const found = await described(aws, 'DescribeSecurityGroups', ids, (client, sdk, page) =>
      client
        .send(new sdk.DescribeSecurityGroupsCommand({ ...page, Filters: filter('group-id', ids) }))
        .then((answer) => ({ items: answer.SecurityGroups ?? [], next: answer.NextToken })),
    )
    return inOrder(ids, found.map(groupView), ({ groupId }) => groupId)
  },
  routeTables: async (vpcId) => {
    const Filters = filter('vpc-id', [vpcId])
    const found = await described(aws, 'DescribeRouteTables', [vpcId], (client, sdk, page) =>
      client
        .send(new sdk.DescribeRouteTablesCommand({ ...page, Filters, MaxResults: 100 }))
        .then((answer) => ({ items: answer.RouteTables ?? [], next: answer.NextToken })),
    )
    return found.map(routeTableView)
  },
  vpcEndpoints: async (vpcId) => {
    const Filters = filter('vpc-id', [vpcId])
    const found = await described(aws, 'DescribeVpcEndpoints', [vpcId], (client, sdk, page) =>
      client
        .send(new sdk.DescribeVpcEndpointsCommand({ ...page, Filters }))
        .then((answer) => ({ items: answer.VpcEndpoints ?? [], next: answer.NextToken })),
    )
    return found.map(endpointView)
  },
  offeredEndpointServices: async (names) => {
    const Filters = filter('service-name', names)
    const found = await described(aws, 'DescribeVpcEndpointServices', names, (client, sdk, page) =>
      client
        .send(new sdk.DescribeVpcEndpointServicesCommand({ ...page, Filters }))
        .then((answer) => ({ items: answer.ServiceNames ?? [], next: answer.NextToken })),
    )
    return names.filter((name) => found.includes(name))
  },
  zonesOffering: async (type) => {
    const Filters = filter('instance-type', [type])
    const found = await described(
      aws,
      'DescribeInstanceTypeOfferings',
      [type],
      (client, sdk, page) =>
        client
          .send(
            new sdk.DescribeInstanceTypeOfferingsCommand({
              ...page,
              LocationType: 'availability-zone',
              Filters,
            }),
          )
          .then((answer) => ({
            items: answer.InstanceTypeOfferings ?? [],
            next: answer.NextToken,
          })),
    )
    return found.flatMap(({ Location }) => Location ?? []).sort()
  },
  regions: async () => {
    // Without AllRegions EC2 leaves out what is not turned on.
    const what = { operation: 'DescribeRegions', subject: 'the account' }
    const answer = await aws.ec2(what, (client, sdk) =>
      client.send(new sdk.DescribeRegionsCommand({})),
    )
    return (answer.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []).sort()
  },
})

type Ec2 = Parameters<Parameters<AwsSession['ec2']>[1]>
type Page = { readonly MaxResults: number; readonly NextToken?: string }

const filter = (Name: string, values: readonly string[]): Filter[] => [
  { Name, Values: [...values] },
]

/** All pages of one description; nothing is asked about nothing, which would describe everything. */
const described = async <T>(
  aws: AwsSession,
  operation: string,
  subjects: readonly string[],
  send: (
    client: Ec2[0],
    sdk: Ec2[1],
    page: Page,
  ) => Promise<{ items: readonly T[]; next: string | undefined }>,
): Promise<readonly T[]> =>
  subjects.length === 0
    ? []
    : allPages((NextToken) =>
        aws.ec2({ operation, subject: subjects.join(', ') }, (client, sdk) =>
          send(client, sdk, { MaxResults: PAGE, ...present({ NextToken }) }),
        ),
      )

const inOrder = <T>(
  ids: readonly string[],
  found: readonly T[],
  idOf: (item: T) => string,
): readonly T[] => ids.flatMap((id) => found.find((item) => idOf(item) === id) ?? [])

const vpcWithDns = async (aws: AwsSession, VpcId: string): Promise<VpcView | undefined> => {
  const [vpc] = await described(aws, 'DescribeVpcs', [VpcId], (client, sdk, page) =>
    client
      .send(new sdk.DescribeVpcsCommand({ ...page, Filters: filter('vpc-id', [VpcId]) }))
      .then((answer) => ({ items: answer.Vpcs ?? [], next: answer.NextToken })),
  )
  if (vpc === undefined) return undefined
  const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    aws.ec2({ operation: 'DescribeVpcAttribute', subject: VpcId }, (client, sdk) =>
      client.send(new sdk.DescribeVpcAttributeCommand({ VpcId, Attribute })),
    )
  const [support, hostnames] = await Promise.all([
    attribute('enableDnsSupport'),
    attribute('enableDnsHostnames'),
  ])
  return vpcView(vpc, {
    enableDnsSupport: support.EnableDnsSupport?.Value ?? false,
    enableDnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
  })
}

const vpcView = (
  vpc: Vpc,
  dns: Pick<VpcView, 'enableDnsSupport' | 'enableDnsHostnames'>,
): VpcView => ({ vpcId: vpc.VpcId ?? '', cidrBlock: vpc.CidrBlock ?? '', ...dns })

const subnetView = (subnet: Subnet): SubnetView => ({
  subnetId: subnet.SubnetId ?? '',
  vpcId: subnet.VpcId ?? '',
  availabilityZone: subnet.AvailabilityZone ?? '',
  availableIpAddressCount: subnet.AvailableIpAddressCount ?? 0,
  mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
})
