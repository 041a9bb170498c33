import { table } from '../../lib/domain/core/table.ts'
import type { EndpointSummary } from '../../lib/ports/endpoints.ts'
import { defineCommand } from '../define.ts'

export const endpointList = defineCommand({
  path: ['endpoint', 'list'],
  summary: 'Endpoints of this account and region, newest first',
  flags: { contains: { spec: '--contains <text>', describe: 'Only names with this text' } },
  changes: 'nothing',
  items: 'endpoints',
  iamActions: ['sagemaker:ListEndpoints'],
  examples: [{ run: 'mlctl endpoint list --contains fraud', why: 'what is hosted' }],
  async run(ports, { flags }) {
    const { listEndpoints } = await import('../../lib/flows/endpoint/list.ts')
    return listEndpoints(
      ports,
      flags.contains === undefined ? {} : { nameContains: flags.contains },
    )
  },
  render: ({ endpoints }, view) =>
    endpoints.length === 0 ? 'No endpoints here.' : table(COLUMNS, endpoints, view),
})

const COLUMNS = [
  { title: 'name', of: (one: EndpointSummary) => one.endpointName },
  { title: 'status', of: (one: EndpointSummary) => one.status },
  { title: 'created', of: (one: EndpointSummary) => one.createdAt },
  { title: 'changed', of: (one: EndpointSummary) => one.lastModifiedAt },
] as const
