import { defineCommand } from '../define.ts'
import { launchText } from '../train/card.ts'
import { CONTAINER_FLAGS, LAUNCH_FLAGS, RUN_ACTIONS } from '../train/job-flags.ts'
import { launchRequest } from '../train/request.ts'

const PROCESS_FLAGS = {
  ...CONTAINER_FLAGS,
  entrypoint: { spec: '--entrypoint <word>', describe: 'Program; may be repeated', kind: 'list' },
  arguments: { spec: '--argument <word>', describe: 'Its words; may be repeated', kind: 'list' },
  inputs: {
    spec: '--input <name=s3-uri>',
    describe: 'Found under /opt/ml/processing/input/<name>',
    kind: 'pairs',
  },
  outputs: {
    spec: '--output <name=s3-uri>',
    describe: 'Taken from /opt/ml/processing/output/<name>',
    kind: 'pairs',
  },
} as const

export const processRun = defineCommand({
  path: ['process', 'run'],
  summary: 'Run a container on data in S3: a SageMaker processing job',
  about:
    'The usual way to wrap custom code: inputs are copied in, outputs copied out, the exit code decides. mlctl train list, status, watch, logs and stop work for it too.',
  flags: { ...LAUNCH_FLAGS, ...PROCESS_FLAGS },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [...RUN_ACTIONS, 'sagemaker:CreateProcessingJob', 'sagemaker:DescribeProcessingJob'],
  examples: [{ run: 'mlctl process run -f process.yaml --wait --logs', why: 'from a recipe' }],
  async run(ports, { flags, globals }) {
    const { runProcessing } = await import('../../lib/flows/process/run.ts')
    const given = await launchRequest(ports, { flags, table: PROCESS_FLAGS, globals })
    return runProcessing(ports, given.request, given.options)
  },
  render: launchText,
})
