import { integer, minValue, number, object, optional, pipe, regex, string } from 'valibot'
import { type Part, partSizeOf, partsOf } from '../../domain/dataset/parts.ts'
import { AccessError, CancelledError, DataError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RandomAccess } from '../../ports/files.ts'
import type { Progress } from '../../ports/io.ts'
import type { PutOptions, UploadedPart } from '../../ports/objects.ts'
import { digestFile } from '../dataset/digest.ts'
import { defineOperation, type Performing } from './define.ts'

/** Object metadata that proves the content: SHA-256 of the whole file, in hex. */
export const DIGEST_METADATA = 'mlctl-sha256'
const CONCURRENCY = 4

type Upload = {
  readonly path: string
  readonly bucket: string
  readonly key: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly kmsKeyArn?: string | undefined
}

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

const changed = (path: string) =>
  new DataError('MLC-DATA-020', `${path} was changed since the upload was planned.`, {
    why: 'The plan names the digest of what was checked; other content must be checked again.',
    hint: 'Run the command again.',
  })

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

/** Reads may be short; a file that ends too early has been changed. */
const fill = async (file: RandomAccess, into: Uint8Array, position: number, path: string) => {
  let done = 0
  while (done < into.length) {
    const count = await file.read(into.subarray(done), position + done)
    if (count === 0) throw changed(path)
    done += count
  }
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

type Transfer = {
  readonly uploadId: string
  readonly partSize: number
  readonly sent: readonly UploadedPart[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Sends what is missing from a few fixed buffers; the first failure stops all senders. */
const sendMissing = async (
  ports: Ports,
  input: Upload,
  transfer: Transfer,
): Promise<readonly UploadedPart[]> => {
  const { partSize, sent, progress } = transfer
  const done = new Map(sent.map((part) => [part.partNumber, part]))
  const queue = partsOf(input.sizeBytes, partSize).filter((part) => !done.has(part.partNumber))
  let doneBytes = sent.reduce((sum, part) => sum + (part.sizeBytes ?? 0), 0)
  progress.update({ done: doneBytes })
  const failed = new AbortController()
  const signal = AbortSignal.any([transfer.signal, failed.signal])
  const file = await ports.files.open(input.path)
  const sender = async () => {
    const buffer = new Uint8Array(partSize)
    for (let part = queue.shift(); part !== undefined && !signal.aborted; part = queue.shift()) {
      const uploaded = await sendPart(ports, {
        input,
        file,
        part,
        buffer,
        uploadId: transfer.uploadId,
        signal,
      })
      done.set(part.partNumber, uploaded)
      doneBytes += part.end - part.start
      progress.update({ done: doneBytes })
    }
  }
  try {
    const senders = Array.from({ length: Math.min(CONCURRENCY, queue.length) }, () =>
      sender().catch((error: unknown) => {
        failed.abort(error)
        throw error
      }),
    )
    // All must have let go of the file and their buffers before anybody hears of a failure.
    await Promise.allSettled(senders)
    signal.throwIfAborted()
  } finally {
    await file.close()
  }
  return [...done.values()].sort((a, b) => a.partNumber - b.partNumber)
}

type PartWork = {
  readonly input: Upload
  readonly file: RandomAccess
  readonly part: Part
  readonly buffer: Uint8Array
  readonly uploadId: string
  readonly signal: AbortSignal
}

const sendPart = async (ports: Ports, work: PartWork): Promise<UploadedPart> => {
  const { input, part, uploadId, signal } = work
  const sizeBytes = part.end - part.start
  const body = work.buffer.subarray(0, sizeBytes)
  await fill(work.file, body, part.start, input.path)
  const { partNumber } = part
  const { etag } = await ports.objects.uploadPart(input, { uploadId, partNumber, body }, signal)
  return { partNumber, etag, sizeBytes }
}
