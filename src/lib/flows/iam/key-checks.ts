import type { MissingStatement } from '../../domain/checkup/finding.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import type { CheckRow } from '../../domain/iam/check-rows.ts'
import { judgeKeyPolicy, keyPolicyStatements } from '../../domain/iam/key-policy.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type KeyVerdict = { readonly row: CheckRow; readonly missing: readonly MissingStatement[] }

/** Whether the policies of the keys let the role, and what each would have to say. */
export const checkKeys = async (
  ports: Pick<Ports, 'keys'>,
  spec: AnyRoleSpec,
  roleArn: string,
): Promise<readonly KeyVerdict[]> => {
  const keys = new Set([...(spec.dataKmsKeyArns ?? []), ...keyOfModel(spec)])
  const verdicts: KeyVerdict[] = []
  for (const keyArn of keys) verdicts.push(await checkKey(ports, keyArn, { spec, roleArn }))
  return verdicts
}

/** The keys that a spec names besides those of its buckets. */
const keyOfModel = ({ modelKmsKeyArn }: AnyRoleSpec): readonly string[] =>
  modelKmsKeyArn === undefined ? [] : [modelKmsKeyArn]

const checkKey = async (
  ports: Pick<Ports, 'keys'>,
  keyArn: string,
  role: { readonly spec: AnyRoleSpec; readonly roleArn: string },
): Promise<KeyVerdict> => {
  const row = { id: 'key-policy', subject: 'role', what: `key policy of ${keyArn}` } as const
  const unknown = (why: string): KeyVerdict => ({
    row: { ...row, result: 'could not tell', by: 'nothing', why },
    missing: [],
  })
  const policy = await policyOf(ports, keyArn)
  if (typeof policy === 'string') return unknown(policy)
  const verdict = judgeKeyPolicy(policy, keyArn, role)
  if (verdict === 'open' || verdict === 'named')
    return { row: { ...row, result: 'ok', by: 'policies' }, missing: [] }
  const why =
    verdict === 'denied'
      ? 'a statement of the key policy denies it: no added statement helps'
      : 'the key policy lets neither the role nor the account'
  return {
    row: { ...row, result: 'missing', by: 'policies', why },
    missing:
      verdict === 'denied'
        ? []
        : keyPolicyStatements(role.spec, keyArn, role.roleArn).map((statement) => ({
            to: { kind: 'key', keyArn },
            statement,
          })),
  }
}

/** The policy, or in words why it is not known. */
const policyOf = async (ports: Pick<Ports, 'keys'>, keyArn: string) => {
  try {
    return readPolicy(await ports.keys.policy(keyArn)) ?? 'the key policy is not readable'
  } catch (error) {
    if (error instanceof AccessError) return 'you may not read the key policy (kms:GetKeyPolicy)'
    if (error instanceof StateError || error instanceof TemporaryError) return error.message
    throw error
  }
}
