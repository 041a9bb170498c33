import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { throughputCard } from './card.ts'

export const throughputUpdate = defineCommand({
  path: ['throughput', 'update'],
  summary: 'Rename a purchase, or put another model under it',
  about:
    'The model can be the base or another custom model of the same base; units and commitment cannot be changed. The ARN stays, so callers get the new answers without a change of theirs.',
  args: { name: 'name', describe: 'Name or ARN of the purchase', required: true },
  flags: {
    rename: { spec: '--rename <name>', describe: 'New name' },
    model: {
      spec: '--model <name>',
      describe: 'Custom model by name or ARN, or the base model id',
    },
    confirm: CONSENT_FLAGS.confirm,
  },
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:GetCustomModel',
    'bedrock:GetProvisionedModelThroughput',
    'bedrock:ListCustomModels',
    'bedrock:UpdateProvisionedModelThroughput',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl throughput update fraud-pt --model fraud-v3 --confirm fraud-pt --wait',
      why: 'serve the new model from the same ARN',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { updateThroughput } = await import('../../lib/flows/throughput/update.ts')
    const { rename, model } = flags
    const wait = globals.wait ?? ports.io.interactive
    const { timeoutMs } = globals
    const apply = applyOptionsOf(globals, flags)
    return updateThroughput(ports, { name: args[0] ?? '', rename, model, wait, timeoutMs, apply })
  },
  render: (result, view) =>
    result.status === 'planned' ? plannedText(result) : throughputCard(result.throughput, view),
})
