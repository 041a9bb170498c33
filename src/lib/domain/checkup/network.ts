import type {
  RouteTableView,
  SecurityGroupView,
  SubnetView,
  VpcEndpointView,
} from '../../ports/network.ts'

/** Availability zones of subnets, each once. */
export const zonesOf = (subnets: readonly SubnetView[]): readonly string[] =>
  [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))].sort()

/** The table whose routes a subnet has: its own, else the VPC's main one. */
export const tableOf = (
  subnetId: string,
  tables: readonly RouteTableView[],
): RouteTableView | undefined =>
  tables.find(({ subnetIds }) => subnetIds.includes(subnetId)) ??
  tables.find(({ isMain }) => isMain)

/** How a network interface without a public address gets from a subnet to S3. */
export type WayToS3 = 'gateway endpoint' | 'interface endpoint' | 'NAT' | 'none'

/**
 * The way to S3 of one subnet. An internet gateway is none: the interfaces of jobs have no public address
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html).
 */
export const wayToS3 = (
  subnetId: string,
  tables: readonly RouteTableView[],
  endpoints: readonly VpcEndpointView[],
): WayToS3 => {
  const table = tableOf(subnetId, tables)
  const toS3 = endpoints.filter(
    ({ serviceName, state }) => /\.s3$/.test(serviceName) && state.toLowerCase() === 'available',
  )
  const isGateway = toS3.some(
    ({ type, routeTableIds }) =>
      type === 'Gateway' && table !== undefined && routeTableIds.includes(table.routeTableId),
  )
  if (isGateway) return 'gateway endpoint'
  if (toS3.some(({ type, privateDnsEnabled }) => type === 'Interface' && privateDnsEnabled)) {
    return 'interface endpoint'
  }
  const leadsOut = table?.routes.some(
    ({ destination, target, state }) =>
      destination === '0.0.0.0/0' && state === 'active' && !/^(igw-|local)/.test(target),
  )
  return leadsOut === true ? 'NAT' : 'none'
}

/** Whether members of a group reach each other on every port, as distributed training needs. */
export const admitsItself = (group: SecurityGroupView): boolean =>
  group.ingress.some(
    ({ protocol, groupIds }) => protocol === '-1' && groupIds.includes(group.groupId),
  )

/** Whether something in the group reaches a port of 443 outside it: S3 and the other services. */
export const letsOut443 = (group: SecurityGroupView): boolean =>
  group.egress.some(
    ({ protocol, fromPort, toPort, cidrs, prefixListIds, groupIds }) =>
      (protocol === '-1' ||
        (protocol === 'tcp' && (fromPort ?? 0) <= 443 && (toPort ?? 65_535) >= 443)) &&
      cidrs.length + prefixListIds.length + groupIds.length > 0,
  )
