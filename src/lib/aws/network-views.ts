import type {
  IpPermission,
  Route,
  RouteTable,
  SecurityGroup,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type {
  RouteTableView,
  SecurityGroupRule,
  SecurityGroupView,
  VpcEndpointView,
} from '../ports/network.ts'
import { present } from './values.ts'

/** A security group with its rules of both directions. */
export const groupView = (group: SecurityGroup): SecurityGroupView => ({
  groupId: group.GroupId ?? '',
  groupName: group.GroupName ?? '',
  vpcId: group.VpcId ?? '',
  ingress: (group.IpPermissions ?? []).map(rule),
  egress: (group.IpPermissionsEgress ?? []).map(rule),
})

const rule = (permission: IpPermission): SecurityGroupRule => ({
  protocol: permission.IpProtocol ?? '-1',
  ...present({ fromPort: permission.FromPort, toPort: permission.ToPort }),
  cidrs: [
    ...(permission.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
    ...(permission.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ],
  groupIds: (permission.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  prefixListIds: (permission.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
})

/** A route table; associations with gateways are no subnets and are left out. */
export const routeTableView = (table: RouteTable): RouteTableView => {
  const associations = table.Associations ?? []
  return {
    routeTableId: table.RouteTableId ?? '',
    isMain: associations.some(({ Main }) => Main === true),
    subnetIds: associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    routes: (table.Routes ?? []).map((route) => ({
      destination:
        route.DestinationCidrBlock ??
        route.DestinationIpv6CidrBlock ??
        route.DestinationPrefixListId ??
        '',
      target: targetOf(route),
      state: route.State === 'blackhole' ? 'blackhole' : 'active',
    })),
  }
}

/** A NAT instance's route names its instance and its interface; the interface is what carries. */
const targetOf = (route: Route): string =>
  route.GatewayId ??
  route.NatGatewayId ??
  route.TransitGatewayId ??
  route.VpcPeeringConnectionId ??
  route.NetworkInterfaceId ??
  route.EgressOnlyInternetGatewayId ??
  route.CarrierGatewayId ??
  route.LocalGatewayId ??
  route.CoreNetworkArn ??
  ''

/** An endpoint of any type; other types (resources, service networks) count as interfaces. */
export const endpointView = (endpoint: VpcEndpoint): VpcEndpointView => ({
  vpcEndpointId: endpoint.VpcEndpointId ?? '',
  serviceName: endpoint.ServiceName ?? '',
  type:
    endpoint.VpcEndpointType === 'Gateway' || endpoint.VpcEndpointType === 'GatewayLoadBalancer'
      ? endpoint.VpcEndpointType
      : 'Interface',
  // The API model spells states with a capital, the service in lower case.
  state: (endpoint.State ?? '').toLowerCase(),
  routeTableIds: endpoint.RouteTableIds ?? [],
  subnetIds: endpoint.SubnetIds ?? [],
  groupIds: (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  privateDnsEnabled: endpoint.PrivateDnsEnabled ?? false,
  ...present({ policy: document(endpoint.PolicyDocument) }),
})

const document = (text: string | undefined): unknown => {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
