import { createHash } from 'node:crypto'
import { createReadStream, rmSync } from 'node:fs'
import { type ChecksumAlgorithm, digestOf } from '../checksum/digest.ts'
import { list, members, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { S3Error } from './errors.ts'
import { requireUpload, uploadChecksum } from './multipart.ts'
import { checkWrite } from './object-form.ts'
import type { ObjectStore } from './object-store.ts'
import { written } from './objects.ts'
import { receive } from './receive.ts'
import type { StoredObject } from './records.ts'
import type { Part, Upload, Uploads } from './uploads.ts'

/** Every part but the last has at least this size. */
const MIN_PART_BYTES = 5 * 1024 ** 2

const invalidPart = (): S3Error =>
  new S3Error(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  )

/** The named parts in order. Throws InvalidPartOrder, InvalidPart, EntityTooSmall. */
const partsOf = (uploads: Uploads, input: Input, checksum: string | undefined): readonly Part[] => {
  const asked = list<Input>(members(input, 'MultipartUpload'), 'Parts')
  if (asked.length === 0) {
    throw new S3Error('MalformedXML', 'You must specify at least one part')
  }
  const numbers = asked.map(({ PartNumber }) => Number(PartNumber))
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    const reason =
      'The list of parts was not in ascending order. Parts must be ordered by part number.'
    throw new S3Error('InvalidPartOrder', reason)
  }
  const stored = new Map(uploads.parts(text(input, 'UploadId')).map((part) => [part.number, part]))
  const parts = asked.map((each, index) => {
    const part = stored.get(numbers[index] ?? 0)
    const sameTag = part?.etag.replaceAll('"', '') === String(each.ETag).replaceAll('"', '')
    const sent = checksum === undefined ? undefined : each[checksum]
    const sameSum = sent === undefined || sent === part?.checksums[checksum ?? '']
    if (part === undefined || !sameTag || !sameSum) throw invalidPart()
    return part
  })
  for (const part of parts.slice(0, -1)) {
    if (part.size >= MIN_PART_BYTES) continue
    const reason = 'Your proposed upload is smaller than the minimum allowed size'
    const about = {
      ProposedSize: part.size,
      MinSizeAllowed: MIN_PART_BYTES,
      PartNumber: part.number,
    }
    throw new S3Error('EntityTooSmall', reason, { members: about })
  }
  return parts
}

async function* joined(
  uploads: Uploads,
  id: string,
  parts: readonly Part[],
): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield* createReadStream(uploads.partPath(id, part), { highWaterMark: 1024 * 1024 })
  }
}

/** A composite checksum is the checksum of the parts' checksums. */
const compositeOf = (
  algorithm: ChecksumAlgorithm,
  parts: readonly Part[],
  member: string,
): string => {
  const digest = digestOf(algorithm)
  for (const part of parts) digest.add(Buffer.from(part.checksums[member] ?? '', 'base64'))
  return `${digest.value()}-${parts.length}`
}

const multipartTag = (parts: readonly Part[]): string => {
  const md5 = createHash('md5')
  for (const part of parts) md5.update(Buffer.from(part.etag.replaceAll('"', ''), 'hex'))
  return `"${md5.digest('hex')}-${parts.length}"`
}

type Joining = { readonly upload: Upload; readonly parts: readonly Part[]; readonly path: string }

/** Joins the parts into the object's file; the checksums are those the object will show. */
const join = async (uploads: Uploads, input: Input, { upload, parts, path }: Joining) => {
  const algorithm = upload.checksumAlgorithm as ChecksumAlgorithm | undefined
  const isWhole = upload.checksumType === 'FULL_OBJECT'
  const Body = joined(uploads, text(input, 'UploadId'), parts)
  const member = uploadChecksum(upload)
  const sent = member === undefined || !isWhole ? {} : { [member]: input[member] }
  const wanted = isWhole ? { ChecksumAlgorithm: algorithm, ...sent } : {}
  const { size, checksums } = await receive(path, { Body, ...wanted })
  if (algorithm === undefined || member === undefined || isWhole) return { size, checksums }
  return { size, checksums: { [member]: compositeOf(algorithm, parts, member) } }
}

const complete =
  (store: ObjectStore, uploads: Uploads) =>
  async (call: Call, input: Input): Promise<Output> => {
    const upload = requireUpload(uploads, call, input)
    const { bucket, key } = upload
    checkWrite(store.head(bucket, key), input)
    const parts = partsOf(uploads, input, uploadChecksum(upload))
    const expected = input.MpuObjectSize
    const { file, path } = store.newFile(bucket, key)
    try {
      const { size, checksums } = await join(uploads, input, { upload, parts, path })
      if (expected !== undefined && Number(expected) !== size) {
        throw new S3Error('InvalidRequest', `The size of the object is ${size}, not ${expected}`)
      }
      const object: StoredObject = {
        key,
        size,
        etag: multipartTag(parts),
        file,
        modifiedAt: call.clock.now(),
        headers: upload.headers,
        checksums,
        parts: parts.length,
        ...(upload.checksumType === undefined ? {} : { checksumType: upload.checksumType }),
      }
      store.commit(bucket, object)
      uploads.remove(text(input, 'UploadId'))
      const Location = `https://${bucket}.s3.${call.region}.amazonaws.com/${encodeURIComponent(key)}`
      return { ...written(object), Location, Bucket: bucket, Key: key }
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    }
  }

export const completeOperations = (store: ObjectStore, uploads: Uploads) => ({
  CompleteMultipartUpload: complete(store, uploads),
})
