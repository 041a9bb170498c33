import { bucketArn, objectsArn, outputLocation } from '../locations.ts'
import type { AnyRoleSpec } from '../spec.ts'
import type { Grant } from './grants.ts'

export const arnIn = (spec: AnyRoleSpec, service: string, resource: string): string =>
  `arn:${spec.partition}:${service}:${spec.region}:${spec.account}:${resource}`

/**
 * What the code of a SageMaker job or container does besides reading and writing data: logs, metrics,
 * images. Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html.
 */
export const sageMakerGrants = (
  spec: AnyRoleSpec,
  logGroups: readonly string[],
): readonly Grant[] => [
  ...logGrants(spec, logGroups),
  {
    id: 'metrics',
    sid: 'PublishMetrics',
    what: 'publish metrics',
    actions: ['cloudwatch:PutMetricData'],
    // PutMetricData takes no resource; the namespace is its only limit.
    resources: ['*'],
    condition: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'aws/sagemaker/*'] } },
    probes: [{ resource: '*', context: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } }],
  },
  ...imageGrants(spec),
]

/** Groups and streams are made by the service at the first line of each job. */
export const logGrants = (spec: AnyRoleSpec, groups: readonly string[]): readonly Grant[] => [
  {
    id: 'logs',
    sid: 'WriteLogs',
    what: 'write logs',
    actions: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
    ],
    resources: groups.map((group) => arnIn(spec, 'logs', `log-group:${group}*`)),
    probes: groups.map((group) => ({
      resource: arnIn(spec, 'logs', `log-group:${group}mlctl-check:log-stream:a`),
    })),
  },
]

const imageGrants = (spec: AnyRoleSpec): readonly Grant[] => [
  REGISTRY_LOGIN,
  pullGrant(spec.repositoryArns ?? [arnIn(spec, 'ecr', 'repository/*')]),
]

/** A token is of the whole registry: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html. */
export const REGISTRY_LOGIN: Grant = {
  id: 'registry-token',
  sid: 'LogInToRegistry',
  what: 'log in to the image registry',
  actions: ['ecr:GetAuthorizationToken'],
  resources: ['*'],
  probes: [{ resource: '*' }],
}

export const pullGrant = (repositories: readonly string[]): Grant => ({
  id: 'pull-image',
  sid: 'PullImages',
  what: 'pull images',
  actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  resources: repositories,
  probes: repositories.map((arn) => ({ resource: arn.replace('*', 'mlctl-check') })),
})

/**
 * A key that encrypts volumes: the service makes a grant for EC2, and only for that. Source:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html.
 */
export const volumeKeyGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  if (spec.modelKmsKeyArn === undefined) return []
  const key = spec.modelKmsKeyArn
  return [
    {
      id: 'volume-key',
      sid: 'GrantVolumeKey',
      what: `let volumes use ${key}`,
      actions: ['kms:CreateGrant'],
      resources: [key],
      condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      probes: [{ resource: key, context: { 'kms:GrantIsForAWSResource': 'true' } }],
    },
    {
      id: 'look-at-key',
      sid: 'LookAtKey',
      what: `look at ${key}`,
      actions: ['kms:DescribeKey'],
      resources: [key],
      probes: [{ resource: key }],
    },
  ]
}

/**
 * Plain network interfaces of SageMaker, in the named subnets alone. Source:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html.
 */
export const plainVpcGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const { vpcConfig: vpc } = spec
  if (vpc === undefined) return []
  const ec2 = (resource: string) => arnIn(spec, 'ec2', resource)
  const subnets = vpc.subnetIds.map((id) => ec2(`subnet/${id}`))
  const groups = vpc.securityGroupIds.map((id) => ec2(`security-group/${id}`))
  const card = ec2('network-interface/*')
  const probe = card.replace('*', 'mlctl-check')
  return [
    {
      id: 'vpc',
      sid: 'VpcLook',
      what: 'look at the VPC',
      actions: [
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
      probes: [{ resource: '*' }],
    },
    {
      id: 'vpc',
      sid: 'VpcCreateInterface',
      what: 'make network interfaces in the VPC',
      actions: ['ec2:CreateNetworkInterface'],
      resources: [card, ...subnets, ...groups],
      probes: [probe, ...subnets, ...groups].map((resource) => ({ resource })),
    },
    {
      id: 'vpc',
      sid: 'VpcUseInterface',
      what: 'use and delete network interfaces of these subnets',
      actions: [
        'ec2:CreateNetworkInterfacePermission',
        'ec2:DeleteNetworkInterface',
        'ec2:DeleteNetworkInterfacePermission',
      ],
      resources: [card],
      condition: { ArnEquals: { 'ec2:Subnet': subnets } },
      probes: subnets.map((subnet) => ({ resource: probe, context: { 'ec2:Subnet': subnet } })),
    },
  ]
}

/** Calls of models: foundation models and profiles, custom and provisioned ones. */
export const callGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const models = spec.modelArns ?? []
  if (models.length === 0) return []
  return [
    {
      id: 'call-model',
      sid: 'CallModels',
      what: 'call models',
      actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      resources: models,
      probes: models.map((resource) => ({ resource: resource.replaceAll('*', 'mlctl-check') })),
    },
  ]
}

/** The Lambda functions that grade a reinforcement fine-tuning. */
export const graderGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const graders = spec.graderArns ?? []
  if (graders.length === 0) return []
  return [
    {
      id: 'call-grader',
      sid: 'CallGraders',
      what: 'call the grader',
      actions: ['lambda:InvokeFunction'],
      resources: graders,
      probes: graders.map((resource) => ({ resource })),
    },
  ]
}

/**
 * Evaluation writes its results in parts, and looks at the bucket for that. Source:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/automatic-service-roles.html.
 */
export const uploadInPartsGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  if (spec.output === undefined) return []
  const { bucket, folder } = outputLocation({ output: spec.output })
  const arn = bucketArn(spec.partition, bucket)
  const context = { 'aws:ResourceAccount': spec.account }
  const condition = { StringEquals: context }
  return [
    {
      id: 'output-parts',
      sid: 'UploadInParts',
      what: 'upload results in parts',
      actions: ['s3:AbortMultipartUpload'],
      resources: [objectsArn(spec.partition, { bucket, folder })],
      condition,
      probes: [{ resource: `${arn}/${folder}mlctl-check`, context }],
    },
    {
      id: 'output-bucket',
      sid: 'LookAtOutputBucket',
      what: 'look at the output bucket',
      actions: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      resources: [arn],
      condition,
      probes: [{ resource: arn, context }],
    },
  ]
}
