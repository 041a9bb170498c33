import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBucket, DEFAULT_ENCRYPTION, requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import { type BucketRecord, NO_BUCKETS, S3_DOCUMENT, type S3Document, type Tag } from './records.ts'

type Operation = (call: Call, input: Input) => Output

type Setting = {
  /** The member of the bucket's record that holds it. */
  readonly field: 'encryption' | 'publicAccessBlock' | 'ownershipControls' | 'versioning'
  /** The member of input and output that carries it. */
  readonly member: string
  /** What a bucket without it answers. */
  readonly missing: readonly [code: string, message: string]
}

const ENCRYPTION: Setting = {
  field: 'encryption',
  member: 'ServerSideEncryptionConfiguration',
  missing: [
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ],
}

const PUBLIC_ACCESS: Setting = {
  field: 'publicAccessBlock',
  member: 'PublicAccessBlockConfiguration',
  missing: [
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
}

const OWNERSHIP: Setting = {
  field: 'ownershipControls',
  member: 'OwnershipControls',
  missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
}

const get =
  ({ field, member, missing }: Setting): Operation =>
  (call, input) => {
    const value = requireBucket(call, input)[field]
    if (value === undefined) {
      const about = { status: 404, members: { BucketName: text(input, 'Bucket') } }
      throw new S3Error(...missing, about)
    }
    return { [member]: value }
  }

const put =
  ({ field, member }: Setting): Operation =>
  (call, input) => {
    changeBucket(call, input, (bucket) => {
      bucket[field] = input[member]
    })
    return {}
  }

const remove =
  (field: Exclude<keyof BucketRecord, 'region' | 'createdAt' | 'owner'>): Operation =>
  (call, input) => {
    changeBucket(call, input, (bucket) => {
      delete bucket[field]
    })
    return {}
  }

const putVersioning: Operation = (call, input) => {
  changeBucket(call, input, (bucket) => {
    bucket.versioning = members(input, 'VersioningConfiguration')
  })
  return {}
}

const getVersioning: Operation = (call, input) =>
  (requireBucket(call, input).versioning ?? {}) as Output

/** Since January 2023 a bucket cannot be without encryption: deleting the setting resets it. */
const deleteEncryption: Operation = (call, input) => {
  changeBucket(call, input, (bucket) => {
    bucket.encryption = DEFAULT_ENCRYPTION
  })
  return {}
}

/**
 * Logs go to a bucket of the same account and region. An empty status turns logging off.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
 */
const putLogging: Operation = (call, input) => {
  const enabled = members(members(input, 'BucketLoggingStatus'), 'LoggingEnabled')
  const target = optionalText(enabled, 'TargetBucket')
  if (target !== undefined) checkLogTarget(call, target, requireBucket(call, input).region)
  changeBucket(call, input, (bucket) => {
    if (target === undefined) delete bucket.logging
    else bucket.logging = enabled
  })
  return {}
}

const checkLogTarget = (call: Call, target: string, region: string): void => {
  const invalid = (reason: string) =>
    new S3Error('InvalidTargetBucketForLogging', reason, { members: { TargetBucket: target } })
  const { buckets } = call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
  const found = Object.hasOwn(buckets, target) ? buckets[target] : undefined
  if (found === undefined) throw invalid('The target bucket for logging does not exist')
  if (found.owner !== call.accountId) {
    throw invalid('The owner for the bucket to be logged and the target bucket must be the same.')
  }
  if (found.region === region) return
  const reason = 'Cross S3 location logging not allowed.'
  throw new S3Error('CrossLocationLoggingProhibited', reason, { status: 403 })
}

const getLogging: Operation = (call, input) => {
  const { logging } = requireBucket(call, input)
  return logging === undefined ? {} : { LoggingEnabled: logging }
}

const putTagging: Operation = (call, input) => {
  const tags = list<Tag>(members(input, 'Tagging'), 'TagSet')
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key')
  }
  changeBucket(call, input, (bucket) => {
    bucket.tags = tags
  })
  return {}
}

const getTagging: Operation = (call, input) => {
  const { tags } = requireBucket(call, input)
  if (tags === undefined) throw new S3Error('NoSuchTagSet', 'The TagSet does not exist')
  return { TagSet: tags }
}

export const settingOperations: Readonly<Record<string, Operation>> = {
  GetBucketEncryption: get(ENCRYPTION),
  PutBucketEncryption: put(ENCRYPTION),
  DeleteBucketEncryption: deleteEncryption,
  GetBucketLogging: getLogging,
  PutBucketLogging: putLogging,
  GetPublicAccessBlock: get(PUBLIC_ACCESS),
  PutPublicAccessBlock: put(PUBLIC_ACCESS),
  DeletePublicAccessBlock: remove('publicAccessBlock'),
  GetBucketOwnershipControls: get(OWNERSHIP),
  PutBucketOwnershipControls: put(OWNERSHIP),
  DeleteBucketOwnershipControls: remove('ownershipControls'),
  GetBucketVersioning: getVersioning,
  PutBucketVersioning: putVersioning,
  GetBucketTagging: getTagging,
  PutBucketTagging: putTagging,
  DeleteBucketTagging: remove('tags'),
  DeleteBucketPolicy: remove('policy'),
}
