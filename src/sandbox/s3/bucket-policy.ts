import { text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBucket, requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_POLICY_BYTES = 20 * 1024

type Statement = {
  readonly Effect?: string
  readonly Principal?: unknown
  readonly Condition?: Readonly<Record<string, unknown>>
}

const malformed = (reason: string): S3Error => new S3Error('MalformedPolicy', reason)

const statementsOf = (policy: string): readonly Statement[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(policy)
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'")
  }
  const statement = (parsed as { Statement?: unknown } | null)?.Statement
  const statements = (Array.isArray(statement) ? statement : [statement]) as Statement[]
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

const isEveryone = (principal: unknown): boolean => {
  const held = principal as { AWS?: unknown } | null
  const named = typeof principal === 'string' ? principal : held?.AWS
  return (Array.isArray(named) ? named : [named]).includes('*')
}

/**
 * Whether S3 calls a policy public: everyone is allowed something with no condition.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * (the finer rules on which condition keys narrow the audience are not followed).
 */
const isPublic = (policy: string): boolean =>
  statementsOf(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && isEveryone(Principal) && Object.keys(Condition ?? {}).length === 0,
  )

const putPolicy = (call: Call, input: Input): Output => {
  const policy = text(input, 'Policy')
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
    throw new S3Error('PolicyTooLarge', 'The policy is larger than 20 KB')
  }
  const block = requireBucket(call, input).publicAccessBlock as Input | undefined
  if (isPublic(policy) && block?.BlockPublicPolicy === true) {
    const who = `User: ${call.caller.arn} is not authorized to perform: s3:PutBucketPolicy`
    const reason = `${who} because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`
    throw new S3Error('AccessDenied', reason)
  }
  changeBucket(call, input, (bucket) => {
    bucket.policy = policy
  })
  return {}
}

const requirePolicy = (call: Call, input: Input): string => {
  const { policy } = requireBucket(call, input)
  if (policy !== undefined) return policy
  const members = { BucketName: text(input, 'Bucket') }
  throw new S3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', { members })
}

export const policyOperations = {
  PutBucketPolicy: putPolicy,
  GetBucketPolicy: (call: Call, input: Input): Output => ({ Policy: requirePolicy(call, input) }),
  GetBucketPolicyStatus: (call: Call, input: Input): Output => ({
    PolicyStatus: { IsPublic: isPublic(requirePolicy(call, input)) },
  }),
}
