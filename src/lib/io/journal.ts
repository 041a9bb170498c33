import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MlctlError, TemporaryError } from '../errors.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import { fileError } from './file-errors.ts'
import { localFiles } from './files.ts'
import { LockHeld, withLock } from './lock.ts'
import { NO_LINK, privateFolder } from './private-folder.ts'

/** The journal in `folder`: `journal.jsonl`, a lock, and small state documents beside it. */
export const fileJournal = (folder: string): Journal => {
  const path = join(folder, 'journal.jsonl')
  const files = localFiles(folder)
  const statePath = (name: string) => join(folder, 'state', `${safeName(name)}.json`)
  return {
    path,
    append: async (record) => {
      try {
        await privateFolder(folder)
        await appendDurably(path, `${JSON.stringify(record)}\n`)
      } catch (cause) {
        throw cause instanceof MlctlError ? cause : fileError(cause, path)
      }
    },
    read: async () => parseRecords(await readIfThere(path)),
    exclusively: async (work) => {
      try {
        await privateFolder(folder)
      } catch (cause) {
        throw cause instanceof MlctlError ? cause : fileError(cause, folder)
      }
      return withLock(join(folder, 'apply.lock'), work).catch((cause: unknown) => {
        throw cause instanceof LockHeld ? lockHeld(cause, folder) : cause
      })
    },
    claim: async (name, work) => {
      try {
        await privateFolder(folder)
      } catch (cause) {
        throw cause instanceof MlctlError ? cause : fileError(cause, folder)
      }
      return withLock(join(folder, `${safeName(name)}.lock`), async () => ({
        result: await work(),
      })).catch((cause: unknown) => {
        if (cause instanceof LockHeld) return undefined
        throw cause
      })
    },
    readState: async <T>(name: string) => {
      const text = await readIfThere(statePath(name))
      try {
        return text === '' ? undefined : (JSON.parse(text) as T)
      } catch {
        // Written atomically, so a broken one was damaged from outside: start afresh.
        return undefined
      }
    },
    writeState: (name, value) =>
      files.writeText(statePath(name), `${JSON.stringify(value)}\n`, { secret: true }),
    removeState: (name) => files.remove(statePath(name)),
  }
}

/** Appends and fsyncs. A last line without its newline was torn by a crash: it is closed off first. */
const appendDurably = async (path: string, line: string): Promise<void> => {
  const { O_APPEND, O_CREAT, O_RDWR } = constants
  const handle = await open(path, O_APPEND | O_CREAT | O_RDWR | NO_LINK, 0o600)
  try {
    const { size } = await handle.stat()
    const last = new Uint8Array(1)
    if (size > 0) await handle.read(last, 0, 1, size - 1)
    const torn = size > 0 && last[0] !== 0x0a
    await handle.writeFile(torn ? `\n${line}` : line)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const parseRecords = (text: string) => {
  const records: JournalRecord[] = []
  let skippedLines = 0
  for (const line of text.split('\n')) {
    if (line === '') continue
    const record = parseRecord(line)
    if (record === undefined) skippedLines++
    else records.push(record)
  }
  return { records, skippedLines }
}

const parseRecord = (line: string): JournalRecord | undefined => {
  try {
    const record = JSON.parse(line) as Partial<JournalRecord>
    return record.v === 1 && typeof record.kind === 'string' ? (record as JournalRecord) : undefined
  } catch {
    return undefined
  }
}

const readIfThere = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw fileError(cause, path)
  }
}

const lockHeld = (cause: LockHeld, folder: string) =>
  new TemporaryError('MLC-JRN-001', 'Another mlctl is changing things in this project right now.', {
    cause,
    why:
      cause.holder === undefined
        ? `Its lock is ${join(folder, 'apply.lock')}.`
        : `Process ${cause.holder.pid} on ${cause.holder.host}, since ${cause.holder.since}.`,
    hint: 'Wait until it has finished, then run the same command again.',
  })

/** State names contain job names and digests; anything else could leave the folder. */
const safeName = (name: string): string =>
  name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_')
