import { table } from '../../lib/domain/core/table.ts'
import { percentOf, percentText } from '../../lib/domain/rollout/weights.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { READ_ACTIONS, ROLLOUT_FLAGS } from './flags.ts'

export const rollout = defineCommand({
  path: ['rollout'],
  summary: 'Send a percentage of the live traffic to a variant, and wait until it is there',
  about:
    'The percentage is of all requests that name no variant; the other variants share the rest in their present ratio. One call, one change: for steps that bake, are judged and roll back by themselves, see mlctl rollout start.',
  flags: {
    weight: {
      spec: '--weight <percent>',
      describe: 'Share of the untargeted traffic for the variant, 0 to 100',
      kind: 'number',
    },
    ...ROLLOUT_FLAGS,
  },
  changes: 'aws',
  plans: true,
  iamActions: [...READ_ACTIONS, 'sagemaker:UpdateEndpointWeightsAndCapacities'],
  examples: [
    { run: 'mlctl rollout --endpoint fraud --variant v2 --weight 10', why: 'start a canary' },
    { run: 'mlctl rollout --endpoint fraud --weight 0', why: 'take the new variant out' },
  ],
  async run(ports, { flags, globals }) {
    const { shiftTraffic } = await import('../../lib/flows/rollout/shift.ts')
    return shiftTraffic(ports, {
      ...flags,
      force: flags.force === true,
      wait: globals.wait ?? true,
      timeoutMs: globals.timeoutMs,
      apply: applyOptionsOf(globals),
    })
  },
  render: (result, view) => {
    const rows = result.after.map(({ variantName, percent }) => ({ variantName, percent }))
    const columns = [
      { title: 'variant', of: (row: (typeof rows)[number]) => row.variantName },
      {
        title: 'before',
        align: 'right' as const,
        of: (row: (typeof rows)[number]) => percentText(percentOf(result.before, row.variantName)),
      },
      {
        title: 'after',
        align: 'right' as const,
        of: (row: (typeof rows)[number]) => percentText(row.percent),
      },
    ]
    const closing = {
      planned: plannedText(result),
      'nothing-to-do': 'Nothing to do: traffic has these shares.',
      applied: result.converged ? 'Traffic has these shares.' : 'Accepted; not waited for.',
    }[result.status]
    return `${table(columns, rows, view)}\n${closing}`
  },
})
