import { type PolicyDocument, policySize } from '../core/policy-document.ts'

/**
 * A policy as several that each keep a limit, statement by statement and in order; as it is where it fits.
 * A statement that is too long by itself stays whole: the caller tells of it.
 */
export const splitPolicy = (policy: PolicyDocument, limit: number): readonly PolicyDocument[] => {
  const parts: PolicyDocument[] = []
  for (const statement of policy.Statement) {
    const last = parts.at(-1)
    const longer = { ...policy, Statement: [...(last?.Statement ?? []), statement] }
    if (last === undefined || policySize(longer) > limit) {
      parts.push({ ...policy, Statement: [statement] })
    } else parts[parts.length - 1] = longer
  }
  return parts
}
