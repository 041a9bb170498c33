import type { BucketLocationConstraint } from '@aws-sdk/client-s3'
import type { Objects } from '../ports/objects.ts'
import { instead } from './explain.ts'
import { findBucket } from './find-bucket.ts'
import { listBuckets } from './list-buckets.ts'
import type { AwsSession } from './session.ts'

type Buckets = Pick<
  Objects,
  | 'blockPublicAccess'
  | 'bucket'
  | 'bucketPolicy'
  | 'createBucket'
  | 'encrypt'
  | 'listBuckets'
  | 'putBucketPolicy'
>

export const bucketsOf = (aws: AwsSession): Buckets => ({
  bucket: (name) => findBucket(aws, name),
  listBuckets: () => listBuckets(aws),
  createBucket: async (Bucket, region) => {
    await aws.s3({ operation: 'CreateBucket', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.CreateBucketCommand({
          Bucket,
          // us-east-1 is the default and refuses to be named.
          ...(region === 'us-east-1'
            ? {}
            : {
                CreateBucketConfiguration: {
                  LocationConstraint: region as BucketLocationConstraint,
                },
              }),
        }),
      ),
    )
  },
  blockPublicAccess: async (Bucket) => {
    await aws.s3({ operation: 'PutPublicAccessBlock', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    )
  },
  encrypt: async (Bucket, kmsKeyArn) => {
    const byDefault =
      kmsKeyArn === undefined
        ? ({ SSEAlgorithm: 'AES256' } as const)
        : ({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn } as const)
    await aws.s3({ operation: 'PutBucketEncryption', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: byDefault,
                // One data key per bucket and hour instead of one KMS call per object.
                BucketKeyEnabled: kmsKeyArn !== undefined,
              },
            ],
          },
        }),
      ),
    )
  },
  bucketPolicy: async (Bucket) => {
    const answer = await instead(
      aws.s3({ operation: 'GetBucketPolicy', subject: subject(Bucket) }, (client, sdk) =>
        client.send(new sdk.GetBucketPolicyCommand({ Bucket })),
      ),
      ['NoSuchBucketPolicy'],
      undefined,
    )
    return answer?.Policy === undefined ? null : JSON.parse(answer.Policy)
  },
  putBucketPolicy: (bucket, policy) => putPolicy(aws, bucket, policy),
})

/** Replaces the bucket's whole policy. */
export const putPolicy = async (
  aws: AwsSession,
  Bucket: string,
  policy: unknown,
): Promise<void> => {
  const Policy = JSON.stringify(policy)
  await aws.s3({ operation: 'PutBucketPolicy', subject: subject(Bucket) }, (client, sdk) =>
    client.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy })),
  )
}

const subject = (bucket: string): string => `bucket ${bucket}`
