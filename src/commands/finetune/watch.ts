import { defineCommand } from '../define.ts'
import { jobCard } from './card.ts'
import { POLL_FLAG } from './run-flags.ts'
import { JOB_ARGUMENT } from './status.ts'

export const finetuneWatch = defineCommand({
  path: ['finetune', 'watch'],
  summary: 'Follow a customization job to its end',
  about:
    'Exits 6 when the job fails or is stopped, 7 at the time limit. Ctrl-C stops the watching, never the job. With --json one event a line: status, phase, rejected-records, end.',
  args: JOB_ARGUMENT,
  flags: POLL_FLAG,
  changes: 'nothing',
  streams: true,
  iamActions: ['bedrock:GetModelCustomizationJob', 's3:GetObject', 's3:ListBucket'],
  examples: [
    { run: 'mlctl finetune watch fraud-1a2b3c4d', why: 'wait for the end' },
    {
      run: 'mlctl finetune watch fraud-1a2b3c4d --timeout 6h --json',
      why: 'in a script, for six hours at most',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { watchJob } = await import('../../lib/flows/finetune/watch.ts')
    return watchJob(ports, args[0] ?? '', {
      timeoutMs: globals.timeoutMs,
      everyMs: flags.pollInterval,
    })
  },
  render: jobCard,
})
