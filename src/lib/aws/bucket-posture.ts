import type {
  PublicAccessBlockConfiguration,
  S3Client,
  ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import { MlctlError } from '../errors.ts'
import type { BucketEncryption, BucketPosture, PublicAccessBlock } from '../ports/bucket-posture.ts'
import { bucketChangesOf } from './bucket-changes.ts'
import { instead } from './explain.ts'
import { listBuckets } from './list-buckets.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

/**
 * How a bucket is protected. Names that S3 gives to "nothing is set" are answers here; what the caller
 * may not read stays an AccessError.
 */
export const bucketPostureOf = (aws: AwsSession): BucketPosture => {
  const ask = askOf(aws)
  return {
    region: (bucket) => regionOf(aws, bucket),
    list: () => listBuckets(aws),
    encryption: async (bucket) => {
      const answer = await ask(
        { operation: 'GetBucketEncryption', bucket, unset: NO_ENCRYPTION },
        (client, sdk) => client.send(new sdk.GetBucketEncryptionCommand({ Bucket: bucket })),
      )
      return encryptionOf(answer?.ServerSideEncryptionConfiguration?.Rules?.[0])
    },
    publicAccessBlock: async (bucket) => {
      const answer = await ask(
        { operation: 'GetPublicAccessBlock', bucket, unset: NO_PUBLIC_ACCESS_BLOCK },
        (client, sdk) => client.send(new sdk.GetPublicAccessBlockCommand({ Bucket: bucket })),
      )
      return answer && blockOf(answer.PublicAccessBlockConfiguration ?? {})
    },
    policy: async (bucket) => {
      const answer = await ask(
        { operation: 'GetBucketPolicy', bucket, unset: NO_POLICY },
        (client, sdk) => client.send(new sdk.GetBucketPolicyCommand({ Bucket: bucket })),
      )
      return answer?.Policy === undefined ? undefined : JSON.parse(answer.Policy)
    },
    isPolicyPublic: async (bucket) => {
      const answer = await ask(
        { operation: 'GetBucketPolicyStatus', bucket, unset: NO_POLICY },
        (client, sdk) => client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket: bucket })),
      )
      return answer?.PolicyStatus?.IsPublic === true
    },
    versioning: async (bucket) => {
      const answer = await ask({ operation: 'GetBucketVersioning', bucket }, (client, sdk) =>
        client.send(new sdk.GetBucketVersioningCommand({ Bucket: bucket })),
      )
      return answer?.Status
    },
    loggingTarget: async (bucket) => {
      const answer = await ask({ operation: 'GetBucketLogging', bucket }, (client, sdk) =>
        client.send(new sdk.GetBucketLoggingCommand({ Bucket: bucket })),
      )
      const { TargetBucket, TargetPrefix = '' } = answer?.LoggingEnabled ?? {}
      return TargetBucket === undefined ? undefined : `s3://${TargetBucket}/${TargetPrefix}`
    },
    ownership: async (bucket) => {
      const answer = await ask(
        { operation: 'GetBucketOwnershipControls', bucket, unset: NO_OWNERSHIP },
        (client, sdk) => client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket: bucket })),
      )
      return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership
    },
    tags: async (bucket) => {
      const answer = await ask(
        { operation: 'GetBucketTagging', bucket, unset: NO_TAGS },
        (client, sdk) => client.send(new sdk.GetBucketTaggingCommand({ Bucket: bucket })),
      )
      return Object.fromEntries(
        (answer?.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']),
      )
    },
    ...bucketChangesOf(aws),
  }
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const NO_ENCRYPTION = 'ServerSideEncryptionConfigurationNotFoundError'
const NO_PUBLIC_ACCESS_BLOCK = 'NoSuchPublicAccessBlockConfiguration'
const NO_POLICY = 'NoSuchBucketPolicy'
const NO_OWNERSHIP = 'OwnershipControlsNotFoundError'
const NO_TAGS = 'NoSuchTagSet'

type Question = {
  readonly operation: string
  readonly bucket: string
  /** The error by which S3 says that the bucket has no such setting. */
  readonly unset?: string
}

type Send<T> = (client: S3Client, sdk: typeof import('./sdk/s3.ts')) => Promise<T>

const askOf =
  (aws: AwsSession) =>
  <T>({ operation, bucket, unset }: Question, send: Send<T>): Promise<T | undefined> =>
    instead(
      aws.s3({ operation, subject: `bucket ${bucket}` }, send),
      unset === undefined ? [] : [unset],
      undefined,
    )

/** S3 names the bucket's region in the refusals to those who ask elsewhere or may not ask, too. */
const regionOf = async (aws: AwsSession, Bucket: string): Promise<string> => {
  const what = { operation: 'HeadBucket', subject: `bucket ${Bucket}` }
  try {
    const head = await aws.s3(what, (client, sdk) =>
      client.send(new sdk.HeadBucketCommand({ Bucket })),
    )
    return head.BucketRegion ?? (await aws.target()).region.value
  } catch (error) {
    const region = error instanceof MlctlError ? error.details?.bucketRegion : undefined
    if (typeof region === 'string' && region !== '') return region
    throw error
  }
}

const encryptionOf = (rule: ServerSideEncryptionRule | undefined): BucketEncryption | undefined => {
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (SSEAlgorithm === undefined) return undefined
  return {
    // Others of the API's enumeration are of other kinds of storage (aws:fsx).
    algorithm: SSEAlgorithm as BucketEncryption['algorithm'],
    ...present({ kmsKeyId: KMSMasterKeyID, bucketKeyEnabled: rule?.BucketKeyEnabled }),
  }
}

const blockOf = (block: PublicAccessBlockConfiguration): PublicAccessBlock => ({
  blockPublicAcls: block.BlockPublicAcls === true,
  ignorePublicAcls: block.IgnorePublicAcls === true,
  blockPublicPolicy: block.BlockPublicPolicy === true,
  restrictPublicBuckets: block.RestrictPublicBuckets === true,
})
