import type { Clock } from '../../ports/clock.ts'

const TICK_MS = 1_000
/** A sandbox whose hours pass in seconds is not drawn thousands of times. */
const MOST_TICKS = 60

/** A clock whose sleeps draw every second, so that countdowns go on while nothing is read. */
export const tickingClock = (clock: Clock, draw: () => void): Clock => ({
  now: () => clock.now(),
  random: () => clock.random(),
  sleep: async (ms, signal) => {
    const tick = Math.max(TICK_MS, ms / MOST_TICKS)
    for (let left = ms; left > 0; left -= tick) {
      draw()
      await clock.sleep(Math.min(tick, left), signal)
    }
  },
})
