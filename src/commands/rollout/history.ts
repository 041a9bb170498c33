import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'
import { ROLLOUT_FLAGS } from './flags.ts'

const { endpoint } = ROLLOUT_FLAGS

export const rolloutHistory = defineCommand({
  path: ['rollout', 'history'],
  summary: 'The rollouts that this project made, from its journal',
  flags: {
    endpoint,
    limit: { spec: '--limit <n>', describe: 'At most so many', kind: 'integer', default: 20 },
  },
  changes: 'nothing',
  iamActions: [],
  items: 'rollouts',
  examples: [
    { run: 'mlctl rollout history --endpoint fraud', why: 'who went how far, and why not' },
  ],
  async run(ports, { flags }) {
    const flow = await import('../../lib/flows/rollout/history.ts')
    return flow.rolloutHistory(ports, { endpoint: flags.endpoint, limit: flags.limit })
  },
  render: ({ rollouts }, view) => {
    type Row = (typeof rollouts)[number]
    if (rollouts.length === 0) return 'No rollouts yet.'
    const columns = [
      { title: 'started', of: (row: Row) => row.startedAt },
      { title: 'endpoint', of: (row: Row) => row.endpointName },
      { title: 'rollout', of: (row: Row) => row.rollout },
      { title: 'outcome', of: (row: Row) => row.outcome ?? 'under way' },
      { title: 'reason', of: (row: Row) => row.reason ?? '' },
    ]
    return table(columns, rollouts, view)
  },
})
