import { copyFile } from 'node:fs/promises'
import { defined, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { stateErrorOf } from '../state/state-error.ts'
import { requireBucket } from './buckets.ts'
import { encryptionFor, usableKey } from './encryption.ts'
import { S3Error } from './errors.ts'
import { checkRead, keptHeaders } from './object-form.ts'
import type { ObjectStore } from './object-store.ts'
import { noSuchKey, requireKey, written } from './objects.ts'
import type { StoredObject } from './records.ts'

/** `bucket/key` or `/bucket/key`, %-encoded, perhaps with a version. */
const sourceOf = (input: Input): { readonly Bucket: string; readonly Key: string } => {
  const [path = ''] = text(input, 'CopySource').split('?versionId=')
  const found = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path))
  if (found?.[1] && found[2]) return { Bucket: found[1], Key: found[2] }
  throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key')
}

const checkSource = (object: StoredObject, input: Input): void => {
  const conditions = { IfMatch: input.CopySourceIfMatch, IfNoneMatch: input.CopySourceIfNoneMatch }
  try {
    checkRead(object, conditions)
  } catch {
    const reason = 'At least one of the pre-conditions you specified did not hold'
    throw new S3Error('PreconditionFailed', reason)
  }
}

const copyObject =
  (store: ObjectStore) =>
  async (call: Call, input: Input): Promise<Output> => {
    const encryption = encryptionFor(call, requireBucket(call, input), input)
    usableKey(call, encryption.SSEKMSKeyId)
    const from = sourceOf(input)
    requireBucket(call, { Bucket: from.Bucket })
    const bucket = text(input, 'Bucket')
    const key = requireKey(input)
    const replaces = input.MetadataDirective === 'REPLACE'
    const source = store.head(from.Bucket, from.Key)
    const sourcePath = store.path(from.Bucket, from.Key)
    if (source === undefined || sourcePath === undefined) throw noSuchKey(from.Key)
    checkSource(source, input)
    if (
      from.Bucket === bucket &&
      from.Key === key &&
      !replaces &&
      input.StorageClass === undefined
    ) {
      const reason =
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
      throw new S3Error('InvalidRequest', reason)
    }
    const { file, path } = store.newFile(bucket, key)
    await copyFile(sourcePath, path).catch((error: unknown) => {
      throw stateErrorOf(path, error)
    })
    const {
      ServerSideEncryption: _a,
      SSEKMSKeyId: _b,
      BucketKeyEnabled: _c,
      ...before
    } = source.headers
    const own = replaces ? keptHeaders(input) : { ...before, ...changed(input) }
    const kept = { ...own, ...encryption }
    const modifiedAt = call.clock.now()
    const object: StoredObject = { ...source, key, file, modifiedAt, headers: kept }
    store.commit(bucket, object)
    const { ETag, ...rest } = written(object)
    const checksums = object.checksums
    const result = { ETag, LastModified: new Date(modifiedAt), ...checksums }
    return { ...rest, CopyObjectResult: result }
  }

const changed = (input: Input): Record<string, unknown> =>
  defined({
    StorageClass: input.StorageClass,
  })

export const copyOperations = (store: ObjectStore) => ({ CopyObject: copyObject(store) })
