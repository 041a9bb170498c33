import type { Objects } from '../ports/objects.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { objectSubject, putInput } from './object-input.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

type Multipart = Pick<
  Objects,
  | 'abortMultipartUpload'
  | 'completeMultipartUpload'
  | 'createMultipartUpload'
  | 'listParts'
  | 'uploadPart'
>

export const multipartOf = (aws: AwsSession): Multipart => ({
  createMultipartUpload: async (at, options) => {
    const answer = await aws.s3(
      { operation: 'CreateMultipartUpload', subject: objectSubject(at) },
      (client, sdk) => client.send(new sdk.CreateMultipartUploadCommand(putInput(at, options))),
    )
    return answer.UploadId ?? ''
  },
  uploadPart: async (at, part, signal) => {
    const answer = await aws.s3(
      { operation: 'UploadPart', subject: objectSubject(at) },
      (client, sdk) =>
        client.send(
          new sdk.UploadPartCommand({
            Bucket: at.bucket,
            Key: at.key,
            UploadId: part.uploadId,
            PartNumber: part.partNumber,
            // A view of the caller's buffer: sent as it is, without a copy.
            Body: part.body,
          }),
          signal === undefined ? {} : { abortSignal: signal },
        ),
    )
    return { etag: answer.ETag ?? '' }
  },
  listParts: (at, UploadId) =>
    instead(
      allPages((PartNumberMarker) =>
        aws.s3({ operation: 'ListParts', subject: objectSubject(at) }, async (client, sdk) => {
          const page = await client.send(
            new sdk.ListPartsCommand({
              Bucket: at.bucket,
              Key: at.key,
              UploadId,
              ...present({ PartNumberMarker }),
            }),
          )
          return {
            items: (page.Parts ?? []).map(({ PartNumber, ETag, Size }) => ({
              partNumber: PartNumber ?? 0,
              etag: ETag ?? '',
              ...present({ sizeBytes: Size }),
            })),
            next: page.IsTruncated ? page.NextPartNumberMarker : undefined,
          }
        }),
      ),
      [NOT_FOUND],
      undefined,
    ),
  completeMultipartUpload: async (at, UploadId, parts) => {
    const answer = await aws.s3(
      { operation: 'CompleteMultipartUpload', subject: objectSubject(at) },
      (client, sdk) =>
        client.send(
          new sdk.CompleteMultipartUploadCommand({
            Bucket: at.bucket,
            Key: at.key,
            UploadId,
            MultipartUpload: {
              Parts: [...parts]
                // S3 refuses a list that is not in ascending order.
                .sort((a, b) => a.partNumber - b.partNumber)
                .map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })),
            },
          }),
        ),
    )
    return { etag: answer.ETag ?? '' }
  },
  abortMultipartUpload: async (at, UploadId) => {
    // An unknown upload is one that is over: nothing is left to abort.
    await instead(
      aws.s3({ operation: 'AbortMultipartUpload', subject: objectSubject(at) }, (client, sdk) =>
        client.send(
          new sdk.AbortMultipartUploadCommand({ Bucket: at.bucket, Key: at.key, UploadId }),
        ),
      ),
      [NOT_FOUND],
      undefined,
    )
  },
})
