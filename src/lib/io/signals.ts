/** A second Ctrl-C within this time ends the process at once. */
const TWICE_MS = 2_000
/** Flows get so long to say what goes on remotely before the process ends anyway. */
const CLEAN_UP_MS = 3_000

export type Interrupts = {
  /** Aborted by the first Ctrl-C or SIGTERM that nobody took. */
  readonly signal: AbortSignal
  /** Takes the next Ctrl-C for itself; the returned function gives it back. */
  readonly take: (onInterrupt: () => void) => () => void
}

export type Signals = Interrupts & {
  /** A run that was cancelled by SIGTERM says so in its exit code. */
  readonly exitCode: (code: number) => number
  /** Ends the process once its output is out, whatever sockets are still open. */
  readonly endSoon: () => void
}

/**
 * SIGINT and SIGTERM abort the run's signal: flows stop waiting, say what continues, and throw. A
 * reader of the result that has enough (`| head`) ends the run without an error; one of the messages does
 * not: what was begun is finished, and its exit code told.
 */
export const handleSignals = (): Signals => {
  const controller = new AbortController()
  const takers: (() => void)[] = []
  let received: NodeJS.Signals | undefined
  let firstAt = 0
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    const taker = name === 'SIGINT' ? takers.pop() : undefined
    if (taker !== undefined) return taker()
    const code = name === 'SIGTERM' ? 143 : 130
    if (received !== undefined && Date.now() - firstAt < TWICE_MS) endBy(name, code)
    ;[received, firstAt] = [name, Date.now()]
    controller.abort(new Error(name))
    setTimeout(() => endBy(name, code), CLEAN_UP_MS).unref()
  }
  process.on('SIGINT', () => onSignal('SIGINT'))
  process.on('SIGTERM', () => onSignal('SIGTERM'))
  process.stdout.on('error', endOnClosedPipe)
  process.stderr.on('error', goOnUnheard)
  return {
    signal: controller.signal,
    take: (onInterrupt) => {
      takers.push(onInterrupt)
      return () => {
        const at = takers.indexOf(onInterrupt)
        if (at >= 0) takers.splice(at, 1)
      }
    },
    exitCode: (code) => (code === 130 && received === 'SIGTERM' ? 143 : code),
    endSoon: () => {
      process.stdout.write('', () => process.stderr.write('', () => process.exit()))
    },
  }
}

/**
 * After all that listens for the end, by the signal itself: Node would wait for a thread that is held
 * by a pipe nobody writes to. The exit code is the same.
 */
const endBy = (name: 'SIGINT' | 'SIGTERM', code: number): never => {
  process.on('exit', () => {
    process.removeAllListeners(name)
    process.kill(process.pid, name)
  })
  return process.exit(code)
}

const endOnClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

const goOnUnheard = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
}
