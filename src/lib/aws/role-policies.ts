import type { RoleView } from '../ports/roles.ts'
import { instead } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** IAM answers policy documents as URL-encoded JSON; undefined when there is none. */
export const policyDocument = (encoded: string | undefined): unknown =>
  encoded === undefined ? undefined : JSON.parse(decodeURIComponent(encoded))

/** The policies written into the role itself. */
export const inlinePolicies = async (
  aws: AwsSession,
  RoleName: string,
): Promise<RoleView['inlinePolicies']> => {
  const subject = `role ${RoleName}`
  const names = await allPages((Marker) =>
    aws.iam({ operation: 'ListRolePolicies', subject }, async (client, sdk) => {
      const page = await client.send(
        new sdk.ListRolePoliciesCommand({ RoleName, ...present({ Marker }) }),
      )
      return { items: page.PolicyNames ?? [], next: page.IsTruncated ? page.Marker : undefined }
    }),
  )
  return Promise.all(
    names.map(async (PolicyName) => {
      const answer = await aws.iam({ operation: 'GetRolePolicy', subject }, (client, sdk) =>
        client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName })),
      )
      return { name: PolicyName, policy: policyDocument(answer.PolicyDocument) }
    }),
  )
}

/** The managed policies attached to the role, each in its default version. */
export const attachedPolicies = async (
  aws: AwsSession,
  RoleName: string,
): Promise<RoleView['attachedPolicies']> => {
  const subject = `role ${RoleName}`
  const attached = await allPages((Marker) =>
    aws.iam({ operation: 'ListAttachedRolePolicies', subject }, async (client, sdk) => {
      const page = await client.send(
        new sdk.ListAttachedRolePoliciesCommand({ RoleName, ...present({ Marker }) }),
      )
      const next = page.IsTruncated ? page.Marker : undefined
      return { items: page.AttachedPolicies ?? [], next }
    }),
  )
  return Promise.all(
    attached.map(async ({ PolicyName = '', PolicyArn = '' }) => ({
      name: PolicyName,
      arn: PolicyArn,
      policy: await managedPolicy(aws, PolicyArn),
    })),
  )
}

/** The boundary's document; undefined where the caller may not read it. */
export const boundaryPolicy = (aws: AwsSession, policyArn: string | undefined): Promise<unknown> =>
  policyArn === undefined
    ? Promise.resolve(undefined)
    : instead(managedPolicy(aws, policyArn), ['MLC-AWS-002', 'MLC-AWS-003'], undefined)

const managedPolicy = async (aws: AwsSession, PolicyArn: string): Promise<unknown> => {
  const subject = `policy ${PolicyArn}`
  const { Policy } = await aws.iam({ operation: 'GetPolicy', subject }, (client, sdk) =>
    client.send(new sdk.GetPolicyCommand({ PolicyArn })),
  )
  const VersionId = Policy?.DefaultVersionId ?? 'v1'
  const answer = await aws.iam({ operation: 'GetPolicyVersion', subject }, (client, sdk) =>
    client.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId })),
  )
  return policyDocument(answer.PolicyVersion?.Document)
}
