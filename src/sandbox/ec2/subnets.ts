import { list, members, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { type Block, blockOf, contains, overlap } from './cidr.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { NetworkState, SubnetRecord } from './records.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'
import { zoneId, zonesOf } from './zones.ts'

/** AWS keeps the first four addresses of a subnet and the last. */
const RESERVED = 5

/** How many addresses of a subnet are free: its size without AWS's own and those in use. */
export const freeAddresses = (network: NetworkState, subnet: SubnetRecord): number => {
  const interfaces = Object.values(network.endpoints).flatMap((endpoint) => endpoint.interfaces)
  const gateways = Object.values(network.natGateways)
  const used = [...interfaces, ...gateways].filter(({ subnetId }) => subnetId === subnet.id).length
  return (blockOf(subnet.cidrBlock)?.size ?? RESERVED) - RESERVED - used
}

const filtersOf = (network: NetworkState): Filters<SubnetRecord> => ({
  'subnet-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  availabilityZone: ({ availabilityZone }) => availabilityZone,
  'availability-zone-id': ({ availabilityZone }) => zoneId(availabilityZone),
  'available-ip-address-count': (subnet) => String(freeAddresses(network, subnet)),
  'cidr-block': ({ cidrBlock }) => cidrBlock,
  cidr: ({ cidrBlock }) => cidrBlock,
  'default-for-az': ({ defaultForAz }) => defaultForAz,
  'map-public-ip-on-launch': ({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch,
  state: () => 'available',
})

const view = (call: Call, network: NetworkState, subnet: SubnetRecord): Output => ({
  AvailabilityZoneId: zoneId(subnet.availabilityZone),
  OwnerId: call.accountId,
  AssignIpv6AddressOnCreation: false,
  Ipv6CidrBlockAssociationSet: [],
  Tags: subnet.tags,
  SubnetArn: `arn:aws:ec2:${call.region}:${call.accountId}:subnet/${subnet.id}`,
  SubnetId: subnet.id,
  State: 'available',
  VpcId: subnet.vpcId,
  CidrBlock: subnet.cidrBlock,
  AvailableIpAddressCount: freeAddresses(network, subnet),
  AvailabilityZone: subnet.availabilityZone,
  DefaultForAz: subnet.defaultForAz,
  MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
})

export const describeSubnets = (call: Call, input: Input): Output => {
  const network = readNetwork(placeOf(call))
  const asked = named('subnet', network.subnets, list<string>(input, 'SubnetIds'))
  const found = admitted(input, asked, filtersOf(network))
  return paged(
    input,
    'Subnets',
    found.map((subnet) => view(call, network, subnet)),
  )
}

const zoneFor = (call: Call, input: Input): string => {
  const zones = zonesOf(call.region)
  const byId = optionalText(input, 'AvailabilityZoneId')
  const asked = byId ?? optionalText(input, 'AvailabilityZone')
  if (asked === undefined) return zones[0] ?? ''
  const zone = zones.find((name) => name === asked || zoneId(name) === asked)
  if (zone !== undefined) return zone
  throw refusal.value(
    byId === undefined ? 'availabilityZone' : 'availabilityZoneId',
    asked,
    `Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`,
  )
}

const checkBlock = (network: NetworkState, vpcId: string, cidrBlock: string): void => {
  const block: Block | undefined = blockOf(cidrBlock)
  const vpc = blockOf(one('vpc', network.vpcs, vpcId).cidrBlock)
  const fits = block !== undefined && vpc !== undefined && contains(vpc, block)
  if (!fits || block.bits > 28) {
    throw new ServiceError('InvalidSubnet.Range', `The CIDR '${cidrBlock}' is invalid.`)
  }
  const taken = Object.values(network.subnets).some((subnet) => {
    const other = blockOf(subnet.cidrBlock)
    return subnet.vpcId === vpcId && other !== undefined && overlap(block, other)
  })
  if (taken) {
    throw new ServiceError(
      'InvalidSubnet.Conflict',
      `The CIDR '${cidrBlock}' conflicts with another subnet`,
    )
  }
}

export const createSubnet = (call: Call, input: Input): Output => {
  const cidrBlock = optionalText(input, 'CidrBlock')
  if (cidrBlock === undefined) throw refusal.missing('cidrBlock')
  const subnet: SubnetRecord = {
    id: newId('subnet'),
    vpcId: text(input, 'VpcId'),
    cidrBlock,
    availabilityZone: zoneFor(call, input),
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    tags: tagsFor(input, 'subnet'),
  }
  return changeNetwork(placeOf(call), (network) => {
    checkBlock(network, subnet.vpcId, cidrBlock)
    network.subnets[subnet.id] = subnet
    return { Subnet: view(call, network, subnet) }
  })
}

export const deleteSubnet = (call: Call, input: Input): Output => {
  const id = text(input, 'SubnetId')
  changeNetwork(placeOf(call), (network) => {
    const subnet = one('subnet', network.subnets, id)
    const size = blockOf(subnet.cidrBlock)?.size ?? 0
    if (freeAddresses(network, subnet) < size - RESERVED) {
      throw refusal.depends(`The subnet '${id}' has dependencies and cannot be deleted.`)
    }
    delete network.subnets[id]
    for (const table of Object.values(network.routeTables)) {
      table.associations = table.associations.filter(({ subnetId }) => subnetId !== id)
    }
  })
  return {}
}

export const modifySubnetAttribute = (call: Call, input: Input): Output => {
  const { Value } = members(input, 'MapPublicIpOnLaunch')
  changeNetwork(placeOf(call), (network) => {
    const subnet = one('subnet', network.subnets, text(input, 'SubnetId'))
    if (Value !== undefined) subnet.mapPublicIpOnLaunch = Value === true
  })
  return {}
}
