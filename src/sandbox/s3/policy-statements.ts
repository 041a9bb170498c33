import { S3Error } from './errors.ts'
import { isPublicPolicy, type PolicyStatement } from './public-policy.ts'

const malformed = (reason: string): S3Error => new S3Error('MalformedPolicy', reason)

const statementsOf = (policy: string): readonly PolicyStatement[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(policy)
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'")
  }
  const statement = (parsed as { Statement?: unknown } | null)?.Statement
  const statements = (Array.isArray(statement) ? statement : [statement]) as PolicyStatement[]
  for (const each of statements) {
    if (each === null || typeof each !== 'object')
      throw malformed('Missing required field Statement')
    if (each.Effect !== 'Allow' && each.Effect !== 'Deny') throw malformed('Invalid effect')
    if (each.Principal === undefined && !('NotPrincipal' in each)) {
      throw malformed('Missing required field Principal')
    }
  }
  return statements
}

/** Whether a bucket's policy is public. Throws MalformedPolicy. */
export const isPublic = (policy: string): boolean => isPublicPolicy(statementsOf(policy))
