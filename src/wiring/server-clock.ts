import { formatDuration } from '../lib/domain/core/duration.ts'
import type { Clock } from '../lib/ports/clock.ts'

/** A clock that is wrong by less does no harm: metrics come by the minute. */
const TOLERATED_MS = 60_000

export type ServerClock = Clock & {
  /** The service's time, in epoch milliseconds, as an answer that arrives now gives it. */
  readonly saw: (at: number) => void
}

/**
 * The local clock, put right by the services' answers when it is off by more than a minute: windows of
 * metrics and ages are in the services' time. Says so each time.
 */
export const serverClock = (local: Clock, warn: (line: string) => void): ServerClock => {
  let offset = 0
  return {
    now: () => local.now() + offset,
    random: local.random,
    sleep: (ms, signal) => local.sleep(ms, signal),
    saw: (at) => {
      const behind = at - local.now()
      if (Math.abs(behind - offset) <= TOLERATED_MS) return
      offset = Math.abs(behind) <= TOLERATED_MS ? 0 : behind
      warn(skewText(behind))
    },
  }
}

const skewText = (behind: number): string => {
  if (Math.abs(behind) <= TOLERATED_MS) return "This machine's clock is right again."
  const direction = behind > 0 ? 'behind' : 'ahead of'
  const size = formatDuration(Math.abs(behind))
  return `This machine's clock is ${size} ${direction} the service's; the service's time is used.`
}
