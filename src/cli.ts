import { completeValues, givenValues, settingsLayer } from './cli/flag-values.ts'
import { type GroupTable, namedOn, parseLine, type Selected } from './cli/parser.ts'
import { reportError } from './cli/report.ts'
import { resultDocument } from './cli/result.ts'
import type {
  AnyCommand,
  CommandInput,
  FlagTable,
  FlagValues,
  GlobalFlags,
  View,
} from './commands/define.ts'
import { GLOBAL_FLAGS } from './commands/global-flags.ts'
import { settingTable } from './commands/setting-table.ts'
import { nearest } from './lib/domain/core/nearest.ts'
import type { SettingDef } from './lib/domain/core/settings.ts'
import { UsageError } from './lib/errors.ts'
import type { Ports } from './lib/ports/all.ts'
import type { Style } from './lib/ports/io.ts'
import type { Settings } from './lib/ports/settings.ts'

/** What the ports are built from: the line, completed by environment and files. */
export type RunOptions = {
  readonly settings: Settings
  readonly sandbox: boolean
  readonly json: boolean
  readonly streams: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly noInput: boolean
  /** Nobody is asked where calls go, or for an MFA code: the command looks at what is wrong with it. */
  readonly diagnoses: boolean
  /** The command may take as long as what it starts or follows. */
  readonly mayWait: boolean
  readonly colour: 'auto' | 'always' | 'never'
}

/** The outside of one run; `main.ts` gives the process, a test gives arrays and fakes. */
export type Outside = {
  readonly version: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly tty: boolean
  /** Columns of stdout; undefined when it is no terminal. */
  readonly columns: number | undefined
  readonly styleOf: (stream: 'out' | 'err', colour: RunOptions['colour']) => Style
  readonly topics: Readonly<Record<string, string>>
  readonly groups: GroupTable
  readonly loadSettings: (input: {
    readonly table: readonly SettingDef[]
    readonly flags: Readonly<Record<string, { readonly value: unknown; readonly source: string }>>
    readonly configFile: string | undefined
    readonly tolerant?: boolean
  }) => Promise<Settings>
  readonly ports: (options: RunOptions) => Ports
  /** Whether the calls of this run went to the sandbox. */
  readonly usedSandbox: () => boolean
  /** Completes command lines in a text for people, so that they go where this run went. */
  readonly aimed: (text: string) => string
}

/** Parses a line, runs one command, answers the exit code. Never exits the process itself. */
export const runCli = async (
  argv: readonly string[],
  commands: readonly AnyCommand[],
  outside: Outside,
): Promise<number> => {
  const words = beforeDashes(argv)
  try {
    const topic = topicOf(argv, commands, outside.topics)
    if (topic !== undefined) return printed(outside, topic)
    const selected = await parseLine(argv, commands, {
      version: outside.version,
      groups: outside.groups,
      columns: Math.min(outside.columns ?? 100, 100),
      writeHelp: outside.out,
    })
    return selected === undefined ? 0 : await runSelected(selected, commands, outside)
  } catch (error) {
    if (isHelp(error)) return 0
    const json = words.includes('--json')
    const report = reportError(error, {
      json,
      debug: words.includes('--debug'),
      named: namedOn(words, commands),
      style: outside.styleOf('err', colourIn(argv)),
    })
    outside.err(json ? report.text : outside.aimed(report.text))
    return report.exitCode
  }
}

const runSelected = async (
  { def, raw, args }: Selected,
  commands: readonly AnyCommand[],
  outside: Outside,
): Promise<number> => {
  const [given, own] = [givenValues(GLOBAL_FLAGS, raw), givenValues(def.flags as FlagTable, raw)]
  const settings = await outside.loadSettings({
    table: settingTable(commands),
    flags: { ...settingsLayer(GLOBAL_FLAGS, given), ...settingsLayer(def.flags as FlagTable, own) },
    configFile: given.config as string | undefined,
    tolerant: def.diagnoses === true,
  })
  const globals = completeValues(GLOBAL_FLAGS, given, settings)
  const options = runOptions(def, globals, settings)
  const input: CommandInput<FlagTable> = {
    flags: completeValues(def.flags as FlagTable, own, settings) as FlagValues<FlagTable>,
    args,
    globals: globalFlags(globals),
    commands,
  }
  const ports = outside.ports(options)
  const how = { options, fields: globals.fields as string | undefined }
  let result: unknown = await def.run(ports, input)
  writeResult(def, result, how, outside)
  const offer = outside.tty && ports.io.interactive ? def.offer : undefined
  while (offer !== undefined) {
    const next: unknown = await offer(ports, result, input)
    if (next === undefined) break
    result = next
    writeResult(def, result, how, outside)
  }
  return exitCodeOf(def, result, input.globals)
}

