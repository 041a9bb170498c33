import type { PolicyDocument } from '../core/policy-document.ts'
import { decide } from './evaluate.ts'
import { roleRequirements } from './requirements.ts'
import type { AnyRoleSpec } from './spec.ts'

/** What the policy of a bucket forbids a role, or may forbid it: the requests in words. */
export type BucketDenials = {
  readonly denied: readonly string[]
  readonly doubtful: readonly string[]
}

/**
 * Keys whose values nobody knows before the job runs: where its requests come from. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
 */
const isUnknowable = (key: string): boolean =>
  /^aws:(sourcevpc|sourcevpce|sourceip|vpcsourceip|sourcevpcarn|principalorgid|principalorgpaths)$/.test(
    key,
  )

/** A bucket of the same account need not allow anything: its policy matters by what it denies. */
export const bucketDenials = (
  policy: PolicyDocument,
  bucket: string,
  { spec, roleArn }: { readonly spec: AnyRoleSpec; readonly roleArn: string },
): BucketDenials => {
  const arn = `arn:${spec.partition}:s3:::${bucket}`
  const asks = roleRequirements(spec).filter(
    ({ ask: { resource } }) => resource === arn || resource.startsWith(`${arn}/`),
  )
  const deny = { ...policy, Statement: policy.Statement.filter(({ Effect }) => Effect === 'Deny') }
  // With everything allowed, what is left of the decision is what the Denys make of it.
  const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } as const
  const judged = asks.map(({ what, ask }) => ({
    what,
    decision: decide(
      [{ name: 'bucket policy', policy: { ...deny, Statement: [all, ...deny.Statement] } }],
      {
        ...ask,
        principal: { AWS: [roleArn, spec.account] },
        context: {
          ...ask.context,
          'aws:SecureTransport': 'true',
          'aws:PrincipalArn': roleArn,
          'aws:PrincipalAccount': spec.account,
          'aws:PrincipalIsAWSService': 'false',
        },
        unknowable: isUnknowable,
      },
    ).decision,
  }))
  const whats = (decision: string) => [
    ...new Set(judged.filter((one) => one.decision === decision).map(({ what }) => what)),
  ]
  return { denied: whats('explicitDeny'), doubtful: whats('unknown') }
}
