import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { deploymentCard } from './card.ts'

export const deploymentCreate = defineCommand({
  path: ['deployment', 'create'],
  summary: 'Deploy a custom model on demand: nothing is paid while nobody asks',
  about:
    'Works for models customized on 2025-07-16 or later whose base allows it; takes about eight minutes. The same line again attaches to what is there.',
  flags: {
    model: {
      spec: '--model <name>',
      describe: 'Custom model, by name or ARN',
      config: 'deployment.model',
    },
    job: { spec: '--job <name>', describe: 'The model that this customization job made' },
    name: {
      spec: '--name <name>',
      describe: 'Name of the deployment; the model name with -od if absent',
      config: 'deployment.name',
    },
    description: { spec: '--description <text>', describe: 'Description of the deployment' },
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:CreateCustomModelDeployment',
    'bedrock:GetCustomModel',
    'bedrock:GetCustomModelDeployment',
    'bedrock:GetFoundationModel',
    'bedrock:GetModelCustomizationJob',
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListCustomModels',
    'bedrock:TagResource',
    'servicequotas:GetServiceQuota',
    'sts:GetCallerIdentity',
  ],
  examples: [
    { run: 'mlctl deployment create --model fraud-v2 --wait', why: 'until it can be asked' },
    { run: 'mlctl deployment create --job fraud-v2-1a2b3c4d --name fraud', why: 'by its job' },
  ],
  async run(ports, { flags, globals }) {
    const { createDeployment } = await import('../../lib/flows/deployment/create.ts')
    const wait = globals.wait ?? ports.io.interactive
    const { tags, timeoutMs } = globals
    const apply = applyOptionsOf(globals)
    return createDeployment(ports, { ...flags, tags, wait, timeoutMs, apply })
  },
  render: (result, view) =>
    result.deployment === undefined ? plannedText(result) : deploymentCard(result.deployment, view),
})
