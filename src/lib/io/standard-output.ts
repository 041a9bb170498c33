import { fstatSync, writeSync } from 'node:fs'
import { fileError } from './file-errors.ts'

/**
 * Writes to standard output, whole. Into a file Node writes once and takes no notice when the disk had
 * room for a part of it only: the rest would be missing with exit code 0.
 * @throws StateError MLC-FILE-004 when the disk is full.
 */
export const writeOut = (text: string): void => {
  if (!isFile()) return void process.stdout.write(text)
  let rest = Buffer.from(text)
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(process.stdout.fd, rest))
  } catch (cause) {
    throw fileError(cause, 'standard output')
  }
}

const isFile = (): boolean => {
  try {
    return fstatSync(process.stdout.fd).isFile()
  } catch {
    // A closed one is nobody's file; Node has put something harmless in its place.
    return false
  }
}
