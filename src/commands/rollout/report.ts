import { table } from '../../lib/domain/core/table.ts'
import { percentText } from '../../lib/domain/rollout/weights.ts'
import { defineCommand } from '../define.ts'
import { READ_ACTIONS, ROLLOUT_FLAGS } from './flags.ts'

const { endpoint } = ROLLOUT_FLAGS

export const rolloutReport = defineCommand({
  path: ['rollout', 'report'],
  summary: 'Look back at a rollout: steps, verdicts, charts, who did what; as a page or JSON',
  about:
    'Events come from the journal of this project, figures from CloudWatch, which keeps minutes for 15 days; each step is judged anew. The page holds everything inside and asks nobody.',
  args: { name: 'rollout', describe: 'Id of the rollout; the newest of the endpoint if absent' },
  flags: {
    endpoint,
    out: { spec: '-o, --out <file>', describe: 'Write the page there (.html)', completes: 'file' },
  },
  changes: 'files',
  iamActions: [...READ_ACTIONS, 'cloudwatch:GetMetricData'],
  examples: [
    { run: 'mlctl rollout report --endpoint fraud -o report.html', why: 'a page to pass on' },
    { run: 'mlctl rollout report ro-20261122100000-1a2b --json', why: 'all figures for a script' },
  ],
  async run(ports, { args, flags }) {
    const flow = await import('../../lib/flows/rollout/report.ts')
    return flow.rolloutReport(ports, {
      rollout: args[0],
      endpoint: flags.endpoint,
      out: flags.out,
    })
  },
  render: (report, view) => {
    type Step = (typeof report.steps)[number]
    const columns = [
      { title: 'step', of: ({ step }: Step) => String(step), align: 'right' as const },
      { title: 'share', of: ({ percent }: Step) => percentText(percent), align: 'right' as const },
      { title: 'from', of: ({ from }: Step) => from },
      { title: 'to', of: ({ to }: Step) => to },
      { title: 'verdict', of: ({ verdict }: Step) => verdict },
      { title: 'why', of: ({ reason }: Step) => reason },
    ]
    const { endpointName, rollout, variant, state, reason, missing, out } = report
    return [
      `${view.style.bold(endpointName)}  ${rollout}: ${variant} ${state}${reason === undefined ? '' : ` (${reason})`}`,
      ...missing.map((text) => `  missing: ${text}`),
      table(columns, report.steps, view),
      out === undefined
        ? `A page with charts: mlctl rollout report ${rollout} -o report.html`
        : `Written: ${out}`,
    ].join('\n')
  },
})
