import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn } from '@lydell/node-pty'

/** What a key sends. */
export const KEY = {
  enter: '\r',
  up: '\u001b[A',
  down: '\u001b[B',
  escape: '\u001b',
  tab: '\t',
  backspace: '\u007f',
  ctrlC: '\u0003',
} as const

export type TerminalOptions = {
  /** A temporary folder: HOME, XDG folders and the working folder lie in it. */
  readonly folder: string
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Names of variables that would change what a person sees. */
const FOREIGN = /^(CI|NO_COLOR|FORCE_COLOR|AWS_.*|MLCTL_.*|XDG_.*|VITEST.*|NODE_OPTIONS)$/

/**
 * The built program in a real pseudo-terminal: what a person at a keyboard would meet. The sandbox,
 * with a clock that skips waiting, answers its calls.
 */
export const openTerminal = (args: readonly string[], options: TerminalOptions) => {
  const { folder, columns = 80 } = options
  const work = join(folder, 'work')
  mkdirSync(work, { recursive: true })
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  )
  const child = spawn(process.execPath, [join(process.cwd(), 'bin/mlctl.js'), ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows: 40,
    cwd: work,
    env: {
      ...Object.fromEntries(inherited),
      HOME: folder,
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      NO_COLOR: '1',
      MLCTL_TARGET: 'sandbox',
      MLCTL_SANDBOX_CLOCK: 'instant',
      ...options.env,
    },
  })
  let seen = ''
  let consumed = 0
  child.onData((chunk) => {
    seen += stripVTControlCharacters(chunk)
  })
  const exit = new Promise<number>((resolve) => child.onExit((end) => resolve(end.exitCode)))
  /** Waits until `text` appears after what an earlier `sees` has found. */
  const sees = async (text: string | RegExp, timeoutMs = 30_000): Promise<void> => {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const end = endOf(seen.slice(consumed), text)
      if (end !== undefined) {
        consumed += end
        return
      }
      if (Date.now() > deadline) {
        throw new Error(`did not see ${String(text)} after:\n${seen.slice(consumed)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    sees,
    exit,
    press: (keys: string) => child.write(keys),
    /** kill -9: no handler runs. */
    kill: () => child.kill('SIGKILL'),
    /** Everything shown so far. */
    screen: () => seen,
    pid: child.pid,
  }
}

/** Where the first match ends; undefined when there is none. */
const endOf = (shown: string, text: string | RegExp): number | undefined => {
  if (typeof text === 'string') {
    const at = shown.indexOf(text)
    return at < 0 ? undefined : at + text.length
  }
  const match = text.exec(shown)
  return match === null ? undefined : match.index + match[0].length
}

export type Terminal = ReturnType<typeof openTerminal>
