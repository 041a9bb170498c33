import { runCli } from '../../src/cli.ts'
import { commands, groups } from '../../src/commands/index.ts'
import { topics } from '../../src/commands/topics.ts'
import { loadSettings } from '../../src/lib/io/settings.ts'
import { styleFor } from '../../src/lib/io/style.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { sandboxWorld } from './sandbox-world.ts'

export type CliRun = {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  /** Stdout as JSON. */
  readonly json: () => unknown
}

export type CliOptions = {
  readonly ports?: Ports
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
  readonly tty?: boolean
  /** Called with what flags, variables and files say together. */
  readonly sawSettings?: (settings: Ports['settings']) => void
}

/** Runs a command line in this process; `line` is split at spaces, quotes keep words together. */
export const cli = async (line: string, options: CliOptions = {}): Promise<CliRun> => {
  const out: string[] = []
  const err: string[] = []
  const world =
    options.ports === undefined
      ? sandboxWorld(options.folder ? { folder: options.folder } : {})
      : undefined
  const folder = options.folder ?? world?.folder ?? '.'
  const exitCode = await runCli(wordsOf(line), commands, {
    version: '0.0.0',
    groups,
    topics,
    tty: options.tty === true,
    columns: options.tty === true ? 80 : undefined,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    styleOf: () => styleFor(false, true),
    loadSettings: (input) =>
      loadSettings({ ...input, env: { HOME: folder, ...options.env }, workingFolder: folder }),
    ports: ({ settings }) => {
      options.sawSettings?.(settings)
      return { ...(options.ports ?? (world as { ports: Ports }).ports), settings }
    },
    usedSandbox: () => true,
    aimed: (text) => text,
  })
  const text = out.join('')
  return {
    exitCode,
    out: text,
    err: err.join('') + (world?.io.notes.join('\n') ?? ''),
    json: () => JSON.parse(text),
  }
}

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  )
