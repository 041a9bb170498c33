import type { Read, Unread } from '../../domain/audit/rule.ts'
import { AccessError, CancelledError, MlctlError } from '../../errors.ts'
import { type Pool, patiently } from '../invoke/pool.ts'

/** Reads are cheap and many: so many at once stay below the rates of all services. */
export const CONCURRENCY = 5

/**
 * One answer, or why there is none: an audit that may not look at one thing goes on with the next.
 * Throttling is waited out.
 */
export const readOf = async <T>(pool: Pool, call: () => Promise<T>): Promise<Read<T>> => {
  try {
    return { value: await patiently(pool, call) }
  } catch (error) {
    return { unread: unreadOf(error) }
  }
}

/** @throws what is no failure of the service: Ctrl-C, or a fault of ours. */
export const unreadOf = (error: unknown): Unread => {
  if (!(error instanceof MlctlError) || error instanceof CancelledError) throw error
  const action = error.details?.iamAction
  if (error instanceof AccessError && typeof action === 'string') {
    return { why: `${action} is not allowed`, action }
  }
  return { why: error.message }
}

/** The value, or undefined when it could not be read. */
export const answerOf = <T>(read: Read<T>): T | undefined =>
  'value' in read ? read.value : undefined
