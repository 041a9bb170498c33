import { HOSTING_ACTIONS } from './hosting-actions.ts'
import { NETWORK_ACTIONS } from './network-actions.ts'

/**
 * What each action can be limited to. Placeholders: {partition} {region} {account} {bucket} {role}.
 * An action that takes no resource has `*`. Source: the tables of the Service Authorization Reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_bedrock.html,
 * list_s3.html, list_iam.html, list_awskeymanagementservice.html, list_servicequotas.html beside it.
 */
export type ActionRow = {
  readonly resources: readonly string[]
  /** Hands a role to a service: only to those that the same policy lets make something. */
  readonly passesRole?: true
  /** Buys capacity by the hour or changes what is bought: kept apart with --split-buyer. */
  readonly buys?: true
}

const EVERYTHING = ['*']
const BEDROCK = 'arn:{partition}:bedrock:{region}:{account}:'
const BASE_MODEL = 'arn:{partition}:bedrock:{region}::foundation-model/*'
const JOB = `${BEDROCK}model-customization-job/*`
const CUSTOM_MODEL = `${BEDROCK}custom-model/*`
const DEPLOYMENT = `${BEDROCK}custom-model-deployment/*`
const PROVISIONED = `${BEDROCK}provisioned-model/*`
// A profile routes to other regions, and the right is checked there too.
const INVOKABLE = [
  'arn:{partition}:bedrock:*::foundation-model/*',
  `${BEDROCK}inference-profile/*`,
  CUSTOM_MODEL,
  DEPLOYMENT,
  PROVISIONED,
]
const TAGGABLE = [JOB, CUSTOM_MODEL, DEPLOYMENT, PROVISIONED]
const BUCKET = ['arn:{partition}:s3:::{bucket}']
const OBJECTS = ['arn:{partition}:s3:::{bucket}/*']
const ROLE = ['arn:{partition}:iam::{account}:role/{role}']
const POLICIES = ['arn:{partition}:iam::{account}:policy/*', 'arn:{partition}:iam::aws:policy/*']
const PRINCIPALS = [
  'arn:{partition}:iam::{account}:role/*',
  'arn:{partition}:iam::{account}:user/*',
]
const USERS = ['arn:{partition}:iam::{account}:user/*']
const KEYS = ['arn:{partition}:kms:{region}:{account}:key/*']

const on = (resources: readonly string[], ...actions: readonly string[]) =>
  actions.map((action): readonly [string, ActionRow] => [action, { resources }])

const ROWS: ReadonlyMap<string, ActionRow> = new Map<string, ActionRow>([
  ...on([BASE_MODEL, JOB, CUSTOM_MODEL], 'bedrock:CreateModelCustomizationJob'),
  ...on([JOB], 'bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'),
  ...on([CUSTOM_MODEL], 'bedrock:GetCustomModel', 'bedrock:DeleteCustomModel'),
  ...on([BASE_MODEL], 'bedrock:GetFoundationModel', 'bedrock:GetFoundationModelAvailability'),
  ...on([CUSTOM_MODEL, DEPLOYMENT], 'bedrock:CreateCustomModelDeployment'),
  ...on([CUSTOM_MODEL, DEPLOYMENT], 'bedrock:UpdateCustomModelDeployment'),
  ...on([DEPLOYMENT], 'bedrock:GetCustomModelDeployment', 'bedrock:DeleteCustomModelDeployment'),
  ...on([PROVISIONED], 'bedrock:GetProvisionedModelThroughput'),
  ...on(INVOKABLE, 'bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'),
  ...on(TAGGABLE, 'bedrock:TagResource', 'bedrock:UntagResource', 'bedrock:ListTagsForResource'),
  ...on(
    EVERYTHING,
    'bedrock:ListCustomModelDeployments',
    'bedrock:ListCustomModels',
    'bedrock:ListFoundationModels',
    'bedrock:ListModelCustomizationJobs',
    'bedrock:ListProvisionedModelThroughputs',
  ),
  [
    'bedrock:CreateProvisionedModelThroughput',
    { resources: [BASE_MODEL, CUSTOM_MODEL, PROVISIONED], buys: true },
  ],
  [
    'bedrock:UpdateProvisionedModelThroughput',
    { resources: [BASE_MODEL, CUSTOM_MODEL, PROVISIONED], buys: true },
  ],
  ['bedrock:DeleteProvisionedModelThroughput', { resources: [PROVISIONED], buys: true }],
  ...on(
    OBJECTS,
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ),
  ...on(
    BUCKET,
    's3:CreateBucket',
    's3:GetBucketLocation',
    's3:GetBucketLogging',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPolicyStatus',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:PutBucketOwnershipControls',
    's3:PutBucketPolicy',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
  ),
  ...on(EVERYTHING, 's3:ListAllMyBuckets'),
  ...on(
    ROLE,
    'iam:CreateRole',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListRolePolicies',
    'iam:ListRoleTags',
    'iam:PutRolePolicy',
    'iam:TagRole',
    'iam:UpdateAssumeRolePolicy',
  ),
  ['iam:PassRole', { resources: ROLE, passesRole: true }],
  ...on(POLICIES, 'iam:GetPolicy', 'iam:GetPolicyVersion'),
  ...on(PRINCIPALS, 'iam:SimulatePrincipalPolicy'),
  ...on(
    USERS,
    'iam:GetLoginProfile',
    'iam:ListAccessKeys',
    'iam:ListMFADevices',
    'iam:GetAccessKeyLastUsed',
  ),
  ...on(
    EVERYTHING,
    'iam:GenerateCredentialReport',
    'iam:GetAccountSummary',
    'iam:GetCredentialReport',
    'iam:ListUsers',
  ),
  ...on(EVERYTHING, 'iam:ListRoles', 'sts:GetCallerIdentity'),
  ...on(
    KEYS,
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:EnableKeyRotation',
    'kms:GenerateDataKey',
    'kms:GetKeyPolicy',
    'kms:GetKeyRotationStatus',
    'kms:ListResourceTags',
    'kms:PutKeyPolicy',
    'kms:TagResource',
  ),
  ...on([...KEYS, 'arn:{partition}:kms:{region}:{account}:alias/*'], 'kms:CreateAlias'),
  ...on(EVERYTHING, 'access-analyzer:ValidatePolicy', 'kms:CreateKey', 'kms:ListKeys'),
  ...on(
    EVERYTHING,
    'servicequotas:GetAWSDefaultServiceQuota',
    'servicequotas:GetServiceQuota',
    'servicequotas:ListServiceQuotas',
    'servicequotas:RequestServiceQuotaIncrease',
  ),
  ...[...HOSTING_ACTIONS, ...NETWORK_ACTIONS].flatMap(([resources, ...actions]) =>
    on(resources, ...actions),
  ),
])

/**
 * Actions of SageMaker's that start instances which run, and are paid by the hour, until somebody stops
 * them, or that let them become more. Shifting weights between running ones is not among them.
 */
const CAPACITY: ReadonlySet<string> = new Set([
  'application-autoscaling:PutScalingPolicy',
  'application-autoscaling:PutScheduledAction',
  'application-autoscaling:RegisterScalableTarget',
  'sagemaker:CreateEndpoint',
  'sagemaker:CreateInferenceComponent',
  'sagemaker:CreateInferenceExperiment',
  'sagemaker:UpdateEndpoint',
])

/** Undefined for an action that the table does not know: it must then be granted on everything. */
export const actionRow = (action: string): ActionRow | undefined => {
  const row = ROWS.get(action)
  return row !== undefined && CAPACITY.has(action) ? { ...row, buys: true } : row
}
