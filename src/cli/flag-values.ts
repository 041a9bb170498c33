import { Option } from 'commander'
import type { Flag, FlagTable } from '../commands/define.ts'
import { readPairs, readSetting } from '../lib/domain/core/settings.ts'
import { UsageError } from '../lib/errors.ts'
import type { Settings } from '../lib/ports/settings.ts'

/** What commander read: texts, arrays of texts, or true/false. */
export type RawOptions = Readonly<Record<string, unknown>>

/**
 * A flag as commander takes it. `--no-input` is a flag of its own here, and not the negation of an
 * `--input` that some command has for something else.
 */
export const optionFrom = (flag: Flag, describe = flag.describe): Option => {
  const option = new Option(flag.spec, describe)
  option.negate = false
  return option
}

/** commander's name for a flag's value: `--base-model` → `baseModel`, `--no-input` → `noInput`. */
const attributeOf = (flag: Flag): string => optionFrom(flag).attributeName()

/** The long form as typed: `--base-model`. */
const longOf = (flag: Flag): string => optionFrom(flag).long ?? flag.spec

/** Values given on the command line, by flag name, in their own types. @throws UsageError MLC-CLI-002 */
export const givenValues = (
  table: FlagTable,
  raw: RawOptions,
): Readonly<Record<string, unknown>> => {
  const given: Record<string, unknown> = {}
  for (const [name, flag] of Object.entries(table)) {
    const value = inKind(flag, raw[attributeOf(flag)])
    if (value !== undefined) given[name] = readFlag(flag, value)
  }
  return given
}

/** The flags of a table that have a config key, as the settings' first layer. */
export const settingsLayer = (table: FlagTable, given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, flag]) =>
      flag.config !== undefined && given[name] !== undefined
        ? [[flag.config, { value: given[name], source: longOf(flag) }]]
        : [],
    ),
  )

/**
 * Fills flags that were not given from settings and defaults.
 * @throws UsageError MLC-CLI-003 naming all required flags that are missing.
 */
export const completeValues = (
  table: FlagTable,
  given: Readonly<Record<string, unknown>>,
  settings: Settings,
): Readonly<Record<string, unknown>> => {
  const values = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [
      name,
      (flag.config === undefined ? given[name] : settings.get(flag.config)?.value) ?? flag.default,
    ]),
  )
  const missing = Object.entries(table).filter(
    ([name, flag]) => flag.required === true && values[name] === undefined,
  )
  if (missing.length > 0) throw missingFlags(missing.map(([, flag]) => flag))
  return values
}

/**
 * A flag of every command may be repeatable for one of them (`audit --region a --region b`): that command has
 * all, and the run goes by the last, as for any flag that is typed twice.
 */
const inKind = (flag: Flag, value: unknown): unknown =>
  Array.isArray(value) && flag.kind !== 'list' && flag.kind !== 'pairs' ? value.at(-1) : value

const readFlag = (flag: Flag, value: unknown): unknown => {
  if (typeof value === 'boolean' || flag.kind === 'list') return value
  const def = {
    key: '',
    kind: flag.kind ?? 'text',
    describe: '',
    ...(flag.choices === undefined ? {} : { choices: flag.choices }),
  } as const
  const read = Array.isArray(value) ? readPairs(value) : readSetting(def, String(value))
  if ('problem' in read) throw new UsageError('MLC-CLI-002', `${longOf(flag)}: ${read.problem}.`)
  return read.value
}

const missingFlags = (flags: readonly Flag[]) => {
  const names = flags.map(longOf)
  const keys = flags.flatMap((flag) => flag.config ?? [])
  return new UsageError(
    'MLC-CLI-003',
    `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} required.`,
    {
      hint:
        keys.length > 0
          ? `Pass ${names.join(' ')}, or set ${keys.join(', ')} in mlctl.yaml.`
          : `Pass ${names.join(' ')}.`,
      details: { missing: names },
    },
  )
}
