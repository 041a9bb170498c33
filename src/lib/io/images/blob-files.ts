import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { DataError } from '../../errors.ts'
import type { ImageSource } from '../../ports/image-sources.ts'

/** Bytes on disk: a file, or a stretch of one. */
export type Stretch = { readonly path: string; readonly start: number; readonly size: number }

/** Documents are read whole: manifests (4 MiB at most in ECR) and configs. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024

export const notAnImage = (path: string, why: string, cause?: unknown) =>
  new DataError('MLC-CTR-107', `${path} is no image that can be pushed.`, {
    why,
    hint: 'Take a folder in OCI layout, an oci-archive, or what docker save or podman save writes.',
    ...(cause === undefined ? {} : { cause }),
  })

/** SHA-256 of a stretch, in the form of a digest. */
export const digestOfStretch = async (stretch: Stretch): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of streamOf(stretch)) hash.update(chunk as Uint8Array)
  return `sha256:${hash.digest('hex')}`
}

/** A stretch as a stream; one of no bytes is empty. */
export const streamOf = ({ path, start, size }: Stretch) =>
  createReadStream(path, { start, end: Math.max(start, start + size - 1), highWaterMark: 1 << 20 })

/** Reads blobs by digest; files are opened once and kept open until `close`. */
export const blobReader = (
  name: string,
  find: (digest: string) => Promise<Stretch | undefined>,
): Pick<ImageSource, 'readAll' | 'read' | 'close'> => {
  const handles = new Map<string, Promise<FileHandle>>()
  const located = async (digest: string): Promise<Stretch> => {
    const found = await find(digest)
    if (found !== undefined) return found
    throw notAnImage(name, `It lacks the blob ${digest}.`)
  }
  const read = async (digest: string, into: Uint8Array, position: number): Promise<number> => {
    const { path, start, size } = await located(digest)
    const length = Math.max(0, Math.min(into.length, size - position))
    if (length === 0) return 0
    const handle = handles.get(path) ?? open(path)
    handles.set(path, handle)
    return (await (await handle).read(into, 0, length, start + position)).bytesRead
  }
  return {
    read,
    readAll: async (digest) => {
      const { size } = await located(digest)
      if (size > LARGEST_DOCUMENT) throw notAnImage(name, `${digest} has ${size} bytes.`)
      const bytes = new Uint8Array(size)
      for (let at = 0; at < size; ) {
        const count = await read(digest, bytes.subarray(at), at)
        if (count === 0) throw notAnImage(name, `${digest} is cut short.`)
        at += count
      }
      const computed = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      if (computed !== digest) throw notAnImage(name, `${digest} has the content of ${computed}.`)
      return bytes
    },
    close: async () => {
      for (const handle of handles.values()) await (await handle).close().catch(() => undefined)
      handles.clear()
    },
  }
}
