import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { jobCard } from './card.ts'
import { JOB_ARGUMENT } from './status.ts'

export const finetuneStop = defineCommand({
  path: ['finetune', 'stop'],
  summary: 'Stop a customization job; it cannot go on afterwards',
  args: JOB_ARGUMENT,
  flags: {},
  changes: 'aws',
  plans: true,
  iamActions: [
    'bedrock:GetModelCustomizationJob',
    'bedrock:StopModelCustomizationJob',
    'sts:GetCallerIdentity',
  ],
  examples: [{ run: 'mlctl finetune stop fraud-1a2b3c4d --yes', why: 'without a question' }],
  async run(ports, { args, globals }) {
    const { stopJob } = await import('../../lib/flows/finetune/stop.ts')
    return stopJob(ports, args[0] ?? '', applyOptionsOf(globals))
  },
  render: (result, view) =>
    result.status === 'planned' ? plannedText(result) : jobCard(result.job, view),
})
