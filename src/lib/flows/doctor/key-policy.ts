import { type PolicyDocument, readPolicy } from '../../domain/core/policy-document.ts'
import { ok, unknown, type Verdict } from '../../domain/doctor/checks.ts'
import { decide } from '../../domain/iam/evaluate.ts'
import type { KeyView } from '../../ports/keys.ts'
import type { Look } from './look.ts'
import { roleLine } from './role-line.ts'

/** What a job does with a key; facts on keys, from the statement that the AWS CDK writes. */
const JOB_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant']

/**
 * A key obeys its own policy first: it must name the role, or leave the decision to the account, whose
 * policies then decide (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
 */
export const keyPolicyVerdicts = async (
  look: Look,
  wanted: string,
): Promise<readonly Verdict[]> => {
  const key = await look.key(wanted)
  if (key === undefined) return []
  const policy = readPolicy(await look.ports.keys.policy(key.keyArn))
  if (policy === undefined) return [unknown('the key policy is not readable', key.keyArn)]
  const role = await look.role()
  if (role === undefined) {
    const isOpen = leavesToAccount(policy, key)
    return [
      isOpen
        ? ok('leaves the decision to the account', key.keyArn)
        : unknown('it names who may use it, and no role is named: --role', key.keyArn),
    ]
  }
  const lacking = JOB_ACTIONS.map((action) => ({
    action,
    decision: decisionOf(policy, key, { action, arn: role.arn }),
  })).filter(({ decision }) => decision !== 'allowed')
  if (lacking.length === 0) return [ok(`lets role ${role.roleName} use it`, key.keyArn)]
  return [refusal(look, { key, role }, lacking)]
}

const serviceOf = (look: KeyView) => `bedrock.${look.region}.amazonaws.com`

const ask = (policy: PolicyDocument, key: KeyView, who: { action: string; arn: string }) =>
  decide([{ name: 'the key policy', policy }], {
    action: who.action,
    resource: key.keyArn,
    principal: { AWS: who.arn },
    context: {
      'kms:CallerAccount': key.account,
      'aws:PrincipalArn': who.arn,
      'aws:PrincipalAccount': key.account,
    },
    // Through which service it is used, and for what, only the request will show.
    unknowable: (name) => /^kms:(viaservice|encryptioncontext|grant)/.test(name),
  }).decision

const rootOf = ({ keyArn, account }: KeyView): string =>
  `arn:${keyArn.split(':')[1] ?? 'aws'}:iam::${account}:root`

const leavesToAccount = (policy: PolicyDocument, key: KeyView): boolean =>
  JOB_ACTIONS.every((action) => ask(policy, key, { action, arn: rootOf(key) }) === 'allowed')

const decisionOf = (
  policy: PolicyDocument,
  key: KeyView,
  who: { readonly action: string; readonly arn: string },
) => {
  const own = ask(policy, key, who)
  if (own === 'explicitDeny' || own === 'allowed') return own
  const byAccount = ask(policy, key, { action: who.action, arn: rootOf(key) })
  if (byAccount === 'allowed') return 'allowed'
  // An Allow through certain services is what such a policy is meant to say.
  return own === 'unknown' || byAccount === 'unknown' ? 'allowed' : own
}

const refusal = (
  look: Look,
  { key, role }: { key: KeyView; role: { readonly roleName: string; readonly arn: string } },
  lacking: readonly { readonly action: string; readonly decision: string }[],
): Verdict => {
  const isDenied = lacking.some(({ decision }) => decision === 'explicitDeny')
  const actions = lacking.map(({ action }) => action)
  const statement = {
    Sid: 'MlctlJobRole',
    Effect: 'Allow',
    Principal: { AWS: role.arn },
    Action: JOB_ACTIONS,
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:ViaService': [serviceOf(key), `s3.${key.region}.amazonaws.com`],
      },
    },
  }
  return {
    status: 'fail',
    severity: 'high',
    subject: key.keyArn,
    detail: isDenied
      ? `the key policy denies role ${role.roleName} ${actions.join(', ')}`
      : `the key policy neither lets role ${role.roleName} do ${actions.join(', ')} nor leaves it to the account`,
    evidence: lacking,
    remedy: isDenied
      ? { text: 'A Deny wins over every Allow: the statement that denies must except the role.' }
      : {
          text: 'Add this statement to the key policy.',
          command: roleLine('fix', look, look.need.purposes[0]),
          missing: [{ to: { kind: 'key', keyArn: key.keyArn }, statement }],
          isFixable: true,
        },
  }
}
