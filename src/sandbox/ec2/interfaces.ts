import { list, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { NatGatewayRecord, NetworkState, Tag } from './records.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'
import { offeringsOf, zoneId, zonesOf } from './zones.ts'

const NAT_FILTERS: Filters<NatGatewayRecord> = {
  'nat-gateway-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
  'subnet-id': ({ subnetId }) => subnetId,
  state: () => 'available',
}

const natView = (gateway: NatGatewayRecord): Output => ({
  NatGatewayId: gateway.id,
  VpcId: gateway.vpcId,
  SubnetId: gateway.subnetId,
  State: 'available',
  ConnectivityType: gateway.isPublic ? 'public' : 'private',
  CreateTime: new Date(gateway.createdAt),
  NatGatewayAddresses: [],
  Tags: gateway.tags,
})

export const describeNatGateways = (call: Call, input: Input): Output => {
  const { natGateways } = readNetwork(placeOf(call))
  const asked = named('nat', natGateways, list<string>(input, 'NatGatewayIds'))
  // EC2 spells the member in the singular here.
  const filter = { Filters: list(input, 'Filter') }
  return paged(input, 'NatGateways', admitted(filter, asked, NAT_FILTERS).map(natView))
}

/** A NAT gateway, at work at once; its address is not modelled. */
export const createNatGateway = (call: Call, input: Input): Output =>
  changeNetwork(placeOf(call), (network) => {
    const subnetId = optionalText(input, 'SubnetId')
    if (subnetId === undefined) throw refusal.missing('subnetId')
    const subnet = one('subnet', network.subnets, subnetId)
    const gateway: NatGatewayRecord = {
      id: newId('nat'),
      vpcId: subnet.vpcId,
      subnetId,
      isPublic: optionalText(input, 'ConnectivityType') !== 'private',
      createdAt: call.clock.now(),
      tags: tagsFor(input, 'natgateway'),
    }
    network.natGateways[gateway.id] = gateway
    return { NatGateway: natView(gateway) }
  })

type InterfaceRecord = {
  readonly id: string
  readonly subnetId: string
  readonly vpcId: string
  readonly zone: string
  readonly groupIds: readonly string[]
  readonly description: string
  readonly type: string
  readonly tags: readonly Tag[]
}

/** The interfaces of VPC endpoints and NAT gateways; jobs make none here. */
const interfacesOf = (network: NetworkState): readonly InterfaceRecord[] => {
  const zone = (subnetId: string) => network.subnets[subnetId]?.availabilityZone ?? ''
  return [
    ...Object.values(network.endpoints).flatMap((endpoint) =>
      endpoint.interfaces.map(({ subnetId, interfaceId }) => ({
        id: interfaceId,
        subnetId,
        vpcId: endpoint.vpcId,
        zone: zone(subnetId),
        groupIds: endpoint.groupIds,
        description: `VPC Endpoint Interface ${endpoint.id}`,
        type: 'vpc_endpoint',
        tags: [],
      })),
    ),
    ...Object.values(network.natGateways).map(({ id, subnetId, vpcId }) => ({
      id: id.replace('nat-', 'eni-'),
      subnetId,
      vpcId,
      zone: zone(subnetId),
      groupIds: [],
      description: `Interface for NAT Gateway ${id}`,
      type: 'nat_gateway',
      tags: [],
    })),
  ]
}

const INTERFACE_FILTERS: Filters<InterfaceRecord> = {
  'network-interface-id': ({ id }) => id,
  'subnet-id': ({ subnetId }) => subnetId,
  'vpc-id': ({ vpcId }) => vpcId,
  'availability-zone': ({ zone }) => zone,
  'group-id': ({ groupIds }) => groupIds,
  'interface-type': ({ type }) => type,
  description: ({ description }) => description,
  status: () => 'in-use',
}

export const describeNetworkInterfaces = (call: Call, input: Input): Output => {
  const network = readNetwork(placeOf(call))
  const all = Object.fromEntries(interfacesOf(network).map((one) => [one.id, one]))
  const asked = named('eni', all, list<string>(input, 'NetworkInterfaceIds'))
  const found = admitted(input, asked, INTERFACE_FILTERS).map((one) => ({
    NetworkInterfaceId: one.id,
    SubnetId: one.subnetId,
    VpcId: one.vpcId,
    AvailabilityZone: one.zone,
    Description: one.description,
    InterfaceType: one.type,
    OwnerId: call.accountId,
    RequesterManaged: true,
    Status: 'in-use',
    Groups: one.groupIds.map((id) => ({ GroupId: id, GroupName: network.groups[id]?.name })),
    TagSet: [],
  }))
  return paged(input, 'NetworkInterfaces', found)
}

type Zone = { readonly id: string; readonly name: string; readonly tags: readonly Tag[] }

export const describeAvailabilityZones = (call: Call, input: Input): Output => {
  const zones = zonesOf(call.region).map((name): Zone => ({ id: zoneId(name), name, tags: [] }))
  const names = list<string>(input, 'ZoneNames')
  for (const name of names) {
    if (!zones.some((zone) => zone.name === name)) {
      throw refusal.value('ZoneNames', name, 'The specified zone does not exist.')
    }
  }
  const found = admitted(
    input,
    zones.filter(({ name }) => names.length === 0 || names.includes(name)),
    {
      'zone-name': ({ name }) => name,
      'zone-id': ({ id }) => id,
      'region-name': () => call.region,
      state: () => 'available',
    },
  )
  return {
    AvailabilityZones: found.map(({ id, name }) => ({
      ZoneName: name,
      ZoneId: id,
      RegionName: call.region,
      GroupName: call.region,
      NetworkBorderGroup: call.region,
      OptInStatus: 'opt-in-not-required',
      ZoneType: 'availability-zone',
      State: 'available',
      Messages: [],
    })),
  }
}

/** Instance types by region or by zone. */
export const describeInstanceTypeOfferings = (call: Call, input: Input): Output => {
  const by = optionalText(input, 'LocationType') ?? 'region'
  const offered = offeringsOf(call.region).flatMap(({ instanceType, zones }) => {
    const places = by === 'region' ? [call.region] : zones
    return places.map((place) => ({
      id: `${instanceType} ${place}`,
      instanceType,
      location: by === 'availability-zone-id' ? zoneId(place) : place,
      tags: [],
    }))
  })
  const found = admitted(input, offered, {
    'instance-type': ({ instanceType }) => instanceType,
    location: ({ location }) => location,
  })
  return paged(
    input,
    'InstanceTypeOfferings',
    found.map(({ instanceType, location }) => ({
      InstanceType: instanceType,
      LocationType: by,
      Location: location,
    })),
  )
}
