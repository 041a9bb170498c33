import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { deploymentCard } from './card.ts'

export const deploymentUpdate = defineCommand({
  path: ['deployment', 'update'],
  summary: 'Put another model under a deployment; its ARN stays',
  about:
    'All callers get the new answers once the update is complete; there are no shares of traffic.',
  args: { name: 'name', describe: 'Name or ARN of the deployment', required: true },
  flags: {
    model: { spec: '--model <name>', describe: 'Custom model, by name or ARN' },
    job: { spec: '--job <name>', describe: 'The model that this customization job made' },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:GetCustomModel',
    'bedrock:GetCustomModelDeployment',
    'bedrock:GetFoundationModel',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListCustomModels',
    'bedrock:UpdateCustomModelDeployment',
    'sts:GetCallerIdentity',
  ],
  examples: [
    { run: 'mlctl deployment update fraud --model fraud-v3 --wait', why: 'swap the model' },
  ],
  async run(ports, { args, flags, globals }) {
    const { updateDeployment } = await import('../../lib/flows/deployment/update.ts')
    const wait = globals.wait ?? ports.io.interactive
    const { timeoutMs } = globals
    const apply = applyOptionsOf(globals)
    return updateDeployment(ports, { ...flags, name: args[0] ?? '', wait, timeoutMs, apply })
  },
  render: (result, view) =>
    result.status === 'planned' ? plannedText(result) : deploymentCard(result.deployment, view),
})
