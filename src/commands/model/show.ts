import type { ModelReport } from '../../lib/flows/model/show.ts'
import { defineCommand } from '../define.ts'

export const modelShow = defineCommand({
  path: ['model', 'show'],
  summary: 'Where a custom model comes from and where it serves',
  args: { name: 'name', describe: 'Name or ARN of the model', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: [
    'bedrock:GetCustomModel',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListCustomModels',
    'bedrock:ListProvisionedModelThroughputs',
    's3:GetObject',
  ],
  examples: [{ run: 'mlctl model show fraud-v2', why: 'job, data, losses, what serves it' }],
  async run(ports, { args }) {
    const { showModel } = await import('../../lib/flows/model/show.ts')
    return showModel(ports, args[0] ?? '')
  },
  render: (model, { style }) =>
    [
      `${style.bold(model.modelName)}  ${model.modelStatus}`,
      ...rows(model).map(([title, text]) => `  ${title.padEnd(14)}${text}`),
    ].join('\n'),
})

const rows = (model: ModelReport): readonly (readonly [string, string])[] => [
  ['arn', model.modelArn],
  ['base', `${model.baseModel} (${model.baseModelArn})`],
  ['created', model.creationTime],
  ['job', model.job === undefined ? 'unknown' : `${model.job.jobName} ${model.job.status}`],
  ['data', dataText(model)],
  ['loss', lossText(model)],
  ['hyperparameters', ` ${pairs(model.hyperParameters)}`],
  ['deployments', uses(model.deployments)],
  ['throughput', uses(model.throughput)],
]

const dataText = ({ data }: ModelReport): string => {
  if (data === undefined) return 'unknown'
  const digest = data.sha256 === undefined ? 'unknown' : `${data.sha256} (${data.recordedBy})`
  return `${data.trainingS3Uri}, sha256 ${digest}`
}

const lossText = ({ trainingLoss, validationLoss }: ModelReport): string =>
  `training ${loss(trainingLoss)}, validation ${loss(validationLoss)}`

const loss = (value: number | undefined): string => value?.toFixed(4) ?? 'unknown'

const pairs = (map: Readonly<Record<string, string>>): string =>
  Object.entries(map)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

const uses = (list: ModelReport['deployments']): string =>
  list.length === 0 ? 'none' : list.map((one) => `${one.name} (${one.status})`).join(', ')
