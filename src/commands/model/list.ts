import { table } from '../../lib/domain/core/table.ts'
import type { CustomModelSummary } from '../../lib/ports/custom-models.ts'
import { defineCommand } from '../define.ts'

export const modelList = defineCommand({
  path: ['model', 'list'],
  summary: 'Custom models of this account and region',
  flags: {
    nameContains: { spec: '--name-contains <text>', describe: 'Only names with this text' },
  },
  changes: 'nothing',
  items: 'models',
  iamActions: ['bedrock:ListCustomModels'],
  examples: [{ run: 'mlctl model list --name-contains fraud', why: 'the ones of one project' }],
  async run(ports, { flags }) {
    const { listModels } = await import('../../lib/flows/model/list.ts')
    return listModels(ports, flags.nameContains)
  },
  render: ({ models }, view) =>
    models.length === 0 ? 'No custom models here.' : table(columns, models, view),
})

const columns = [
  { title: 'name', of: (one: CustomModelSummary) => one.modelName },
  { title: 'status', of: (one: CustomModelSummary) => one.modelStatus },
  { title: 'created', of: (one: CustomModelSummary) => one.creationTime },
  { title: 'base', of: (one: CustomModelSummary) => one.baseModelArn.split('/').at(-1) ?? '' },
] as const
