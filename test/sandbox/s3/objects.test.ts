import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serve } from '../../../src/sandbox/server.ts'
import { clientsOf, inProcess, newEngine } from '../clients.ts'

const Bucket = 'data-bucket'

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ name, $metadata }) => `${name} ${$metadata?.httpStatusCode}`,
  )

const newStore = async (): Promise<S3Client> => {
  const { s3 } = inProcess(newEngine())
  await s3.send(new CreateBucketCommand({ Bucket }))
  return s3
}

const put = (s3: S3Client, Key: string, Body: string | Uint8Array | Readable, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

const get = async (s3: S3Client, Key: string, more = {}): Promise<string> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return (await Body?.transformToString()) ?? ''
}

describe('an object', () => {
  it('comes back as it was put, with its headers and metadata', async () => {
    const s3 = await newStore()
    const about = {
      ContentType: 'application/jsonl',
      CacheControl: 'no-cache',
      Metadata: { rows: '3', note: 'a b' },
    }
    await put(s3, 'in/train.jsonl', '{"a":1}\n', about)
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'in/train.jsonl' }))
    expect(head).toMatchObject({ ...about, ContentLength: 8, ServerSideEncryption: 'AES256' })
    expect(head.ETag).toBe(`"${createHash('md5').update('{"a":1}\n').digest('hex')}"`)
    expect(await get(s3, 'in/train.jsonl')).toBe('{"a":1}\n')
  })

  it('may have any key', async () => {
    const s3 = await newStore()
    const keys = [
      'a b',
      'ü/é',
      '../../etc/passwd',
      '/leading',
      'a//b',
      'a+b&c=d?e#f',
      '%2F',
      '.',
      '名',
    ]
    for (const key of keys) await put(s3, key, key)
    for (const key of keys) expect(await get(s3, key)).toBe(key)
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
    expect(Contents?.map(({ Key }) => Key)).toEqual([...keys].sort(order))
  })

  it('may be a stream of unknown length', async () => {
    const s3 = await newStore()
    const pieces = ['one ', 'two ', 'three']
    await put(s3, 'k', Readable.from(pieces.map((piece) => Buffer.from(piece))), {
      ContentLength: 13,
    })
    expect(await get(s3, 'k')).toBe('one two three')
    const { ContentEncoding } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))
    expect(ContentEncoding).toBeUndefined()
  })

  it('is replaced as a whole, and the old bytes go', async () => {
    const engine = newEngine()
    const { s3 } = inProcess(engine)
    await s3.send(new CreateBucketCommand({ Bucket }))
    await put(s3, 'k', 'old')
    const reading = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))
    await put(s3, 'k', 'new')
    expect(await reading.Body?.transformToString()).toBe('old')
    expect(await get(s3, 'k')).toBe('new')
    expect(readdirSync(join(engine.directory, 'objects', Bucket))).toHaveLength(2)
  })

  it('is gone once deleted, and deleting is no error twice', async () => {
    const s3 = await newStore()
    await put(s3, 'k', 'x')
    const remove = () => codeOf(s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' })))
    expect([await remove(), await remove()]).toEqual(['done', 'done'])
    expect(await codeOf(get(s3, 'k'))).toBe('NoSuchKey 404')
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))
    expect(await codeOf(head)).toBe('NotFound 404')
  })

  it('is copied, with its metadata or with other', async () => {
    const s3 = await newStore()
    await put(s3, 'a b/ü', 'text', { Metadata: { v: '1' }, ContentType: 'text/plain' })
    const CopySource = `${Bucket}/${encodeURIComponent('a b/ü')}`
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource }))
    const other = { MetadataDirective: 'REPLACE', Metadata: { v: '2' } } as const
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'other', CopySource, ...other }))
    const metadata = async (Key: string) =>
      (await s3.send(new HeadObjectCommand({ Bucket, Key }))).Metadata
    expect([await metadata('same'), await metadata('other')]).toEqual([{ v: '1' }, { v: '2' }])
    expect(await get(s3, 'other')).toBe('text')
    const itself = s3.send(new CopyObjectCommand({ Bucket, Key: 'a b/ü', CopySource }))
    expect(await codeOf(itself)).toBe('InvalidRequest 400')
    const missing = { Bucket, Key: 'x', CopySource: `${Bucket}/none` }
    expect(await codeOf(s3.send(new CopyObjectCommand(missing)))).toBe('NoSuchKey 404')
  })

  it('is lost in a body that is shorter than it says', async () => {
    const s3 = await newStore()
    const short = put(s3, 'k', Readable.from([Buffer.from('12345')]), { ContentLength: 9 })
    expect(await codeOf(short)).toBe('IncompleteBody 400')
    expect(await codeOf(get(s3, 'k'))).toBe('NoSuchKey 404')
  })
})

