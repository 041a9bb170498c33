import { AccessError, TemporaryError } from '../errors.ts'
import type { Ports } from '../ports/all.ts'

/** What cannot be read for lack of a permission, or for now, is a warning. */
export const ifReadable = async <T>(
  ports: Pick<Ports, 'io'>,
  what: string,
  read: () => Promise<T>,
): Promise<T | 'unreadable'> => {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof AccessError) && !(error instanceof TemporaryError)) throw error
    ports.io.warn(`${what} could not be checked: ${error.message}`)
    return 'unreadable'
  }
}
