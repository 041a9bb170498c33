import { SANDBOX_ACCOUNT } from '../account.ts'
import { type HeadersOf, readNeeds, writeNeeds } from '../s3/key-needs.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import type { Documents, Neighbours, RoleAsk, SandboxClock } from '../service.ts'
import { type Asker, roleAsker } from './asker.ts'
import { denialText } from './denial.ts'
import { judge } from './judge.ts'
import type { Needed } from './needed.ts'
import { controlsOf } from './organization.ts'
import { type RoleRecord, readIam } from './records.ts'
import { ownerKeys, resourceAccount } from './resource-account.ts'
import { resourcePolicyOf } from './resource-policies.ts'
import { trusts } from './trust.ts'
import { contextOf } from './variables.ts'

type Parts = {
  readonly documents: Documents
  readonly clock: SandboxClock
  readonly headersOf: HeadersOf
}

/** Reading or writing an object takes the key it is encrypted with, through S3. */
const keyNeeds = (parts: Parts, { action, resource }: RoleAsk): readonly Needed[] => {
  const [, bucket, key] = /^arn:aws:s3:::([^/]+)\/(.+)$/.exec(resource) ?? []
  if (bucket === undefined || key === undefined) return []
  const region = parts.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS).buckets[bucket]?.region
  if (region === undefined) return []
  const place = { ...parts, region, accountId: SANDBOX_ACCOUNT }
  if (action === 's3:PutObject') return writeNeeds(place, bucket, key)
  return action === 's3:GetObject' ? readNeeds(place, parts.headersOf, bucket, key) : []
}

const refusalOf = (parts: Parts, asker: Asker, ask: RoleAsk): string | undefined => {
  const { documents, clock } = parts
  const { principal, identity, boundary, session } = asker
  const needed: readonly Needed[] = [ask, ...keyNeeds(parts, ask)]
  for (const { action, resource, context = {} } of needed) {
    const keys = {
      ...asker.keys,
      // Services come over TLS, and from their own networks.
      'aws:SecureTransport': 'true',
      'aws:CurrentTime': new Date(clock.now()).toISOString(),
      ...(ask.region === undefined ? {} : { 'aws:RequestedRegion': ask.region }),
      ...ask.context,
      ...context,
      ...ownerKeys(documents, resource),
    }
    const request = { action, resource, context: contextOf(keys) }
    const policy = resourcePolicyOf(documents, { ...request, principal }, clock.now())
    const controls = controlsOf(documents)
    const layers = { principal, identity, boundary, session, controls, resource: policy }
    const refusal = judge(layers, request)
    if (refusal !== undefined) {
      const owner = resourceAccount(documents, resource)
      return denialText({ who: principal.arn, action, resource, refusal, owner })
    }
  }
  return undefined
}

/**
 * What other services see of IAM. With `iamDelay`, a role is unknown, and its new trust policy not
 * in force, until so many seconds have passed: the eventual consistency that every caller meets.
 */
export const createRoles = (parts: Parts, delaySeconds: () => number): Neighbours['roles'] => {
  const { documents, clock } = parts
  const hasPropagated = (since: number): boolean =>
    clock.now() >= since + clock.duration(delaySeconds())
  const visible = (roleArn: string): RoleRecord | undefined => {
    const role = Object.values(readIam(documents).roles).find(({ arn }) => arn === roleArn)
    return role !== undefined && hasPropagated(role.createdAt) ? role : undefined
  }
  const refusal = (roleArn: string, ask: RoleAsk): string | undefined => {
    if (visible(roleArn) === undefined) return `The role ${roleArn} cannot be assumed.`
    return refusalOf(parts, roleAsker(documents, roleArn, ask.session ?? 'service'), ask)
  }
  return {
    find: (roleArn) => {
      const role = visible(roleArn)
      return role && { roleName: role.name, createdAt: role.createdAt }
    },
    trusts: (roleArn, service, context) => {
      const role = visible(roleArn)
      if (role === undefined || !hasPropagated(role.trustChangedAt)) return false
      return trusts(role.trust, { kind: 'Service', arn: service }, context)
    },
    refusal,
    allows: (roleArn, action, resource, context = {}) =>
      refusal(roleArn, { action, resource, context }) === undefined,
  }
}
