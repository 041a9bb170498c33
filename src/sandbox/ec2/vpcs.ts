import { list, members, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { blockOf } from './cidr.ts'
import { defaultGroup, mainTable } from './default-network.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { NetworkState, VpcRecord } from './records.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'

const FILTERS: Filters<VpcRecord> = {
  'vpc-id': ({ id }) => id,
  cidr: ({ cidrBlock }) => cidrBlock,
  'cidr-block-association.cidr-block': ({ cidrBlock }) => cidrBlock,
  'is-default': ({ isDefault }) => isDefault,
  isDefault: ({ isDefault }) => isDefault,
  state: () => 'available',
}

const view = (call: Call, vpc: VpcRecord): Output => ({
  OwnerId: call.accountId,
  InstanceTenancy: 'default',
  CidrBlockAssociationSet: [
    {
      AssociationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
      CidrBlock: vpc.cidrBlock,
      CidrBlockState: { State: 'associated' },
    },
  ],
  IsDefault: vpc.isDefault,
  Tags: vpc.tags,
  VpcId: vpc.id,
  State: 'available',
  CidrBlock: vpc.cidrBlock,
  DhcpOptionsId: 'default',
})

export const describeVpcs = (call: Call, input: Input): Output => {
  const { vpcs } = readNetwork(placeOf(call))
  const found = admitted(input, named('vpc', vpcs, list<string>(input, 'VpcIds')), FILTERS)
  return paged(
    input,
    'Vpcs',
    found.map((vpc) => view(call, vpc)),
  )
}

/** A VPC with what EC2 gives each: a main route table and a default security group. */
export const createVpc = (call: Call, input: Input): Output => {
  const cidrBlock = optionalText(input, 'CidrBlock')
  if (cidrBlock === undefined) throw refusal.missing('cidrBlock')
  const block = blockOf(cidrBlock)
  if (block === undefined) {
    throw refusal.value('cidrBlock', cidrBlock, 'This is not a valid CIDR block.')
  }
  if (block.bits < 16 || block.bits > 28) {
    throw new ServiceError('InvalidVpc.Range', `The CIDR '${cidrBlock}' is invalid.`)
  }
  const vpc: VpcRecord = {
    id: newId('vpc'),
    cidrBlock,
    isDefault: false,
    enableDnsSupport: true,
    enableDnsHostnames: false,
    tags: tagsFor(input, 'vpc'),
  }
  changeNetwork(placeOf(call), (network) => {
    const group = defaultGroup(vpc.id, newId('sg'), [newId('sgr'), newId('sgr')])
    const ids = { table: newId('rtb'), association: newId('rtbassoc') }
    network.vpcs[vpc.id] = vpc
    network.groups[group.id] = group
    network.routeTables[ids.table] = mainTable(vpc.id, cidrBlock, ids)
  })
  return { Vpc: view(call, vpc) }
}

const isUsed = (network: NetworkState, vpcId: string): boolean => {
  const ofVpc = (records: Readonly<Record<string, { vpcId: string }>>) =>
    Object.values(records).filter((record) => record.vpcId === vpcId)
  return (
    ofVpc(network.subnets).length > 0 ||
    ofVpc(network.endpoints).length > 0 ||
    // Its own default group and main table go with it.
    ofVpc(network.groups).length > 1 ||
    ofVpc(network.routeTables).length > 1
  )
}

export const deleteVpc = (call: Call, input: Input): Output => {
  const id = text(input, 'VpcId')
  changeNetwork(placeOf(call), (network) => {
    one('vpc', network.vpcs, id)
    if (isUsed(network, id)) {
      throw refusal.depends(`The vpc '${id}' has dependencies and cannot be deleted.`)
    }
    delete network.vpcs[id]
    for (const records of [network.groups, network.routeTables]) {
      for (const record of Object.values(records)) {
        if (record.vpcId === id) delete records[record.id]
      }
    }
  })
  return {}
}

export const describeVpcAttribute = (call: Call, input: Input): Output => {
  const vpc = one('vpc', readNetwork(placeOf(call)).vpcs, text(input, 'VpcId'))
  const attribute = text(input, 'Attribute')
  if (attribute === 'enableDnsSupport') {
    return { VpcId: vpc.id, EnableDnsSupport: { Value: vpc.enableDnsSupport } }
  }
  if (attribute === 'enableDnsHostnames') {
    return { VpcId: vpc.id, EnableDnsHostnames: { Value: vpc.enableDnsHostnames } }
  }
  return { VpcId: vpc.id, EnableNetworkAddressUsageMetrics: { Value: false } }
}

/** EC2 changes one attribute in a call. */
export const modifyVpcAttribute = (call: Call, input: Input): Output => {
  const { Value: support } = members(input, 'EnableDnsSupport')
  const { Value: hostnames } = members(input, 'EnableDnsHostnames')
  if (support !== undefined && hostnames !== undefined) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'Fields for multiple attribute types specified',
    )
  }
  changeNetwork(placeOf(call), (network) => {
    const vpc = one('vpc', network.vpcs, text(input, 'VpcId'))
    if (support !== undefined) vpc.enableDnsSupport = support === true
    if (hostnames !== undefined) vpc.enableDnsHostnames = hostnames === true
  })
  return {}
}
