import { statusLines } from '../lib/domain/status/lines.ts'
import { defineCommand } from './define.ts'
import { PRICE_FLAG } from './endpoint/create-flags.ts'

export const statusCommand = defineCommand({
  path: ['status'],
  summary: 'What runs in this account and region, and what it costs an hour',
  about:
    'Customization jobs, deployments, Provisioned Throughput, endpoints and rollouts: what runs now, and what ended in the last day. Instance prices are yours (--price, or endpoint.prices in mlctl.yaml); what has none is named. A part that may not be read is named too, and the exit code stays 0.',
  flags: {
    watch: {
      spec: '--watch',
      describe: 'Look again every 30 seconds, until Ctrl-C; with --json one event a line',
      kind: 'boolean',
    },
    ...PRICE_FLAG,
    pollInterval: {
      spec: '--poll-interval <duration>',
      describe: 'With --watch: look this often instead',
      kind: 'duration',
    },
  },
  changes: 'nothing',
  streams: true,
  items: 'rows',
  iamActions: [
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListModelCustomizationJobs',
    'bedrock:ListProvisionedModelThroughputs',
    'sagemaker:DescribeEndpoint',
    'sagemaker:DescribeEndpointConfig',
    'sagemaker:ListEndpoints',
    'sagemaker:ListTags',
    'sts:GetCallerIdentity',
  ],
  examples: [
    { run: 'mlctl status', why: 'what runs, and what it costs' },
    { run: 'mlctl status --watch', why: 'on a second screen' },
    {
      run: 'mlctl status --json --fields kind,name,status',
      why: 'for a script: one line of JSON',
    },
  ],
  async run(ports, { flags, globals }) {
    const [{ statusOf }, { instancePrices }] = await Promise.all([
      import('../lib/flows/status/status.ts'),
      import('../lib/flows/endpoint/view.ts'),
    ])
    return statusOf(ports, {
      prices: instancePrices(flags.price),
      watch: flags.watch === true,
      everyMs: flags.pollInterval,
      timeoutMs: globals.timeoutMs,
    })
  },
  render: (report, view) => statusLines(report, view).join('\n'),
})
