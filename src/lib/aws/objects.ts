import type { Objects } from '../ports/objects.ts'
import { bucketsOf } from './buckets.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { multipartOf } from './multipart.ts'
import { objectSubject, putInput } from './object-input.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** The integrity checksum is the SDK's default, a CRC-32 of what is sent. */
export const objectsOf = (aws: AwsSession): Objects => ({
  ...bucketsOf(aws),
  ...multipartOf(aws),
  head: async (at) => {
    const found = await instead(
      aws.s3({ operation: 'HeadObject', subject: objectSubject(at) }, (client, sdk) =>
        client.send(new sdk.HeadObjectCommand({ Bucket: at.bucket, Key: at.key })),
      ),
      [NOT_FOUND],
      undefined,
    )
    return found === undefined
      ? undefined
      : {
          sizeBytes: found.ContentLength ?? 0,
          etag: found.ETag ?? '',
          metadata: found.Metadata ?? {},
        }
  },
  get: async (at, range) => {
    const what = { operation: 'GetObject', subject: objectSubject(at) }
    const { Body } = await aws.s3(what, (client, sdk) =>
      client.send(
        new sdk.GetObjectCommand({
          Bucket: at.bucket,
          Key: at.key,
          // HTTP counts the last byte in; ours is the first that is not wanted.
          ...present({ Range: range && `bytes=${range.start}-${range.end - 1}` }),
        }),
      ),
    )
    return body(aws, what, Body as AsyncIterable<Uint8Array> | undefined)
  },
  getText: (at) =>
    aws.s3({ operation: 'GetObject', subject: objectSubject(at) }, async (client, sdk) => {
      const { Body } = await client.send(
        new sdk.GetObjectCommand({ Bucket: at.bucket, Key: at.key }),
      )
      return Body === undefined ? '' : Body.transformToString()
    }),
  put: async (at, bytes, options) => {
    const answer = await aws.s3(
      { operation: 'PutObject', subject: objectSubject(at) },
      (client, sdk) =>
        client.send(new sdk.PutObjectCommand({ ...putInput(at, options), Body: bytes })),
    )
    return { etag: answer.ETag ?? '' }
  },
  list: (bucket, prefix, limit) =>
    allPages(
      (ContinuationToken) =>
        aws.s3({ operation: 'ListObjectsV2', subject: `bucket ${bucket}` }, async (client, sdk) => {
          const page = await client.send(
            new sdk.ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              ...present({ ContinuationToken }),
            }),
          )
          return {
            items: (page.Contents ?? []).map(({ Key, Size }) => ({
              key: Key ?? '',
              sizeBytes: Size ?? 0,
            })),
            next: page.IsTruncated ? page.NextContinuationToken : undefined,
          }
        }),
      limit,
    ),
})

/** The bytes; a connection lost on the way is explained like one that never came about. */
async function* body(
  aws: AwsSession,
  what: { readonly operation: string; readonly subject: string },
  stream: AsyncIterable<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  if (stream === undefined) return
  const chunks = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await aws.s3(what, () => chunks.next())
      if (done) return
      yield value
    }
  } finally {
    await chunks.return?.()
  }
}
