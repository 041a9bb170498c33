import type { Clock } from '../../src/lib/ports/clock.ts'

/** Time that passes only when somebody sleeps; sleeping returns at once. */
export const fakeClock = (
  startAt = Date.UTC(2026, 10, 22, 10),
): Clock & { readonly slept: number[] } => {
  let at = startAt
  const slept: number[] = []
  return {
    slept,
    now: () => at,
    random: () => 0.5,
    async sleep(ms, signal) {
      if (signal?.aborted) throw signal.reason
      slept.push(ms)
      at += ms
    },
  }
}
