import type { Input } from '../service.ts'
import { refusal } from './errors.ts'
import type { Ground } from './state.ts'

type VpcConfig = {
  readonly Subnets?: readonly string[]
  readonly SecurityGroupIds?: readonly string[]
}

/**
 * Refuses subnets and security groups that are not there, or not of one VPC. AWS documents no text for this;
 * the words after the colon are EC2's.
 */
export const checkVpc = (ground: Ground, request: Input): void => {
  const { Subnets = [], SecurityGroupIds = [] } = (request.VpcConfig ?? {}) as VpcConfig
  const problem = ground.neighbours.network.refusal(ground.region, {
    subnetIds: Subnets,
    groupIds: SecurityGroupIds,
  })
  if (problem !== undefined) throw refusal.validation(`Invalid VPC configuration: ${problem}`)
}
