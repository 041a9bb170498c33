import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asList, policySize } from '../../../src/lib/domain/core/policy-document.ts'
import { assessRole } from '../../../src/lib/domain/iam/assess.ts'
import { callerRequirements } from '../../../src/lib/domain/iam/caller-requirements.ts'
import { decide } from '../../../src/lib/domain/iam/evaluate.ts'
import { POLICY_LIMITS } from '../../../src/lib/domain/iam/limits.ts'
import { lintPolicy } from '../../../src/lib/domain/iam/lint/lint.ts'
import { defaultRoleName, roleNameProblem } from '../../../src/lib/domain/iam/names.ts'
import { permissionPolicy } from '../../../src/lib/domain/iam/permission-policy.ts'
import { roleRequirements } from '../../../src/lib/domain/iam/requirements.ts'
import {
  kindOf,
  ROLE_PURPOSES,
  type RolePurpose,
} from '../../../src/lib/domain/iam/roles/purposes.ts'
import {
  ownRepositoryArnOf,
  repositoryArnOf,
} from '../../../src/lib/domain/iam/roles/repositories.ts'
import type { AnyRoleSpec } from '../../../src/lib/domain/iam/spec.ts'
import { judgeTrust, trustPolicy } from '../../../src/lib/domain/iam/trust-policy.ts'

const ACCOUNT = '111122223333'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const place = { account: ACCOUNT, partition: 'aws', region: 'us-east-1' }

