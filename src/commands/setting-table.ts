import { GLOBAL_SETTINGS, type SettingDef } from '../lib/domain/core/settings.ts'
import type { AnyCommand, Flag, FlagTable } from './define.ts'

/** Every key of mlctl.yaml, sorted: the global ones and those of all commands' flags. */
export const settingTable = (commands: readonly AnyCommand[]): readonly SettingDef[] => {
  const own = commands.flatMap((def) => Object.values(def.flags as FlagTable).flatMap(settingOf))
  const byKey = new Map([...own, ...GLOBAL_SETTINGS].map((def) => [def.key, def]))
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

const settingOf = (flag: Flag): readonly SettingDef[] =>
  flag.config === undefined
    ? []
    : [
        {
          key: flag.config,
          kind: flag.kind ?? 'text',
          describe: flag.describe,
          ...(flag.choices === undefined ? {} : { choices: flag.choices }),
        },
      ]
