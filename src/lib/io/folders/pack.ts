import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Pack, pack } from 'tar-stream'
import { StateError } from '../../errors.ts'
import type { Packed, PackedEntry } from '../../ports/folders.ts'
import { fileError } from '../file-errors.ts'
import { makeFolder } from '../make-folder.ts'

/** 1970: a program in the container tells by it what was changed since. */
const EPOCH = new Date(0)

/** See `Folders.pack`. @throws StateError MLC-RMT-009 when a file changes while it is packed. */
export const packFolder = async (
  folder: string,
  entries: readonly PackedEntry[],
  to: string,
): Promise<Packed> => {
  await makeFolder(dirname(to)).catch((cause: unknown) => {
    throw fileError(cause, dirname(to))
  })
  const temporary = `${to}.${process.pid}.tmp`
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const archive = pack()
  const written = pipeline(
    archive as unknown as NodeJS.ReadableStream,
    hashing,
    createGzip({ level: 6 }),
    createWriteStream(temporary, { mode: 0o600 }),
  )
  // Awaited below; a failure of the first must not leave the second unhandled.
  written.catch(() => undefined)
  try {
    // A full disk ends the writing, and nobody takes what is packed after that.
    for (const entry of inOrder(entries))
      await Promise.race([addEntry(archive, folder, entry), written])
    archive.finalize()
    await written
    await fsynced(temporary)
    await rename(temporary, to)
  } catch (cause) {
    archive.destroy()
    await rm(temporary, { force: true })
    throw cause instanceof StateError ? cause : fileError(cause, to)
  }
  return { tarSha256: hash.digest('hex'), sizeBytes: (await stat(to)).size }
}

/** By code units, which no locale changes. */
const inOrder = (entries: readonly PackedEntry[]): readonly PackedEntry[] =>
  entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))

const addEntry = async (archive: Pack, folder: string, entry: PackedEntry): Promise<void> => {
  const header = { name: entry.path, mtime: EPOCH, uid: 0, gid: 0, uname: '', gname: '' }
  if (entry.kind === 'link') {
    archive.entry({ ...header, type: 'symlink', linkname: entry.target ?? '', mode: 0o777 })
    return
  }
  const mode = entry.executable ? 0o755 : 0o644
  const path = join(folder, entry.path)
  const now = await stat(path).catch((cause: unknown) => {
    throw fileError(cause, entry.path)
  })
  if (now.size !== entry.sizeBytes) throw changed(entry.path)
  await new Promise<void>((done, fail) => {
    const sink = archive.entry({ ...header, mode, size: entry.sizeBytes }, (error) => {
      if (error) fail(changed(entry.path, error))
      else done()
    })
    const end = Math.max(0, entry.sizeBytes - 1)
    if (entry.sizeBytes === 0) return sink.end(undefined)
    createReadStream(path, { end }).on('error', fail).pipe(sink)
  })
}

const changed = (path: string, cause?: unknown) =>
  new StateError('MLC-RMT-009', `${path} was changed while it was packed.`, {
    hint: 'Run the same command again when nothing writes to the folder.',
    cause,
  })

const fsynced = async (path: string): Promise<void> => {
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}
