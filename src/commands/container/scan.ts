import { GATE_SEVERITIES } from '../../lib/domain/container/images/severities.ts'
import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'
import { IMAGE_ARGUMENT } from './image-flags.ts'

export const containerScan = defineCommand({
  path: ['container', 'scan'],
  summary: 'Known faults in the packages of an image in ECR, as a gate',
  about:
    'Starts a scan when there is none and waits for it. Exit code 8 when a finding is as bad as --fail-on, and when ECR cannot scan the image: unknown is not clean.',
  args: IMAGE_ARGUMENT,
  flags: {
    failOn: {
      spec: '--fail-on <severity>',
      describe: 'The least severity that fails the gate',
      choices: GATE_SEVERITIES,
      default: 'high',
      config: 'container.failOn',
    },
  },
  changes: 'aws',
  iamActions: [
    'ecr:DescribeImageScanFindings',
    'ecr:DescribeImages',
    'ecr:StartImageScan',
    'sts:GetCallerIdentity',
  ],
  examples: [
    {
      run: 'mlctl container scan 111122223333.dkr.ecr.us-east-1.amazonaws.com/ml/fraud:v1 --fail-on critical',
      why: 'in CI, after the push',
    },
  ],
  items: 'findings',
  async run(ports, { flags, args: [uri = ''], globals }) {
    const { scanImage } = await import('../../lib/flows/container/scan.ts')
    return scanImage(ports, { uri, failOn: flags.failOn, timeoutMs: globals.timeoutMs })
  },
  render: ({ uri, verdict, status, why, findings }, view) => {
    const mark = verdict === 'passed' ? view.style.good(verdict) : view.style.bad(verdict)
    const head = `${uri}: ${mark} (${status}${why === undefined ? '' : `, ${why}`})`
    if (findings.length === 0) return head
    const columns = [
      { title: 'severity', of: (row: (typeof findings)[number]) => row.severity },
      { title: 'id', of: (row: (typeof findings)[number]) => row.id },
      { title: 'package', of: (row: (typeof findings)[number]) => row.package ?? '' },
      { title: 'version', of: (row: (typeof findings)[number]) => row.version ?? '' },
    ]
    return `${head}\n${table(columns, findings, view)}`
  },
  exitCode: ({ verdict }) => (verdict === 'passed' ? 0 : 8),
})
