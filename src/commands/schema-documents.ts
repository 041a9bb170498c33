import { type SettingDef, variableOf } from '../lib/domain/core/settings.ts'
import { UsageError } from '../lib/errors.ts'
import type { AnyCommand, FlagTable } from './define.ts'
import { DOCTOR_SCHEMA } from './doctor-schema.ts'
import { settingTable } from './setting-table.ts'

type Json = Readonly<Record<string, unknown>>

/** `mlctl schema <what>`. @throws UsageError MLC-CLI-002 for anything but config, commands and doctor. */
export const schemaOf = (what: string, commands: readonly AnyCommand[]): Json => {
  if (what === 'config') return configSchema(commands)
  if (what === 'commands')
    return { commands: commands.filter((def) => !def.hidden).map(commandDocument) }
  if (what === 'doctor') return DOCTOR_SCHEMA
  throw new UsageError(
    'MLC-CLI-002',
    `schema: one of config, commands, doctor is needed, got "${what}".`,
  )
}

const commandDocument = (def: AnyCommand): Json => ({
  path: def.path.join(' '),
  summary: def.summary,
  changes: def.changes,
  iamActions: def.iamActions,
  ...(def.args === undefined ? {} : { argument: def.args }),
  flags: Object.values(def.flags as FlagTable).map((flag) => ({
    ...flag,
    ...(flag.config === undefined ? {} : { variable: variableOf(flag.config) }),
  })),
  examples: def.examples,
})

/** JSON Schema (2020-12) of mlctl.yaml: nested maps made from dotted keys. */
const configSchema = (commands: readonly AnyCommand[]): Json => {
  const root: Node = { children: new Map() }
  for (const def of settingTable(commands)) place(root, def.key.split('.'), def)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'mlctl.yaml',
    ...objectOf(root),
  }
}

type Node = { readonly children: Map<string, Node>; def?: SettingDef }

const place = (node: Node, [head = '', ...rest]: readonly string[], def: SettingDef): void => {
  const child: Node = node.children.get(head) ?? { children: new Map() }
  node.children.set(head, child)
  if (rest.length === 0) child.def = def
  else place(child, rest, def)
}

const objectOf = (node: Node): Json => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    [...node.children].map(([name, child]) => [
      name,
      child.def === undefined ? objectOf(child) : leafOf(child.def),
    ]),
  ),
})

const TYPES: Readonly<Record<SettingDef['kind'], Json>> = {
  text: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  duration: { type: 'string', pattern: '^(0|([0-9.]+(ms|s|m|h|d))+)$' },
  list: { type: 'array', items: { type: 'string' } },
  pairs: { type: 'object', additionalProperties: { type: 'string' } },
}

const leafOf = (def: SettingDef): Json => ({
  ...TYPES[def.kind],
  description: def.describe,
  ...(def.choices === undefined ? {} : { enum: def.choices }),
})
