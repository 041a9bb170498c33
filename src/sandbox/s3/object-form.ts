import { defined, optionalText } from '../members.ts'
import type { Input } from '../service.ts'
import { S3Error } from './errors.ts'
import type { ObjectHeaders, StoredObject } from './records.ts'

/** The headers of an upload that stay with the object; the aws-chunked framing is no encoding of it. */
export const keptHeaders = (input: Input): ObjectHeaders => {
  const encoding = (optionalText(input, 'ContentEncoding') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',')
  return defined({
    ContentType: input.ContentType ?? 'binary/octet-stream',
    ContentEncoding: encoding === '' ? undefined : encoding,
    ContentDisposition: input.ContentDisposition,
    ContentLanguage: input.ContentLanguage,
    CacheControl: input.CacheControl,
    StorageClass: input.StorageClass,
    Metadata: input.Metadata,
  })
}

/** What HeadObject and GetObject say about an object. STANDARD is never said. */
export const describe = (object: StoredObject, input: Input): Record<string, unknown> => {
  const { StorageClass, ...headers } = object.headers
  const whole = input.Range === undefined && input.PartNumber === undefined
  const checksums = input.ChecksumMode === 'ENABLED' && whole ? object.checksums : {}
  return defined({
    AcceptRanges: 'bytes',
    ContentLength: object.size,
    ETag: object.etag,
    LastModified: new Date(object.modifiedAt),
    ...headers,
    StorageClass: StorageClass === 'STANDARD' ? undefined : StorageClass,
    ...checksums,
    ChecksumType: Object.keys(checksums).length > 0 ? object.checksumType : undefined,
    PartsCount: input.PartNumber === undefined ? undefined : object.parts,
  })
}

export type ByteRange = { readonly start: number; readonly end: number }

/**
 * The bytes a Range header asks for, both ends included; undefined for the whole object (also for
 * a header that is no single byte range, which S3 ignores). Throws InvalidRange.
 */
export const rangeOf = (header: string | undefined, size: number): ByteRange | undefined => {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (found === null || (found[1] === '' && found[2] === '')) return undefined
  const [, first = '', last = ''] = found
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size || start > end) {
    const members = { RangeRequested: header, ActualObjectSize: size }
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', { members })
  }
  return { start, end }
}

const sameTag = (header: string, etag: string): boolean =>
  header === '*' ||
  header.split(',').some((tag) => tag.trim().replaceAll('"', '') === etag.replaceAll('"', ''))

const failed = (condition: string): S3Error =>
  new S3Error(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    {
      members: { Condition: condition },
    },
  )

/** The conditions of a read. Throws PreconditionFailed (412) or NotModified (304). */
export const checkRead = (object: StoredObject, input: Input): void => {
  const match = optionalText(input, 'IfMatch')
  const noneMatch = optionalText(input, 'IfNoneMatch')
  const seconds = Math.floor(object.modifiedAt / 1000)
  const since = (name: string): number | undefined =>
    input[name] instanceof Date ? Math.floor(input[name].getTime() / 1000) : undefined
  const unmodified = since('IfUnmodifiedSince')
  const modified = since('IfModifiedSince')
  if (match !== undefined && !sameTag(match, object.etag)) throw failed('If-Match')
  // The tag conditions win over the times (RFC 9110, section 13.2.2).
  if (match === undefined && unmodified !== undefined && seconds > unmodified) {
    throw failed('If-Unmodified-Since')
  }
  const same = noneMatch !== undefined && sameTag(noneMatch, object.etag)
  const old = noneMatch === undefined && modified !== undefined && seconds <= modified
  if (same || old)
    throw new S3Error('NotModified', 'Not Modified', { headers: { etag: object.etag } })
}

/** The conditions of a write. Throws PreconditionFailed. */
export const checkWrite = (old: StoredObject | undefined, input: Input): void => {
  const match = optionalText(input, 'IfMatch')
  const noneMatch = optionalText(input, 'IfNoneMatch')
  if (noneMatch !== undefined && old !== undefined && sameTag(noneMatch, old.etag)) {
    throw failed('If-None-Match')
  }
  if (match === undefined) return
  if (old === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  if (!sameTag(match, old.etag)) throw failed('If-Match')
}
