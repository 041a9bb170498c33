import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { jobCard, runText } from './card.ts'
import { POLL_FLAG, RUN_ACTIONS } from './run-flags.ts'

export const finetuneResume = defineCommand({
  path: ['finetune', 'resume'],
  summary: 'Take up the last training that was left unfinished',
  about:
    'A run that was interrupted before its job was started is continued, with the same checks and questions. Else the newest job that was started here and not seen to end is followed.',
  flags: POLL_FLAG,
  changes: 'aws',
  plans: true,
  iamActions: RUN_ACTIONS,
  examples: [{ run: 'mlctl finetune resume', why: 'after a crash, or the next morning' }],
  async run(ports, { flags, globals }) {
    const { resume } = await import('../../lib/flows/finetune/resume.ts')
    return resume(ports, {
      apply: applyOptionsOf(globals),
      wait: globals.wait ?? ports.io.interactive,
      watch: { timeoutMs: globals.timeoutMs, everyMs: flags.pollInterval },
    })
  },
  render: (result, view) => {
    if (result.resumed === 'run') return runText(result.run, view)
    const others = result.alsoOpen.map((arn) => `  also open: ${arn}`)
    return [jobCard(result.job, view), ...others].join('\n')
  },
})
