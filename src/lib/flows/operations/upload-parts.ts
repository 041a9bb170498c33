import { type Part, partsOf } from '../../domain/dataset/parts.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RandomAccess } from '../../ports/files.ts'
import type { Progress } from '../../ports/io.ts'
import type { UploadedPart } from '../../ports/objects.ts'

/** Enough for a laptop's link; memory is this many parts (measured against one to sixteen). */
const CONCURRENCY = 4

/** The input of `s3.upload-file`. */
export type Upload = {
  readonly path: string
  readonly bucket: string
  readonly key: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly kmsKeyArn?: string | undefined
}

type Transfer = {
  readonly uploadId: string
  readonly partSize: number
  readonly sent: readonly UploadedPart[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Sends what is missing from a few fixed buffers; the first failure stops all senders. */
export const sendMissing = async (
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

/**
 * Fills a buffer from a position. Reads may be short; a file that ends too early has been changed.
 * @throws DataError MLC-DATA-020
 */
export const fill = async (
  file: RandomAccess,
  into: Uint8Array,
  position: number,
  path: string,
) => {
  let done = 0
  while (done < into.length) {
    const count = await file.read(into.subarray(done), position + done)
    if (count === 0) throw changed(path)
    done += count
  }
}

/** MLC-DATA-020: what would be sent is not what was checked. */
export const changed = (path: string) =>
  new DataError('MLC-DATA-020', `${path} was changed since the upload was planned.`, {
    why: 'The plan names the digest of what was checked; other content must be checked again.',
    hint: 'Run the command again.',
  })
