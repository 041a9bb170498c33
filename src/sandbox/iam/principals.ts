import type { Statement } from './policy-document.ts'

/** Who asks, as resource policies and trust policies see it. */
export type Principal = {
  readonly kind: 'AWS' | 'Service'
  /** The user or the session itself, or the service's name. */
  readonly arn: string
  /** The role that a session is of. */
  readonly roleArn?: string
  /** Absent for a service. */
  readonly account?: string
  /** A permissions boundary caps it. */
  readonly isBounded?: boolean
}

/**
 * How a policy names somebody: themselves (or everybody), the role whose session they are, or their
 * account, which only hands the decision to the account's own policies.
 */
export type Naming = 'direct' | 'role' | 'account'

const STRENGTH: Readonly<Record<Naming, number>> = { direct: 3, role: 2, account: 1 }

/** The stronger of two ways. */
export const stronger = (a: Naming | undefined, b: Naming | undefined): Naming | undefined =>
  (a === undefined ? 0 : STRENGTH[a]) >= (b === undefined ? 0 : STRENGTH[b]) ? a : b

const namedBy = (name: string, principal: Principal): Naming | undefined => {
  if (name === '*' || name === principal.arn) return 'direct'
  if (principal.kind === 'Service') return undefined
  if (name === principal.roleArn) return 'role'
  const root = `arn:aws:iam::${principal.account}:root`
  return name === principal.account || name === root ? 'account' : undefined
}

const within = (
  held: NonNullable<Statement['principals']>,
  principal: Principal,
): Naming | undefined => {
  if (held['*'] !== undefined) return 'direct'
  return (held[principal.kind] ?? [])
    .map((name) =>
      principal.kind === 'Service' && name === '*' ? undefined : namedBy(name, principal),
    )
    .reduce(stronger, undefined)
}

/**
 * How a statement applies to somebody; undefined when it does not. NotPrincipal with Deny meets
 * whoever has a boundary, listed or not.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const namingIn = (statement: Statement, principal: Principal): Naming | undefined => {
  if (statement.principals !== undefined) return within(statement.principals, principal)
  if (statement.notPrincipals === undefined) return undefined
  if (statement.effect === 'Deny' && principal.isBounded === true) return 'direct'
  const listed = within(statement.notPrincipals, principal)
  return listed === 'direct' || listed === 'role' ? undefined : 'direct'
}
