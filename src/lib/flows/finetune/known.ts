import { type Known, known, unknownBecause } from '../../domain/finetune/preflight/world.ts'
import { AccessError, TemporaryError } from '../../errors.ts'

/** A fact for the checks: what may not be asked, or cannot be answered now, is "could not tell". */
export const asKnown = async <T>(read: () => Promise<T>): Promise<Known<T>> => {
  try {
    return known(await read())
  } catch (error) {
    if (error instanceof AccessError || error instanceof TemporaryError) {
      return unknownBecause(error.message)
    }
    throw error
  }
}
