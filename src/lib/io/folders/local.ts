import { createWriteStream } from 'node:fs'
import { lstat, readdir, readlink, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { MlctlError } from '../../errors.ts'
import type { FolderEntry, Folders } from '../../ports/folders.ts'
import { fileError } from '../file-errors.ts'
import { makeFolder } from '../make-folder.ts'
import { packFolder } from './pack.ts'
import { archiveHeaders, unpackArchive } from './unpack.ts'

/** Folders of the local file system; relative paths count from `folder`. */
export const localFolders = (folder: string): Folders => {
  const absolute = (path: string) => resolve(folder, path)
  return {
    entries: async (path) => {
      try {
        const names = await readdir(absolute(path))
        const found = await Promise.all(names.map((name) => entryAt(absolute(path), name)))
        return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1))
      } catch (cause) {
        throw fileError(cause, path)
      }
    },
    pack: (from, entries, to) => packFolder(absolute(from), entries, absolute(to)),
    save: (chunks, to) => saveStream(chunks, absolute(to)),
    archiveHeaders: (archive) => archiveHeaders(absolute(archive)),
    unpack: (archive, to) => unpackArchive(absolute(archive), absolute(to)),
    remove: (path) =>
      rm(absolute(path), { recursive: true, force: true }).catch((cause: unknown) => {
        throw fileError(cause, path)
      }),
  }
}

/** Empty for what was removed between the two looks. */
const entryAt = async (folder: string, name: string): Promise<readonly FolderEntry[]> => {
  const path = join(folder, name)
  const seen = await lstat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (seen === undefined) return []
  const base = { name, sizeBytes: seen.size, executable: (seen.mode & 0o100) !== 0 }
  if (seen.isSymbolicLink()) return [{ ...base, kind: 'link', target: await readlink(path) }]
  return [{ ...base, kind: seen.isFile() ? 'file' : seen.isDirectory() ? 'folder' : 'other' }]
}

const saveStream = async (chunks: AsyncIterable<Uint8Array>, path: string): Promise<void> => {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await makeFolder(dirname(path))
    await pipeline(chunks, createWriteStream(temporary, { mode: 0o600 }))
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    // A failure of the source has its own words.
    throw cause instanceof MlctlError ? cause : fileError(cause, path)
  }
}
