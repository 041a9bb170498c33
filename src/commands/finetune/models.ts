import { table } from '../../lib/domain/core/table.ts'
import type { ListedModel } from '../../lib/flows/finetune/models.ts'
import { defineCommand } from '../define.ts'

export const finetuneModels = defineCommand({
  path: ['finetune', 'models'],
  summary: 'Base models that can be customized: lifecycle, format, prices, ways to deploy',
  about:
    'The state is read live where the model is customized in this region, else it is the one of the catalogue. Prices have a day and a source (--json); unknown ones stay unknown. The setting catalogue names a file with prices of your own.',
  flags: {
    all: { spec: '--all', describe: 'Also models that are gone', kind: 'boolean' },
    offline: { spec: '--offline', describe: 'Only the catalogue, no call', kind: 'boolean' },
  },
  changes: 'nothing',
  iamActions: ['bedrock:ListFoundationModels'],
  examples: [
    { run: 'mlctl finetune models', why: 'what can be trained here' },
    { run: 'mlctl finetune models --all --json', why: 'every fact with its source' },
  ],
  items: 'models',
  async run(ports, { flags }) {
    const { listModels } = await import('../../lib/flows/finetune/models.ts')
    return listModels(ports, { all: flags.all === true, live: flags.offline !== true })
  },
  render: ({ models }, view) =>
    table(
      [
        { title: 'name', of: (model) => model.key },
        { title: 'state', of: stateOf },
        { title: 'region', of: (model) => model.regions.join(',') },
        { title: 'format', of: (model) => model.format },
        { title: 'training/1k', of: priceOf, align: 'right' },
        { title: 'deploy', of: waysOf },
        { title: 'id', of: (model) => model.customizationId },
      ],
      models,
      view,
    ),
})

/** A `?` marks what is in the catalogue and was not confirmed by the service. */
const stateOf = ({ live, lifecycle }: ListedModel): string =>
  live === undefined ? `${lifecycle.status}?` : live.status.toLowerCase()

const priceOf = ({ prices }: ListedModel): string =>
  prices.trainingPer1kTokens === undefined ? 'unknown' : `$${prices.trainingPer1kTokens.amount}`

const waysOf = ({ deployment }: ListedModel): string =>
  [deployment.onDemand ? 'on-demand' : '', deployment.provisioned ? 'provisioned' : '']
    .filter((way) => way !== '')
    .join(',')
