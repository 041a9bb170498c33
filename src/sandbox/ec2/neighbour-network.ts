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
})
