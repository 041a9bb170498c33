import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { runText } from './card.ts'
import { POLL_FLAG, RUN_ACTIONS, RUN_FLAGS } from './run-flags.ts'
import { requestOf } from './run-request.ts'

export const finetuneRun = defineCommand({
  path: ['finetune', 'run'],
  summary: 'Train a custom model: check everything, then bucket, uploads, role and job',
  about:
    'Job and model are named after the content of the training, so the same line again attaches to the training that is there, or continues one that was interrupted, and never pays twice. After a job that failed or was stopped it starts the next attempt. Waits for the end on a terminal, not in scripts (--wait, --no-wait).',
  flags: { ...RUN_FLAGS, ...POLL_FLAG },
  changes: 'aws',
  plans: true,
  iamActions: RUN_ACTIONS,
  examples: [
    { run: 'mlctl finetune run -f recipe.yaml', why: 'train what the recipe says' },
    {
      run: 'mlctl finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --wait',
      why: 'in a script: without questions, until the job has ended',
    },
  ],
  async run(ports, { flags, globals }) {
    const { runFinetune } = await import('../../lib/flows/finetune/run.ts')
    return runFinetune(ports, requestOf(ports, flags, globals), {
      apply: applyOptionsOf(globals),
      wait: globals.wait ?? ports.io.interactive,
      watch: { timeoutMs: globals.timeoutMs, everyMs: flags.pollInterval },
    })
  },
  render: runText,
})
