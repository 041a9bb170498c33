import { disabled, noKey, pendingDeletion } from '../kms/errors.ts'
import { lookUpKey, type Place } from '../kms/find.ts'
import type { KeyRecord } from '../kms/records.ts'
import { optionalText } from '../members.ts'
import type { Input } from '../service.ts'
import { S3Error } from './errors.ts'
import type { BucketRecord, ObjectHeaders } from './records.ts'

type Encryption = Pick<ObjectHeaders, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'>

type Rule = {
  readonly ApplyServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm?: string
    readonly KMSMasterKeyID?: string
  }
  readonly BucketKeyEnabled?: boolean
}

const ruleOf = (bucket: BucketRecord): Rule =>
  (bucket.encryption as { Rules?: readonly Rule[] } | undefined)?.Rules?.[0] ?? {}

/** The key that S3 uses where SSE-KMS is asked for and no key is named. */
const S3_KEY = 'alias/aws/s3'

/**
 * How a new object is encrypted: as the request says, else as its bucket does. A key is kept by its
 * ARN; one that does not exist is kept as given.
 */
export const encryptionFor = (place: Place, bucket: BucketRecord, input: Input): Encryption => {
  const { ApplyServerSideEncryptionByDefault: byDefault = {}, BucketKeyEnabled } = ruleOf(bucket)
  const asked = optionalText(input, 'ServerSideEncryption')
  const algorithm = asked ?? byDefault.SSEAlgorithm ?? 'AES256'
  if (!algorithm.startsWith('aws:kms')) return { ServerSideEncryption: algorithm }
  const named =
    optionalText(input, 'SSEKMSKeyId') ??
    (asked === undefined || asked === byDefault.SSEAlgorithm ? byDefault.KMSMasterKeyID : undefined)
  const given = named ?? S3_KEY
  return {
    ServerSideEncryption: algorithm,
    SSEKMSKeyId: lookUpKey(place, given)?.arn ?? given,
    ...(BucketKeyEnabled === true || input.BucketKeyEnabled === true
      ? { BucketKeyEnabled: true }
      : {}),
  }
}

/** S3 passes on what KMS says, under names of its own. */
const refused = (error: { readonly code: string; readonly message: string }): S3Error =>
  new S3Error(`KMS.${error.code}`, error.message)

/** The key an object is encrypted with; undefined without one. Throws KMS.DisabledException and the like. */
export const usableKey = (place: Place, given: string | undefined): KeyRecord | undefined => {
  if (given === undefined) return undefined
  const key = lookUpKey(place, given)
  if (key === undefined) throw refused(noKey(given))
  if (key.deletionAt !== undefined) throw refused(pendingDeletion(key.arn))
  if (!key.isEnabled) throw refused(disabled(key.arn))
  return key
}

/** What S3 tells KMS of the object: itself, or its bucket when the bucket has a key of its own. */
export const objectContext = (
  bucket: string,
  key: string,
  hasBucketKey: boolean,
): Readonly<Record<string, string>> => ({
  'aws:s3:arn': `arn:aws:s3:::${bucket}${hasBucketKey ? '' : `/${key}`}`,
})