const writeResult = (
  def: AnyCommand,
  result: unknown,
  how: { readonly options: RunOptions; readonly fields: string | undefined },
  outside: Outside,
): void => {
  if (how.options.json) {
    const sandbox = outside.usedSandbox()
    const document = resultDocument(def, result, { sandbox, fields: how.fields })
    const text =
      def.streams === true
        ? JSON.stringify({ type: 'result', ...document })
        : JSON.stringify(document, null, 2)
    outside.out(`${text}\n`)
    return
  }
  const view: View = {
    style: outside.styleOf('out', how.options.colour),
    columns: outside.columns ?? Number.POSITIVE_INFINITY,
    tty: outside.tty,
  }
  const text = outside.aimed(def.render(result, view))
  if (text !== '') outside.out(text.endsWith('\n') ? text : `${text}\n`)
}

const exitCodeOf = (def: AnyCommand, result: unknown, globals: GlobalFlags): number => {
  const verdict: number = def.exitCode?.(result) ?? 0
  if (verdict !== 0 || !globals.detailedExitcode) return verdict
  const planned = result !== null && typeof result === 'object' && 'status' in result
  return planned && result.status === 'planned' ? 10 : 0
}

const runOptions = (
  def: AnyCommand,
  globals: Readonly<Record<string, unknown>>,
  settings: Settings,
): RunOptions => ({
  settings,
  sandbox: globals.sandbox === true,
  json: globals.json === true,
  streams: def.streams === true,
  quiet: globals.quiet === true,
  verbose: globals.verbose === true || globals.debug === true,
  noInput: globals.noInput === true,
  diagnoses: def.diagnoses === true,
  mayWait: globals.noWait !== true && def.diagnoses !== true && waits(def),
  colour: (globals.color as RunOptions['colour'] | undefined) ?? 'auto',
})

const waits = ({ changes, path }: AnyCommand): boolean =>
  changes === 'aws' || path[path.length - 1] === 'watch'

const globalFlags = (globals: Readonly<Record<string, unknown>>): GlobalFlags => {
  if (globals.wait === true && globals.noWait === true) {
    throw new UsageError('MLC-CLI-005', '--wait and --no-wait exclude each other.')
  }
  return {
    json: globals.json === true,
    yes: globals.yes === true,
    dryRun: globals.dryRun === true,
    planOut: globals.planOut as string | undefined,
    wait: globals.wait as boolean | undefined,
    timeoutMs: globals.timeout === 0 ? undefined : (globals.timeout as number | undefined),
    tags: (globals.tag as Readonly<Record<string, string>> | undefined) ?? {},
    verbose: globals.verbose === true,
    detailedExitcode: globals.detailedExitcode === true,
  }
}

/** @throws UsageError MLC-CLI-001 for help about nothing there is. */
const topicOf = (
  [verb, about]: readonly string[],
  commands: readonly AnyCommand[],
  topics: Outside['topics'],
): string | undefined => {
  if (verb !== 'help' || about === undefined || about.startsWith('-')) return undefined
  const names = [...new Set(commands.map(({ path: [first] }) => first)), ...Object.keys(topics)]
  if (names.includes(about)) return topics[about]
  const near = nearest(about, names)
  throw new UsageError('MLC-CLI-001', `There is no command or topic ${about}.`, {
    hint:
      near.length > 0
        ? `Did you mean mlctl help ${near.join(' or ')}?`
        : `Commands: mlctl --help. Topics: mlctl help ${Object.keys(topics).join(' | ')}`,
  })
}

const printed = (outside: Outside, text: string): number => {
  outside.out(`${text.trimEnd()}\n`)
  return 0
}

const beforeDashes = (argv: readonly string[]): readonly string[] => {
  const at = argv.indexOf('--')
  return at < 0 ? argv : argv.slice(0, at)
}

/** The errors of a line that could not be read obey its `--color` too. */
const colourIn = (argv: readonly string[]): RunOptions['colour'] => {
  const words = beforeDashes(argv)
  const value = (['always', 'never'] as const).find(
    (choice) =>
      words.includes(`--color=${choice}`) ||
      words.some((word, at) => word === '--color' && words[at + 1] === choice),
  )
  return value ?? 'auto'
}

/** `--help`, `help x` and `--version` end by throwing with exit code 0. */
const isHelp = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  String(error.code).startsWith('commander.') &&
  'exitCode' in error &&
  error.exitCode === 0
