import { TemporaryError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'

/** First and longest pause after a throttled call. */
const FIRST_PAUSE_MS = 1_000
const MAX_PAUSE_MS = 30_000
const MAX_ATTEMPTS = 8

export type Pool = {
  readonly clock: Clock
  /** Ends the work: what runs is finished, nothing new is begun. */
  readonly signal: AbortSignal
  readonly concurrency: number
}

/**
 * Works on all items, `concurrency` at a time and in order of their start. The first failure lets
 * the others finish what they are at, then it is thrown.
 */
export const eachOf = async <T>(
  pool: Pool,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> => {
  let at = 0
  let failed: { readonly error: unknown } | undefined
  const worker = async () => {
    while (failed === undefined && !pool.signal.aborted) {
      const item = items[at++]
      if (item === undefined) return
      await work(item).catch((error: unknown) => {
        failed ??= { error }
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(pool.concurrency, items.length) }, worker))
  if (failed !== undefined) throw failed.error
}

/**
 * Calls until it is let through: throttling and service faults are waited out with growing pauses,
 * up to about two minutes. @throws TemporaryError when that was not enough.
 */
export const patiently = async <T>(pool: Pool, call: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof TemporaryError) || attempt >= MAX_ATTEMPTS) throw error
      const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1))
      // Jitter keeps the workers from knocking at the same moment again.
      await pool.clock.sleep(pause * (0.5 + pool.clock.random()), pool.signal)
    }
  }
}
