import { createReadStream, rmSync } from 'node:fs'
import { defined, list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { requireBucket } from './buckets.ts'
import { encryptionFor, usableKey } from './encryption.ts'
import { S3Error } from './errors.ts'
import { checkRead, checkWrite, describe, keptHeaders, rangeOf } from './object-form.ts'
import type { ObjectStore } from './object-store.ts'
import { receive } from './receive.ts'
import type { StoredObject } from './records.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024
const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3

/** The key of a request. Throws KeyTooLongError. */
export const requireKey = (input: Input): string => {
  const key = text(input, 'Key')
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long')
  }
  return key
}

/** What every write tells about the object it made. */
export const written = (object: StoredObject): Output =>
  defined({
    ETag: object.etag,
    ...object.checksums,
    ChecksumType: object.checksumType,
    ServerSideEncryption: object.headers.ServerSideEncryption,
    SSEKMSKeyId: object.headers.SSEKMSKeyId,
    BucketKeyEnabled: object.headers.BucketKeyEnabled,
  })

const putObject =
  (store: ObjectStore) =>
  async (call: Call, input: Input): Promise<Output> => {
    const encryption = encryptionFor(call, requireBucket(call, input), input)
    usableKey(call, encryption.SSEKMSKeyId)
    const bucket = text(input, 'Bucket')
    const key = requireKey(input)
    checkWrite(store.head(bucket, key), input)
    const { file, path } = store.newFile(bucket, key)
    try {
      const { size, md5, checksums } = await receive(path, input)
      if (size > MAX_SINGLE_PUT_BYTES) {
        throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
      }
      const object: StoredObject = {
        key,
        size,
        etag: `"${md5.toString('hex')}"`,
        file,
        modifiedAt: call.clock.now(),
        headers: { ...keptHeaders(input), ...encryption },
        checksums,
        ...(Object.keys(checksums).length > 0 ? { checksumType: 'FULL_OBJECT' } : {}),
      }
      store.commit(bucket, object)
      return written(object)
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    }
  }

export const noSuchKey = (key: string): S3Error =>
  new S3Error('NoSuchKey', 'The specified key does not exist.', { members: { Key: key } })

const headObject =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const object = store.head(text(input, 'Bucket'), requireKey(input))
    if (object === undefined) throw noSuchKey(text(input, 'Key'))
    checkRead(object, input)
    const range = rangeOf(optionalText(input, 'Range'), object.size)
    const length = range === undefined ? {} : partLength(range, object.size)
    return { ...describe(object, input), ...length }
  }

const partLength = (range: { readonly start: number; readonly end: number }, size: number) => ({
  ContentLength: range.end - range.start + 1,
  ContentRange: `bytes ${range.start}-${range.end}/${size}`,
})

/** Response headers that a GET may override: `response-content-type` and the like. */
const overrides = (input: Input): Record<string, unknown> =>
  defined({
    ContentType: input.ResponseContentType,
    ContentDisposition: input.ResponseContentDisposition,
    CacheControl: input.ResponseCacheControl,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
  })

const getObject =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const found = store.open(text(input, 'Bucket'), requireKey(input))
    if (found === undefined) throw noSuchKey(text(input, 'Key'))
    const { object, descriptor } = found
    try {
      checkRead(object, input)
      usableKey(call, object.headers.SSEKMSKeyId)
      const range = rangeOf(optionalText(input, 'Range'), object.size)
      const length = range === undefined ? {} : partLength(range, object.size)
      const about = { ...describe(object, input), ...overrides(input), ...length }
      const options = range ?? { start: 0 }
      return { ...about, Body: createReadStream('', { ...options, fd: descriptor }) }
    } catch (error) {
      store.close(descriptor)
      throw error
    }
  }

const deleteObject =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    // A missing key is no error: deleting is idempotent.
    store.remove(text(input, 'Bucket'), requireKey(input))
    return {}
  }

const deleteObjects =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const request = members(input, 'Delete')
    const keys = list<Input>(request, 'Objects').map((object) => text(object, 'Key'))
    if (keys.length > 1000) {
      const reason =
        'The XML you provided was not well-formed or did not validate against our published schema'
      throw new S3Error('MalformedXML', reason)
    }
    for (const key of keys) store.remove(text(input, 'Bucket'), key)
    return request.Quiet === true ? {} : { Deleted: keys.map((Key) => ({ Key })) }
  }

export const objectOperations = (store: ObjectStore) => ({
  PutObject: putObject(store),
  GetObject: getObject(store),
  HeadObject: headObject(store),
  DeleteObject: deleteObject(store),
  DeleteObjects: deleteObjects(store),
})
