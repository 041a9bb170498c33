import type { FlagTable } from '../define.ts'
import { PREFLIGHT_ACTIONS } from '../preflight-actions.ts'

/** The job that a command is about. */
export const JOB_ARGUMENT = {
  name: 'job',
  describe: 'Name or ARN of the job',
  required: true,
} as const

export const KIND_FLAG = {
  kind: {
    spec: '--kind <kind>',
    describe: 'Kind of job; without it all kinds are looked at',
    choices: ['training', 'tuning', 'processing', 'transform'],
  },
} as const satisfies FlagTable

/** What looking a job up by its name may ask. */
export const LOOK_ACTIONS = [
  'sagemaker:DescribeHyperParameterTuningJob',
  'sagemaker:DescribeProcessingJob',
  'sagemaker:DescribeTrainingJob',
  'sagemaker:DescribeTransformJob',
] as const

export const LOG_ACTIONS = ['logs:DescribeLogStreams', 'logs:GetLogEvents'] as const

/** How a run that makes a job is begun and followed. */
export const LAUNCH_FLAGS = {
  file: {
    spec: '-f, --file <file>',
    describe: 'Recipe (mlctl help recipes shows the forms); flags win over it',
    completes: 'file',
  },
  again: {
    spec: '--again',
    describe: 'A new job where one of the same content has completed',
    kind: 'boolean',
  },
  price: {
    spec: '--price <type=usd>',
    describe: 'What one instance costs an hour, for the plan: ml.m5.xlarge=0.23',
    kind: 'pairs',
    config: 'train.prices',
  },
  logs: { spec: '--logs', describe: 'Show its log while waiting', kind: 'boolean' },
  pollInterval: {
    spec: '--poll-interval <duration>',
    describe: 'Look this often instead of the growing interval',
    kind: 'duration',
  },
} as const satisfies FlagTable

/** Members that all recipes with a container have. */
export const CONTAINER_FLAGS = {
  name: { spec: '--name <name>', describe: 'What the job is called; a digest is added' },
  image: { spec: '--image <uri>', describe: 'Container image', config: 'train.image' },
  role: { spec: '--role <name-or-arn>', describe: 'Role of the job', config: 'train.role' },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'ml.m5.xlarge, ml.g5.xlarge, …',
    config: 'train.instanceType',
  },
  instances: { spec: '--instances <n>', describe: 'How many of them (1)', kind: 'integer' },
  volumeGb: { spec: '--volume-gb <gb>', describe: 'Size of their volumes (30)', kind: 'integer' },
  maxRuntime: {
    spec: '--max-runtime <duration>',
    describe: 'The job is ended after this (24h)',
    kind: 'duration',
  },
  env: { spec: '--env <key=value>', describe: 'Environment of the container', kind: 'pairs' },
  subnets: { spec: '--subnet <id>', describe: 'VPC subnet; may be repeated', kind: 'list' },
  securityGroups: { spec: '--security-group <id>', describe: 'Its security group', kind: 'list' },
  kmsKey: { spec: '--kms-key <arn>', describe: 'Key for the output' },
  volumeKmsKey: { spec: '--volume-kms-key <arn>', describe: 'Key for the volumes' },
  networkIsolation: {
    spec: '--network-isolation',
    describe: 'The container gets no network',
    kind: 'boolean',
  },
  encryptTraffic: {
    spec: '--encrypt-traffic',
    describe: 'Encrypt what containers of one job tell each other',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** Members of a training recipe. */
export const TRAIN_FLAGS = {
  ...CONTAINER_FLAGS,
  script: {
    spec: '--script <file>',
    describe: 'Script in the image, for the training toolkits (SAGEMAKER_PROGRAM)',
  },
  channels: {
    spec: '--channel <name=s3-uri>',
    describe: 'Data under /opt/ml/input/data/<name> (a folder with --local); may be repeated',
    kind: 'pairs',
  },
  inputMode: {
    spec: '--input-mode <mode>',
    describe: 'How the data reaches the container; Pipe streams it through named pipes',
    choices: ['File', 'FastFile', 'Pipe'],
  },
  hyperparameters: {
    spec: '--hyperparameter <key=value>',
    describe: 'May be repeated',
    kind: 'pairs',
  },
  output: {
    spec: '--output <s3-uri>',
    describe: 'Where model.tar.gz goes',
    config: 'train.output',
  },
  spot: { spec: '--spot', describe: 'Managed spot capacity: cheaper, may wait', kind: 'boolean' },
  maxWait: {
    spec: '--max-wait <duration>',
    describe: 'Spot: longest time with all waiting (twice the runtime)',
    kind: 'duration',
  },
  checkpoints: {
    spec: '--checkpoints <s3-uri>',
    describe: 'Kept across spot interruptions (/opt/ml/checkpoints)',
  },
  keepAlive: {
    spec: '--keep-alive <duration>',
    describe: 'Warm pool: keep the instances for the next job',
    kind: 'duration',
  },
  metrics: {
    spec: '--metric <name=regex>',
    describe: 'Metric that is read from the log; may be repeated',
    kind: 'pairs',
  },
} as const satisfies FlagTable

/** What a run of any kind may call besides its own create call. */
export const RUN_ACTIONS = [
  ...LOG_ACTIONS,
  ...PREFLIGHT_ACTIONS,
  'iam:PassRole',
  'iam:SimulatePrincipalPolicy',
  'sagemaker:AddTags',
] as const
