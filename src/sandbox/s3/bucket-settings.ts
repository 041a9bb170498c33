import { list, members, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { changeBucket, requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import type { BucketRecord, Tag } from './records.ts'

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
