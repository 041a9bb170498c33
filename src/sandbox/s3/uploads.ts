import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Documents } from '../service.ts'
import { makeDirectory, uniqueName, writeAtomically } from '../state/atomic-file.ts'
import { errorCode, onDisk } from '../state/state-error.ts'
import type { ObjectHeaders } from './records.ts'

export type Upload = {
  readonly bucket: string
  readonly key: string
  readonly initiatedAt: number
  readonly headers: ObjectHeaders
  readonly checksumAlgorithm?: string
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT'
}

export type Part = {
  readonly number: number
  readonly size: number
  readonly etag: string
  readonly file: string
  readonly modifiedAt: number
  readonly checksums: Readonly<Record<string, string>>
}

type UploadsDocument = { uploads: Record<string, Upload> }

const DOCUMENT = 's3-uploads'
const NONE: UploadsDocument = { uploads: {} }

/**
 * Multipart uploads: the list in a document, the parts as files in `uploads/<id>`. A part is its
 * own sidecar, renamed into place, so that parallel parts need no common lock.
 */
export type Uploads = ReturnType<typeof createUploads>

export const createUploads = (directory: string, documents: Documents) => {
  const folder = (id: string): string => join(directory, 'uploads', id)
  const all = (): Readonly<Record<string, Upload>> => documents.read(DOCUMENT, NONE).uploads
  const sidecar = (id: string, number: number): string => join(folder(id), `${number}.json`)

  return {
    all,
    /** The upload; only ids of the document reach the file system. */
    find: (id: string): Upload | undefined => (Object.hasOwn(all(), id) ? all()[id] : undefined),
    create: (upload: Upload): string => {
      const id = randomBytes(32).toString('base64url')
      documents.update<UploadsDocument, void>(DOCUMENT, NONE, ({ uploads }) => {
        uploads[id] = upload
      })
      makeDirectory(folder(id))
      return id
    },
    newPartFile: (id: string, number: number): { readonly file: string; readonly path: string } => {
      makeDirectory(folder(id))
      const file = uniqueName(`${number}.data`)
      return { file, path: join(folder(id), file) }
    },
    savePart: (id: string, part: Part): void =>
      writeAtomically(sidecar(id, part.number), Buffer.from(JSON.stringify(part))),
    parts: (id: string): readonly Part[] => {
      try {
        return readdirSync(folder(id))
          .filter((name) => name.endsWith('.json'))
          .map((name) => JSON.parse(readFileSync(join(folder(id), name), 'utf8')) as Part)
          .sort((a, b) => a.number - b.number)
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return []
        throw error
      }
    },
    partPath: (id: string, part: Part): string => join(folder(id), part.file),
    /** Forgets the upload, then removes its parts; a crash in between leaves only rubbish. */
    remove: (id: string): void => {
      documents.update<UploadsDocument, void>(DOCUMENT, NONE, ({ uploads }) => {
        delete uploads[id]
      })
      onDisk(directory, () => rmSync(folder(id), { recursive: true, force: true }))
    },
  }
}
