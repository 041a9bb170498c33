import { AccessError, CancelledError, StillRunningError, TemporaryError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Io } from '../ports/io.ts'

export type Wait<T> = {
  /** Reads the live state once. */
  readonly read: () => Promise<T>
  readonly isOver: (view: T) => boolean
  /** Called after every successful read, the last included. */
  readonly onView?: (view: T) => void
  /** Undefined: no limit of our own. */
  readonly timeoutMs?: number | undefined
  /** Replaces the growing interval, for all looks or by their number from 0. */
  readonly everyMs?: number | ((look: number) => number) | undefined
  /** For messages: `customization job fraud-1`. */
  readonly what: string
  /** The command that takes up the wait again. */
  readonly resume: string
}

const MIN_MS = 5_000
const MAX_MS = 60_000
/** 2 % of the elapsed time: a six-hour job is asked about 490 times and its end noticed in 30 s. */
const SHARE = 0.02
const JITTER = 0.2
/** A throttled or failing read stretches the interval up to this much, and never ends the wait alone. */
const MAX_STRETCH = 8
/** Reads refused for lost credentials before giving up: the provider chain may be refreshing. */
const MAX_ACCESS_FAILURES = 3

/** The interval before the next read, in milliseconds, for a wait that has lasted `elapsedMs`. */
export const pollInterval = (elapsedMs: number, random: number, stretch = 1): number => {
  const base = Math.min(MAX_MS, Math.max(MIN_MS, elapsedMs * SHARE))
  return base * stretch * (1 - JITTER + 2 * JITTER * random)
}

/**
 * Polls until the work is over. Survives throttling, service faults and credential refresh; counts
 * by the wall clock, so a laptop may sleep meanwhile.
 * @throws StillRunningError MLC-WAIT-001 at the time limit; CancelledError MLC-WAIT-002 on Ctrl-C:
 * the remote work goes on in both cases.
 */
export const waitUntil = async <T>(
  ports: { readonly clock: Clock; readonly io: Io },
  wait: Wait<T>,
): Promise<T> => {
  const { clock, io } = ports
  const startedAt = clock.now()
  let stretch = 1
  let refused = 0
  let seen = false
  for (let look = 0; ; look++) {
    const view = await wait.read().catch((error: unknown) => {
      if (error instanceof AccessError && ++refused < MAX_ACCESS_FAILURES) return undefined
      if (error instanceof TemporaryError) return undefined
      throw error instanceof AccessError && seen ? lockedOut(error, wait) : error
    })
    if (view !== undefined) {
      refused = 0
      seen = true
      wait.onView?.(view)
      if (wait.isOver(view)) return view
    }
    stretch = view === undefined ? Math.min(MAX_STRETCH, stretch * 2) : Math.max(1, stretch / 2)
    const elapsed = clock.now() - startedAt
    const interval = ownInterval(wait, look) ?? pollInterval(elapsed, clock.random(), stretch)
    const left = wait.timeoutMs === undefined ? interval : wait.timeoutMs - elapsed
    if (left <= 0) throw timedOut(wait)
    await clock.sleep(Math.min(interval, left), io.signal).catch((error: unknown) => {
      if (io.signal.aborted) throw interrupted(wait)
      throw error
    })
  }
}

const ownInterval = <T>({ everyMs }: Wait<T>, look: number): number | undefined =>
  typeof everyMs === 'function' ? everyMs(look) : everyMs

const timedOut = <T>(wait: Wait<T>) =>
  new StillRunningError(
    'MLC-WAIT-001',
    `${wait.what} is still running; the time limit was reached.`,
    {
      hint: `It goes on by itself. Wait again: ${wait.resume}`,
    },
  )

/** Credentials ended on the way (a role's hour, a day of SSO): the work does not end with them. */
const lockedOut = <T>(error: AccessError, { what, resume }: Wait<T>): AccessError =>
  new AccessError(error.code, error.message, {
    why: [error.why, `${what} goes on without you.`].filter((line) => line !== undefined).join(' '),
    hint: `${error.hint === undefined ? '' : `${error.hint} `}Then wait again: ${resume}`,
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error.cause ?? error,
  })

const interrupted = <T>(wait: Wait<T>) =>
  new CancelledError('MLC-WAIT-002', `Stopped waiting; ${wait.what} goes on.`, {
    hint: `Wait again: ${wait.resume}`,
  })
