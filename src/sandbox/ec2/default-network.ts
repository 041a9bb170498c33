import { steadyId } from './ids.ts'
import type { NetworkState } from './records.ts'
import { zonesOf } from './zones.ts'

/** Blocks of the subnets that AWS makes in a default VPC. */
const SUBNET_BLOCKS = ['172.31.0.0/20', '172.31.16.0/20', '172.31.32.0/20']

/**
 * What an account has in a region before anybody touches it: a VPC with a public subnet in each zone, an
 * internet gateway, a main route table and a default security group.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
export const defaultNetwork = (region: string, seed: string): NetworkState => {
  const id = (prefix: string, part = '') => steadyId(prefix, seed, region, part)
  const vpcId = id('vpc')
  const internetGatewayId = id('igw')
  const subnets = zonesOf(region).map((availabilityZone, index) => ({
    id: id('subnet', availabilityZone),
    vpcId,
    cidrBlock: SUBNET_BLOCKS[index] ?? '',
    availabilityZone,
    defaultForAz: true,
    mapPublicIpOnLaunch: true,
    tags: [],
  }))
  const vpc = {
    id: vpcId,
    cidrBlock: '172.31.0.0/16',
    isDefault: true,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    internetGatewayId,
    tags: [],
  }
  const ids = { group: id('sg'), table: id('rtb'), association: id('rtbassoc') }
  const group = defaultGroup(vpcId, ids.group, [id('sgr', 'in'), id('sgr', 'out')])
  const table = mainTable(vpcId, vpc.cidrBlock, ids)
  return {
    vpcs: { [vpcId]: vpc },
    subnets: Object.fromEntries(subnets.map((subnet) => [subnet.id, subnet])),
    groups: { [group.id]: group },
    routeTables: {
      [table.id]: {
        ...table,
        routes: [
          ...table.routes,
          { destination: '0.0.0.0/0', gatewayId: internetGatewayId, origin: 'CreateRoute' },
        ],
      },
    },
    endpoints: {},
    natGateways: {},
  }
}

/** A VPC's default group: its members reach each other, and everything outside. */
export const defaultGroup = (
  vpcId: string,
  id: string,
  [ingress, egress]: readonly [string, string],
): NetworkState['groups'][string] => ({
  id,
  name: 'default',
  description: 'default VPC security group',
  vpcId,
  rules: [
    { id: ingress, isEgress: false, protocol: '-1', groupId: id },
    { id: egress, isEgress: true, protocol: '-1', cidrIpv4: '0.0.0.0/0' },
  ],
  tags: [],
})

/** A VPC's main table, which leads nowhere but into the VPC. */
export const mainTable = (
  vpcId: string,
  cidrBlock: string,
  ids: { readonly table: string; readonly association: string },
): NetworkState['routeTables'][string] => ({
  id: ids.table,
  vpcId,
  associations: [{ id: ids.association }],
  routes: [{ destination: cidrBlock, gatewayId: 'local', origin: 'CreateRouteTable' }],
  tags: [],
})
