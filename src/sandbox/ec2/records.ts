export type Tag = { readonly Key: string; readonly Value: string }

export type VpcRecord = {
  readonly id: string
  readonly cidrBlock: string
  readonly isDefault: boolean
  enableDnsSupport: boolean
  enableDnsHostnames: boolean
  readonly internetGatewayId?: string
  readonly tags: readonly Tag[]
}

export type SubnetRecord = {
  readonly id: string
  readonly vpcId: string
  readonly cidrBlock: string
  readonly availabilityZone: string
  readonly defaultForAz: boolean
  mapPublicIpOnLaunch: boolean
  readonly tags: readonly Tag[]
}

/** One rule: a protocol and ports, and exactly one of the four peers. */
export type RuleRecord = {
  readonly id: string
  readonly isEgress: boolean
  readonly protocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly cidrIpv4?: string
  readonly cidrIpv6?: string
  readonly prefixListId?: string
  readonly groupId?: string
  readonly description?: string
}

export type GroupRecord = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly vpcId: string
  rules: readonly RuleRecord[]
  readonly tags: readonly Tag[]
}

export type RouteRecord = {
  readonly destination: string
  readonly gatewayId?: string
  readonly natGatewayId?: string
  readonly origin: 'CreateRouteTable' | 'CreateRoute'
}

export type RouteTableRecord = {
  readonly id: string
  readonly vpcId: string
  /** The association of a VPC's main table, and those of single subnets. */
  associations: readonly { readonly id: string; readonly subnetId?: string }[]
  routes: readonly RouteRecord[]
  readonly tags: readonly Tag[]
}

export type EndpointRecord = {
  readonly id: string
  readonly vpcId: string
  readonly serviceName: string
  readonly type: 'Gateway' | 'Interface'
  readonly createdAt: number
  routeTableIds: readonly string[]
  /** Subnet and the network interface that stands in it. */
  interfaces: readonly { readonly subnetId: string; readonly interfaceId: string }[]
  groupIds: readonly string[]
  privateDnsEnabled: boolean
  policy: string
  readonly tags: readonly Tag[]
}

export type NatGatewayRecord = {
  readonly id: string
  readonly vpcId: string
  readonly subnetId: string
  readonly isPublic: boolean
  readonly createdAt: number
  readonly tags: readonly Tag[]
}

/** All of EC2's network in one region, by id. */
export type NetworkState = {
  readonly vpcs: Record<string, VpcRecord>
  readonly subnets: Record<string, SubnetRecord>
  readonly groups: Record<string, GroupRecord>
  readonly routeTables: Record<string, RouteTableRecord>
  readonly endpoints: Record<string, EndpointRecord>
  readonly natGateways: Record<string, NatGatewayRecord>
}
