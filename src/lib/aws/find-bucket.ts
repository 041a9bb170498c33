import { AccessError, MlctlError } from '../errors.ts'
import type { BucketView } from '../ports/objects.ts'
import { BUCKET_ELSEWHERE, instead, NOT_FOUND } from './explain.ts'
import { identityOf } from './identity.ts'
import { listBuckets } from './list-buckets.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

const subject = (bucket: string): string => `bucket ${bucket}`

/**
 * HeadBucket with the caller's account as expected owner: 200 is ours, 404 nobody's. A 301 names the
 * bucket's region and a 403 says only "not for you"; the list of our own buckets tells whose it is.
 */
export const findBucket = async (
  aws: AwsSession,
  Bucket: string,
): Promise<BucketView | undefined> => {
  const { account } = await identityOf(aws).whoAmI()
  try {
    const head = await aws.s3(
      { operation: 'HeadBucket', subject: subject(Bucket) },
      (client, sdk) =>
        client.send(new sdk.HeadBucketCommand({ Bucket, ExpectedBucketOwner: account })),
    )
    const region = head.BucketRegion ?? (await aws.target()).region.value
    return { name: Bucket, region, owned: true, ...(await protection(aws, Bucket)) }
  } catch (error) {
    if (!(error instanceof MlctlError)) throw error
    if (error.code === NOT_FOUND) return undefined
    const elsewhere = error.code === BUCKET_ELSEWHERE
    if (!elsewhere && !(error instanceof AccessError)) throw error
    const owned = (await listBuckets(aws, Bucket)).includes(Bucket)
    // Ours and refused: a permission is missing, and the refusal says which.
    if (owned && !elsewhere) throw error
    const region = String(error.details?.bucketRegion ?? '')
    return { name: Bucket, region, owned }
  }
}

type Protection = Pick<BucketView, 'encryption' | 'publicAccessBlocked'>

const protection = async (aws: AwsSession, Bucket: string): Promise<Protection> => {
  const [encryption, publicAccessBlocked] = await Promise.all([
    encryptionOf(aws, Bucket),
    publicAccessBlockedOf(aws, Bucket),
  ])
  return present({ encryption, publicAccessBlocked })
}

/** What the caller may not ask is unknown, not absent. */
const UNTOLD = ['MLC-AWS-003', 'MLC-AWS-002']

const encryptionOf = async (
  aws: AwsSession,
  Bucket: string,
): Promise<BucketView['encryption'] | undefined> => {
  const answer = await instead(
    aws.s3({ operation: 'GetBucketEncryption', subject: subject(Bucket) }, (client, sdk) =>
      client.send(new sdk.GetBucketEncryptionCommand({ Bucket })),
    ),
    [...UNTOLD, 'ServerSideEncryptionConfigurationNotFoundError'],
    undefined,
  )
  const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0]
  const byDefault = rule?.ApplyServerSideEncryptionByDefault
  return byDefault?.SSEAlgorithm === undefined
    ? undefined
    : { algorithm: byDefault.SSEAlgorithm, ...present({ kmsKeyArn: byDefault.KMSMasterKeyID }) }
}

const publicAccessBlockedOf = async (
  aws: AwsSession,
  Bucket: string,
): Promise<boolean | undefined> => {
  const asked = aws
    .s3({ operation: 'GetPublicAccessBlock', subject: subject(Bucket) }, (client, sdk) =>
      client.send(new sdk.GetPublicAccessBlockCommand({ Bucket })),
    )
    .then(({ PublicAccessBlockConfiguration: block }) =>
      [
        block?.BlockPublicAcls,
        block?.IgnorePublicAcls,
        block?.BlockPublicPolicy,
        block?.RestrictPublicBuckets,
      ].every((on) => on === true),
    )
  // A bucket without the configuration blocks nothing.
  return instead(instead(asked, ['NoSuchPublicAccessBlockConfiguration'], false), UNTOLD, undefined)
}
