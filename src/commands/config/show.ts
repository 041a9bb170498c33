import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'

export const configShow = defineCommand({
  path: ['config', 'show'],
  summary: 'Every setting in force',
  flags: {
    origin: { spec: '--origin', describe: 'Also where each value comes from', kind: 'boolean' },
  },
  changes: 'nothing',
  iamActions: [],
  items: 'settings',
  examples: [{ run: 'mlctl config show --origin', why: 'find out who set what' }],
  run: async (ports, { flags }) => ({
    projectFile: ports.settings.projectFile,
    settings: ports.settings
      .all()
      .map(({ key, value, origin, source }) =>
        flags.origin === true ? { key, value, origin, source } : { key, value },
      ),
  }),
  render: ({ projectFile, settings }, view) => {
    if (settings.length === 0) return `Nothing is set (${projectFile ?? 'no mlctl.yaml'}).`
    const columns = [
      { title: 'key', of: (row: Row) => row.key },
      { title: 'value', of: (row: Row) => text(row.value) },
      ...(settings.some((row) => 'source' in row)
        ? [{ title: 'from', of: (row: Row) => `${row.origin}: ${row.source}` }]
        : []),
    ]
    return table<Row>(columns, settings, view)
  },
})

type Row = {
  readonly key: string
  readonly value: unknown
  readonly origin?: string
  readonly source?: string
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
