import { Command, Help, type Option } from 'commander'
import { type AnyCommand, type Flag, type FlagTable, isGroupAction } from '../commands/define.ts'
import { GLOBAL_FLAGS } from '../commands/global-flags.ts'
import { durationFlag } from '../lib/domain/core/duration.ts'
import { optionFrom, type RawOptions } from './flag-values.ts'
import { guardGroupAction, refuseUnknown, UNKNOWN } from './group-action.ts'

/** One command picked from the line, with what was typed for it. */
export type Selected = {
  readonly def: AnyCommand
  readonly raw: RawOptions
  readonly args: readonly string[]
}

export type GroupTable = Readonly<Record<string, string>>

export type ParserOptions = {
  readonly version: string
  readonly groups: GroupTable
  readonly columns: number
  readonly writeHelp: (text: string) => void
}

/**
 * Picks a command from the table and reads its options; runs nothing. Undefined when help or the
 * version was printed. @throws CommanderError for anything that cannot be understood.
 */
export const parseLine = async (
  argv: readonly string[],
  commands: readonly AnyCommand[],
  options: ParserOptions,
): Promise<Selected | undefined> => {
  let selected: Selected | undefined
  const meant = reachable(argv, commands)
  const program = programOf(options, meant)
  for (const def of meant) {
    const command = addCommand(program, def, options)
    if (isGroupAction(def, commands)) guardGroupAction(command, def, commands)
    command.action(() => {
      if (isGroupAction(def, commands)) refuseUnknown(command, def)
      selected = { def, raw: command.optsWithGlobals(), args: command.args }
    })
  }
  await program.parseAsync([...argv], { from: 'user' })
  return selected
}

/** The commands that a line can mean: setting up all of them takes longer than most of them run. */
const reachable = (
  [first]: readonly string[],
  commands: readonly AnyCommand[],
): readonly AnyCommand[] => {
  const sameGroup = commands.filter(({ path }) => path[0] === first)
  return sameGroup.length > 0 ? sameGroup : commands
}

/** The group or command that a line names, as far as it can be followed: 'mlctl finetune'. */
export const namedOn = (words: readonly string[], commands: readonly AnyCommand[]): string => {
  const path: string[] = []
  for (const word of words) {
    const longer = [...path, word]
    if (commands.some((def) => longer.every((part, at) => def.path[at] === part))) path.push(word)
  }
  return ['mlctl', ...path].join(' ')
}

const programOf = (options: ParserOptions, meant: readonly AnyCommand[]): Command => {
  const program = new Command('mlctl')
    .description('Customize and serve models on AWS: checked before anything is spent')
    .version(options.version, '-V, --version')
    .helpOption('-h, --help', 'Show help')
    .exitOverride()
    // Errors are worded once, in one style, by the caller; help goes where results go.
    .configureOutput({
      writeOut: options.writeHelp,
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => options.columns,
    })
    .showSuggestionAfterError(true)
    .configureHelp({ subcommandTerm: termOf })
  addFlags(program, Object.fromEntries(globalFlags(meant)))
  program.addHelpText(
    'after',
    '\nTopics: mlctl help exit-codes | environment | config | output | cost | recipes\nStart here: mlctl demo',
  )
  return program
}

/** The flags of every command; one that a command takes several times keeps all that was typed. */
const globalFlags = (meant: readonly AnyCommand[]): readonly (readonly [string, Flag])[] =>
  Object.entries(GLOBAL_FLAGS as FlagTable).map(([name, flag]) => {
    const isRepeated = meant.some((def) => (def.flags as FlagTable)[name]?.kind === 'list')
    return [name, isRepeated ? { ...flag, kind: 'list' } : flag]
  })

/** The word that a group's action only takes to refuse it is nothing to type. */
const termOf = (command: Command): string =>
  new Help().subcommandTerm(command).replace(` [${UNKNOWN}]`, '')

const addCommand = (program: Command, def: AnyCommand, options: ParserOptions): Command => {
  const parent = def.path
    .slice(0, -1)
    .reduce((at, name) => groupOf(at, name, options.groups), program)
  const command = commandOf(parent, def)
    .summary(def.summary)
    .description(def.about === undefined ? def.summary : `${def.summary}\n\n${def.about}`)
    .configureHelp({ showGlobalOptions: false })
  if (def.args !== undefined) {
    const { name, describe, required, variadic } = def.args
    const word = `${name}${variadic === true ? '...' : ''}`
    command.argument(required === true ? `<${word}>` : `[${word}]`, describe)
  }
  addFlags(command, def.flags as FlagTable)
  command.addHelpText('after', afterHelp(def))
  return command
}

/** A group that its members made before the command which is the group's own action. */
const commandOf = (parent: Command, def: AnyCommand): Command => {
  const name = def.path.at(-1) ?? ''
  return (
    parent.commands.find((command) => command.name() === name) ??
    parent.command(name, { hidden: def.hidden === true })
  )
}

const groupOf = (parent: Command, name: string, groups: GroupTable): Command =>
  parent.commands.find((command) => command.name() === name) ??
  parent
    .command(name)
    .description(groups[name] ?? '')
    .helpCommand(true)

const addFlags = (command: Command, flags: FlagTable): void => {
  for (const flag of Object.values(flags)) command.addOption(optionOf(flag))
}

const optionOf = (flag: Flag): Option => {
  const notes = [
    flag.choices === undefined ? '' : `one of ${flag.choices.join(', ')}`,
    flag.default === undefined ? '' : `default ${defaultText(flag)}`,
    flag.required === true ? 'required' : '',
  ].filter((note) => note !== '')
  const suffix = notes.length === 0 ? '' : ` (${notes.join('; ')})`
  const option = optionFrom(flag, `${flag.describe}${suffix}`)
  if (flag.kind !== 'list' && flag.kind !== 'pairs') return option
  return option.argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ])
}

/** Defaults are told as they would be typed. */
const defaultText = ({ kind, default: value }: Flag): string =>
  kind === 'duration' && typeof value === 'number' ? durationFlag(value) : String(value)

const afterHelp = (def: AnyCommand): string => {
  const examples = def.examples.map((example) => `  $ ${example.run}\n      ${example.why}`)
  const lines = ['', 'Examples:', ...examples, '', 'Flags that every command takes: mlctl --help']
  return lines.join('\n')
}
