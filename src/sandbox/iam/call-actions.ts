import { keyNeeds } from '../kms/needs.ts'
import { list, optionalText } from '../members.ts'
import { objectKeyNeeds } from '../s3/key-needs.ts'
import { volumeKeyNeeds } from '../sagemaker/configs/volume-key.ts'
import type { Call, Input } from '../service.ts'
import type { Needed } from './needed.ts'

/**
 * S3 operations whose permission has another name.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
}

/** Members of S3 inputs that policies ask for, and the keys they ask by. */
const S3_KEYS: readonly (readonly [member: string, key: string])[] = [
  ['Prefix', 's3:prefix'],
  ['Delimiter', 's3:delimiter'],
  ['ServerSideEncryption', 's3:x-amz-server-side-encryption'],
  ['SSEKMSKeyId', 's3:x-amz-server-side-encryption-aws-kms-key-id'],
  ['ACL', 's3:x-amz-acl'],
  ['VersionId', 's3:versionid'],
]

const s3Keys = (input: Input): Readonly<Record<string, string>> =>
  Object.fromEntries(
    S3_KEYS.flatMap(([member, key]): [string, string][] => {
      const value = optionalText(input, member)
      return value === undefined ? [] : [[key, value]]
    }),
  )

const s3 = (call: Call, input: Input): readonly Needed[] => {
  const action = `s3:${S3_ACTIONS[call.operation] ?? call.operation}`
  const bucket = optionalText(input, 'Bucket')
  const key = optionalText(input, 'Key')
  if (bucket === undefined) return [{ action, resource: '*' }]
  if (call.operation === 'DeleteObjects') return [{ action, resource: `arn:aws:s3:::${bucket}/*` }]
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`
  const needed = { action, resource, context: s3Keys(input) }
  if (call.operation !== 'CopyObject') return [needed]
  const source = decodeURIComponent(optionalText(input, 'CopySource') ?? '').replace(/^\//, '')
  return [needed, { action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }]
}

const iam = (call: Call, input: Input): readonly Needed[] => {
  const role = optionalText(input, 'RoleName')
  const policy = optionalText(input, 'PolicyName')
  const user = optionalText(input, 'UserName')
  const own = `arn:aws:iam::${call.accountId}`
  const named =
    optionalText(input, 'PolicySourceArn') ??
    (user === undefined ? undefined : `${own}:user/${user}`) ??
    (role === undefined ? optionalText(input, 'PolicyArn') : `${own}:role/${role}`) ??
    (policy === undefined ? '*' : `${own}:policy/${policy}`)
  return [{ action: `iam:${call.operation}`, resource: named }]
}

/** Members of Bedrock inputs that name the resource, and the resource type of a bare id. */
const BEDROCK_MEMBERS: readonly (readonly [member: string, type: string])[] = [
  ['jobIdentifier', 'model-customization-job'],
  ['customModelDeploymentIdentifier', 'custom-model-deployment'],
  ['provisionedModelId', 'provisioned-model'],
  ['modelIdentifier', 'custom-model'],
  ['modelArn', 'custom-model'],
  ['modelId', 'foundation-model'],
  ['baseModelIdentifier', 'foundation-model'],
  ['resourceARN', ''],
]

/** Bedrock actions whose name is not the operation's. */
const BEDROCK_ACTIONS: Readonly<Record<string, string>> = {
  Converse: 'InvokeModel',
  ConverseStream: 'InvokeModelWithResponseStream',
}

const bedrock = (call: Call, input: Input): readonly Needed[] => {
  const action = `bedrock:${BEDROCK_ACTIONS[call.operation] ?? call.operation}`
  const [member, type] = BEDROCK_MEMBERS.find(([name]) => input[name] !== undefined) ?? ['', '']
  const id = optionalText(input, member)
  const account = type === 'foundation-model' ? '' : call.accountId
  const built = `arn:aws:bedrock:${call.region}:${account}:${type}/${id}`
  const resource = id === undefined ? '*' : id.startsWith('arn:') ? id : built
  const role = optionalText(input, 'roleArn')
  if (role === undefined) return [{ action, resource }]
  // Handing a role to a service takes a permission of its own.
  const context = { 'iam:PassedToService': 'bedrock.amazonaws.com' }
  return [
    { action, resource },
    { action: 'iam:PassRole', resource: role, context },
  ]
}

/** Members of SageMaker inputs that name the resource, and its type in an ARN. */
const SAGEMAKER_MEMBERS: readonly (readonly [member: string, type: string])[] = [
  ['InferenceComponentName', 'inference-component'],
  ['Name', 'inference-experiment'],
  ['JobName', 'inference-recommendations-job'],
  ['TrainingJobName', 'training-job'],
  ['HyperParameterTuningJobName', 'hyper-parameter-tuning-job'],
  ['ProcessingJobName', 'processing-job'],
  ['TransformJobName', 'transform-job'],
  ['NotebookInstanceName', 'notebook-instance'],
  ['EndpointName', 'endpoint'],
  ['EndpointConfigName', 'endpoint-config'],
  ['ModelName', 'model'],
]

/** SageMaker actions whose name is not the operation's. */
const SAGEMAKER_ACTIONS: Readonly<Record<string, string>> = {
  InvokeEndpointWithResponseStream: 'InvokeEndpoint',
}

const sagemaker = (call: Call, input: Input): readonly Needed[] => {
  const action = `sagemaker:${SAGEMAKER_ACTIONS[call.operation] ?? call.operation}`
  const [member, type] = SAGEMAKER_MEMBERS.find(([name]) => input[name] !== undefined) ?? ['', '']
  const name = optionalText(input, member)?.toLowerCase()
  const built = `arn:aws:sagemaker:${call.region}:${call.accountId}:${type}/${name}`
  const resource = optionalText(input, 'ResourceArn') ?? (name === undefined ? '*' : built)
  const role = optionalText(input, 'ExecutionRoleArn') ?? optionalText(input, 'RoleArn')
  if (role === undefined) return [{ action, resource }]
  const context = { 'iam:PassedToService': 'sagemaker.amazonaws.com' }
  return [
    { action, resource },
    { action: 'iam:PassRole', resource: role, context },
  ]
}

/** The token is for the whole registry; everything else is about one repository. */
const ecr = (call: Call, input: Input): readonly Needed[] => {
  const name = optionalText(input, 'repositoryName') ?? list<string>(input, 'repositoryNames')[0]
  const built = `arn:aws:ecr:${call.region}:${call.accountId}:repository/${name}`
  const resource = optionalText(input, 'resourceArn') ?? (name === undefined ? '*' : built)
  return [{ action: `ecr:${call.operation}`, resource }]
}

/** Builds are authorized by their project; lists and looks at many take the first that is named. */
const codebuild = (call: Call, input: Input): readonly Needed[] => {
  const [first] = [...list<string>(input, 'names'), ...list<string>(input, 'ids')]
  const name = optionalText(input, 'projectName') ?? optionalText(input, 'name') ?? first
  const project = name?.replace(/:[0-9a-f-]{36}$/, '')
  const resource = `arn:aws:codebuild:${call.region}:${call.accountId}:project/${project}`
  const action = `codebuild:${call.operation}`
  const role = optionalText(input, 'serviceRole')
  const needed = { action, resource: project === undefined ? '*' : resource }
  if (role === undefined) return [needed]
  const context = { 'iam:PassedToService': 'codebuild.amazonaws.com' }
  return [needed, { action: 'iam:PassRole', resource: role, context }]
}

const sessionKeys = (input: Input): Readonly<Record<string, string>> => {
  const name = optionalText(input, 'RoleSessionName')
  const externalId = optionalText(input, 'ExternalId')
  return {
    ...(name === undefined ? {} : { 'sts:RoleSessionName': name }),
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  }
}

/** What is about one trail names it, by name or ARN. */
const cloudTrail = (call: Call, input: Input): readonly Needed[] => {
  const action = `cloudtrail:${call.operation}`
  const name = ['Name', 'TrailName', 'ResourceId'].flatMap((at) => optionalText(input, at) ?? [])[0]
  if (name === undefined) return [{ action, resource: '*' }]
  const built = `arn:aws:cloudtrail:${call.region}:${call.accountId}:trail/${name}`
  return [{ action, resource: name.startsWith('arn:') ? name : built }]
}

/** The permissions a call needs, with the resources it names. */
export const actionsOf = (call: Call, input: Input): readonly Needed[] => {
  switch (call.service) {
    case 's3':
      return [...s3(call, input), ...objectKeyNeeds(call, input)]
    case 'kms':
      return keyNeeds(call, input)
    case 'accessanalyzer':
      return [{ action: `access-analyzer:${call.operation}`, resource: '*' }]
    case 'iam':
      return iam(call, input)
    case 'bedrock':
    case 'bedrock-runtime':
      return bedrock(call, input)
    case 'sts': {
      const resource = optionalText(input, 'RoleArn') ?? '*'
      const context = sessionKeys(input)
      return [{ action: `sts:${call.operation}`, resource, context }]
    }
    case 'sagemaker':
    case 'sagemaker-runtime':
      return [...sagemaker(call, input), ...volumeKeyNeeds(call, input)]
    case 'ecr':
      return ecr(call, input)
    case 'codebuild':
      return codebuild(call, input)
    case 'logs':
      return [{ action: `logs:${call.operation}`, resource: '*' }]
    case 'cloudwatch':
      return [{ action: `cloudwatch:${call.operation}`, resource: '*' }]
    case 'ec2':
      return [{ action: `ec2:${call.operation}`, resource: '*' }]
    case 'cloudtrail':
      return cloudTrail(call, input)
    case 'application-autoscaling':
      return [{ action: `application-autoscaling:${call.operation}`, resource: '*' }]
    default:
      return [{ action: `servicequotas:${call.operation}`, resource: '*' }]
  }
}
