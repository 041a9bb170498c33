import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import type { Call } from '../service.ts'
import { refusal } from './errors.ts'

const PRINCIPAL = 'cloudtrail.amazonaws.com'

type Statement = {
  readonly Effect?: string
  readonly Principal?: { readonly Service?: string | readonly string[] }
  readonly Action?: string | readonly string[]
}

/**
 * Refuses a bucket that CloudTrail could not write to: it must exist, and its policy must let the service
 * read the ACL and put objects.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export const checkBucket = (call: Call, bucket: string): void => {
  const { buckets } = call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  const record = buckets[bucket]
  if (record === undefined) throw refusal.noBucket(bucket)
  const admits = (action: string) =>
    statementsOf(record.policy).some(
      ({ Effect, Principal, Action = [] }) =>
        Effect === 'Allow' &&
        [Principal?.Service ?? []].flat().includes(PRINCIPAL) &&
        [Action].flat().some((one) => one === action || one === 's3:*'),
    )
  if (!admits('s3:GetBucketAcl') || !admits('s3:PutObject')) throw refusal.bucketPolicy(bucket)
}

const statementsOf = (policy: string | undefined): readonly Statement[] => {
  if (policy === undefined) return []
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement[] }
  return [statements].flat()
}
