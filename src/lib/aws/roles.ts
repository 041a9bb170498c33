import type { Role } from '@aws-sdk/client-iam'
import type { RoleSummary, Roles, RoleView } from '../ports/roles.ts'
import { instead, NOT_FOUND } from './explain.ts'
import {
  attachedPolicies,
  boundaryPolicy,
  inlinePolicies,
  policyDocument,
} from './role-policies.ts'
import type { AwsSession } from './session.ts'
import { simulate } from './simulate.ts'
import { allPages, iso, present } from './values.ts'

export const rolesOf = (aws: AwsSession): Roles => ({
  find: (roleName) => find(aws, roleName),
  list: async () => {
    const roles = await allPages((Marker) =>
      aws.iam({ operation: 'ListRoles', subject: 'list of roles' }, async (client, sdk) => {
        const page = await client.send(new sdk.ListRolesCommand(present({ Marker })))
        return { items: page.Roles ?? [], next: page.IsTruncated ? page.Marker : undefined }
      }),
    )
    return roles.map(summary)
  },
  create: async (role) => {
    const answer = await aws.iam(
      { operation: 'CreateRole', subject: subject(role.roleName) },
      (client, sdk) =>
        client.send(
          new sdk.CreateRoleCommand({
            RoleName: role.roleName,
            Description: role.description,
            AssumeRolePolicyDocument: JSON.stringify(role.trustPolicy),
            Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
            ...present({ PermissionsBoundary: role.permissionsBoundaryArn }),
          }),
        ),
    )
    return { arn: answer.Role?.Arn ?? '' }
  },
  updateTrust: async (RoleName, trustPolicy) => {
    const PolicyDocument = JSON.stringify(trustPolicy)
    await aws.iam(
      { operation: 'UpdateAssumeRolePolicy', subject: subject(RoleName) },
      (client, sdk) =>
        client.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })),
    )
  },
  putInlinePolicy: async (RoleName, PolicyName, policy) => {
    const PolicyDocument = JSON.stringify(policy)
    await aws.iam({ operation: 'PutRolePolicy', subject: subject(RoleName) }, (client, sdk) =>
      client.send(new sdk.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
    )
  },
  simulate: (principalArn, asks) => simulate(aws, principalArn, asks),
})

const subject = (roleName: string): string => `role ${roleName}`

const find = async (aws: AwsSession, RoleName: string): Promise<RoleView | undefined> => {
  const what = { operation: 'GetRole', subject: subject(RoleName) }
  const answer = await instead(
    aws.iam(what, (client, sdk) => client.send(new sdk.GetRoleCommand({ RoleName }))),
    [NOT_FOUND],
    undefined,
  )
  const role = answer?.Role
  if (role === undefined) return undefined
  const boundaryArn = role.PermissionsBoundary?.PermissionsBoundaryArn
  const [inline, attached, boundary] = await Promise.all([
    inlinePolicies(aws, RoleName),
    attachedPolicies(aws, RoleName),
    boundaryPolicy(aws, boundaryArn),
  ])
  return {
    ...summary(role),
    createdAt: iso(role.CreateDate),
    tags: Object.fromEntries((role.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    inlinePolicies: inline,
    attachedPolicies: attached,
    ...present({ permissionsBoundaryArn: boundaryArn, permissionsBoundaryPolicy: boundary }),
  }
}

const summary = (role: Role): RoleSummary => ({
  roleName: role.RoleName ?? '',
  arn: role.Arn ?? '',
  trustPolicy: policyDocument(role.AssumeRolePolicyDocument),
})
