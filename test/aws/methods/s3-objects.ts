import { error, type MethodCase, pages } from '../stage.ts'

const AT = { bucket: 'data', key: 'a b/ü.jsonl' }
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString()
}

export const s3ObjectMethods: readonly MethodCase[] = [
  {
    method: 'objects.head',
    run: (ports) => ports.objects.head(AT),
    replies: {
      's3.HeadObject': { ETag: '"e"', Metadata: { 'mlctl-sha256': 'ab' } },
    },
    // The recorder's answers to HEAD have no length; the sandbox's have.
    gives: { sizeBytes: 0, etag: '"e"', metadata: { 'mlctl-sha256': 'ab' } },
    calls: ['HeadObject'],
  },
  {
    method: 'objects.head of nothing',
    run: (ports) => ports.objects.head(AT),
    replies: { 's3.HeadObject': error('NotFound', '', 404) },
    gives: undefined,
    calls: ['HeadObject'],
  },
  {
    method: 'objects.get of a part',
    run: async (ports) => textOf(await ports.objects.get(AT, { start: 2, end: 5 })),
    replies: {
      's3.GetObject': ({ input }) =>
        input.Range === 'bytes=2-4'
          ? { Body: Buffer.from('llo') }
          : { $error: { code: 'InvalidRange', message: String(input.Range), status: 416 } },
    },
    gives: 'llo',
    calls: ['GetObject'],
  },
  {
    method: 'objects.getText',
    run: (ports) => ports.objects.getText(AT),
    replies: { 's3.GetObject': { Body: Buffer.from('grüße') } },
    gives: 'grüße',
    calls: ['GetObject'],
  },
  {
    method: 'objects.put with a key and metadata',
    run: (ports) =>
      ports.objects.put(AT, Buffer.from('hello'), {
        contentType: 'application/jsonl',
        metadata: { 'mlctl-sha256': 'ab' },
        kmsKeyArn: KEY,
      }),
    replies: {
      's3.PutObject': ({ input }) =>
        String(input.Body) === 'hello' &&
        input.ServerSideEncryption === 'aws:kms' &&
        input.SSEKMSKeyId === KEY &&
        // The CRC-32 of "hello", which the SDK adds by itself.
        input.ChecksumCRC32 === 'NhCmhg=='
          ? { ETag: '"e"' }
          : { $error: { code: 'InvalidArgument', message: JSON.stringify(input) } },
    },
    gives: { etag: '"e"' },
    calls: ['PutObject'],
  },
  {
    method: 'objects.list over several pages',
    run: (ports) => ports.objects.list('data', 'out/'),
    replies: {
      's3.ListObjectsV2': pages('ContinuationToken', [
        { Contents: [{ Key: 'out/a', Size: 1 }], IsTruncated: true, NextContinuationToken: '1' },
        { Contents: [{ Key: 'out/b', Size: 2 }], IsTruncated: false },
      ]),
    },
    gives: [
      { key: 'out/a', sizeBytes: 1 },
      { key: 'out/b', sizeBytes: 2 },
    ],
    calls: ['ListObjectsV2', 'ListObjectsV2'],
  },
  {
    method: 'objects.createMultipartUpload',
    run: (ports) => ports.objects.createMultipartUpload(AT, { metadata: { 'mlctl-sha256': 'ab' } }),
    replies: { 's3.CreateMultipartUpload': { UploadId: 'u1' } },
    gives: 'u1',
    calls: ['CreateMultipartUpload'],
  },
  {
    method: 'objects.uploadPart from the middle of a buffer',
    run: (ports) => {
      const buffer = Buffer.from('xxhelloxx')
      const body = buffer.subarray(2, 7)
      return ports.objects.uploadPart(AT, { uploadId: 'u1', partNumber: 3, body })
    },
    replies: {
      's3.UploadPart': ({ input }) =>
        String(input.Body) === 'hello' && input.PartNumber === 3
          ? { ETag: '"p3"' }
          : { $error: { code: 'InvalidPart', message: JSON.stringify(input) } },
    },
    gives: { etag: '"p3"' },
    calls: ['UploadPart'],
  },
  {
    method: 'objects.listParts over several pages',
    run: (ports) => ports.objects.listParts(AT, 'u1'),
    replies: {
      's3.ListParts': pages('PartNumberMarker', [
        {
          Parts: [{ PartNumber: 1, ETag: '"p1"', Size: 8 }],
          IsTruncated: true,
          NextPartNumberMarker: 1,
        },
        { Parts: [{ PartNumber: 2, ETag: '"p2"', Size: 4 }], IsTruncated: false },
      ]),
    },
    gives: [
      { partNumber: 1, etag: '"p1"', sizeBytes: 8 },
      { partNumber: 2, etag: '"p2"', sizeBytes: 4 },
    ],
    calls: ['ListParts', 'ListParts'],
  },
  {
    method: 'objects.listParts of an upload that is over',
    run: (ports) => ports.objects.listParts(AT, 'u1'),
    replies: { 's3.ListParts': error('NoSuchUpload', 'gone', 404) },
    gives: undefined,
    calls: ['ListParts'],
  },
  {
    method: 'objects.completeMultipartUpload, parts in ascending order',
    run: (ports) =>
      ports.objects.completeMultipartUpload(AT, 'u1', [
        { partNumber: 2, etag: '"p2"' },
        { partNumber: 1, etag: '"p1"' },
      ]),
    replies: {
      's3.CompleteMultipartUpload': ({ input }) =>
        /"PartNumber":1.*"PartNumber":2/.test(JSON.stringify(input))
          ? { ETag: '"whole"' }
          : { $error: { code: 'InvalidPartOrder', message: JSON.stringify(input) } },
    },
    gives: { etag: '"whole"' },
    calls: ['CompleteMultipartUpload'],
  },
  {
    method: 'objects.abortMultipartUpload of an upload that is over already',
    run: (ports) => ports.objects.abortMultipartUpload(AT, 'u1'),
    replies: { 's3.AbortMultipartUpload': error('NoSuchUpload', 'gone', 404) },
    gives: undefined,
    calls: ['AbortMultipartUpload'],
  },
]
