import { decide, type Policy, type Request } from './evaluate.ts'
import type { Statement } from './policy-document.ts'
import type { Naming, Principal } from './principals.ts'
import { decideForPrincipal } from './resource-access.ts'

/** The policy on a resource, and how it counts. */
export type ResourcePolicy = {
  readonly statements: readonly Statement[]
  /** Account that owns the resource. */
  readonly account: string
  /**
   * `must`: without its word nothing is allowed, not even to administrators (keys, and the trust of
   * roles); `may`: it allows on its own or stays silent (buckets, repositories).
   */
  readonly voice: 'must' | 'may'
  /** Someone was granted this very use of a key. */
  readonly isGranted?: boolean
}

/** All that is said about one principal's request. */
export type Layers = {
  readonly principal: Principal
  readonly identity: readonly Policy[]
  readonly boundary?: Policy | undefined
  /** Policies given with a session; absent when there are none. */
  readonly session?: readonly Policy[] | undefined
  /** Service control policies of the account; absent outside an organization. */
  readonly controls?: readonly Policy[] | undefined
  readonly resource?: ResourcePolicy | undefined
}

export type Layer = 'identity' | 'boundary' | 'session' | 'control' | 'resource'

/** What stands in the way; undefined when the request is allowed. */
export type Refusal = { readonly layer: Layer; readonly isExplicit: boolean }

const no = (layer: Layer, isExplicit = false): Refusal => ({ layer, isExplicit })

const explicitDeny = (layers: Layers, request: Request): Refusal | undefined => {
  const { controls, resource, identity, boundary, session, principal } = layers
  const denies = (policies: readonly Policy[] | undefined): boolean =>
    policies !== undefined && decide(policies, request).decision === 'explicitDeny'
  if (denies(controls)) return no('control', true)
  if (resource && decideForPrincipal(resource.statements, principal, request).denies) {
    return no('resource', true)
  }
  if (denies(identity)) return no('identity', true)
  if (denies(boundary && [boundary])) return no('boundary', true)
  return denies(session) ? no('session', true) : undefined
}

const allows = (policies: readonly Policy[] | undefined, request: Request): boolean =>
  policies === undefined || decide(policies, request).decision === 'allowed'

/** What caps an allowance: a boundary and the policies of a session. */
const capped = ({ boundary, session }: Layers, request: Request): Refusal | undefined => {
  if (!allows(boundary && [boundary], request)) return no('boundary')
  return allows(session, request) ? undefined : no('session')
}

/** Whether the resource's owner has spoken as far as it takes, and whether that is enough. */
const ownersWord = (
  { principal, resource }: Layers,
  grant: Naming | undefined,
): 'enough' | 'capped' | 'delegated' | 'refused' => {
  if (resource === undefined) return 'delegated'
  const isOwn = resource.account === principal.account
  if (resource.isGranted === true) return 'enough'
  if (grant === undefined) return isOwn && resource.voice === 'may' ? 'delegated' : 'refused'
  if (!isOwn || grant === 'account') return 'delegated'
  return grant === 'direct' ? 'enough' : 'capped'
}

/**
 * What refuses a request, in AWS's order: an explicit deny anywhere; the organization's policies;
 * the resource's policy, which within one account allows on its own; the identity's policies; what
 * caps them. A resource policy that names a role is capped too; one that names the session or the
 * user is not.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export const judge = (layers: Layers, request: Request): Refusal | undefined => {
  const denied = explicitDeny(layers, request)
  if (denied !== undefined) return denied
  if (!allows(layers.controls, request)) return no('control')
  const { grant } = decideForPrincipal(layers.resource?.statements ?? [], layers.principal, request)
  const word = ownersWord(layers, grant)
  if (word === 'enough') return undefined
  if (word === 'refused') return no('resource')
  if (word === 'delegated' && !allows(layers.identity, request)) return no('identity')
  return capped(layers, request)
}
