import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Documents } from '../service.ts'
import { writeAtomically } from './atomic-file.ts'
import { withLock } from './lock.ts'
import { errorCode, onDisk, SandboxStateError } from './state-error.ts'

/** Each part of a document's name becomes one path part, whatever characters it has. */
const pathOf = (directory: string, name: string): string => {
  const parts = name.split('/').map((part) => encodeURIComponent(part).replace(/^\.+/, '%2E'))
  return join(directory, 'documents', `${parts.join('/')}.json`)
}

const load = <T>(path: string, initial: T): T => {
  let text: string
  try {
    text = onDisk(path, () => readFileSync(path, 'utf8'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return structuredClone(initial)
    throw error
  }
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    const hint = `${path} is not JSON; remove it, or reset the sandbox`
    throw new SandboxStateError('EBADSTATE', path, hint, { cause })
  }
}

/**
 * The documents of a state directory. Nothing is cached: another process may write at any time.
 * Throws SandboxStateError when the directory cannot be read or written.
 */
export const createDocuments = (directory: string): Documents => ({
  read: (name, initial) => load(pathOf(directory, name), initial),
  update: (name, initial, change) =>
    withLock(directory, (stillHeld) => {
      const path = pathOf(directory, name)
      const document = load(path, initial)
      const before = JSON.stringify(document)
      const result = change(document)
      const after = JSON.stringify(document)
      // A refused or empty change costs no write and leaves the file's time alone.
      if (after !== before) writeAtomically(path, Buffer.from(after), stillHeld)
      return result
    }),
})
