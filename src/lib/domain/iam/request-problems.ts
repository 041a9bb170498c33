import { parseArn } from '../core/arn.ts'
import type { RoleSpec } from './spec.ts'

/** API model of CreateModelCustomizationJob: VpcConfig takes 1–16 subnets and 1–5 groups. */
const MAX_SUBNETS = 16
const MAX_GROUPS = 5

/** What is wrong with subnets and groups given together; empty when nothing. */
export const vpcProblems = (
  subnetIds: readonly string[],
  securityGroupIds: readonly string[],
): readonly string[] => {
  if (subnetIds.length === 0 && securityGroupIds.length === 0) return []
  return [
    ...(subnetIds.length === 0 ? ['security groups need subnets: --subnets'] : []),
    ...(securityGroupIds.length === 0 ? ['subnets need security groups: --security-groups'] : []),
    ...(subnetIds.length > MAX_SUBNETS ? [`at most ${MAX_SUBNETS} subnets are allowed`] : []),
    ...(securityGroupIds.length > MAX_GROUPS
      ? [`at most ${MAX_GROUPS} security groups are allowed`]
      : []),
    ...subnetIds
      .filter((id) => !/^subnet-[0-9a-z]+$/.test(id))
      .map((id) => `${id} is no subnet id`),
    ...securityGroupIds
      .filter((id) => !/^sg-[0-9a-z]+$/.test(id))
      .map((id) => `${id} is no security group id`),
  ]
}

/**
 * A policy must name a key by its ARN: an alias or a bare id in a Resource matches nothing, and IAM
 * does not say so.
 */
export const keyProblem = (key: string, scope: Pick<RoleSpec, 'region'>): string | undefined => {
  const arn = parseArn(key)
  if (arn?.service !== 'kms' || !arn.resource.startsWith('key/')) {
    return 'it is no key ARN (arn:aws:kms:<region>:<account>:key/<id>); aliases do not work in policies'
  }
  return arn.region === scope.region
    ? undefined
    : `it is in ${arn.region}, the job in ${scope.region}`
}
