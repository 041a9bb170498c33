import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of its own for one test, removed when the test ends. */
export const tempFolder = (base = tmpdir()): string => {
  const folder = mkdtempSync(join(base, 'mlctl-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const MEMORY = '/dev/shm'

/** The same in memory where the machine has such a place: for thousands of fsyncs. */
export const memoryFolder = (): string => tempFolder(existsSync(MEMORY) ? MEMORY : tmpdir())
