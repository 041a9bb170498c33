import { rmSync } from 'node:fs'
import { defined, optionalNumber, optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { requireBucket } from './buckets.ts'
import { encryptionFor, usableKey } from './encryption.ts'
import { S3Error } from './errors.ts'
import { keptHeaders } from './object-form.ts'
import { requireKey } from './objects.ts'
import { checksumMember, receive } from './receive.ts'
import type { Part, Upload, Uploads } from './uploads.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000
const MAX_PART_BYTES = 5 * 1024 ** 3
const PAGE_LIMIT = 1000

/** The upload a request names, of this very key. Throws NoSuchUpload. */
export const requireUpload = (uploads: Uploads, call: Call, input: Input): Upload => {
  requireBucket(call, input)
  const upload = uploads.find(text(input, 'UploadId'))
  if (upload?.bucket === text(input, 'Bucket') && upload.key === text(input, 'Key')) return upload
  const reason =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
  throw new S3Error('NoSuchUpload', reason, { members: { UploadId: text(input, 'UploadId') } })
}

const create =
  (uploads: Uploads) =>
  (call: Call, input: Input): Output => {
    const encryption = encryptionFor(call, requireBucket(call, input), input)
    usableKey(call, encryption.SSEKMSKeyId)
    const algorithm = optionalText(input, 'ChecksumAlgorithm')
    // CRC64NVME exists for whole objects only; the others are composite unless asked otherwise.
    const byDefault = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
    const type =
      algorithm === undefined ? undefined : (optionalText(input, 'ChecksumType') ?? byDefault)
    const id = uploads.create({
      bucket: text(input, 'Bucket'),
      key: requireKey(input),
      initiatedAt: call.clock.now(),
      headers: { ...keptHeaders(input), ...encryption },
      ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }),
      ...(type === undefined ? {} : { checksumType: type as 'COMPOSITE' | 'FULL_OBJECT' }),
    })
    return defined({
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: id,
      ...encryption,
      ChecksumAlgorithm: algorithm,
      ChecksumType: type,
    })
  }

const uploadPart =
  (uploads: Uploads) =>
  async (call: Call, input: Input): Promise<Output> => {
    const upload = requireUpload(uploads, call, input)
    const id = text(input, 'UploadId')
    const number = optionalNumber(input, 'PartNumber') ?? 0
    if (number < 1 || number > MAX_PARTS) {
      const reason = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`
      const members = { ArgumentName: 'partNumber', ArgumentValue: number }
      throw new S3Error('InvalidArgument', reason, { members })
    }
    const { file, path } = uploads.newPartFile(id, number)
    try {
      // An upload with an algorithm keeps that checksum of each part, sent or not.
      const algorithm = input.ChecksumAlgorithm ?? upload.checksumAlgorithm
      const received = await receive(path, {
        ...input,
        ...defined({ ChecksumAlgorithm: algorithm }),
      })
      const { size, md5, checksums } = received
      if (size > MAX_PART_BYTES) {
        throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
      }
      const etag = `"${md5.toString('hex')}"`
      const modifiedAt = call.clock.now()
      uploads.savePart(id, { number, size, etag, file, modifiedAt, checksums })
      return { ETag: etag, ...checksums, ServerSideEncryption: upload.headers.ServerSideEncryption }
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    }
  }

const abort =
  (uploads: Uploads) =>
  (call: Call, input: Input): Output => {
    requireUpload(uploads, call, input)
    uploads.remove(text(input, 'UploadId'))
    return {}
  }

const partForm = (part: Part): Output => ({
  PartNumber: part.number,
  LastModified: new Date(part.modifiedAt),
  ETag: part.etag,
  Size: part.size,
  ...part.checksums,
})

const listParts =
  (uploads: Uploads) =>
  (call: Call, input: Input): Output => {
    const upload = requireUpload(uploads, call, input)
    const after = Number(input.PartNumberMarker ?? 0)
    const limit = Math.min(optionalNumber(input, 'MaxParts') ?? PAGE_LIMIT, PAGE_LIMIT)
    const rest = uploads.parts(text(input, 'UploadId')).filter(({ number }) => number > after)
    const page = rest.slice(0, limit)
    const isTruncated = rest.length > page.length
    return defined({
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: input.UploadId,
      PartNumberMarker: String(after),
      NextPartNumberMarker: isTruncated ? String(page.at(-1)?.number ?? 0) : undefined,
      MaxParts: limit,
      IsTruncated: isTruncated,
      Parts: page.map(partForm),
      StorageClass: upload.headers.StorageClass ?? 'STANDARD',
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    })
  }

const listUploads =
  (uploads: Uploads) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const bucket = text(input, 'Bucket')
    const prefix = optionalText(input, 'Prefix') ?? ''
    const marker = `${optionalText(input, 'KeyMarker') ?? ''}\0${optionalText(input, 'UploadIdMarker') ?? '\uffff'}`
    const limit = Math.min(optionalNumber(input, 'MaxUploads') ?? PAGE_LIMIT, PAGE_LIMIT)
    const all = Object.entries(uploads.all())
      .map(([id, upload]) => ({ id, upload, order: `${upload.key}\0${id}` }))
      .filter(({ upload }) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .filter(({ order }) => input.KeyMarker === undefined || order > marker)
    const page = all.slice(0, limit)
    const isTruncated = all.length > page.length
    const last = page.at(-1)
    return defined({
      Bucket: bucket,
      Prefix: input.Prefix,
      MaxUploads: limit,
      IsTruncated: isTruncated,
      NextKeyMarker: isTruncated ? last?.upload.key : undefined,
      NextUploadIdMarker: isTruncated ? last?.id : undefined,
      Uploads: page.map(({ id, upload }) => ({
        UploadId: id,
        Key: upload.key,
        Initiated: new Date(upload.initiatedAt),
        StorageClass: upload.headers.StorageClass ?? 'STANDARD',
        ...defined({
          ChecksumAlgorithm: upload.checksumAlgorithm,
          ChecksumType: upload.checksumType,
        }),
      })),
    })
  }

/** The checksum member of an upload's parts, if it has an algorithm. */
export const uploadChecksum = (upload: Upload): string | undefined =>
  upload.checksumAlgorithm === undefined
    ? undefined
    : checksumMember(upload.checksumAlgorithm as Parameters<typeof checksumMember>[0])

export const multipartOperations = (uploads: Uploads) => ({
  CreateMultipartUpload: create(uploads),
  UploadPart: uploadPart(uploads),
  AbortMultipartUpload: abort(uploads),
  ListParts: listParts(uploads),
  ListMultipartUploads: listUploads(uploads),
})
