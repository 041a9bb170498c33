import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const Bucket = 'data-bucket'
const Key = 'in/train.jsonl'
const FULL = Buffer.alloc(5 * 1024 * 1024, 'a')
const REST = Buffer.from('the end')

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ name, $metadata }) => `${name} ${$metadata?.httpStatusCode}`,
  )

const begun = async (more = {}) => {
  const engine = newEngine()
  const { s3 } = inProcess(engine)
  await s3.send(new CreateBucketCommand({ Bucket }))
  const created = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  const UploadId = created.UploadId ?? ''
  const upload = { Bucket, Key, UploadId }
  return {
    engine,
    s3,
    upload,
    part: (PartNumber: number, Body: Uint8Array, about = {}) =>
      s3.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...about })),
    complete: (Parts: { PartNumber: number; ETag?: string | undefined }[], about = {}) => {
      const MultipartUpload = {
        Parts: Parts.map(({ ETag, ...each }) => ({ ...each, ETag: ETag ?? '' })),
      }
      return s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...about }))
    },
  }
}

describe('an upload in parts', () => {
  it('becomes one object, whose tag is the hash of the hashes', async () => {
    const { engine, s3, part, complete } = await begun({ Metadata: { v: '1' } })
    const [second, first] = await Promise.all([part(2, REST), part(1, FULL)])
    const done = await complete([
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ])
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()
    const tag = md5(Buffer.concat([md5(FULL), md5(REST)])).toString('hex')
    expect(done.ETag).toBe(`"${tag}-2"`)
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }))
    expect(head).toMatchObject({ ContentLength: FULL.length + REST.length, Metadata: { v: '1' } })
    const Range = `bytes=${FULL.length - 1}-`
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }))
    expect(await Body?.transformToString()).toBe('athe end')
    expect(readdirSync(join(engine.directory, 'uploads'))).toEqual([])
  })

  it('replaces a part that is sent again', async () => {
    const { s3, part, complete } = await begun()
    await part(1, Buffer.from('wrong'))
    const { ETag } = await part(1, Buffer.from('right'))
    await complete([{ PartNumber: 1, ETag }])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await Body?.transformToString()).toBe('right')
  })

  it.each([
    ['CRC32', 'COMPOSITE', /^[\w+/]+=*-1$/],
    ['SHA256', 'COMPOSITE', /^[\w+/]+=*-1$/],
    ['CRC32C', 'FULL_OBJECT', /^[\w+/]+=*$/],
  ] as const)('with %s keeps a checksum of kind %s', async (name, ChecksumType, form) => {
    const about = { ChecksumAlgorithm: name }
    const { s3, part, complete } = await begun({ ...about, ChecksumType })
    const { $metadata: _metadata, ...sums } = await part(1, REST, about)
    await complete([{ PartNumber: 1, ...sums }])
    const ask = { Bucket, Key, ChecksumMode: 'ENABLED' } as const
    const head = await s3.send(new HeadObjectCommand(ask))
    expect(head.ChecksumType).toBe(ChecksumType)
    expect(head[`Checksum${name}`]).toMatch(form)
  })

  it.each([
    ['with a part that is not there', [{ PartNumber: 3, ETag: '"0"' }], 'InvalidPart 400'],
    ['with another tag', [{ PartNumber: 1, ETag: '"0"' }], 'InvalidPart 400'],
    ['out of order', [{ PartNumber: 2 }, { PartNumber: 1 }], 'InvalidPartOrder 400'],
    [
      'with a small part before the end',
      [{ PartNumber: 1 }, { PartNumber: 2 }],
      'EntityTooSmall 400',
    ],
    ['without parts', [], 'MalformedXML 400'],
  ])('%s is not completed', async (_, parts, expected) => {
    const { part, complete } = await begun()
    const tags = [await part(1, REST), await part(2, REST)].map(({ ETag }) => ETag)
    const asked = parts.map((each) => ({ ETag: tags[each.PartNumber - 1], ...each }))
    expect(await codeOf(complete(asked))).toBe(expected)
  })

  it('is refused a corrupted part and a part number out of range', async () => {
    const { part } = await begun()
    expect(await codeOf(part(1, REST, { ChecksumCRC32: 'AAAAAA==' }))).toBe('BadDigest 400')
    expect(await codeOf(part(0, REST))).toBe('InvalidArgument 400')
    expect(await codeOf(part(10_001, REST))).toBe('InvalidArgument 400')
  })

  it('is found again by another process: uploads and parts are listed in pages', async () => {
    const { engine, upload, part } = await begun()
    for (const number of [1, 2, 3]) await part(number, REST)
    const { s3 } = inProcess(engine)
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
    expect(Uploads).toMatchObject([{ Key, UploadId: upload.UploadId }])
    const first = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }))
    expect(first.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2])
    const PartNumberMarker = first.NextPartNumberMarker
    const rest = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker }))
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3])
    expect(rest.IsTruncated).toBe(false)
  })

  it('leaves nothing when it is aborted', async () => {
    const { engine, s3, upload, part } = await begun()
    await part(1, REST)
    await s3.send(new AbortMultipartUploadCommand(upload))
    expect(readdirSync(join(engine.directory, 'uploads'))).toEqual([])
    const again = s3.send(new AbortMultipartUploadCommand(upload))
    expect(await codeOf(again)).toBe('NoSuchUpload 404')
    expect(await codeOf(part(2, REST))).toBe('NoSuchUpload 404')
  })

  it.each(['../../x', '..', 'none'])('with the made-up id %j is no upload', async (UploadId) => {
    const { s3 } = await begun()
    const parts = s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    expect(await codeOf(parts)).toBe('NoSuchUpload 404')
  })
})