describe('ranges', () => {
  it.each([
    ['bytes=0-3', '0123'],
    ['bytes=4-', '456789'],
    ['bytes=-2', '89'],
    ['bytes=-99', '0123456789'],
    ['bytes=8-99', '89'],
    ['bytes=9-9', '9'],
    ['lines=1-2', '0123456789'],
  ])('%s of ten digits are %s', async (Range, expected) => {
    const s3 = await newStore()
    await put(s3, 'k', '0123456789')
    expect(await get(s3, 'k', { Range })).toBe(expected)
  })

  it('say what they are, and one beyond the end is refused', async () => {
    const s3 = await newStore()
    await put(s3, 'k', '0123456789')
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=2-4' }))
    expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', ContentLength: 3 })
    expect(part.$metadata.httpStatusCode).toBe(206)
    await part.Body?.transformToString()
    expect(await codeOf(get(s3, 'k', { Range: 'bytes=10-' }))).toBe('InvalidRange 416')
  })
})

describe('checksums', () => {
  const crc = (ChecksumAlgorithm: string) => ({ ChecksumAlgorithm })

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'])(
    '%s is verified, kept and given back',
    async (name) => {
      const s3 = await newStore()
      await put(s3, 'k', 'hello', crc(name))
      const ask = { Bucket, Key: 'k', ChecksumMode: 'ENABLED' } as const
      const head = await s3.send(new HeadObjectCommand(ask))
      expect(head).toHaveProperty(`Checksum${name}`, expect.stringMatching(/=$/))
      expect(await get(s3, 'k', { ChecksumMode: 'ENABLED' })).toBe('hello')
    },
  )

  it.each([
    [{ ChecksumCRC32: 'AAAAAA==' }, 'BadDigest 400'],
    [{ ChecksumCRC32C: 'AAAAAA==' }, 'BadDigest 400'],
    [{ ChecksumSHA256: Buffer.alloc(32).toString('base64') }, 'BadDigest 400'],
    [{ ChecksumCRC64NVME: 'AAAAAAAAAAA=' }, 'BadDigest 400'],
    [{ ContentMD5: Buffer.alloc(16).toString('base64') }, 'BadDigest 400'],
    [{ ContentMD5: 'short' }, 'InvalidDigest 400'],
    [{ ContentMD5: createHash('md5').update('hello').digest('base64') }, 'done'],
  ])('%j with hello: %s', async (digest, expected) => {
    const s3 = await newStore()
    expect(await codeOf(put(s3, 'k', 'hello', digest))).toBe(expected)
    expect(await codeOf(get(s3, 'k'))).toBe(expected === 'done' ? 'done' : 'NoSuchKey 404')
  })
})

