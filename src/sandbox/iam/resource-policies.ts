import { readRegistry } from '../ecr/state.ts'
import { type GrantRecord, isGone, type KeyRecord, readKms } from '../kms/records.ts'
import { isPublic } from '../s3/policy-statements.ts'
import { type BucketRecord, NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import type { Documents } from '../service.ts'
import type { ResourcePolicy } from './judge.ts'
import { parsePolicy, type Statement } from './policy-document.ts'
import type { Principal } from './principals.ts'
import { readIam } from './records.ts'
import type { Context } from './variables.ts'

/** What is asked of a resource, and by whom. */
export type Use = {
  readonly action: string
  readonly resource: string
  readonly context: Context
  readonly principal: Principal
}

/** A policy that was taken without a check, as buckets once were, says nothing. */
const statementsOf = (policy: string, kind: 'resource' | 'trust'): readonly Statement[] => {
  try {
    return parsePolicy(policy, kind)
  } catch {
    return []
  }
}

/**
 * A public policy lets nobody of another account in where the bucket restricts public policies.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const restricted = (
  { policy, publicAccessBlock, owner }: BucketRecord,
  { principal }: Use,
): readonly Statement[] => {
  if (policy === undefined) return []
  const statements = statementsOf(policy, 'resource')
  const block = publicAccessBlock as { RestrictPublicBuckets?: boolean } | undefined
  const isForeign = principal.account !== undefined && principal.account !== owner
  if (!isForeign || block?.RestrictPublicBuckets !== true || !isPublic(policy)) return statements
  return statements.filter(({ effect }) => effect === 'Deny')
}

const ofBucket = (documents: Documents, use: Use): ResourcePolicy | undefined => {
  const { resource, action } = use
  // A new bucket has no policy yet; an old one of that name has no say in this.
  if (action === 's3:CreateBucket') return undefined
  const [name = ''] = resource.replace('arn:aws:s3:::', '').split('/')
  const { buckets } = documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  const bucket = Object.hasOwn(buckets, name) ? buckets[name] : undefined
  if (bucket === undefined) return undefined
  return { statements: restricted(bucket, use), account: bucket.owner, voice: 'may' }
}

const subset = (wanted: Readonly<Record<string, string>>, context: Context): boolean =>
  Object.entries(wanted).every(([key, value]) =>
    (context.get(`kms:encryptioncontext:${key.toLowerCase()}`) ?? []).includes(value),
  )

/** A grant's constraint: the context has these pairs at least, or these and no others. */
const isMet = (constraints: GrantRecord['constraints'], context: Context): boolean => {
  const { EncryptionContextEquals: equal, EncryptionContextSubset: part } = constraints ?? {}
  const names = context.get('kms:encryptioncontextkeys') ?? []
  const isExact = equal === undefined || Object.keys(equal).length === names.length
  return subset(part ?? {}, context) && subset(equal ?? {}, context) && isExact
}

/** Whether a grant lets the principal do this with the key. */
const isGranted = (key: KeyRecord, { action, principal, context }: Use): boolean =>
  key.grants.some(({ grantee, operations, constraints }) => {
    const fits = [principal.arn, principal.roleArn].includes(grantee)
    const covers = operations.some((operation) => action === `kms:${operation}`)
    return fits && covers && isMet(constraints, context)
  })

const ofKey = (documents: Documents, use: Use, now: number): ResourcePolicy | undefined => {
  const key = readKms(documents).keys[use.resource]
  if (key === undefined || isGone(key, now)) return undefined
  return {
    statements: statementsOf(key.policy, 'resource'),
    account: key.arn.split(':')[4] ?? '',
    voice: 'must',
    isGranted: isGranted(key, use),
  }
}

const ofRepository = (documents: Documents, { resource }: Use): ResourcePolicy | undefined => {
  const [, , , region = '', account = ''] = resource.split(':')
  const name = resource.split(':repository/')[1] ?? ''
  const policy = readRegistry({ documents, region }).repositories[name]?.policy
  if (policy === undefined) return undefined
  return { statements: statementsOf(policy, 'resource'), account, voice: 'may' }
}

const ofTrust = (documents: Documents, { resource }: Use): ResourcePolicy | undefined => {
  const role = Object.values(readIam(documents).roles).find(({ arn }) => arn === resource)
  if (role === undefined) return undefined
  const account = role.arn.split(':')[4] ?? ''
  return { statements: statementsOf(role.trust, 'trust'), account, voice: 'must' }
}

/** The policy on a resource; undefined when it has none that counts for this action. */
export const resourcePolicyOf = (
  documents: Documents,
  use: Use,
  now: number,
): ResourcePolicy | undefined => {
  const [, , service] = use.resource.split(':')
  if (service === 's3') return ofBucket(documents, use)
  if (service === 'kms') return ofKey(documents, use, now)
  if (service === 'ecr') return ofRepository(documents, use)
  return use.action === 'sts:AssumeRole' ? ofTrust(documents, use) : undefined
}
