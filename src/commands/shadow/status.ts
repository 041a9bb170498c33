import { table } from '../../lib/domain/core/table.ts'
import type { ShadowStatus } from '../../lib/flows/shadow/status.ts'
import { defineCommand, type View } from '../define.ts'

export const shadowStatusCommand = defineCommand({
  path: ['shadow', 'status'],
  summary: 'A shadow test: state, and production beside shadow',
  args: { name: 'name', describe: 'Name of the test', required: true },
  flags: {},
  changes: 'nothing',
  iamActions: ['cloudwatch:GetMetricData', 'sagemaker:DescribeInferenceExperiment'],
  examples: [{ run: 'mlctl shadow status fraud-shadow --wait', why: 'until it runs' }],
  async run(ports, { args, globals }) {
    const { shadowStatus } = await import('../../lib/flows/shadow/status.ts')
    const options = { wait: globals.wait === true, timeoutMs: globals.timeoutMs }
    return shadowStatus(ports, args[0] ?? '', options)
  },
  render: (result, view) => statusText(result, view),
})

const statusText = (of: ShadowStatus, view: View): string => {
  const { comparison, window } = of
  const number = (value: number | undefined, unit = '') =>
    value === undefined ? 'no data' : `${Math.round(value * 100) / 100}${unit}`
  const rows =
    comparison === undefined
      ? []
      : (['production', 'shadow'] as const).map((side) => ({
          side,
          requests: number(comparison[side].requests),
          errors: number(comparison.errorPercent[side], ' %'),
          p50: number(comparison[side].p50Ms, ' ms'),
          p99: number(comparison[side].p99Ms, ' ms'),
        }))
  const columns = (['side', 'requests', 'errors', 'p50', 'p99'] as const).map((title) => ({
    title,
    of: (row: (typeof rows)[number]) => row[title],
  }))
  return [
    `${view.style.bold(of.name)}  ${of.status}${of.statusReason === undefined ? '' : `: ${of.statusReason}`}`,
    `  endpoint    ${of.endpointName}`,
    `  copied      ${of.samplingPercentage ?? '?'} % of ${of.sourceVariantName} to ${of.shadowVariantName}`,
    ...(window === undefined ? [] : [`  compared    ${window.from} to ${window.to}`, '']),
    ...(rows.length === 0 ? [] : [table(columns, rows, view)]),
  ].join('\n')
}
