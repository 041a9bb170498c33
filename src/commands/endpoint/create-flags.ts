import type { FlagTable } from '../define.ts'

/** What a new endpoint is made of; each is also a key of mlctl.yaml. */
export const CREATE_FLAGS = {
  file: {
    spec: '-f, --file <file>',
    describe: 'model, config and InferenceComponents in AWS’s own spelling (YAML or JSON)',
    completes: 'file',
  },
  model: { spec: '--model <name>', describe: 'SageMaker model', config: 'endpoint.model' },
  image: { spec: '--image <uri>', describe: 'Container image of a new model' },
  modelData: { spec: '--model-data <s3-uri>', describe: 'Its model.tar.gz' },
  role: { spec: '--role <arn>', describe: 'Role of the new model', config: 'endpoint.role' },
  env: { spec: '--env <key=value>', describe: 'Its environment; may be repeated', kind: 'pairs' },
  variant: { spec: '--variant <name>', describe: 'Name of the production variant (primary)' },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'ml.m5.xlarge, …',
    config: 'endpoint.instanceType',
  },
  instances: {
    spec: '--instances <n>',
    describe: 'Instances at first; two or more are spread over zones',
    kind: 'integer',
    config: 'endpoint.instances',
  },
  pool: {
    spec: '--pool <type>',
    describe: 'In place of one type: types in order of preference, for when one cannot be had',
    kind: 'list',
  },
  serverlessMemory: {
    spec: '--serverless-memory <mb>',
    describe: 'Serverless, with 1024 to 6144 MB in steps of 1024',
    kind: 'integer',
  },
  maxConcurrency: {
    spec: '--max-concurrency <n>',
    describe: 'Serverless: requests at a time, 1 to 200',
    kind: 'integer',
  },
  provisionedConcurrency: {
    spec: '--provisioned-concurrency <n>',
    describe: 'Serverless: kept warm, and paid by the hour',
    kind: 'integer',
  },
  asyncOutput: {
    spec: '--async-output <s3-uri>',
    describe: 'Asynchronous: answers are written here',
  },
  asyncConcurrency: {
    spec: '--async-concurrency <n>',
    describe: 'Asynchronous: requests at a time per instance',
    kind: 'integer',
  },
  subnet: { spec: '--subnet <id>', describe: 'VPC subnet of the new model', kind: 'list' },
  securityGroup: { spec: '--security-group <id>', describe: 'Its security group', kind: 'list' },
  networkIsolation: {
    spec: '--network-isolation',
    describe: 'The container gets no network',
    kind: 'boolean',
  },
  kmsKey: {
    spec: '--kms-key <arn>',
    describe: 'Key for the instances’ volumes and captured data',
    config: 'endpoint.kmsKey',
  },
  captureTo: {
    spec: '--capture-to <s3-uri>',
    describe: 'Keep requests and answers here',
    config: 'endpoint.captureTo',
  },
  capturePercent: {
    spec: '--capture-percent <p>',
    describe: 'Share that is kept (100)',
    kind: 'integer',
  },
  routing: {
    spec: '--routing <strategy>',
    describe: 'How requests are spread over the instances',
    choices: ['RANDOM', 'LEAST_OUTSTANDING_REQUESTS'],
  },
  volume: { spec: '--volume <gb>', describe: 'Size of the instances’ volumes', kind: 'integer' },
  startupTimeout: {
    spec: '--startup-timeout <duration>',
    describe: 'How long the container may take to pass its first health check',
    kind: 'duration',
  },
  acceleratorType: {
    spec: '--accelerator-type <type>',
    describe: 'Elastic Inference, which is gone: explained and left out',
  },
} as const satisfies FlagTable

export const PRICE_FLAG = {
  price: {
    spec: '--price <type=usd>',
    describe: 'What one instance costs an hour, for the plan: ml.m5.large=0.115',
    kind: 'pairs',
    config: 'endpoint.prices',
  },
} as const satisfies FlagTable
