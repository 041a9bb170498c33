import type { BucketPosture } from '../ports/bucket-posture.ts'
import { putPolicy } from './buckets.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

type Changes = Pick<
  BucketPosture,
  'enableVersioning' | 'putEncryption' | 'putOwnership' | 'putPolicy' | 'putPublicAccessBlock'
>

/** What makes a bucket safer; each replaces the whole setting, as S3 has no merging. */
export const bucketChangesOf = (aws: AwsSession): Changes => ({
  putEncryption: async (Bucket, { algorithm, kmsKeyId, bucketKeyEnabled }) => {
    await aws.s3({ operation: 'PutBucketEncryption', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: algorithm,
                  ...present({ KMSMasterKeyID: kmsKeyId }),
                },
                ...present({ BucketKeyEnabled: bucketKeyEnabled }),
              },
            ],
          },
        }),
      ),
    )
  },
  putPublicAccessBlock: async (Bucket, block) => {
    await aws.s3({ operation: 'PutPublicAccessBlock', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: block.blockPublicAcls,
            IgnorePublicAcls: block.ignorePublicAcls,
            BlockPublicPolicy: block.blockPublicPolicy,
            RestrictPublicBuckets: block.restrictPublicBuckets,
          },
        }),
      ),
    )
  },
  putPolicy: (bucket, policy) => putPolicy(aws, bucket, policy),
  enableVersioning: async (Bucket) => {
    await aws.s3({ operation: 'PutBucketVersioning', subject: subject(Bucket) }, (client, sdk) =>
      client.send(
        new sdk.PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      ),
    )
  },
  putOwnership: async (Bucket, ObjectOwnership) => {
    const what = { operation: 'PutBucketOwnershipControls', subject: subject(Bucket) }
    await aws.s3(what, (client, sdk) =>
      client.send(
        new sdk.PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership }] },
        }),
      ),
    )
  },
})

const subject = (bucket: string): string => `bucket ${bucket}`
