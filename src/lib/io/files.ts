import { appendFileSync, createReadStream } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Files, TextWriter } from '../ports/files.ts'
import { fileError } from './file-errors.ts'
import { makeFolder } from './make-folder.ts'
import { scratchFile } from './scratch.ts'
import { treeOf } from './tree.ts'
import { unpacked } from './unpack.ts'

/** 1 MiB: larger chunks bring nothing (measured), smaller ones cost system calls. */
const CHUNK_BYTES = 1024 * 1024

const explained = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    throw fileError(cause, path)
  }
}

/** The local file system; relative paths count from `folder`. */
export const localFiles = (folder: string): Files => {
  const absolute = (path: string) => resolve(folder, path)
  return {
    absolute,
    async stat(path) {
      const found = await stat(absolute(path)).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
        throw fileError(cause, path)
      })
      if (found === undefined) return undefined
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
      return { kind, sizeBytes: found.size, modifiedAt: found.mtimeMs }
    },
    async *read(path, range) {
      const end = range === undefined ? {} : { start: range.start, end: range.end - 1 }
      if (range !== undefined && range.end <= range.start) return
      try {
        const stream =
          path === '-'
            ? process.stdin
            : createReadStream(absolute(path), { highWaterMark: CHUNK_BYTES, ...end })
        for await (const chunk of stream) yield chunk as Uint8Array
      } catch (cause) {
        throw fileError(cause, path)
      }
    },
    open: (path) =>
      explained(path, async () => {
        const handle = await open(absolute(path), 'r')
        return {
          read: async (into, position) =>
            (await handle.read(into, 0, into.byteLength, position)).bytesRead,
          close: () => handle.close(),
        }
      }),
    readText: (path) => explained(path, () => readFile(absolute(path), 'utf8')),
    writeText: (path, text, options) =>
      explained(path, () => writeAtomically(absolute(path), text, options?.secret === true)),
    writeBytes: (path, bytes) =>
      explained(path, () => writeAtomically(absolute(path), bytes, false)),
    unpack: unpacked,
    scanner: async (lines) =>
      process.env.MLCTL_NO_WASM
        ? undefined
        : (await import('./scanner.ts')).localScanner(lines, absolute),
    scratch: scratchFile,
    writer: (path) => explained(path, () => textWriter(absolute(path), path)),
    list: (path) =>
      explained(path, async () => {
        const names = await readdir(absolute(path)).catch((cause: NodeJS.ErrnoException) => {
          if (cause.code === 'ENOENT') return []
          throw cause
        })
        return names.sort()
      }),
    async *tree(path, enter = () => true) {
      try {
        yield* treeOf(absolute(path), enter)
      } catch (cause) {
        throw fileError(cause, path)
      }
    },
    remove: (path) => explained(path, () => rm(absolute(path), { force: true })),
  }
}

let temporaries = 0
const temporaryBeside = (path: string) => `${path}.${process.pid}-${temporaries++}.tmp`

/** Temporary file, fsync, rename: readers see the old content or the new, never a half. */
export const writeAtomically = async (
  path: string,
  content: string | Uint8Array,
  secret: boolean,
): Promise<void> => {
  await makeFolder(dirname(path), secret ? 0o700 : undefined)
  const temporary = temporaryBeside(path)
  try {
    const handle = await open(temporary, 'wx', secret ? 0o600 : 0o644)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
}

const textWriter = async (absolutePath: string, path: string): Promise<TextWriter> => {
  await makeFolder(dirname(absolutePath))
  const temporary = temporaryBeside(absolutePath)
  const handle = await open(temporary, 'wx', 0o644)
  const give = async () => {
    await handle.close()
    await rm(temporary, { force: true })
  }
  return {
    write: (text) => explained(path, async () => void (await handle.appendFile(text))),
    writeNow: (text) => {
      try {
        appendFileSync(handle.fd, text)
      } catch (cause) {
        throw fileError(cause, path)
      }
    },
    close: () =>
      explained(path, async () => {
        await handle.sync()
        await handle.close()
        await rename(temporary, absolutePath)
      }),
    abort: () => explained(path, give),
  }
}
