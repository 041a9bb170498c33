import { defineCommand } from '../define.ts'
import { jobCard } from './card.ts'

/** The job that a command is about. */
export const JOB_ARGUMENT = {
  name: 'job',
  describe: 'Name or ARN of the job',
  required: true,
} as const

export const finetuneStatus = defineCommand({
  path: ['finetune', 'status'],
  summary: 'How far a customization job is',
  args: JOB_ARGUMENT,
  flags: {},
  changes: 'nothing',
  iamActions: ['bedrock:GetModelCustomizationJob'],
  examples: [{ run: 'mlctl finetune status fraud-1a2b3c4d', why: 'phases, queue time, losses' }],
  async run(ports, { args }) {
    const { jobStatus } = await import('../../lib/flows/finetune/status.ts')
    return jobStatus(ports, args[0] ?? '')
  },
  render: jobCard,
})
