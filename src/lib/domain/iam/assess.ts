import { type PolicyDocument, readPolicy } from '../core/policy-document.ts'
import { type Decision, decide, type NamedPolicy } from './evaluate.ts'
import type { Requirement } from './requirements.ts'

/** A role's permissions as IAM keeps them. */
export type RolePolicies = {
  readonly permissionsBoundaryArn?: string
  /** The boundary's document; undefined where it could not be read. */
  readonly permissionsBoundaryPolicy?: unknown
  readonly inlinePolicies: readonly { readonly name: string; readonly policy: unknown }[]
  readonly attachedPolicies: readonly { readonly name: string; readonly policy: unknown }[]
}

export type Assessed = {
  readonly requirement: Requirement
  /**
   * `missing`: no policy allows it. `blocked`: a Deny or the boundary forbids it, and no added Allow
   * helps. `unknown`: it cannot be told from the policies.
   */
  readonly verdict: 'ok' | 'missing' | 'blocked' | 'unknown'
  /** An added Allow makes it sure, as far as the role's own policies go. */
  readonly curable: boolean
  readonly why: string
}

/**
 * Judges each requirement by the role's own policies and boundary. Organization policies, bucket and
 * key policies are not seen: the simulator and the job itself have the last word.
 */
export const assessRole = (
  role: RolePolicies,
  requirements: readonly Requirement[],
): readonly Assessed[] => {
  const policies = readable([...role.inlinePolicies, ...role.attachedPolicies])
  const boundary = boundaryOf(role)
  return requirements.map((requirement) => {
    const own = decide(policies, requirement.ask)
    const limit =
      boundary === 'unreadable' ? undefined : boundary && decide(boundary, requirement.ask)
    const verdict = judge(own, limit, boundary === 'unreadable')
    const curable = own.curable && verdict.verdict !== 'blocked'
    return { requirement, ...verdict, curable }
  })
}

const judge = (
  own: Decision,
  limit: Decision | undefined,
  boundaryUnreadable: boolean,
): Pick<Assessed, 'verdict' | 'why'> => {
  if (own.decision === 'explicitDeny') return { verdict: 'blocked', why: own.why }
  if (limit?.decision === 'explicitDeny' || limit?.decision === 'implicitDeny') {
    return { verdict: 'blocked', why: `the permissions boundary forbids it (${limit.why})` }
  }
  if (own.decision === 'implicitDeny') return { verdict: 'missing', why: own.why }
  if (own.decision === 'unknown') return { verdict: 'unknown', why: own.why }
  if (boundaryUnreadable) {
    return { verdict: 'unknown', why: 'the permissions boundary cannot be read' }
  }
  return limit?.decision === 'unknown'
    ? { verdict: 'unknown', why: `permissions boundary: ${limit.why}` }
    : { verdict: 'ok', why: own.why }
}

const boundaryOf = (role: RolePolicies): readonly NamedPolicy[] | 'unreadable' | undefined => {
  if (role.permissionsBoundaryArn === undefined) return undefined
  const policy = readPolicy(role.permissionsBoundaryPolicy)
  return policy === undefined ? 'unreadable' : [{ name: 'permissions boundary', policy }]
}

const readable = (
  policies: readonly { readonly name: string; readonly policy: unknown }[],
): readonly NamedPolicy[] =>
  policies.flatMap(({ name, policy }) => {
    const document: PolicyDocument | undefined = readPolicy(policy)
    return document === undefined ? [] : [{ name, policy: document }]
  })
