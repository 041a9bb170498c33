import { table } from '../../lib/domain/core/table.ts'
import { answerLines, SIDE_HEADS, sideCells } from '../../lib/domain/shadow/report-text.ts'
import type { ShadowReportResult } from '../../lib/flows/shadow/report.ts'
import { defineCommand, type View } from '../define.ts'
import { REPORT_FLAGS } from './report-flags.ts'

export const shadowReportCommand = defineCommand({
  path: ['shadow', 'report'],
  summary:
    'Production against shadow: requests, errors, latency, answers; a verdict, a page or JSON',
  about:
    'Figures come from CloudWatch, which keeps minutes for 15 days; answers from the captured data in S3 (shadow start --capture-to), paired request by request. The page runs nothing and asks nobody.',
  args: { name: 'name', describe: 'Name of the test; the newest if absent' },
  flags: REPORT_FLAGS,
  changes: 'files',
  iamActions: [
    'cloudwatch:GetMetricData',
    's3:GetObject',
    's3:ListBucket',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeInferenceExperiment',
    'sagemaker:ListInferenceExperiments',
  ],
  examples: [
    { run: 'mlctl shadow report fraud-shadow -o report.html', why: 'a page to pass on' },
    {
      run: 'mlctl shadow report fraud-shadow --min-agreement 99 --tolerance 0.001 --json',
      why: 'judge the answers too',
    },
  ],
  async run(ports, { args, flags }) {
    const { shadowReport } = await import('../../lib/flows/shadow/report.ts')
    const { tolerance, examples, ignore = [], minAgreement, last: lastMs, out } = flags
    const rules = { tolerance, examples, ignore }
    return shadowReport(ports, { name: args[0], lastMs, minAgreement, rules, out })
  },
  render: (result, view) => reportText(result, view),
})

const reportText = (of: ShadowReportResult, view: View): string => {
  const rows = [
    ['production', ...sideCells(of.production)],
    ['shadow', ...sideCells(of.shadow)],
  ]
  const columns = ['', ...SIDE_HEADS].map((title, at) => ({
    title,
    of: (row: readonly string[]) => row[at] ?? '',
  }))
  const { name, status, verdict, reason, window, answers, out } = of
  return [
    `${view.style.bold(name)}  ${status}`,
    `  verdict     ${verdict}: ${reason}`,
    `  compared    ${window.from} to ${window.to}`,
    ...of.missing.map((text) => `  missing     ${text}`),
    ...(answers === undefined ? [] : answerLines(answers).map((line) => `  answers     ${line}`)),
    '',
    table(columns, rows, view),
    ...(answers?.examples ?? []).map(
      ({ at, where, production, shadow }) =>
        `  ${at}  ${where === '' ? 'answer' : where}: ${production} against ${shadow}`,
    ),
    ...(out === undefined ? [] : [`Written: ${out}`]),
  ].join('\n')
}
