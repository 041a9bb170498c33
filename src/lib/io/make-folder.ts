import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it; one that is there is left as it is. Rejects with the file
 * system's own error: Node calls a read-only one "no such file" when it makes several folders.
 */
export const makeFolder = async (path: string, mode?: number): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, ...(mode === undefined ? {} : { mode }) })
  } catch (cause) {
    throw (await reason(path)) ?? cause
  }
}

/** Why the first folder that is missing cannot be made; undefined when it can be after all. */
const reason = async (path: string): Promise<NodeJS.ErrnoException | undefined> => {
  const parent = dirname(path)
  try {
    await mkdir(path)
    return undefined
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException
    return error.code === 'ENOENT' && parent !== path ? reason(parent) : error
  }
}
