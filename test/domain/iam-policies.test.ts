import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../src/lib/domain/core/policy-document.ts'
import { assessRole } from '../../src/lib/domain/iam/assess.ts'
import { locationOf } from '../../src/lib/domain/iam/locations.ts'
import { permissionPolicy } from '../../src/lib/domain/iam/permission-policy.ts'
import { roleRequirements } from '../../src/lib/domain/iam/requirements.ts'
import type { RoleSpec } from '../../src/lib/domain/iam/spec.ts'
import { addTrust, judgeTrust, trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'

const SPEC: RoleSpec = {
  roleName: 'mlctl-bedrock-acme',
  account: '111122223333',
  partition: 'aws',
  region: 'us-east-1',
  reads: ['s3://acme/fraud/train.jsonl', 's3://acme/fraud/valid.jsonl'],
  output: 's3://acme/results',
}
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555'
const FULL: RoleSpec = {
  ...SPEC,
  dataKmsKeyArns: [KEY],
  modelKmsKeyArn: KEY,
  vpcConfig: { subnetIds: ['subnet-b', 'subnet-a'], securityGroupIds: ['sg-1'] },
}

describe('the trust policy', () => {
  it('lets only Bedrock in, for customization jobs of this account and region', () => {
    expect(trustPolicy(SPEC)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'BedrockCustomization',
          Effect: 'Allow',
          Principal: { Service: 'bedrock.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '111122223333' },
            ArnLike: {
              'aws:SourceArn': 'arn:aws:bedrock:us-east-1:111122223333:model-customization-job/*',
            },
          },
        },
      ],
    })
  })

  const service = (name: string, Condition?: object) => ({
    Effect: 'Allow',
    Principal: { Service: name },
    Action: 'sts:AssumeRole',
    ...(Condition === undefined ? {} : { Condition }),
  })
  const policy = (...Statement: object[]) => readPolicy({ Version: '2012-10-17', Statement })
  const otherAccount = { StringEquals: { 'aws:SourceAccount': '444455556666' } }
  const thisAccount = { StringEquals: { 'aws:SourceAccount': '111122223333' } }

  it.each([
    ['our own', trustPolicy(SPEC), 'right'],
    [
      'the account alone as a condition',
      policy(service('bedrock.amazonaws.com', thisAccount)),
      'right',
    ],
    ['no condition at all', policy(service('bedrock.amazonaws.com')), 'open'],
    ['another service', policy(service('lambda.amazonaws.com')), 'wrong'],
    ['another account', policy(service('bedrock.amazonaws.com', otherAccount)), 'wrong'],
    ['another region', trustPolicy({ ...SPEC, region: 'us-west-2' }), 'wrong'],
    ['nothing', policy(), 'wrong'],
    ['nothing readable', undefined, 'wrong'],
    [
      'a Deny beside the Allow',
      policy(service('bedrock.amazonaws.com'), { ...service('*'), Effect: 'Deny', Principal: '*' }),
      'denied',
    ],
  ] as const)('%s is judged as it works', (_, document, kind) => {
    expect(judgeTrust(document, SPEC).kind).toBe(kind)
  })

  it('names the service that a wrong policy trusts instead', () => {
    const verdict = judgeTrust(policy(service('lambda.amazonaws.com')), SPEC)
    expect(verdict).toMatchObject({
      why: 'it allows lambda.amazonaws.com, not bedrock.amazonaws.com',
    })
  })

  it('keeps what others wrote when it is repaired, and is then right', () => {
    const foreign = service('lambda.amazonaws.com')
    const repaired = addTrust(policy(foreign), SPEC)
    expect(repaired.Statement[0]).toEqual(foreign)
    expect(judgeTrust(repaired, SPEC).kind).toBe('right')
  })

  it('takes a second region up in the same statement, and serves both', () => {
    const west = { ...SPEC, region: 'us-west-2' }
    const both = addTrust(trustPolicy(SPEC), west)
    expect(both.Statement).toHaveLength(1)
    expect(judgeTrust(both, SPEC).kind).toBe('right')
    expect(judgeTrust(both, west).kind).toBe('right')
  })
})