/** Everything a role of the kind can be given. */
const fullSpec = (purpose: RolePurpose): AnyRoleSpec => {
  const { needs, vpc } = kindOf({ purpose })
  const base = {
    ...place,
    roleName: 'r',
    reads: needs.data ? ['s3://data/fraud/', 's3://more/x.jsonl'] : [],
    ...(needs.data ? { dataKmsKeyArns: [KEY] } : {}),
    modelKmsKeyArn: KEY,
    ...(vpc === 'none'
      ? {}
      : { vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } }),
    repositoryArns: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`],
    modelArns: ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'],
    graderArns: [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:grade`],
    passedRoleArns: [`arn:aws:iam::${ACCOUNT}:role/jobs`],
    pushedRepositoryArns: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/churn`],
  }
  if (purpose === 'customization') return { ...base, output: 's3://out/o/' }
  return { ...base, purpose, ...(needs.output === 'never' ? {} : { output: 's3://out/o/' }) }
}
const holding = (spec: AnyRoleSpec, policy = permissionPolicy(spec)) => ({
  inlinePolicies: [{ name: 'p', policy }],
  attachedPolicies: [],
})

/**
 * Written out a second time on purpose, from the pages that src/lib/domain/iam/roles/purposes.ts names:
 * what is granted and what is checked come from one table, this list holds that table to the guides.
 */
const READ = ['s3:GetObject', 's3:ListBucket']
const WRITE = [...READ, 's3:PutObject']
const DATA_KEY = ['kms:Decrypt', 'kms:GenerateDataKey']
const MODEL_KEY = [...DATA_KEY, 'kms:CreateGrant', 'kms:DescribeKey']
const CALL = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream']
const LOGS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
]
const PLAIN_VPC = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
]
const BEDROCK_VPC = [...PLAIN_VPC, 'ec2:CreateTags']
const SAGEMAKER = [
  ...LOGS,
  'cloudwatch:PutMetricData',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  ...MODEL_KEY,
  ...PLAIN_VPC,
  ...WRITE,
]
const START_JOBS = [
  ...['TrainingJob', 'ProcessingJob', 'TransformJob', 'HyperParameterTuningJob'].flatMap((job) =>
    ['Create', 'Describe', 'Stop'].map((verb) => `sagemaker:${verb}${job}`),
  ),
  'sagemaker:AddTags',
  'sagemaker:CreateModel',
  'sagemaker:DescribeModel',
  'sagemaker:ListTags',
  'iam:PassRole',
]
const GUIDES: Readonly<Record<RolePurpose, readonly string[]>> = {
  customization: [...WRITE, ...MODEL_KEY, ...BEDROCK_VPC, ...CALL, 'lambda:InvokeFunction'],
  import: [...READ, ...MODEL_KEY, ...BEDROCK_VPC],
  evaluation: [
    ...WRITE,
    ...MODEL_KEY,
    ...CALL,
    'bedrock:CreateModelInvocationJob',
    'bedrock:StopModelInvocationJob',
    's3:AbortMultipartUpload',
    's3:GetBucketLocation',
    's3:ListBucketMultipartUploads',
  ],
  batch: [...WRITE, ...MODEL_KEY, ...BEDROCK_VPC, ...CALL],
  grader: [...LOGS, ...CALL],
  training: SAGEMAKER,
  hosting: SAGEMAKER,
  pipelines: [
    ...SAGEMAKER,
    ...START_JOBS,
    'sagemaker:CreateModelPackage',
    'sagemaker:CreateModelPackageGroup',
    'sagemaker:DescribeModelPackage',
    'sagemaker:DescribeModelPackageGroup',
    'sagemaker:UpdateModelPackage',
  ],
  workflow: [
    ...START_JOBS,
    'bedrock:CreateModelCustomizationJob',
    'bedrock:GetModelCustomizationJob',
    'bedrock:StopModelCustomizationJob',
    'bedrock:TagResource',
    'events:DescribeRule',
    'events:PutRule',
    'events:PutTargets',
  ],
  builds: [
    's3:GetObject',
    'kms:Decrypt',
    ...LOGS.filter((action) => action !== 'logs:DescribeLogStreams'),
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:CompleteLayerUpload',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ],
}

describe.each(ROLE_PURPOSES)('the role for %s', (purpose) => {
  const spec = fullSpec(purpose)

  it('may do all that its jobs ask for', () => {
    const open = assessRole(holding(spec), roleRequirements(spec)).filter(
      ({ verdict }) => verdict !== 'ok',
    )
    expect(open.map(({ requirement, why }) => [requirement.what, why])).toEqual([])
  })

  it('holds no statement that no job asks for', () => {
    for (const { Sid: sid } of permissionPolicy(spec).Statement) {
      const policy = permissionPolicy(spec)
      const less = { ...policy, Statement: policy.Statement.filter((one) => one.Sid !== sid) }
      const verdicts = assessRole(holding(spec, less), roleRequirements(spec))
      expect(
        verdicts.some(({ verdict }) => verdict !== 'ok'),
        `without ${sid}`,
      ).toBe(true)
    }
  })

  it('holds exactly the actions that the guides name', () => {
    const held = permissionPolicy(spec).Statement.flatMap(({ Action }) => asList(Action))
    expect([...new Set(held)].sort()).toEqual([...new Set(GUIDES[purpose])].sort())
  })

  it('passes the linter without a word, and fits the quotas', () => {
    expect(lintPolicy(permissionPolicy(spec), 'identity', place)).toEqual([])
    expect(lintPolicy(trustPolicy(spec), 'trust', place)).toEqual([])
    expect(policySize(permissionPolicy(spec))).toBeLessThan(POLICY_LIMITS.roleInline)
  })

  it('trusts its service alone, for jobs of this account alone', () => {
    expect(judgeTrust(trustPolicy(spec), spec)).toEqual({ kind: 'right' })
    const { service, source } = kindOf(spec)
    const ask = (principal: string, account: string) =>
      decide([{ name: 't', policy: trustPolicy(spec) }], {
        action: 'sts:AssumeRole',
        principal: { Service: principal },
        context: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:aws:${source.service}:us-east-1:${account}:${source.probe}`,
        },
      }).decision
    expect(ask(service, ACCOUNT)).toBe('allowed')
    expect(ask(service, '999988887777')).toBe('implicitDeny')
    expect(ask('ec2.amazonaws.com', ACCOUNT)).toBe('implicitDeny')
  })

  it('says the same whatever the order of its lists', () => {
    const turned = {
      ...spec,
      reads: [...spec.reads].reverse(),
      ...(spec.vpcConfig === undefined
        ? {}
        : { vpcConfig: { ...spec.vpcConfig, subnetIds: [...spec.vpcConfig.subnetIds].reverse() } }),
    } as AnyRoleSpec
    expect(roleRequirements(turned)).toHaveLength(roleRequirements(spec).length)
    expect(
      assessRole(holding(turned), roleRequirements(spec)).every(({ verdict }) => verdict === 'ok'),
    ).toBe(true)
  })

  it('is handed over by a caller to its service alone', () => {
    const pass = callerRequirements(spec).find(({ id }) => id === 'pass-role')
    expect(pass?.ask.context).toEqual({ 'iam:PassedToService': kindOf(spec).service })
  })
})

