import type { Needed } from '../iam/needed.ts'
import { lookUpKey, type Place } from '../kms/find.ts'
import { throughService } from '../kms/needs.ts'
import { optionalText } from '../members.ts'
import type { Call, Input } from '../service.ts'
import { encryptionFor, objectContext } from './encryption.ts'
import { NO_BUCKETS, type ObjectHeaders, S3_DOCUMENT, type S3Document } from './records.ts'

/** How a stored object is encrypted; undefined when there is none. */
export type HeadersOf = (bucket: string, key: string) => ObjectHeaders | undefined

/** Operations that encrypt a new object, and those that decrypt one. */
const WRITES = new Set(['PutObject', 'CreateMultipartUpload', 'CopyObject'])
const READS = new Set(['GetObject', 'HeadObject'])

const throughS3 = (
  place: Place,
  action: string,
  object: { readonly bucket: string; readonly key: string; readonly headers: ObjectHeaders },
): readonly Needed[] => {
  const { SSEKMSKeyId, BucketKeyEnabled } = object.headers
  const key = SSEKMSKeyId === undefined ? undefined : lookUpKey(place, SSEKMSKeyId)
  if (key === undefined) return []
  const encryptionContext = objectContext(object.bucket, object.key, BucketKeyEnabled === true)
  return [throughService(place, { key, action, service: 's3', encryptionContext })]
}

/** What of a key it takes to write an object; nothing when its bucket needs no key. */
export const writeNeeds = (
  place: Place,
  bucket: string,
  key: string,
  input: Input = {},
): readonly Needed[] => {
  const record = place.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS).buckets[bucket]
  if (record === undefined) return []
  const headers = encryptionFor(place, record, input)
  return throughS3(place, 'kms:GenerateDataKey', { bucket, key, headers })
}

/** What of a key it takes to read an object. */
export const readNeeds = (
  place: Place,
  headersOf: HeadersOf,
  bucket: string,
  key: string,
): readonly Needed[] => {
  const headers = headersOf(bucket, key)
  return headers === undefined ? [] : throughS3(place, 'kms:Decrypt', { bucket, key, headers })
}

/** What a call of S3 needs of keys besides its own permission. */
export const objectKeyNeeds = (call: Call, input: Input): readonly Needed[] => {
  const bucket = optionalText(input, 'Bucket')
  const key = optionalText(input, 'Key')
  if (bucket === undefined || key === undefined) return []
  if (WRITES.has(call.operation)) return writeNeeds(call, bucket, key, input)
  if (!READS.has(call.operation)) return []
  return readNeeds(call, (at, name) => call.neighbours.objects.headers(at, name), bucket, key)
}