describe('the permission policy', () => {
  it('reads the data folder and writes the results folder, and nothing else', () => {
    const Condition = { StringEquals: { 'aws:ResourceAccount': '111122223333' } }
    expect(permissionPolicy(SPEC)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadData',
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: ['arn:aws:s3:::acme/fraud/*'],
          Condition,
        },
        {
          Sid: 'ListBuckets',
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: ['arn:aws:s3:::acme'],
          Condition,
        },
        {
          Sid: 'WriteOutput',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: ['arn:aws:s3:::acme/results/*'],
          Condition,
        },
      ],
    })
  })

  it('uses a key only through the service that it is for', () => {
    const keys = permissionPolicy(FULL).Statement.filter(({ Resource }) => Resource?.[0] === KEY)
    expect(keys).toEqual([
      {
        Sid: 'UseDataKeys',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: [KEY],
        Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      },
      {
        Sid: 'UseModelKey',
        Effect: 'Allow',
        Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
        Resource: [KEY],
        Condition: { StringEquals: { 'kms:ViaService': 'bedrock.us-east-1.amazonaws.com' } },
      },
    ])
  })

  it('makes network interfaces only in the named subnets and only with the tags of the job', () => {
    const ec2 = 'arn:aws:ec2:us-east-1:111122223333:'
    const job = 'arn:aws:bedrock:us-east-1:111122223333:model-customization-job/*'
    const vpc = permissionPolicy(FULL).Statement.filter(({ Sid }) => Sid?.startsWith('Vpc'))
    expect(vpc.slice(1)).toEqual([
      {
        Sid: 'VpcCreateInterface',
        Effect: 'Allow',
        Action: ['ec2:CreateNetworkInterface'],
        Resource: [`${ec2}network-interface/*`],
        Condition: {
          StringEquals: { 'aws:RequestTag/BedrockManaged': 'true' },
          StringLike: { 'aws:RequestTag/BedrockModelCustomizationJobArn': job },
        },
      },
      {
        Sid: 'VpcCreateInterfaceIn',
        Effect: 'Allow',
        Action: ['ec2:CreateNetworkInterface'],
        Resource: [`${ec2}subnet/subnet-a`, `${ec2}subnet/subnet-b`, `${ec2}security-group/sg-1`],
      },
      {
        Sid: 'VpcUseInterface',
        Effect: 'Allow',
        Action: [
          'ec2:CreateNetworkInterfacePermission',
          'ec2:DeleteNetworkInterface',
          'ec2:DeleteNetworkInterfacePermission',
        ],
        Resource: '*',
        Condition: {
          StringEquals: { 'ec2:ResourceTag/BedrockManaged': 'true' },
          StringLike: { 'ec2:ResourceTag/BedrockModelCustomizationJobArn': job },
          ArnEquals: { 'ec2:Subnet': [`${ec2}subnet/subnet-a`, `${ec2}subnet/subnet-b`] },
        },
      },
      {
        Sid: 'VpcTagInterface',
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: [`${ec2}network-interface/*`],
        Condition: {
          StringEquals: { 'ec2:CreateAction': 'CreateNetworkInterface' },
          'ForAllValues:StringEquals': {
            'aws:TagKeys': ['BedrockManaged', 'BedrockModelCustomizationJobArn'],
          },
        },
      },
    ])
  })

  const roleWith = (policy: unknown) => ({
    inlinePolicies: [{ name: 'ours', policy }],
    attachedPolicies: [],
  })
  const verdicts = (policy: unknown, spec: RoleSpec) =>
    assessRole(roleWith(policy), roleRequirements(spec)).map(
      ({ requirement, verdict }) => `${requirement.ask.action} ${verdict}`,
    )

  it.each([
    ['plain data', SPEC],
    ['keys and a VPC', FULL],
    ['several buckets', { ...FULL, reads: ['s3://one/', 's3://two/deep/folder/x.jsonl'] }],
    ['a key with wildcard characters', { ...SPEC, reads: ["s3://acme/a*b/it's.jsonl"] }],
    ['another partition', { ...FULL, partition: 'aws-us-gov', region: 'us-gov-west-1' }],
  ])('grants all that a job with %s asks', (_, spec) => {
    expect(verdicts(permissionPolicy(spec), spec).filter((line) => !line.endsWith(' ok'))).toEqual(
      [],
    )
  })

  it.each(permissionPolicy(FULL).Statement.map(({ Sid }) => [Sid ?? '']))(
    'has no statement to spare: without %s something is missing',
    (Sid) => {
      const whole = permissionPolicy(FULL)
      const less = { ...whole, Statement: whole.Statement.filter((one) => one.Sid !== Sid) }
      expect(verdicts(less, FULL).some((line) => line.endsWith(' missing'))).toBe(true)
    },
  )

  it('does not reach a folder that a wildcard in a key would open', () => {
    const spec = { ...SPEC, reads: ['s3://acme/a*/x.jsonl'] }
    const other = { ...SPEC, reads: ['s3://acme/abc/x.jsonl'] }
    expect(verdicts(permissionPolicy(spec), other)).toContain('s3:GetObject missing')
  })

  it.each([
    ['s3://b/a/train.jsonl', 'a/'],
    ['s3://b/train.jsonl', ''],
    ['s3://b/a/deep/', 'a/deep/'],
    ['s3://b/a/deep', 'a/deep/'],
    ['s3://b', ''],
    ['s3://b/', ''],
  ])('%s lies in the folder %j', (uri, folder) => {
    expect(locationOf(uri)).toEqual({ bucket: 'b', folder })
  })
})