/** Requests as jobs of these kinds really make them, told without the tables of the grants. */
describe('what jobs really ask', () => {
  const logs = (group: string) => `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${group}`
  it.each([
    ['training', 'logs:CreateLogStream', logs('/aws/sagemaker/TrainingJobs'), {}],
    [
      'training',
      'logs:PutLogEvents',
      logs('/aws/sagemaker/ProcessingJobs:log-stream:j/algo-1'),
      {},
    ],
    ['training', 'logs:CreateLogGroup', logs('/aws/sagemaker/TransformJobs'), {}],
    ['hosting', 'logs:PutLogEvents', logs('/aws/sagemaker/Endpoints/fraud:log-stream:v1/i-1'), {}],
    ['training', 'ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`, {}],
    [
      'training',
      's3:PutObject',
      'arn:aws:s3:::out/o/job/output/model.tar.gz',
      { 'aws:ResourceAccount': ACCOUNT },
    ],
    ['training', 'kms:CreateGrant', KEY, { 'kms:GrantIsForAWSResource': 'true' }],
    ['training', 'kms:Decrypt', KEY, { 'kms:ViaService': 's3.us-east-1.amazonaws.com' }],
    [
      'training',
      'cloudwatch:PutMetricData',
      '*',
      { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' },
    ],
    [
      'pipelines',
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/jobs`,
      { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
    ],
    [
      'workflow',
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/jobs`,
      { 'iam:PassedToService': 'bedrock.amazonaws.com' },
    ],
    [
      'workflow',
      'events:PutRule',
      `arn:aws:events:us-east-1:${ACCOUNT}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule`,
      {},
    ],
    [
      'workflow',
      'sagemaker:CreateTrainingJob',
      `arn:aws:sagemaker:us-east-1:${ACCOUNT}:training-job/x`,
      {},
    ],
    ['grader', 'logs:PutLogEvents', logs('/aws/lambda/grade:log-stream:2026/11/22'), {}],
    [
      'evaluation',
      's3:AbortMultipartUpload',
      'arn:aws:s3:::out/o/e/part',
      { 'aws:ResourceAccount': ACCOUNT },
    ],
    ['builds', 'logs:CreateLogGroup', logs('/aws/codebuild/mlctl-image-builds'), {}],
    [
      'builds',
      'logs:PutLogEvents',
      logs('/aws/codebuild/mlctl-image-builds:log-stream:1f2e3d4c'),
      {},
    ],
    ['builds', 'ecr:PutImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/churn`, {}],
    ['builds', 'ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`, {}],
    ['builds', 's3:GetObject', 'arn:aws:s3:::data/fraud/x', { 'aws:ResourceAccount': ACCOUNT }],
  ] as const)('%s may %s on %s', (purpose, action, resource, context) => {
    const [verdict] = assessRole(holding(fullSpec(purpose)), [
      { id: 'x', what: 'x', ask: { action, resource, context } },
    ])
    expect(verdict?.verdict).toBe('ok')
  })
})

describe('least privilege', () => {
  it.each([
    ['training', 's3:PutObject', 'arn:aws:s3:::data/fraud/x'],
    ['training', 's3:GetObject', 'arn:aws:s3:::somebody-else/x'],
    ['training', 'ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/other`],
    [
      'training',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/x:log-stream:a`,
    ],
    ['training', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
    [
      'hosting',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs:log-stream:a`,
    ],
    ['import', 's3:PutObject', 'arn:aws:s3:::data/fraud/x'],
    ['batch', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/other'],
    ['grader', 's3:GetObject', 'arn:aws:s3:::data/fraud/x'],
    ['workflow', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
    // What it builds on is pulled, and nothing is pushed there.
    ['builds', 'ecr:PutImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`],
    ['builds', 's3:ListBucket', 'arn:aws:s3:::data'],
    ['builds', 's3:PutObject', 'arn:aws:s3:::data/fraud/x'],
    ['builds', 'kms:GenerateDataKey', KEY],
    [
      'builds',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/codebuild/mlctl-image-builds-2:log-stream:a`,
    ],
    ['pipelines', 'sagemaker:DeleteModel', `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model/m`],
  ] as const)('%s may not %s on %s', (purpose, action, resource) => {
    const context = {
      'aws:ResourceAccount': ACCOUNT,
      'iam:PassedToService': 'sagemaker.amazonaws.com',
    }
    const [verdict] = assessRole(holding(fullSpec(purpose)), [
      { id: 'x', what: 'x', ask: { action, resource, context } },
    ])
    expect(verdict?.verdict).toBe('missing')
  })

  it('makes no grant for people with the volume key', () => {
    const { decision } = decide([{ name: 'p', policy: permissionPolicy(fullSpec('training')) }], {
      action: 'kms:CreateGrant',
      resource: KEY,
      context: { 'kms:GrantIsForAWSResource': 'false' },
    })
    expect(decision).toBe('implicitDeny')
  })
})

it.each([
  [
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/fraud:v1`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/fraud`,
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:ab`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
  ],
  [
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
  ],
  ['public.ecr.aws/x/y', undefined],
  ['python:3.12', undefined],
  ['arn:aws:s3:::x', undefined],
])('the repository of %s is %s', (text, arn) => {
  expect(repositoryArnOf(text, 'aws')).toBe(arn)
})

it.each([
  [`arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.x`, 'bedrock:GetInferenceProfile'],
  [
    `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/x`,
    'bedrock:GetInferenceProfile',
  ],
  [
    `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/x`,
    'bedrock:GetProvisionedModelThroughput',
  ],
  [`arn:aws:bedrock:us-east-1:${ACCOUNT}:imported-model/x`, 'bedrock:GetImportedModel'],
])('an evaluation of %s may look at it: %s', (arn, action) => {
  const spec = { ...fullSpec('evaluation'), modelArns: [arn] }
  const [verdict] = assessRole(holding(spec), [
    { id: 'x', what: 'x', ask: { action, resource: arn, context: {} } },
  ])
  expect(verdict?.verdict).toBe('ok')
  expect(lintPolicy(permissionPolicy(spec), 'identity', place)).toEqual([])
})

it('every trust and every tag of an interface names the page of AWS that it stands on', () => {
  for (const purpose of ROLE_PURPOSES) {
    const { source, vpc } = kindOf({ purpose })
    for (const from of [source.from, ...(typeof vpc === 'string' ? [] : [vpc.from])]) {
      expect(from).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|github\.com\/aws)\//)
    }
  }
})

it('builds of another project take the role on when it was made for that project', () => {
  const spec = { ...fullSpec('builds'), buildProject: 'team-images' }
  const arn = `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/team-images`
  expect(JSON.stringify(trustPolicy(spec))).toContain(`"${arn}"`)
  expect(judgeTrust(trustPolicy(fullSpec('builds')), spec).kind).toBe('wrong')
})

it.each([
  ['team/churn', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/churn`],
  ['churn:v1', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/churn`],
  [
    '999988887777.dkr.ecr.eu-west-1.amazonaws.com/churn:v1',
    'arn:aws:ecr:eu-west-1:999988887777:repository/churn',
  ],
  ['docker.io/library/python', undefined],
  ['Churn', undefined],
  ['arn:aws:s3:::x', undefined],
])('%s is pushed to as %s', (text, arn) => {
  expect(ownRepositoryArnOf(text, place)).toBe(arn)
})

it('default names of any project, area and style are names that IAM takes', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 120 }),
      fc.constantFrom('bedrock', 'sagemaker', 'states', 'grader'),
      fc.constantFrom('mlctl' as const, 'aws' as const),
      (project, area, style) => {
        expect(roleNameProblem(defaultRoleName(project, { area, style }))).toBeUndefined()
      },
    ),
  )
})
