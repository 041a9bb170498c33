import { ServiceError } from '../service.ts'
import { one } from './describe.ts'
import type { OfferedService } from './endpoint-services.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { EndpointRecord, NetworkState } from './records.ts'

/** A new network interface in a subnet. */
export const interfaceIn = (subnetId: string): EndpointRecord['interfaces'][number] => ({
  subnetId,
  interfaceId: newId('eni'),
})

/** Refuses an endpoint that EC2 would not make, or not change to this. */
export const checkEndpoint = (
  network: NetworkState,
  endpoint: EndpointRecord,
  service: OfferedService,
): void => {
  if (!service.types.includes(endpoint.type)) {
    throw refusal.parameter(
      `Endpoint type (${endpoint.type}) does not match available service types ([${service.types.join(', ')}]).`,
    )
  }
  if (endpoint.type === 'Gateway') checkGateway(network, endpoint)
  else checkInterface(network, endpoint, service)
}

const others = (network: NetworkState, endpoint: EndpointRecord): readonly EndpointRecord[] =>
  Object.values(network.endpoints).filter(
    ({ id, vpcId, serviceName, type }) =>
      id !== endpoint.id &&
      vpcId === endpoint.vpcId &&
      serviceName === endpoint.serviceName &&
      type === endpoint.type,
  )

const checkGateway = (network: NetworkState, endpoint: EndpointRecord): void => {
  if (endpoint.interfaces.length > 0 || endpoint.groupIds.length > 0) {
    throw refusal.parameter('Subnets and security groups are not supported for gateway endpoints.')
  }
  for (const id of endpoint.routeTableIds) {
    const table = one('rtb', network.routeTables, id)
    if (table.vpcId !== endpoint.vpcId) {
      throw refusal.parameter(
        `Route table ${id} and network ${endpoint.vpcId} belong to different networks`,
      )
    }
    if (others(network, endpoint).some(({ routeTableIds }) => routeTableIds.includes(id))) {
      throw new ServiceError(
        'RouteAlreadyExists',
        `route table ${id} already has a route with the prefix list of ${endpoint.serviceName}`,
      )
    }
  }
}

const checkInterface = (
  network: NetworkState,
  endpoint: EndpointRecord,
  service: OfferedService,
): void => {
  if (endpoint.routeTableIds.length > 0) {
    throw refusal.parameter('Route table IDs are only supported for Gateway type VPC Endpoint.')
  }
  const zones = new Set<string>()
  for (const { subnetId } of endpoint.interfaces) {
    const subnet = one('subnet', network.subnets, subnetId)
    if (subnet.vpcId !== endpoint.vpcId) {
      throw refusal.parameter(`Subnet ${subnetId} does not belong to VPC ${endpoint.vpcId}.`)
    }
    if (zones.has(subnet.availabilityZone)) {
      throw new ServiceError(
        'DuplicateSubnetsInSameZone',
        `Found another VPC endpoint subnet in the availability zone of ${subnetId}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
      )
    }
    zones.add(subnet.availabilityZone)
  }
  for (const id of endpoint.groupIds) {
    if (one('sg', network.groups, id).vpcId !== endpoint.vpcId) {
      throw refusal.parameter(`Security group ${id} does not belong to VPC ${endpoint.vpcId}.`)
    }
  }
  if (endpoint.privateDnsEnabled) checkPrivateDns(network, endpoint, service)
}

const checkPrivateDns = (
  network: NetworkState,
  endpoint: EndpointRecord,
  service: OfferedService,
): void => {
  const vpc = one('vpc', network.vpcs, endpoint.vpcId)
  if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames) {
    throw refusal.parameter(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`,
    )
  }
  if (others(network, endpoint).some(({ privateDnsEnabled }) => privateDnsEnabled)) {
    throw refusal.parameter(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service.privateDnsName} in the VPC ${vpc.id}`,
    )
  }
}
