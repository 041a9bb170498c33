import { defined, optionalNumber, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { requireBucket } from './buckets.ts'
import { S3Error } from './errors.ts'
import type { ObjectStore } from './object-store.ts'
import type { StoredObject } from './records.ts'

const PAGE_LIMIT = 1000

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** One line of a listing: an object, or the prefix that stands for all keys below it. */
type Entry = { readonly name: string; readonly object?: StoredObject }

/** Keys in order; those that share a prefix up to the delimiter are rolled up into one entry. */
const rollUp = (objects: readonly StoredObject[], prefix: string, delimiter: string): Entry[] => {
  const entries: Entry[] = []
  for (const object of objects) {
    const at = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    if (at < 0) entries.push({ name: object.key, object })
    else {
      const name = object.key.slice(0, at + delimiter.length)
      if (entries.at(-1)?.name !== name) entries.push({ name })
    }
  }
  return entries
}

const encodeToken = (name: string): string => Buffer.from(`1:${name}`).toString('base64url')

const decodeToken = (token: string): string => {
  const plain = Buffer.from(token, 'base64url').toString()
  if (plain.startsWith('1:')) return plain.slice(2)
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect')
}

const contents = (object: StoredObject): Output =>
  defined({
    Key: object.key,
    LastModified: new Date(object.modifiedAt),
    ETag: object.etag,
    Size: object.size,
    StorageClass: object.headers.StorageClass ?? 'STANDARD',
    ChecksumAlgorithm: checksumNames(object),
    ChecksumType: object.checksumType,
  })

const checksumNames = (object: StoredObject): readonly string[] | undefined => {
  const names = Object.keys(object.checksums).map((name) => name.replace('Checksum', ''))
  return names.length === 0 ? undefined : names
}

/** Keys that a client asked for in URL form (botocore always does), so that XML can carry any. */
const encoded = (input: Input, value: string): string =>
  input.EncodingType === 'url' ? encodeURIComponent(value).replaceAll('%2F', '/') : value

const listObjectsV2 =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const prefix = optionalText(input, 'Prefix') ?? ''
    const delimiter = optionalText(input, 'Delimiter') ?? ''
    const token = optionalText(input, 'ContinuationToken')
    const startAfter = optionalText(input, 'StartAfter')
    const after = token === undefined ? (startAfter ?? '') : decodeToken(token)
    const limit = Math.min(optionalNumber(input, 'MaxKeys') ?? PAGE_LIMIT, PAGE_LIMIT)
    const entries = rollUp(store.list(text(input, 'Bucket'), prefix), prefix, delimiter)
    const rest = entries.filter(({ name }) => bytewise(name, after) > 0)
    const page = rest.slice(0, Math.max(0, limit))
    const isTruncated = limit > 0 && rest.length > page.length
    const objects = page.flatMap(({ object }) => object ?? [])
    const prefixes = page.filter(({ object }) => object === undefined)
    return defined({
      Name: text(input, 'Bucket'),
      Prefix: encoded(input, prefix),
      Delimiter: delimiter === '' ? undefined : encoded(input, delimiter),
      StartAfter: startAfter === undefined ? undefined : encoded(input, startAfter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      KeyCount: page.length,
      IsTruncated: isTruncated,
      ContinuationToken: token,
      NextContinuationToken: isTruncated ? encodeToken(page.at(-1)?.name ?? '') : undefined,
      Contents: objects.map((object) => ({
        ...contents(object),
        Key: encoded(input, object.key),
      })),
      CommonPrefixes: prefixes.map(({ name }) => ({ Prefix: encoded(input, name) })),
    })
  }

export const listingOperations = (store: ObjectStore) => ({ ListObjectsV2: listObjectsV2(store) })
