import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PRIVATE_FILE } from './atomic-file.ts'
import { claim } from './claim.ts'
import { onDisk } from './state-error.ts'

/** One answered call. Never holds secrets, inputs or bodies. */
export type AuditEntry = {
  readonly time: string
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly caller: string
  readonly requestId: string
  readonly status: number
  readonly errorCode?: string
}

/** Beyond this the log is turned over once; two files bound its size. */
const TURN_OVER_BYTES = 8 * 1024 * 1024

/** A link in place of the log is not followed. Windows has no such flag. */
const APPEND =
  constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0)

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** Appends to calls.jsonl. One write per line, so lines of two processes never mix. */
export const recordCall = (directory: string, entry: AuditEntry): void => {
  const path = join(directory, 'calls.jsonl')
  claim(directory)
  onDisk(path, () => {
    if (sizeOf(path) > TURN_OVER_BYTES) renameSync(path, join(directory, 'calls.old.jsonl'))
    const descriptor = openSync(path, APPEND, PRIVATE_FILE)
    try {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`)
    } finally {
      closeSync(descriptor)
    }
  })
}

/** The logged calls, oldest first. A line cut off by a crash is left out. */
export const readCalls = (directory: string): readonly AuditEntry[] => {
  let text = ''
  try {
    text = readFileSync(join(directory, 'calls.jsonl'), 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as AuditEntry]
    } catch {
      return []
    }
  })
}
