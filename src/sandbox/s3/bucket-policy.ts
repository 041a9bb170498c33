import { text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBucket, requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import { isPublicPolicy, type PolicyStatement } from './public-policy.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_POLICY_BYTES = 20 * 1024

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

const isPublic = (policy: string): boolean => isPublicPolicy(statementsOf(policy))

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
