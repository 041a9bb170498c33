import { text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBucket, requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import { isPublic } from './policy-statements.ts'
import type { BucketRecord } from './records.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_POLICY_BYTES = 20 * 1024

/**
 * Policies are the owner's, whatever a policy lets others do.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
const requireOwnBucket = (call: Call, input: Input): BucketRecord => {
  const bucket = requireBucket(call, input)
  if (bucket.owner === call.accountId) return bucket
  const reason = 'The specified method is not allowed against this resource.'
  throw new S3Error('MethodNotAllowed', reason, { status: 405 })
}

const putPolicy = (call: Call, input: Input): Output => {
  const policy = text(input, 'Policy')
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
    throw new S3Error('PolicyTooLarge', 'The policy is larger than 20 KB')
  }
  const { publicAccessBlock } = requireOwnBucket(call, input)
  const block = publicAccessBlock as Input | undefined
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
  const { policy } = requireOwnBucket(call, input)
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
