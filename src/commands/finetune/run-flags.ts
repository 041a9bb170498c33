import { BUCKET_MAKING_ACTIONS } from '../bucket-actions.ts'
import type { FlagTable } from '../define.ts'
import { ROLE_ACTIONS } from '../role-actions.ts'

/** What a training can be told on the command line; a recipe file has the same members. */
export const RUN_FLAGS = {
  file: {
    spec: '-f, --file <recipe>',
    describe: 'Recipe (mlctl help recipes shows the forms); flags win over it',
    completes: 'file',
  },
  name: { spec: '--name <name>', describe: 'Job and model are called <name>-<digest>' },
  baseModel: {
    spec: '--base-model <name>',
    describe: 'Base model: a name of `mlctl finetune models`, or an id',
    config: 'finetune.baseModel',
  },
  type: {
    spec: '--type <type>',
    describe: 'Kind of customization',
    choices: ['FINE_TUNING', 'CONTINUED_PRE_TRAINING'],
  },
  train: {
    spec: '--train <file>',
    describe: 'Training records (.jsonl), local or s3://',
    completes: 'file',
  },
  validation: {
    spec: '--validation <file>',
    describe: 'Validation records (.jsonl), local or s3://',
    completes: 'file',
  },
  source: {
    spec: '--source <table>',
    describe: 'Table that is turned into records first, instead of --train',
    completes: 'file',
  },
  prompt: {
    spec: '--prompt <template>',
    describe: 'Prompt of a table, with {column} placeholders',
  },
  completion: { spec: '--completion <template>', describe: 'Answer of a table, as a template' },
  promptColumn: { spec: '--prompt-column <name>', describe: 'Column of a table with the prompt' },
  completionColumn: {
    spec: '--completion-column <name>',
    describe: 'Column of a table with the answer',
  },
  labelWords: {
    spec: '--label-words <label=word,…>',
    describe: 'Words instead of labels: 1=fraud,0=legitimate',
  },
  system: { spec: '--system <text>', describe: 'Instruction before every prompt of a table' },
  validationSplit: {
    spec: '--validation-split <share>',
    describe: 'Share of a table kept back for validation, 0 to 0.5',
    kind: 'number',
  },
  bucket: {
    spec: '--bucket <name>',
    describe: 'Bucket for data and results; made if absent',
    config: 'finetune.bucket',
  },
  prefix: {
    spec: '--prefix <folder>',
    describe: 'Folder in the bucket (default: mlctl)',
    config: 'finetune.prefix',
  },
  output: { spec: '--output <uri>', describe: 'Other s3:// folder for the results' },
  role: {
    spec: '--role <name>',
    describe: 'Role that Bedrock takes on, name or ARN; made if absent',
    config: 'finetune.role',
  },
  kmsKey: {
    spec: '--kms-key <arn>',
    describe: 'Own key for the custom model',
    config: 'finetune.kmsKey',
  },
  subnets: { spec: '--subnets <id>', describe: 'Subnets of the job (repeatable)', kind: 'list' },
  securityGroups: {
    spec: '--security-groups <id>',
    describe: 'Security groups of the job (repeatable)',
    kind: 'list',
  },
  hyperparameter: {
    spec: '--hyperparameter <name=value>',
    describe: 'Training setting (repeatable)',
    kind: 'pairs',
  },
  use: {
    spec: '--use <way>',
    describe: 'How the model will be used: its quotas are checked before the training',
    choices: ['on-demand', 'provisioned'],
  },
  again: {
    spec: '--again',
    describe: 'Train once more although this training is completed already',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** What a run calls, from the checks to the job. */
export const RUN_ACTIONS: readonly string[] = [
  'bedrock:CreateModelCustomizationJob',
  'bedrock:GetCustomModel',
  'bedrock:GetFoundationModel',
  'bedrock:GetModelCustomizationJob',
  'bedrock:ListCustomModels',
  'bedrock:ListModelCustomizationJobs',
  'bedrock:TagResource',
  'iam:CreateRole',
  ...ROLE_ACTIONS,
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:SimulatePrincipalPolicy',
  'iam:TagRole',
  'iam:UpdateAssumeRolePolicy',
  ...BUCKET_MAKING_ACTIONS,
  's3:GetObject',
  'servicequotas:GetServiceQuota',
  'sts:GetCallerIdentity',
]

/** The wait for a job, for every command that can wait. */
export const POLL_FLAG = {
  pollInterval: {
    spec: '--poll-interval <duration>',
    describe: 'Look at the job this often instead of every 5 to 60 s',
    kind: 'duration',
  },
} as const satisfies FlagTable
