import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scratch } from '../ports/files.ts'
import { fileError } from './file-errors.ts'

/** A file in the system's folder for such, that nobody else can open. */
export const scratchFile = (): Scratch => {
  const path = join(tmpdir(), `mlctl-${randomUUID()}.tmp`)
  const explained = <T>(work: () => T): T => {
    try {
      return work()
    } catch (cause) {
      throw fileError(cause, path)
    }
  }
  const remove = () => rmSync(path, { force: true })
  const fd = explained(() => openSync(path, 'wx+', 0o600))
  // Nameless from here on, so that nothing stays however the process ends; Windows keeps names of open files.
  const isNameless = process.platform !== 'win32'
  if (isNameless) remove()
  return {
    append: (bytes) =>
      explained(() => {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      }),
    read: (into, position) => explained(() => readSync(fd, into, 0, into.length, position)),
    close: () => {
      closeSync(fd)
      if (!isNameless) remove()
    },
  }
}
