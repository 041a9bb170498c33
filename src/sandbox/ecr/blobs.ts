import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { makeDirectory, PRIVATE_FILE, writeAtomically } from '../state/atomic-file.ts'
import { onDisk } from '../state/state-error.ts'

/** Layers, configs and manifests as files named by their digest; layers under way by their upload. */
export type Blobs = ReturnType<typeof createBlobs>

const DIGEST = /^sha256:([0-9a-f]{64})$/
const UPLOAD = /^[0-9a-f-]{36}$/

/** The blobs of a state directory. No path is made of anything but a digest or an upload's id. */
export const createBlobs = (directory: string) => {
  const folder = join(directory, 'ecr')
  const blobPath = (digest: string): string | undefined => {
    const hex = DIGEST.exec(digest)?.[1]
    return hex === undefined ? undefined : join(folder, 'blobs', hex)
  }
  const uploadPath = (uploadId: string): string => {
    if (!UPLOAD.test(uploadId)) throw new Error(`not an upload: ${uploadId}`)
    return join(folder, 'uploads', uploadId)
  }
  return {
    /** Path of a blob that is there. */
    path: (digest: string): string | undefined => {
      const path = blobPath(digest)
      return path !== undefined && existsSync(path) ? path : undefined
    },
    readText: (digest: string): string => readFileSync(blobPath(digest) ?? '', 'utf8'),
    /** Keeps a manifest; answers its digest. */
    put: (bytes: Uint8Array): string => {
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      writeAtomically(blobPath(digest) ?? '', bytes)
      return digest
    },
    /** Writes a part at its place; what an interrupted call left behind it is cut off. */
    writePart: (uploadId: string, first: number, bytes: Uint8Array): void => {
      const path = uploadPath(uploadId)
      makeDirectory(join(folder, 'uploads'))
      onDisk(path, () => {
        const file = openSync(path, existsSync(path) ? 'r+' : 'w+', PRIVATE_FILE)
        try {
          for (let at = 0; at < bytes.length; ) {
            at += writeSync(file, bytes, at, bytes.length - at, first + at)
          }
          ftruncateSync(file, first + bytes.length)
        } finally {
          closeSync(file)
        }
      })
    },
    /** The digest of what has come. */
    uploadDigest: async (uploadId: string): Promise<string> => {
      const hash = createHash('sha256')
      await pipeline(createReadStream(uploadPath(uploadId)), hash)
      return `sha256:${hash.digest('hex')}`
    },
    /** The upload becomes the blob of its digest. */
    keepUpload: (uploadId: string, digest: string): void => {
      makeDirectory(join(folder, 'blobs'))
      renameSync(uploadPath(uploadId), blobPath(digest) ?? '')
    },
    dropUpload: (uploadId: string): void => rmSync(uploadPath(uploadId), { force: true }),
  }
}
