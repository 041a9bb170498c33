import { integer, minValue, number, object, optional, pipe, regex, string } from 'valibot'
import { partSizeOf, partsOf } from '../../domain/dataset/parts.ts'
import { AccessError, CancelledError, DataError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { PutOptions, UploadedPart } from '../../ports/objects.ts'
import { digestFile } from '../dataset/digest.ts'
import { defineOperation, type Performing } from './define.ts'
import { changed, fill, sendMissing, type Upload } from './upload-parts.ts'

/** Object metadata that proves the content: SHA-256 of the whole file, in hex. */
export const DIGEST_METADATA = 'mlctl-sha256'

/** What a killed upload leaves beside the journal; the parts themselves are asked of S3. */
type Unfinished = { readonly uploadId: string; readonly partSize: number }

/** A local file to S3: in parts from 8 MiB on, continued where a killed run stopped. */
export const uploadFile = defineOperation<Upload>({
  name: 's3.upload-file',
  input: object({
    path: string(),
    bucket: string(),
    key: string(),
    sha256: pipe(string(), regex(/^[0-9a-f]{64}$/)),
    sizeBytes: pipe(number(), integer(), minValue(0)),
    kmsKeyArn: optional(string()),
  }),
  observe: async ({ objects }, { bucket, key, sha256, sizeBytes }) => {
    const view = await objects.head({ bucket, key })
    if (view === undefined) return { fingerprint: 'absent', satisfied: false }
    const satisfied = view.metadata[DIGEST_METADATA] === sha256 && view.sizeBytes === sizeBytes
    const output = { uri: `s3://${bucket}/${key}`, sha256, sizeBytes, etag: view.etag }
    return { fingerprint: `${view.etag} ${view.sizeBytes}`, satisfied, output }
  },
  perform: async (ports, input, context) => {
    const before = await requireUnchanged(ports, input)
    const partSize = partSizeOf(input.sizeBytes)
    const etag =
      input.sizeBytes <= partSize
        ? await putWhole(ports, input)
        : await sendParts(ports, input, { ...context, partSize })
    await requireSame(ports, input, before)
    const { bucket, key, sha256, sizeBytes } = input
    return { uri: `s3://${bucket}/${key}`, sha256, sizeBytes, etag }
  },
})

const optionsOf = ({ sha256, kmsKeyArn }: Upload): PutOptions => ({
  contentType: 'application/x-ndjson',
  metadata: { [DIGEST_METADATA]: sha256 },
  ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
})

/** What is sent must be what the plan was made for. Answers the time of the last change. */
const requireUnchanged = async (ports: Ports, input: Upload): Promise<number> => {
  const modifiedAt = (await ports.files.stat(input.path))?.modifiedAt ?? 0
  const now = await digestFile(ports, input.path)
  if (now.sha256 !== input.sha256) throw changed(input.path)
  return modifiedAt
}

const requireSame = async (ports: Ports, { path, sizeBytes }: Upload, modifiedAt: number) => {
  const now = await ports.files.stat(path)
  if (now?.sizeBytes !== sizeBytes || now.modifiedAt !== modifiedAt) throw changed(path)
}

const putWhole = async (ports: Ports, input: Upload): Promise<string> => {
  const body = new Uint8Array(input.sizeBytes)
  const file = await ports.files.open(input.path)
  try {
    await fill(file, body, 0, input.path)
  } finally {
    await file.close()
  }
  return (await ports.objects.put(input, body, optionsOf(input))).etag
}

type Sending = Performing & { readonly partSize: number }

const sendParts = async (ports: Ports, input: Upload, sending: Sending): Promise<string> => {
  const { objects, journal, io } = ports
  const state = `upload-${sending.key}`
  const { uploadId, partSize, sent } = await begin(ports, input, { ...sending, state })
  const progress = io.progress(`Uploading to s3://${input.bucket}/${input.key}`, {
    total: input.sizeBytes,
    unit: 'bytes',
  })
  try {
    const parts = await sendMissing(ports, input, {
      uploadId,
      partSize,
      sent,
      progress,
      signal: sending.signal,
    })
    const { etag } = await objects.completeMultipartUpload(input, uploadId, parts)
    await journal.removeState(state)
    return etag
  } catch (error) {
    if (sending.signal.aborted) throw interrupted(input, error)
    // A refusal will be the same next time, so nothing unfinished is left to be paid for. After a
    // fault of the network the parts stay, and the next run continues.
    if (error instanceof AccessError || error instanceof StateError || error instanceof DataError) {
      await objects.abortMultipartUpload(input, uploadId).catch(() => undefined)
      await journal.removeState(state)
    }
    throw error
  } finally {
    progress.stop()
  }
}

const interrupted = (input: Upload, cause: unknown) =>
  new CancelledError('MLC-DATA-021', `Stopped uploading to s3://${input.bucket}/${input.key}.`, {
    hint: 'Run the same command again: parts that have arrived are not sent again.',
    cause,
  })

/** The unfinished upload of an earlier run with the parts that S3 has of it, or a new one. */
const begin = async (
  ports: Ports,
  input: Upload,
  sending: Sending & { readonly state: string },
) => {
  const left = await ports.journal.readState<Unfinished>(sending.state)
  const there = left && (await ports.objects.listParts(input, left.uploadId))
  if (left !== undefined && there !== undefined) {
    const sizes = new Map(
      partsOf(input.sizeBytes, left.partSize).map((p) => [p.partNumber, p.end - p.start]),
    )
    // S3 lists a part only when all of it arrived; the size guards against another part size.
    const sent = there.filter((part) => part.sizeBytes === sizes.get(part.partNumber))
    if (sent.length > 0)
      ports.io.note(`Continuing: ${sent.length} of ${sizes.size} parts have arrived.`)
    return { ...left, sent }
  }
  const uploadId = await ports.objects.createMultipartUpload(input, optionsOf(input))
  const unfinished: Unfinished = { uploadId, partSize: sending.partSize }
  await ports.journal.writeState(sending.state, unfinished)
  return { ...unfinished, sent: [] as readonly UploadedPart[] }
}
