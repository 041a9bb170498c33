import { defineCommand } from '../define.ts'
import { launchText } from '../train/card.ts'
import { CONTAINER_FLAGS, LAUNCH_FLAGS, RUN_ACTIONS } from '../train/job-flags.ts'
import { launchRequest } from '../train/request.ts'

const { name, instanceType, instances, env, kmsKey } = CONTAINER_FLAGS

const TRANSFORM_FLAGS = {
  name,
  model: { spec: '--model <name>', describe: 'SageMaker model' },
  input: { spec: '--input <s3-uri>', describe: 'Prefix of the objects' },
  output: { spec: '--output <s3-uri>', describe: 'Where <object>.out goes' },
  instanceType,
  instances,
  contentType: { spec: '--content-type <type>', describe: 'Of each request: text/csv' },
  accept: { spec: '--accept <type>', describe: 'Wanted of each answer' },
  split: {
    spec: '--split <how>',
    describe: 'How an object becomes records',
    choices: ['None', 'Line', 'RecordIO', 'TFRecord'],
  },
  assemble: {
    spec: '--assemble <how>',
    describe: 'How answers become an object',
    choices: ['None', 'Line'],
  },
  batch: {
    spec: '--batch <strategy>',
    describe: 'Records in a request',
    choices: ['MultiRecord', 'SingleRecord'],
  },
  concurrency: { spec: '--concurrency <n>', describe: 'Requests at a time', kind: 'integer' },
  maxPayloadMb: { spec: '--max-payload-mb <mb>', describe: 'Of a request', kind: 'integer' },
  env,
  kmsKey,
} as const

export const transformRun = defineCommand({
  path: ['transform', 'run'],
  summary: 'Send objects in S3 through a model: a batch transform job',
  flags: { ...LAUNCH_FLAGS, ...TRANSFORM_FLAGS },
  changes: 'aws',
  plans: true,
  streams: true,
  iamActions: [
    ...RUN_ACTIONS,
    'sagemaker:CreateTransformJob',
    'sagemaker:DescribeModel',
    'sagemaker:DescribeTransformJob',
  ],
  examples: [
    {
      run: 'mlctl transform run --name score --model fraud-1 --input s3://acme/in/ --output s3://acme/out/ --instance-type ml.m5.xlarge --split Line --wait',
      why: 'line by line',
    },
  ],
  async run(ports, { flags, globals }) {
    const { runTransform } = await import('../../lib/flows/transform/run.ts')
    const given = await launchRequest(ports, { flags, table: TRANSFORM_FLAGS, globals })
    return runTransform(ports, given.request, given.options)
  },
  render: launchText,
})
