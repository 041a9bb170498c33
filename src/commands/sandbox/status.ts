import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'

export const sandboxStatus = defineCommand({
  path: ['sandbox', 'status'],
  summary: 'What the sandbox holds, its clock, seed, faults and quotas',
  flags: {},
  changes: 'nothing',
  iamActions: [],
  examples: [{ run: 'mlctl sandbox status', why: 'see where its state lives' }],
  run: (ports) => ports.sandbox.status(),
  render: (status, view) => {
    const facts = [
      `directory  ${status.directory}`,
      `account    ${status.accountId}`,
      `clock      ${status.clock}`,
      `seed       ${status.seed}`,
      `calls      ${status.calls}`,
    ]
    const rows = Object.entries(status.resources).map(([kind, count]) => ({ kind, count }))
    const columns = [
      { title: 'kind', of: (row: { kind: string }) => row.kind },
      {
        title: 'count',
        of: (row: { count: number }) => String(row.count),
        align: 'right' as const,
      },
    ]
    const faults = status.faults.map((rule) => `fault      ${JSON.stringify(rule)}`)
    const quotas = Object.entries(status.quotas).map(([code, value]) =>
      `quota      ${code} = ${value}  ${status.quotaNames[code] ?? ''}`.trimEnd(),
    )
    const resources = rows.length === 0 ? [] : ['', table(columns, rows, view)]
    return [...facts, ...faults, ...quotas, ...resources].join('\n')
  },
})
