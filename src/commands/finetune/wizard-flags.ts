import type { FlagTable } from '../define.ts'
import { POLL_FLAG, RUN_ACTIONS, RUN_FLAGS } from './run-flags.ts'

const {
  file: _file,
  type: _type,
  completion: _completion,
  prefix: _prefix,
  output: _output,
  use: _use,
  again: _again,
  ...ANSWERS
} = RUN_FLAGS

/** Flags that answer the questions: those of `finetune run`, and what comes after the training. */
export const WIZARD_FLAGS = {
  ...ANSWERS,
  train: {
    spec: '--train <file>',
    describe: 'Table, records (.jsonl) or s3:// object',
    completes: 'file',
  },
  use: {
    spec: '--use <way>',
    describe: 'How the model is used after the training',
    choices: ['on-demand', 'provisioned', 'nothing'],
  },
  ci: {
    spec: '--ci <system>',
    describe: 'CI job file that repeats the run',
    choices: ['github', 'gitlab', 'none'],
  },
  resume: { spec: '--resume', describe: 'Continue with the saved answers', kind: 'boolean' },
  restart: { spec: '--restart', describe: 'Forget the saved answers', kind: 'boolean' },
  ...POLL_FLAG,
} as const satisfies FlagTable

/** What the wizard calls beyond a run: lists to choose from, and the use of the model. */
const FURTHER_ACTIONS = [
  'bedrock:CreateCustomModelDeployment',
  'bedrock:CreateProvisionedModelThroughput',
  'bedrock:GetCustomModelDeployment',
  'bedrock:GetProvisionedModelThroughput',
  'bedrock:InvokeModel',
  'bedrock:ListCustomModelDeployments',
  'bedrock:ListFoundationModels',
  'bedrock:ListProvisionedModelThroughputs',
  'iam:ListRoles',
  's3:ListAllMyBuckets',
  'servicequotas:ListServiceQuotas',
]

export const WIZARD_ACTIONS: readonly string[] = [
  ...new Set([...RUN_ACTIONS, ...FURTHER_ACTIONS]),
].sort()
