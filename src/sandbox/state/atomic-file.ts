import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { onDisk } from './state-error.ts'

export const PRIVATE_FILE = 0o600
export const PRIVATE_DIRECTORY = 0o700

/** Makes the directory and its parents, for the owner only. */
export const makeDirectory = (path: string): void => {
  onDisk(path, () => mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY }))
}

/** A name that no other process makes up at the same time. */
export const uniqueName = (prefix: string): string =>
  `${prefix}.${process.pid}.${randomBytes(6).toString('hex')}`

const writeAll = (descriptor: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
}

/**
 * Replaces a file: temporary file, fsync, rename. A reader, or a run after `kill -9`, sees the old
 * content or the new, never a part. `commit` runs just before the rename and may still throw.
 */
export const writeAtomically = (
  path: string,
  bytes: Uint8Array,
  commit: () => void = () => {},
): void => {
  makeDirectory(dirname(path))
  const temporary = uniqueName(`${path}.tmp`)
  onDisk(path, () => {
    const descriptor = openSync(temporary, 'wx', PRIVATE_FILE)
    try {
      try {
        writeAll(descriptor, bytes)
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      commit()
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  })
}
