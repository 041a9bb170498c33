import { SANDBOX_ACCOUNT } from '../account.ts'
import { ServiceError } from '../service.ts'
import { isTrusted, type Principal } from './evaluate.ts'
import { parsePolicy } from './policy-document.ts'
import type { IamDocument } from './records.ts'
import { contextOf } from './variables.ts'

/**
 * Checks a trust policy as CreateRole does: well-formed, and every principal of this account
 * exists. Throws MalformedPolicyDocument.
 */
export const checkPrincipals = (iam: IamDocument, trust: string): void => {
  const known = new Set(
    [...Object.values(iam.roles), ...Object.values(iam.users)].map(({ arn }) => arn),
  )
  for (const { principals } of parsePolicy(trust, 'trust')) {
    for (const name of principals?.AWS ?? []) {
      const named = new RegExp(`^arn:aws:iam::${SANDBOX_ACCOUNT}:(?:role|user)/`).test(name)
      if (!named || known.has(name)) continue
      throw new ServiceError(
        'MalformedPolicyDocument',
        `Invalid principal in policy: "AWS":"${name}"`,
      )
    }
  }
}

/** Whether a role's trust policy lets the principal in; the context is condition key to value. */
export const trusts = (
  trust: string,
  principal: Principal,
  context: Readonly<Record<string, string>>,
): boolean => isTrusted(parsePolicy(trust, 'trust'), principal, contextOf(context))
