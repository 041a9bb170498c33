/** EC2: the network that jobs and endpoints run in. Reads alone; a member that the caller may not read throws AccessError. */
export interface Network {
  /** In the order asked; one that does not exist is left out. */
  subnets(subnetIds: readonly string[]): Promise<readonly SubnetView[]>
  /** With both DNS attributes; undefined when there is no such VPC. */
  vpc(vpcId: string): Promise<VpcView | undefined>
  securityGroups(groupIds: readonly string[]): Promise<readonly SecurityGroupView[]>
  /** All of a VPC, main table included. */
  routeTables(vpcId: string): Promise<readonly RouteTableView[]>
  /** Gateway and interface endpoints of a VPC, whatever their state. */
  vpcEndpoints(vpcId: string): Promise<readonly VpcEndpointView[]>
  /** Names that this region offers, of the asked ones: com.amazonaws.us-east-1.s3. */
  offeredEndpointServices(serviceNames: readonly string[]): Promise<readonly string[]>
  /** Zones in which an instance type (without `ml.`) is offered. */
  zonesOffering(instanceType: string): Promise<readonly string[]>
  /** Names of the regions that the account has turned on. */
  regions(): Promise<readonly string[]>
}

export type SubnetView = {
  readonly subnetId: string
  readonly vpcId: string
  readonly availabilityZone: string
  readonly availableIpAddressCount: number
  readonly mapPublicIpOnLaunch: boolean
}

export type VpcView = {
  readonly vpcId: string
  readonly cidrBlock: string
  readonly enableDnsSupport: boolean
  readonly enableDnsHostnames: boolean
}

export type SecurityGroupView = {
  readonly groupId: string
  readonly groupName: string
  readonly vpcId: string
  readonly ingress: readonly SecurityGroupRule[]
  readonly egress: readonly SecurityGroupRule[]
}

export type SecurityGroupRule = {
  /** `-1` for all; else tcp, udp, icmp or a number. */
  readonly protocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly cidrs: readonly string[]
  readonly groupIds: readonly string[]
  readonly prefixListIds: readonly string[]
}

export type RouteTableView = {
  readonly routeTableId: string
  readonly isMain: boolean
  /** Explicitly associated. */
  readonly subnetIds: readonly string[]
  readonly routes: readonly {
    readonly destination: string
    /** What it leads to: igw-…, nat-…, vpce-…, local, … */
    readonly target: string
    readonly state: 'active' | 'blackhole'
  }[]
}

export type VpcEndpointView = {
  readonly vpcEndpointId: string
  readonly serviceName: string
  readonly type: 'Gateway' | 'Interface' | 'GatewayLoadBalancer'
  /** available, pending, failed, … in lower case. */
  readonly state: string
  readonly routeTableIds: readonly string[]
  readonly subnetIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly privateDnsEnabled: boolean
  readonly policy?: unknown
}
