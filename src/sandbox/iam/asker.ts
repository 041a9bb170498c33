import { accountIn, SANDBOX_ACCOUNT } from '../account.ts'
import type { Call, Documents } from '../service.ts'
import { callerOf } from '../sts/callers.ts'
import { EVERYTHING, type Policy } from './evaluate.ts'
import { identityOf, managedPolicy, permissionsOf } from './permissions.ts'
import { parsePolicy } from './policy-document.ts'
import type { Principal } from './principals.ts'
import { type IamDocument, type Identity, readIam } from './records.ts'

/** Somebody with policies: a user, or a session of a role. */
export type Asker = {
  readonly principal: Principal
  readonly identity: readonly Policy[]
  readonly boundary?: Policy | undefined
  readonly session?: readonly Policy[] | undefined
  /** Condition keys that say who it is. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>
}

const tagKeys = ({ tags }: Identity): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]))

/** Somebody by the ARN of the user or role whose policies count; `arn` is the user or the session. */
const asker = (
  iam: IamDocument,
  who: { readonly arn: string; readonly identityArn: string; readonly userId: string },
): Asker => {
  const found = identityOf(iam, who.identityArn)
  const own = found && permissionsOf(iam, found.identity, found.kind)
  const isNeighbour = accountIn(who.identityArn) !== SANDBOX_ACCOUNT
  const isUser = who.identityArn.includes(':user/')
  return {
    principal: {
      kind: 'AWS',
      arn: who.arn,
      account: accountIn(who.identityArn),
      ...(isUser ? {} : { roleArn: who.identityArn }),
      isBounded: own?.boundary !== undefined,
    },
    // Whoever calls from another account is its administrator: the sandbox keeps no IAM for it.
    identity: isNeighbour ? [EVERYTHING] : (own?.policies ?? []),
    boundary: own?.boundary,
    keys: {
      'aws:PrincipalArn': who.identityArn,
      'aws:PrincipalAccount': accountIn(who.identityArn),
      'aws:PrincipalType': isUser ? 'User' : 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:userid': who.userId,
      ...(isUser ? { 'aws:username': who.identityArn.split('/').at(-1) ?? '' } : {}),
      ...(found === undefined ? {} : tagKeys(found.identity)),
    },
  }
}

/** Whoever signed a call. */
export const askerOf = (call: Pick<Call, 'documents' | 'caller'>): Asker => {
  const { arn, userId, identityArn, policies, expiresAt } = callerOf(
    call.documents,
    call.caller.accessKeyId,
  )
  const iam = readIam(call.documents)
  const made = asker(iam, { arn, identityArn, userId })
  const keys = {
    ...made.keys,
    ...(expiresAt === undefined ? {} : { 'aws:MultiFactorAuthPresent': 'false' }),
  }
  if (policies === undefined) return { ...made, keys }
  const session = policies.flatMap((given): Policy[] => {
    if (given.startsWith('arn:')) return [managedPolicy(iam, given) ?? []].flat()
    return [{ id: 'session', type: 'none', statements: parsePolicy(given, 'identity') }]
  })
  return { ...made, keys, session }
}

/** A service that acts as a role; the session is named like the service's own. */
export const roleAsker = (documents: Documents, roleArn: string, session: string): Asker => {
  const iam = readIam(documents)
  const role = Object.values(iam.roles).find(({ arn }) => arn === roleArn)
  const name = roleArn.split('/').at(-1) ?? ''
  return asker(iam, {
    arn: `arn:aws:sts::${accountIn(roleArn)}:assumed-role/${name}/${session}`,
    identityArn: roleArn,
    userId: `${role?.id ?? 'AROA'}:${session}`,
  })
}
