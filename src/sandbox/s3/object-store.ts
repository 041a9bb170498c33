import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Documents } from '../service.ts'
import { makeDirectory, PRIVATE_FILE, uniqueName, writeAtomically } from '../state/atomic-file.ts'
import { withLock } from '../state/lock.ts'
import { errorCode, onDisk } from '../state/state-error.ts'
import { listed } from './listing-memory.ts'
import {
  NO_BUCKETS,
  type ObjectHeaders,
  S3_DOCUMENT,
  type S3Document,
  type StoredObject,
} from './records.ts'

/**
 * Objects as files: `objects/<bucket>/<sha256 of key>.json` says what the object is and names its
 * data file. Renaming that sidecar is the commit: a reader sees the old object or the new one.
 * No path is made of a key, so no key can leave the directory.
 */
export type ObjectStore = ReturnType<typeof createObjectStore>

const isName = (bucket: string): boolean => /^[a-z0-9][a-z0-9.-]*$/.test(bucket)

/** The store of a state directory. Throws SandboxStateError when it cannot be read or written. */
export const createObjectStore = (directory: string, documents: Documents) => {
  const folder = (bucket: string): string => {
    if (!isName(bucket)) throw new Error(`not a bucket name: ${bucket}`)
    return join(directory, 'objects', bucket)
  }
  const sidecar = (bucket: string, key: string): string =>
    join(folder(bucket), `${createHash('sha256').update(key).digest('hex')}.json`)

  const readSidecar = (path: string): StoredObject | undefined => {
    try {
      return JSON.parse(onDisk(path, () => readFileSync(path, 'utf8'))) as StoredObject
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      throw error
    }
  }

  const head = (bucket: string, key: string): StoredObject | undefined =>
    isName(bucket) ? readSidecar(sidecar(bucket, key)) : undefined

  /** A new name for a data file, in a folder that exists. */
  const newFile = (
    bucket: string,
    key: string,
  ): { readonly file: string; readonly path: string } => {
    makeDirectory(folder(bucket))
    const file = uniqueName(`${createHash('sha256').update(key).digest('hex')}.data`)
    return { file, path: join(folder(bucket), file) }
  }

  /** Makes a written data file the content of the key; the file it replaces is removed. */
  const commit = (bucket: string, object: StoredObject): void => {
    withLock(directory, (stillHeld) => {
      const path = sidecar(bucket, object.key)
      const old = readSidecar(path)
      writeAtomically(path, Buffer.from(JSON.stringify(object)), stillHeld)
      if (old !== undefined && old.file !== object.file)
        rmSync(join(folder(bucket), old.file), { force: true })
    })
  }

  const readAll = (path: string): readonly StoredObject[] =>
    onDisk(path, () => readdirSync(path))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readSidecar(join(path, name)) ?? [])

  const list = (bucket: string, prefix: string): readonly StoredObject[] =>
    isName(bucket)
      ? listed(folder(bucket), readAll).filter(({ key }) => key.startsWith(prefix))
      : []

  const remove = (bucket: string, key: string): void => {
    withLock(directory, () => {
      const path = sidecar(bucket, key)
      const old = readSidecar(path)
      if (old === undefined) return
      onDisk(path, () => rmSync(path, { force: true }))
      onDisk(path, () => rmSync(join(folder(bucket), old.file), { force: true }))
    })
  }

  const put = (
    bucket: string,
    key: string,
    bytes: Uint8Array,
    about: {
      readonly now: number
      readonly contentType?: string | undefined
      readonly encryption?: Partial<ObjectHeaders>
    },
  ): void => {
    const { file, path } = newFile(bucket, key)
    onDisk(path, () => writeFileSync(path, bytes, { mode: PRIVATE_FILE, flag: 'wx' }))
    const headers: ObjectHeaders = {
      ContentType: about.contentType ?? 'binary/octet-stream',
      ServerSideEncryption: 'AES256',
      ...about.encryption,
    }
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    const modifiedAt = about.now
    commit(bucket, { key, size: bytes.length, etag, file, modifiedAt, headers, checksums: {} })
  }

  return {
    /** A bucket of any account. */
    bucket: (name: string): { readonly region: string } | undefined => {
      const { buckets } = documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS)
      const record = Object.hasOwn(buckets, name) ? buckets[name] : undefined
      return record && { region: record.region }
    },
    head,
    list,
    put,
    remove,
    commit,
    newFile,
    path: (bucket: string, key: string): string | undefined => {
      const object = head(bucket, key)
      return object === undefined ? undefined : join(folder(bucket), object.file)
    },
    /**
     * The object and an open descriptor on its bytes: they stay readable when the key is
     * overwritten meanwhile. The caller closes the descriptor.
     */
    open: (
      bucket: string,
      key: string,
    ): { readonly object: StoredObject; readonly descriptor: number } | undefined => {
      for (;;) {
        const object = head(bucket, key)
        if (object === undefined) return undefined
        try {
          return { object, descriptor: openSync(join(folder(bucket), object.file), 'r') }
        } catch (error) {
          // Replaced between the two reads: look again. Truly lost data must not loop.
          if (errorCode(error) !== 'ENOENT' || head(bucket, key)?.file === object.file) throw error
        }
      }
    },
    close: (descriptor: number): void => closeSync(descriptor),
    /** Removes whatever a deleted bucket has left behind. */
    dropBucket: (bucket: string): void => {
      onDisk(directory, () => rmSync(folder(bucket), { recursive: true, force: true }))
    },
  }
}
