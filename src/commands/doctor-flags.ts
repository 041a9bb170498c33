import { BUCKET_GUARD_ACTIONS } from './bucket-actions.ts'
import { CONSENT_FLAGS } from './consent-flags.ts'
import type { FlagTable } from './define.ts'
import { ROLE_ACTIONS } from './role-actions.ts'

/** What is looked at; each is taken from the configuration of the command's area where it is not given. */
export const DOCTOR_FLAGS = {
  for: {
    spec: '--for <commands>',
    describe: 'Groups or commands, separated by commas: finetune,"container push"',
    kind: 'list',
  },
  role: { spec: '--role <name>', describe: 'Role that the job runs with, name or ARN' },
  bucket: { spec: '--bucket <name>', describe: 'Bucket of data and results' },
  data: {
    spec: '--data <uri>',
    describe: 'S3 URI of the data, file or folder (repeatable)',
    kind: 'list',
  },
  output: { spec: '--output <uri>', describe: 'S3 folder of the results' },
  baseModel: { spec: '--base-model <name>', describe: 'Base model whose access is checked' },
  kmsKey: { spec: '--kms-key <arn>', describe: 'Key of data, volumes or model' },
  subnets: { spec: '--subnets <id>', describe: 'Subnet of the job (repeatable)', kind: 'list' },
  securityGroups: {
    spec: '--security-groups <id>',
    describe: 'Security group of the job (repeatable)',
    kind: 'list',
  },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Instance type whose quota is checked: ml.g5.xlarge',
  },
  fix: {
    spec: '--fix',
    describe: 'Repair what mlctl can, by mlctl iam fix and its like, after a plan and a yes',
    kind: 'boolean',
  },
  confirm: CONSENT_FLAGS.confirm,
  failOn: {
    spec: '--fail-on <status>',
    describe: 'What counts as failed: fail, or warn too',
    choices: ['warn', 'fail'],
    default: 'fail',
  },
} as const satisfies FlagTable

/**
 * All reads, of which nothing fails that may not be asked, and after them what --fix and the offered repairs
 * write.
 */
export const DOCTOR_ACTIONS: readonly string[] = [
  'bedrock:GetFoundationModelAvailability',
  'bedrock:ListFoundationModels',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
  'ecr:GetAuthorizationToken',
  ...ROLE_ACTIONS,
  'iam:SimulatePrincipalPolicy',
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  ...BUCKET_GUARD_ACTIONS,
  's3:ListAllMyBuckets',
  's3:ListBucket',
  'servicequotas:GetAWSDefaultServiceQuota',
  'servicequotas:GetServiceQuota',
  'servicequotas:ListServiceQuotas',
  'sts:GetCallerIdentity',
  'access-analyzer:ValidatePolicy',
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UpdateAssumeRolePolicy',
  'kms:PutKeyPolicy',
]
