import type { Command } from 'commander'
import { type AnyCommand, type Flag, type FlagTable, membersOf } from '../commands/define.ts'
import { nearest } from '../lib/domain/core/nearest.ts'
import { UsageError } from '../lib/errors.ts'
import { optionFrom } from './flag-values.ts'

/** Name of the argument that catches `rollout statsu`; help does not show it. */
export const UNKNOWN = 'unknown'

/**
 * Makes a group that does something itself safe to mistype: commander alone would run `status` for
 * `rollout --weight 10 status` and drop the weight, and answer `rollout statsu` with "too many
 * arguments".
 */
export const guardGroupAction = (
  command: Command,
  def: AnyCommand,
  commands: readonly AnyCommand[],
): void => {
  // A group whose action takes words of its own (`remote -- COMMAND`) cannot tell them from a typo.
  const group = `mlctl ${def.path.join(' ')}`
  if (def.args === undefined) {
    command
      .argument(`[${UNKNOWN}]`)
      .usage(`[options]\n       ${group} <command> [options]`)
      .configureHelp({ showGlobalOptions: false, visibleArguments: () => [] })
  } else {
    const members = membersOf(def, commands).map((member) => member.path.at(-1))
    const own = def.args.name.toUpperCase()
    command.usage(`[options] -- ${own}\n       ${group} ${members.join('|')} [options]`)
  }
  command.helpCommand(def.args === undefined).hook('preSubcommand', (self, sub) => {
    const member = membersOf(def, commands).find((other) => other.path.at(-1) === sub.name())
    if (member !== undefined) refuseGroupFlags(self, def, member)
  })
}

/** A word after the group that names none of its commands. @throws UsageError MLC-CLI-001 */
export const refuseUnknown = (command: Command, def: AnyCommand): void => {
  const [word] = command.args
  if (word === undefined || def.args !== undefined) return
  const names = command.commands.map((one) => one.name())
  const near = nearest(word, names)
  throw new UsageError('MLC-CLI-001', `There is no command mlctl ${def.path.join(' ')} ${word}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Commands: ${names.join(', ')}.`,
  })
}

const refuseGroupFlags = (command: Command, def: AnyCommand, member: AnyCommand): void => {
  const own = new Set(Object.values(member.flags as FlagTable).map(nameOf))
  for (const flag of Object.values(def.flags as FlagTable)) {
    const name = nameOf(flag)
    if (own.has(name) || command.getOptionValueSource(name) !== 'cli') continue
    const [group, line] = [def.path.join(' '), member.path.join(' ')]
    throw new UsageError(
      'MLC-CLI-001',
      `${optionFrom(flag).long} belongs to "mlctl ${group}", not to "mlctl ${line}".`,
      { hint: `Give one or the other: mlctl ${group} --help, mlctl ${line} --help` },
    )
  }
}

const nameOf = (flag: Flag): string => optionFrom(flag).attributeName()
