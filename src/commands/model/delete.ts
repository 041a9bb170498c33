import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'

export const modelDelete = defineCommand({
  path: ['model', 'delete'],
  summary: 'Delete a custom model for good',
  about: 'Refused while a deployment or Provisioned Throughput serves it.',
  args: { name: 'name', describe: 'Name or ARN of the model', required: true },
  flags: { confirm: CONSENT_FLAGS.confirm },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:DeleteCustomModel',
    'bedrock:GetCustomModel',
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListCustomModels',
    'bedrock:ListProvisionedModelThroughputs',
    'sts:GetCallerIdentity',
  ],
  examples: [{ run: 'mlctl model delete fraud-v1 --confirm fraud-v1', why: 'in a script' }],
  async run(ports, { args, flags, globals }) {
    const { deleteModel } = await import('../../lib/flows/model/delete.ts')
    return deleteModel(ports, { name: args[0] ?? '', apply: applyOptionsOf(globals, flags) })
  },
  render: (result) => {
    if (result.status === 'planned') return plannedText(result)
    return result.status === 'applied'
      ? `${result.name} is deleted.`
      : `${result.name} is gone already.`
  },
})
