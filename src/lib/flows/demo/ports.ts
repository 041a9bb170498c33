import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Clock } from '../../ports/clock.ts'

/** Pauses between two looks are made for services that take minutes; the demo's sandbox takes seconds. */
const LONGEST_PAUSE_MS = 250

/**
 * Ports for the flows inside the demo: they say nothing of their own, ask nobody, and do not wait as
 * long. Where the calls go stays as it is.
 */
export const hushed = (ports: Ports): Ports => ({
  ...quiet(ports),
  clock: hurried(ports.clock),
})

/** The same where the sandbox's time passes as flows wait: they wait as long as they would, without jitter. */
export const steady = (ports: Ports): Ports => {
  const { clock } = ports
  const even: Clock = {
    now: () => clock.now(),
    random: () => 0.5,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  }
  return { ...quiet(ports), clock: even }
}

const quiet = (ports: Ports): Ports => ({
  ...ports,
  dialogue: { ...ports.dialogue, live: false },
  io: {
    ...ports.io,
    columns: ports.io.columns,
    interactive: false,
    animated: false,
    note: () => undefined,
    warn: () => undefined,
    event: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    live: () => ({ draw: () => undefined, stop: () => undefined }),
    ask: (question) =>
      Promise.reject(new UsageError('MLC-DEMO-001', `The demo does not answer ${question.flag}.`)),
  },
})

const hurried = (clock: Clock): Clock => ({
  now: () => clock.now(),
  random: () => clock.random(),
  sleep: (ms, signal) => clock.sleep(Math.min(ms, LONGEST_PAUSE_MS), signal),
})
