import {
  asList,
  POLICY_VERSION,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { decide } from './evaluate.ts'
import { permissionPolicy } from './permission-policy.ts'
import type { AnyRoleSpec } from './spec.ts'

/**
 * What the policy of a key has to say for a role: the role's own key statements, turned round. The role
 * uses the key through the service alone, and grants are for AWS resources alone. Source:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html and
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html.
 */
export const keyPolicyStatements = (
  spec: AnyRoleSpec,
  keyArn: string,
  roleArn: string,
): readonly Statement[] =>
  permissionPolicy(spec)
    .Statement.filter(
      ({ Action, Resource }) =>
        asList(Resource).includes(keyArn) &&
        asList(Action).every((action) => action.startsWith('kms:')),
    )
    .map((statement) => ({
      ...statement,
      Sid: `Mlctl${statement.Sid ?? ''}`,
      Principal: { AWS: roleArn },
      // In a key policy, * is the key itself.
      Resource: '*',
    }))

/**
 * A new key's policy: the account's own IAM policies decide, as the console makes it. Without this nobody
 * could manage the key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html.
 */
export const newKeyPolicy = (scope: {
  readonly partition: string
  readonly account: string
}): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: [
    {
      Sid: 'AccountDecides',
      Effect: 'Allow',
      Principal: { AWS: `arn:${scope.partition}:iam::${scope.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
})

/**
 * How a key's policy stands to a role: `open`: the policies of the account decide, so the role's own are
 * enough; `named`: it lets the role by name; `closed`: neither; `denied`: a Deny has the last word.
 */
export const judgeKeyPolicy = (
  policy: PolicyDocument,
  keyArn: string,
  { spec, roleArn }: { readonly spec: AnyRoleSpec; readonly roleArn: string },
): 'open' | 'named' | 'closed' | 'denied' => {
  const root = `arn:${spec.partition}:iam::${spec.account}:root`
  const named = [{ name: 'key policy', policy }]
  const answers = keyPolicyStatements(spec, keyArn, roleArn).flatMap((statement) =>
    asList(statement.Action).map((action) => {
      const ask = { action, resource: keyArn, context: contextOf(statement, spec) }
      const byName = decide(named, { ...ask, principal: { AWS: [roleArn] } }).decision
      const byAccount = decide(named, { ...ask, principal: { AWS: [root, spec.account] } }).decision
      if (byName === 'explicitDeny' || byAccount === 'explicitDeny') return 'denied'
      if (byAccount === 'allowed') return 'open'
      return byName === 'allowed' ? 'named' : 'closed'
    }),
  )
  const worst = (['denied', 'closed', 'named'] as const).find((one) => answers.includes(one))
  return worst ?? 'open'
}

const contextOf = (statement: Statement, spec: AnyRoleSpec): Readonly<Record<string, string>> => ({
  'kms:CallerAccount': spec.account,
  'aws:PrincipalAccount': spec.account,
  ...Object.fromEntries(
    Object.values(statement.Condition ?? {}).flatMap((keys) =>
      Object.entries(keys).map(([key, wanted]) => [key, asList(wanted)[0] ?? '']),
    ),
  ),
})
