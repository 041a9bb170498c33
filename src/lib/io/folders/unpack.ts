import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { DataError } from '../../errors.ts'
import type { ArchiveHeader } from '../../ports/folders.ts'
import { fileError } from '../file-errors.ts'

type Content = AsyncIterable<Uint8Array>

/** See `Folders.archiveHeaders`. */
export const archiveHeaders = async (archive: string): Promise<readonly ArchiveHeader[]> => {
  const headers: ArchiveHeader[] = []
  await eachEntry(archive, async ({ name, type, linkname, size }, content) => {
    const link = linkname ? { linkname } : {}
    headers.push({ name, type, ...link, sizeBytes: size })
    // An entry that is not read to its end keeps the next one from coming.
    for await (const _ of content);
  })
  return headers
}

/** See `Folders.unpack`. */
export const unpackArchive = async (archive: string, folder: string): Promise<void> => {
  const beside = `${folder}.${process.pid}.tmp`
  const old = `${folder}.${process.pid}.old`
  await rm(beside, { recursive: true, force: true })
  try {
    await mkdir(beside, { recursive: true })
    await eachEntry(archive, (header, content) => writeEntry(beside, header, content))
    await rename(folder, old).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause
    })
    await rename(beside, folder)
    await rm(old, { recursive: true, force: true })
  } catch (cause) {
    await rm(beside, { recursive: true, force: true })
    throw cause instanceof DataError ? cause : fileError(cause, folder)
  }
}

const writeEntry = async (folder: string, header: Header, content: Content): Promise<void> => {
  const path = join(folder, header.name)
  if (header.type === 'directory') {
    await mkdir(path, { recursive: true })
  } else {
    await mkdir(dirname(path), { recursive: true })
    // `wx`: what is there already is not written through, were it a link.
    if (header.type === 'symlink') await symlink(header.linkname, path)
    else {
      await rm(path, { force: true })
      const mode = (header.mode & 0o100) !== 0 ? 0o755 : 0o644
      return pipeline(content, createWriteStream(path, { flags: 'wx', mode }))
    }
  }
  for await (const _ of content);
}

const eachEntry = async (
  archive: string,
  take: (header: Header, content: Content) => Promise<void>,
): Promise<void> => {
  const reader = extract()
  const source = createReadStream(archive)
  const fed = pipeline(source, createGunzip(), reader as unknown as NodeJS.WritableStream)
  fed.catch(() => undefined)
  try {
    for await (const entry of reader) await take(entry.header, entry as unknown as Content)
    await fed
  } catch (cause) {
    source.destroy()
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    // Errors of the file system have names like ENOENT; those of gzip and tar do not.
    if (/^E[A-Z]+$/.test(code)) throw fileError(cause, archive)
    throw new DataError('MLC-RMT-010', `${archive} is no whole .tar.gz.`, {
      why: cause instanceof Error ? cause.message : String(cause),
      hint: 'Fetch it again: mlctl remote attach JOB',
      cause,
    })
  }
}