describe('conditions', () => {
  it.each([
    [{ IfMatch: '"5d41402abc4b2a76b9719d911017c592"' }, 'done'],
    [{ IfMatch: '"0"' }, 'PreconditionFailed 412'],
    [{ IfNoneMatch: '"5d41402abc4b2a76b9719d911017c592"' }, 'NotModified 304'],
    [{ IfModifiedSince: new Date('2100-01-01') }, 'NotModified 304'],
    [{ IfUnmodifiedSince: new Date('2000-01-01') }, 'PreconditionFailed 412'],
  ])('reading with %j: %s', async (condition, expected) => {
    const s3 = await newStore()
    await put(s3, 'k', 'hello')
    const got = await codeOf(get(s3, 'k', condition))
    // The SDK has no name for a status without a body.
    expect(got.replace(/^\S+ 304/, 'NotModified 304')).toBe(expected)
  })

  it.each([
    ['k', { IfNoneMatch: '*' }, 'PreconditionFailed 412'],
    ['new', { IfNoneMatch: '*' }, 'done'],
    ['k', { IfMatch: '"0"' }, 'PreconditionFailed 412'],
    ['new', { IfMatch: '"0"' }, 'NoSuchKey 404'],
  ])('writing %s with %j: %s', async (key, condition, expected) => {
    const s3 = await newStore()
    await put(s3, 'k', 'hello')
    expect(await codeOf(put(s3, key, 'x', condition))).toBe(expected)
  })
})

describe('listing', () => {
  it('goes through all keys once, whatever the page size, prefix and delimiter', async () => {
    const s3 = await newStore()
    const keys = ['a', 'a/1', 'a/2', 'a/b/3', 'b/4', 'c']
    for (const key of keys) await put(s3, key, 'x')
    const pages = async (MaxKeys: number, Prefix: string, Delimiter: string) => {
      const seen: (string | undefined)[] = []
      let ContinuationToken: string | undefined
      do {
        const input = { Bucket, MaxKeys, Prefix, Delimiter, ContinuationToken }
        const page = await s3.send(new ListObjectsV2Command(input))
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key))
        seen.push(...(page.CommonPrefixes ?? []).map((each) => each.Prefix))
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken !== undefined)
      return seen.sort()
    }
    const expected = (prefix: string, delimiter: string) => {
      const found = keys
        .filter((key) => key.startsWith(prefix))
        .map((key) => {
          const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
          return at < 0 ? key : key.slice(0, at + 1)
        })
      return [...new Set(found)].sort()
    }
    const prefixes = fc.constantFrom('', 'a', 'a/', 'b', 'x')
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        prefixes,
        fc.constantFrom('', '/'),
        async (size, prefix, delimiter) => {
          expect(await pages(size, prefix, delimiter)).toEqual(expected(prefix, delimiter))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('starts after a key, and deletes what it found in one call', async () => {
    const s3 = await newStore()
    for (const key of ['a', 'b', 'c']) await put(s3, key, 'x')
    const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'a' }))
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['b', 'c'])
    const Objects = [{ Key: 'b' }, { Key: 'none' }]
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(Deleted).toEqual([{ Key: 'b' }, { Key: 'none' }])
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(2)
  })
})

it('keeps nothing of a bucket outside its own folder', async () => {
  const engine = newEngine()
  const served = await serve({ engine })
  try {
    const { s3 } = clientsOf({ endpoint: served.url })
    await s3.send(new CreateBucketCommand({ Bucket }))
    await put(s3, '../../../outside', 'x')
    const raw = await fetch(`${served.url}/../../outside/%2e%2e/x`, {
      method: 'PUT',
      body: 'x',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request',
      },
    })
    expect(raw.status).toBeGreaterThanOrEqual(400)
    expect(readdirSync(join(engine.directory, 'objects'))).toEqual([Bucket])
    expect(existsSync(join(engine.directory, '..', 'outside'))).toBe(false)
  } finally {
    await served.close()
  }
})

it('streams a large object in both directions over the loopback door', async () => {
  const engine = newEngine()
  const served = await serve({ engine })
  try {
    const { s3 } = clientsOf({ endpoint: served.url })
    await s3.send(new CreateBucketCommand({ Bucket }))
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const Body = Readable.from(Array.from({ length: 40 }, () => chunk))
    await put(s3, 'big', Body, { ContentLength: 40 * chunk.length })
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))
    let size = 0
    for await (const part of got.Body as Readable) size += part.length
    expect(size).toBe(40 * chunk.length)
  } finally {
    await served.close()
  }
})
