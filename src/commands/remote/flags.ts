import type { FlagTable } from '../define.ts'

/** How a job is followed; `remote` and `remote attach` share them. */
export const FOLLOW_FLAGS = {
  output: {
    spec: '-o, --output <dir>',
    describe: 'Folder for what comes back; mlctl-remote/JOB unless given',
    completes: 'folder',
  },
  stopOnExit: {
    spec: '--stop-on-exit',
    describe: 'Ctrl-C stops the job, too, instead of only the waiting',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** What is packed. */
export const PACK_FLAGS = {
  include: {
    spec: '--include <pattern>',
    describe: 'Pack this although an ignore file leaves it out (form of .gitignore); repeatable',
    kind: 'list',
    config: 'remote.include',
  },
  exclude: {
    spec: '--exclude <pattern>',
    describe: 'Do not pack this (form of .gitignore); repeatable',
    kind: 'list',
    config: 'remote.exclude',
  },
  maxSize: {
    spec: '--max-size <size>',
    describe: 'Refuse a larger folder: 500MB, 2GB; 200MB unless given',
    config: 'remote.maxSize',
  },
  allowSecrets: {
    spec: '--allow-secrets <reason>',
    describe: 'Send files that look like secrets, and why that is right',
  },
} as const satisfies FlagTable

/** Where and how the command runs. */
export const JOB_FLAGS = {
  image: {
    spec: '--image <uri>',
    describe: 'Image to run the command in, with /bin/sh, tar and gzip',
    required: true,
    config: 'remote.image',
  },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Instance type: ml.m5.xlarge, ml.g5.xlarge, …',
    required: true,
    config: 'remote.instanceType',
  },
  role: {
    spec: '--role <role>',
    describe: 'Role that the job runs as: name or ARN',
    required: true,
    config: 'remote.role',
  },
  bucket: {
    spec: '--bucket <uri>',
    describe: 's3://bucket/prefix for code and outputs; the bucket of mlctl unless given',
    config: 'remote.bucket',
  },
  env: { spec: '--env <key=value>', describe: 'Variable for the command', kind: 'pairs' },
  data: {
    spec: '--data <name=uri>',
    describe: 'S3 prefix that appears in /opt/ml/input/data/NAME',
    kind: 'pairs',
  },
  volume: {
    spec: '--volume <gb>',
    describe: 'Size of the disk in GB',
    kind: 'integer',
    default: 30,
  },
  maxRuntime: {
    spec: '--max-runtime <duration>',
    describe: 'SageMaker stops the job after this time; 24h unless given',
    kind: 'duration',
    config: 'remote.maxRuntime',
  },
  spot: {
    spec: '--spot',
    describe: 'Managed spot capacity: cheaper, may start over',
    kind: 'boolean',
  },
  maxWait: {
    spec: '--max-wait <duration>',
    describe:
      'With --spot: give up after this time, waiting included; twice --max-runtime unless given',
    kind: 'duration',
  },
  checkpoint: {
    spec: '--checkpoint',
    describe:
      'Keep what the command leaves in $MLCTL_CHECKPOINTS: spot capacity goes on from there',
    kind: 'boolean',
    config: 'remote.checkpoint',
  },
  again: {
    spec: '--again',
    describe: 'Run once more although this very run has completed',
    kind: 'boolean',
  },
  price: {
    spec: '--price <type=usd>',
    describe: 'What one instance costs an hour, for the plan: ml.m5.xlarge=0.23',
    kind: 'pairs',
    config: 'endpoint.prices',
  },
} as const satisfies FlagTable

/** The IAM actions of following a job. */
export const FOLLOW_ACTIONS = [
  'logs:DescribeLogStreams',
  'logs:GetLogEvents',
  's3:GetObject',
  'sagemaker:DescribeTrainingJob',
  'sagemaker:StopTrainingJob',
  'sts:GetCallerIdentity',
]
