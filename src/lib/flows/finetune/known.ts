import { type Known, known, unknownBecause } from '../../domain/finetune/preflight/world.ts'
import { AccessError, type MlctlError, TemporaryError } from '../../errors.ts'

type ErrorClass = abstract new (...args: never) => MlctlError

/**
 * A fact for the checks: what may not be asked, or cannot be answered now, is "could not tell"; so are
 * failures of the classes in `also`.
 */
export const asKnown = async <T>(
  read: () => Promise<T>,
  also: readonly ErrorClass[] = [],
): Promise<Known<T>> => {
  try {
    return known(await read())
  } catch (error) {
    const leavesOpen = [AccessError, TemporaryError, ...also].some((one) => error instanceof one)
    if (leavesOpen) return unknownBecause((error as MlctlError).message)
    throw error
  }
}
