import { countOf } from '../lib/domain/core/count.ts'
import { applyOptionsOf, CONSENT_FLAGS } from './consent-flags.ts'
import { defineCommand } from './define.ts'

export const apply = defineCommand({
  path: ['apply'],
  summary: 'Carry out a saved plan, if it still fits',
  about:
    'Reads the live state again and refuses a stale plan (exit 8). Steps that are done already are skipped, so a plan that was interrupted continues.',
  args: { name: 'plan', describe: 'File written by --plan-out', required: true, completes: 'file' },
  flags: CONSENT_FLAGS,
  changes: 'aws',
  plans: true,
  iamActions: [],
  examples: [
    {
      run: 'mlctl finetune run -f recipe.yaml --plan-out plan.json && mlctl apply plan.json --yes',
      why: 'review the plan between the two',
    },
  ],
  async run(ports, { args, flags, globals }) {
    const { applyPlanFile } = await import('../lib/flows/project/apply-plan-file.ts')
    return applyPlanFile(ports, args[0] ?? '', applyOptionsOf(globals, flags))
  },
  render: (applied) =>
    applied.status === 'applied'
      ? appliedText(applied.plan.steps.length, applied.foundDone ?? 0)
      : applied.status === 'planned'
        ? 'Nothing was changed (dry run).'
        : 'Nothing to do.',
})

const appliedText = (steps: number, done: number): string => {
  if (done === 0) return `Applied: ${countOf(steps, 'step')}.`
  return done === steps
    ? `Nothing to do: ${steps === 1 ? 'the one step is' : `all ${steps} steps are`} already done.`
    : `Applied: ${countOf(steps - done, 'step')}; ${done} already done.`
}
