import { SANDBOX_ACCOUNT } from '../account.ts'
import { decideForPrincipal } from '../iam/resource-access.ts'
import { ownerKeys } from '../iam/resource-account.ts'
import { resourcePolicyOf } from '../iam/resource-policies.ts'
import { contextOf } from '../iam/variables.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../s3/records.ts'
import type { Call } from '../service.ts'
import { refusal } from './errors.ts'

const PRINCIPAL = { kind: 'Service', arn: 'cloudtrail.amazonaws.com' } as const

/** Where a trail's log goes. */
type LogPlace = {
  readonly bucket: string
  readonly trailArn: string
  readonly prefix: string | undefined
}

/**
 * Refuses a bucket, of whatever account, that CloudTrail could not write the trail's log to: it must exist,
 * and its policy must let the service read the ACL and put objects as the service does: with the trail as
 * aws:SourceArn and full control for the bucket's owner.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export const checkBucket = (call: Call, { bucket, trailArn, prefix }: LogPlace): void => {
  const { buckets } = call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  if (!Object.hasOwn(buckets, bucket)) throw refusal.noBucket(bucket)
  const arn = `arn:aws:s3:::${bucket}`
  const admits = (action: string, resource: string): boolean => {
    const context = contextOf({
      'aws:SourceArn': trailArn,
      'aws:SourceAccount': SANDBOX_ACCOUNT,
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': PRINCIPAL.arn,
      'aws:SecureTransport': 'true',
      's3:x-amz-acl': 'bucket-owner-full-control',
      ...ownerKeys(call.documents, resource),
    })
    const use = { action, resource, context, principal: PRINCIPAL }
    const policy = resourcePolicyOf(call.documents, use, call.clock.now())
    const { grant, denies } = decideForPrincipal(policy?.statements ?? [], PRINCIPAL, use)
    return grant !== undefined && !denies
  }
  const object = `${arn}/${prefix === undefined ? '' : `${prefix}/`}AWSLogs/${SANDBOX_ACCOUNT}/CloudTrail/${call.region}/log`
  if (!admits('s3:GetBucketAcl', arn)) throw refusal.bucketPolicy(bucket)
  if (!admits('s3:PutObject', object)) throw refusal.bucketPolicy(bucket)
}
