import type { Call, Neighbours } from '../service.ts'
import { readNetwork } from './store.ts'

/** What services that run in a VPC ask of EC2. */
export const createNetwork = (
  ground: Pick<Call, 'documents'> & { readonly seed: string },
): Neighbours['network'] => ({
  refusal: (region, { subnetIds, groupIds }) => {
    const network = readNetwork({ documents: ground.documents, region, seed: ground.seed })
    const lost = subnetIds.find((id) => network.subnets[id] === undefined)
    if (lost !== undefined) return `The subnet ID '${lost}' does not exist`
    const lostGroup = groupIds.find((id) => network.groups[id] === undefined)
    if (lostGroup !== undefined) return `The security group '${lostGroup}' does not exist`
    const vpcs = new Set([
      ...subnetIds.map((id) => network.subnets[id]?.vpcId),
      ...groupIds.map((id) => network.groups[id]?.vpcId),
    ])
    return vpcs.size > 1
      ? `Subnets and security groups are not of one VPC: ${[...vpcs].join(', ')}`
      : undefined
  },
  originKeys: (region, subnetIds) => {
    const network = readNetwork({ documents: ground.documents, region, seed: ground.seed })
    const vpcId = subnetIds.map((id) => network.subnets[id]?.vpcId).find((id) => id !== undefined)
    const endpoint = Object.values(network.endpoints).find(
      (each) =>
        each.vpcId === vpcId &&
        each.serviceName === `com.amazonaws.${region}.s3` &&
        (each.type === 'Interface' || each.routeTableIds.length > 0),
    )
    // Without an endpoint the request leaves the VPC, and no key tells where it came from.
    return vpcId === undefined || endpoint === undefined
      ? {}
      : { 'aws:SourceVpc': vpcId, 'aws:SourceVpce': endpoint.id }
  },
})
