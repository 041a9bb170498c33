import { lineChart } from '../../lib/domain/core/chart.ts'
import { countOf } from '../../lib/domain/core/count.ts'
import { lossSeries } from '../../lib/domain/finetune/metrics.ts'
import { defineCommand } from '../define.ts'
import { JOB_ARGUMENT } from './status.ts'

const ROWS = 12

export const finetuneMetrics = defineCommand({
  path: ['finetune', 'metrics'],
  summary: 'Loss curves of a customization job',
  args: JOB_ARGUMENT,
  flags: {
    out: {
      spec: '-o, --out <file>',
      describe: 'Write a file: .csv, .svg, .html or .png',
      completes: 'file',
    },
  },
  changes: 'files',
  iamActions: ['bedrock:GetModelCustomizationJob', 's3:GetObject', 's3:ListBucket'],
  examples: [
    { run: 'mlctl finetune metrics fraud-1a2b3c4d', why: 'draw the curves in the terminal' },
    { run: 'mlctl finetune metrics fraud-1a2b3c4d --out loss.html', why: 'a page to pass on' },
  ],
  async run(ports, { args, flags }) {
    const { metricsOf } = await import('../../lib/flows/finetune/metrics.ts')
    return metricsOf(ports, args[0] ?? '', flags.out)
  },
  render: (result, { style, columns }) => {
    const { training, validation, job, out } = result
    const size = {
      columns: Math.min(columns, 100),
      rows: ROWS,
      unicode: style.unicode,
      xTitle: 'step',
    }
    const last = (points: readonly { readonly loss: number }[]) => points.at(-1)?.loss.toFixed(4)
    return [
      `${style.bold(job.jobName)}  ${job.status}`,
      ...lineChart(lossSeries(training, validation), size),
      `training loss ${last(training) ?? '–'} after ${countOf(training.length, 'step')}, validation loss ${last(validation) ?? '–'}`,
      ...(out === undefined ? [] : [`Written: ${out}`]),
    ].join('\n')
  },
})
