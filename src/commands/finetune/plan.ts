import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { runText } from './card.ts'
import { RUN_ACTIONS, RUN_FLAGS } from './run-flags.ts'
import { requestOf } from './run-request.ts'

export const finetunePlan = defineCommand({
  path: ['finetune', 'plan'],
  summary: 'Check a training and show its steps, cost and time, changing nothing',
  about:
    'The same as finetune run --dry-run: all checks, the steps, and tokens, cost and time as ranges. --detailed-exitcode answers 10 when there is something to do.',
  flags: RUN_FLAGS,
  changes: 'nothing',
  plans: true,
  iamActions: RUN_ACTIONS.filter((action) => /:(Get|List|Simulate)/.test(action)),
  examples: [
    { run: 'mlctl finetune plan -f recipe.yaml', why: 'what would happen, and what it would cost' },
    {
      run: 'mlctl finetune plan -f recipe.yaml --plan-out plan.json',
      why: 'save the plan, for mlctl apply plan.json',
    },
  ],
  async run(ports, { flags, globals }) {
    const { runFinetune } = await import('../../lib/flows/finetune/run.ts')
    return runFinetune(ports, requestOf(ports, flags, globals), {
      apply: { ...applyOptionsOf(globals), dryRun: true },
      wait: false,
      watch: {},
    })
  },
  render: runText,
})
