import { CancelledError, DataError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ImageUploads, LayerUpload } from '../../ports/image-uploads.ts'
import type { Progress } from '../../ports/io.ts'
import type { LocalImage } from './open-image.ts'

/** Layers at a time: each holds one part in memory, and its base64 and JSON while it is sent. */
const AT_ONCE = 3

/** What the registry answers for an upload that it has forgotten. */
const UPLOAD_GONE = 'MLC-CTR-103'

export type Transfer = {
  readonly uploads: ImageUploads
  readonly repository: string
  /** Names what a killed run leaves beside the journal. */
  readonly key: string
  readonly signal: AbortSignal
}

/** What went over the wire, in layers and bytes. */
export type Sent = {
  readonly layers: number
  readonly layersThere: number
  readonly bytes: number
}

type Unfinished = Record<string, LayerUpload>

/**
 * Brings the blobs of an image into a repository: those that are not there, several at a time, the parts
 * of one in order. Killed, the next run goes on behind the last part that the registry has.
 * @throws CancelledError MLC-CTR-122 on Ctrl-C.
 */
export const sendLayers = async (
  ports: Pick<Ports, 'io' | 'journal'>,
  image: LocalImage,
  transfer: Transfer,
): Promise<Sent> => {
  const { uploads, repository } = transfer
  const all = image.blobs.map(({ digest }) => digest)
  const missing = new Set(await uploads.missing(repository, all))
  const queue = image.blobs.filter(({ digest }) => missing.has(digest))
  const book = await openBook(ports, `image-${transfer.key}`)
  const progress = ports.io.progress(`Pushing to ${repository}`, {
    total: queue.reduce((sum, { size }) => sum + size, 0),
    unit: 'bytes',
  })
  try {
    const bytes = await sendAll(image, queue, { ...transfer, book, progress })
    await book.close()
    return { layers: all.length, layersThere: all.length - missing.size, bytes }
  } catch (error) {
    if (!transfer.signal.aborted) throw error
    throw new CancelledError('MLC-CTR-122', `Stopped pushing to ${repository}.`, {
      hint: 'Run the same line again: what has arrived is not sent again.',
      cause: error,
    })
  } finally {
    progress.stop()
  }
}

type Book = {
  readonly known: (digest: string) => LayerUpload | undefined
  /** Undefined forgets the upload. */
  readonly note: (digest: string, upload: LayerUpload | undefined) => Promise<void>
  readonly close: () => Promise<void>
}

/** The uploads under way, on disk; writes follow each other. */
const openBook = async ({ journal }: Pick<Ports, 'journal'>, name: string): Promise<Book> => {
  const pages: Unfinished = { ...(await journal.readState<Unfinished>(name)) }
  let writing: Promise<void> = Promise.resolve()
  return {
    known: (digest) => pages[digest],
    note: (digest, upload) => {
      if (upload === undefined) delete pages[digest]
      else pages[digest] = upload
      writing = writing.then(() => journal.writeState(name, pages))
      return writing
    },
    close: () => writing.then(() => journal.removeState(name)),
  }
}

type Work = Transfer & { readonly book: Book; readonly progress: Progress }
type Blob = LocalImage['blobs'][number]

/** Answers how many bytes were sent by this run. The first failure stops all. */
const sendAll = async (image: LocalImage, queue: Blob[], work: Work): Promise<number> => {
  const failed = new AbortController()
  const signal = AbortSignal.any([work.signal, failed.signal])
  const acknowledged = new Map<string, number>()
  let sent = 0
  const onBytes = (digest: string, from: number, to: number) => {
    sent += Math.max(0, to - from)
    acknowledged.set(digest, to)
    work.progress.update({ done: [...acknowledged.values()].reduce((sum, each) => sum + each, 0) })
  }
  const sender = async () => {
    for (let blob = queue.shift(); blob !== undefined; blob = queue.shift()) {
      signal.throwIfAborted()
      await sendBlob(image, blob, { ...work, signal, onBytes })
    }
  }
  const senders = Array.from({ length: Math.min(AT_ONCE, queue.length) }, () =>
    sender().catch((error: unknown) => {
      failed.abort(error)
      throw error
    }),
  )
  // All must have let go of the image before anybody hears of a failure.
  const ends = await Promise.allSettled(senders)
  if (failed.signal.aborted) throw failed.signal.reason
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return sent
}

type BlobWork = Work & {
  readonly onBytes: (digest: string, from: number, to: number) => void
}

/** An upload that the registry has forgotten is begun anew, once. */
const sendBlob = async (image: LocalImage, blob: Blob, work: BlobWork): Promise<void> => {
  const { book, uploads, repository } = work
  const known = book.known(blob.digest)
  try {
    await sendFrom(image, blob, { work, from: known ?? (await uploads.begin(repository)) })
  } catch (error) {
    if (known === undefined || !(error instanceof StateError) || error.code !== UPLOAD_GONE) {
      // What was refused once will be refused again: the next run begins anew.
      if (!work.signal.aborted && !isPassing(error)) await book.note(blob.digest, undefined)
      throw error
    }
    await sendFrom(image, blob, { work, from: await uploads.begin(repository) })
  }
  await book.note(blob.digest, undefined)
}

const isPassing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TemporaryError'

type Sending = { readonly work: BlobWork; readonly from: LayerUpload }

const sendFrom = async (
  image: LocalImage,
  { digest, size }: Blob,
  { work, from }: Sending,
): Promise<void> => {
  const { uploads, repository, book, signal, onBytes } = work
  const buffer = new Uint8Array(Math.min(from.partSize, size))
  let upload = from
  await book.note(digest, upload)
  while (upload.received < size) {
    signal.throwIfAborted()
    const { received } = upload
    const bytes = buffer.subarray(0, Math.min(buffer.length, size - received))
    await fill(image, digest, { into: bytes, position: received })
    upload = await uploads.send(repository, { upload, bytes }, signal)
    onBytes(digest, received, upload.received)
    await book.note(digest, upload)
  }
  await uploads.complete(repository, upload, digest)
}

type Place = { readonly into: Uint8Array; readonly position: number }

/** @throws DataError MLC-CTR-107 when the file ends before the layer does. */
const fill = async (image: LocalImage, digest: string, { into, position }: Place) => {
  for (let done = 0; done < into.length; ) {
    const count = await image.read(digest, into.subarray(done), position + done)
    if (count === 0) {
      throw new DataError('MLC-CTR-107', `The layer ${digest} ends too early.`, {
        why: 'The image was changed while it was pushed, or is not whole.',
        hint: 'Write it again, then run the same line.',
      })
    }
    done += count
  }
}
