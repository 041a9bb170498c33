import { SANDBOX_ACCOUNT } from '../account.ts'
import { ServiceError } from '../service.ts'
import { parsePolicy, type Statement } from './policy-document.ts'
import type { Principal } from './principals.ts'
import type { IamDocument } from './records.ts'
import { decideForPrincipal } from './resource-access.ts'
import { contextOf } from './variables.ts'

/**
 * Checks a trust policy as CreateRole does: well-formed, and every principal of this account
 * exists. Throws MalformedPolicyDocument.
 */
export const checkPrincipals = (iam: IamDocument, trust: string): void => {
  const [unknown] = unknownPrincipals(iam, parsePolicy(trust, 'trust'))
  if (unknown === undefined) return
  throw new ServiceError(
    'MalformedPolicyDocument',
    `Invalid principal in policy: "AWS":"${unknown}"`,
  )
}

/** Roles and users of this account that statements name and that do not exist. */
export const unknownPrincipals = (
  iam: IamDocument,
  statements: readonly Statement[],
): readonly string[] => {
  const known = new Set(
    [...Object.values(iam.roles), ...Object.values(iam.users)].map(({ arn }) => arn),
  )
  const named = new RegExp(`^arn:aws:iam::${SANDBOX_ACCOUNT}:(?:role|user)/`)
  return statements
    .flatMap(({ principals, notPrincipals }) => (principals ?? notPrincipals)?.AWS ?? [])
    .filter((name) => named.test(name) && !known.has(name))
}

/** Whether a role's trust policy lets the principal in; the context is condition key to value. */
export const trusts = (
  trust: string,
  principal: Principal,
  context: Readonly<Record<string, string>>,
): boolean => {
  const request = { action: 'sts:AssumeRole', resource: '*', context: contextOf(context) }
  const { grant, denies } = decideForPrincipal(parsePolicy(trust, 'trust'), principal, request)
  return grant !== undefined && !denies
}
