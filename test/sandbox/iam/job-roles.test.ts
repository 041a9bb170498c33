import {
  CreateModelCustomizationJobCommand,
  GetModelCustomizationJobCommand,
} from '@aws-sdk/client-bedrock'
import {
  CreateVpcEndpointCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, DisableKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker'
import { expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { allow, policyText, problemOf } from '../../support/policies.ts'
import { conversations } from '../bedrock/payments.ts'
import { jobRequest } from '../bedrock/stories.ts'
import { inProcess, newEngine } from '../clients.ts'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/job`
const ROOT = `arn:aws:iam::${ACCOUNT}:root`
const NOON = Date.parse('2026-11-22T12:00:00Z')
const BUCKET = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']

/** A role for jobs that may do all in the bucket, and data in a bucket with a key. */
const world = async (trusted: object = {}) => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  const at = (minutes: number) => control.clock(new Date(NOON + minutes * 60_000).toISOString())
  at(0)
  const user = inProcess(engine)
  const { iam, kms, s3, bedrock, sagemaker } = user
  const trust = ['bedrock', 'sagemaker'].map((service) => ({
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ...trusted },
  }))
  await iam.send(
    new CreateRoleCommand({ RoleName: 'job', AssumeRolePolicyDocument: policyText(...trust) }),
  )
  const grant = (...statements: object[]) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: 'job',
        PolicyName: 'p',
        PolicyDocument: policyText(allow('s3:*', BUCKET), allow('ecr:*'), ...statements),
      }),
    )
  await grant()
  await s3.send(new CreateBucketCommand({ Bucket: 'data' }))
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const key = KeyMetadata?.Arn ?? ''
  const fill = async () => {
    const Body = conversations(300, 'training')
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'in/train.jsonl', Body }))
  }
  const encrypt = async () => {
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key }
    const ServerSideEncryptionConfiguration = {
      Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }],
    }
    await s3.send(
      new PutBucketEncryptionCommand({ Bucket: 'data', ServerSideEncryptionConfiguration }),
    )
    await fill()
  }
  await fill()
  let made = 0
  const customize = (more: object = {}) => {
    const name = `job-${++made}`
    return bedrock.send(
      new CreateModelCustomizationJobCommand({
        ...(jobRequest() as unknown as CreateModelCustomizationJobCommand['input']),
        jobName: name,
        customModelName: name,
        clientRequestToken: name,
        roleArn: ROLE,
        trainingDataConfig: { s3Uri: 's3://data/in/train.jsonl' },
        outputDataConfig: { s3Uri: 's3://data/out/' },
        ...more,
      }),
    )
  }
  const train = async (more: object = {}, volume: object = {}) => {
    const TrainingJobName = `job-${++made}`
    await sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName,
        RoleArn: ROLE,
        AlgorithmSpecification: {
          TrainingImage: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/train:1`,
          TrainingInputMode: 'File',
        },
        InputDataConfig: [
          {
            ChannelName: 'train',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/in/' } },
          },
        ],
        OutputDataConfig: { S3OutputPath: 's3://data/models/', ...more },
        ResourceConfig: {
          InstanceType: 'ml.m5.large',
          InstanceCount: 1,
          VolumeSizeInGB: 5,
          ...volume,
        },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      }),
    )
    at(60 * made)
    const described = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }))
    return `${described.TrainingJobStatus} ${described.FailureReason ?? ''}`.trim()
  }
  return { ...user, at, grant, encrypt, customize, train, key }
}

const UNREADABLE =
  'ValidationException: Could not validate GetObject permissions to access Amazon S3 bucket: data at key in/train.jsonl'

it('a customization job is refused when the bucket’s key is closed to its role', async () => {
  const { customize, encrypt, grant } = await world()
  expect(await problemOf(customize())).toBe('done')
  await encrypt()
  expect(await problemOf(customize())).toBe(UNREADABLE)
  await grant(allow('kms:Decrypt'))
  expect(await problemOf(customize())).toMatch(/^ValidationException: Amazon S3 perms missing/)
  await grant(allow(['kms:Decrypt', 'kms:GenerateDataKey']))
  expect(await problemOf(customize())).toBe('done')
})

it('a customization job is refused when the bucket’s policy denies its role', async () => {
  const { customize, s3 } = await world()
  const denial = {
    Effect: 'Deny',
    Principal: { AWS: ROLE },
    Action: 's3:GetObject',
    Resource: BUCKET,
  }
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy: policyText(denial) }))
  expect(await problemOf(customize())).toBe(UNREADABLE)
})

it('a customization job fails when its role loses its rights before the data is read', async () => {
  const { customize, iam, bedrock, at } = await world()
  const { jobArn } = await customize()
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'job',
      PolicyName: 'p',
      PolicyDocument: policyText(allow('s3:ListBucket')),
    }),
  )
  at(600)
  const job = await bedrock.send(new GetModelCustomizationJobCommand({ jobIdentifier: jobArn }))
  expect([job.status, job.failureMessage]).toEqual(['Failed', UNREADABLE.replace(/^\w+: /, '')])
})

it('the key of a custom model must exist, work, and let the role in through Bedrock', async () => {
  const { customize, kms, key, grant } = await world()
  const withKey = (customModelKmsKeyId: string) => problemOf(customize({ customModelKmsKeyId }))
  expect(await withKey('11111111-2222-3333-4444-555555555555')).toMatch(/does not exist$/)
  expect(await withKey(key)).toMatch(
    /^AccessDeniedException: .*assumed-role\/job\/.* kms:DescribeKey/,
  )
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:CreateGrant']
  const through = (service: string) => ({
    Condition: { StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } },
  })
  const Policy = (service: string) =>
    policyText(
      allow('kms:*', '*', { Principal: { AWS: ROOT } }),
      allow(actions, '*', { Principal: { AWS: ROLE }, ...through(service) }),
    )
  await kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: Policy('s3') }))
  expect(await withKey(key)).toMatch(/^AccessDeniedException/)
  await kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: Policy('bedrock') }))
  expect(await withKey(key)).toBe('done')
  await grant()
  await kms.send(new DisableKeyCommand({ KeyId: key }))
  expect(await withKey(key)).toMatch(/is disabled\.$/)
})

it('a training job fails in SageMaker’s words when its role may not read, write or use a key', async () => {
  const { train, encrypt, grant, key, iam, kms, s3 } = await world()
  expect(await train()).toBe('Completed')
  expect(await train({}, { VolumeKmsKeyId: key })).toMatch(
    /^Failed ClientError: User: .*assumed-role\/job\/SageMaker is not authorized to perform: kms:CreateGrant/,
  )
  await grant(allow('kms:CreateGrant'))
  expect(await train({}, { VolumeKmsKeyId: key })).toBe('Completed')
  expect(await train({ KmsKeyId: key })).toMatch(/kms:GenerateDataKey on resource/)
  await encrypt()
  expect(await train()).toMatch(/^Failed ClientError: Data download failed:.*kms:Decrypt/)
  await grant(allow(['kms:Decrypt', 'kms:GenerateDataKey']))
  expect(await train()).toBe('Completed')
  const output = await s3.send(
    new GetObjectCommand({ Bucket: 'data', Key: 'models/job-6/output/model.tar.gz' }),
  )
  expect(output.SSEKMSKeyId).toBe(key)
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'job',
      PolicyName: 'p',
      PolicyDocument: policyText(allow(['s3:Get*', 's3:List*'], BUCKET), allow(['kms:*', 'ecr:*'])),
    }),
  )
  expect(await train()).toMatch(/^Failed ClientError: Artifact upload failed:.*s3:PutObject/)
  await grant(allow('kms:*'))
  await kms.send(new DisableKeyCommand({ KeyId: key }))
  expect(await train({ KmsKeyId: key })).toMatch(/is disabled\.$/)
})

it('a trust policy may ask for the kind of job', async () => {
  const source = (what: string) => ({
    ArnLike: { 'aws:SourceArn': `arn:aws:sagemaker:us-east-1:${ACCOUNT}:${what}/*` },
  })
  const training = await world(source('training-job'))
  expect(await training.train()).toBe('Completed')
  const processing = await world(source('processing-job'))
  expect(await problemOf(processing.train())).toMatch(/^ValidationException: Could not assume role/)
  expect(await problemOf(training.customize())).toBe(UNREADABLE)
})

it('a bucket that is open to one VPC endpoint only is open to jobs of that VPC', async () => {
  const { customize, ec2, s3 } = await world()
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}))
  const { VpcId = '', SubnetId = '' } = Subnets?.[0] ?? {}
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}))
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({}))
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      RouteTableIds: [RouteTables?.[0]?.RouteTableId ?? ''],
    }),
  )
  const denial = {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: BUCKET,
    Condition: { StringNotEquals: { 'aws:SourceVpce': VpcEndpoint?.VpcEndpointId } },
  }
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy: policyText(denial) }))
  expect(await problemOf(customize())).toBe(UNREADABLE)
  const securityGroupIds = [SecurityGroups?.[0]?.GroupId ?? '']
  const vpcConfig = { subnetIds: [SubnetId], securityGroupIds }
  expect(await problemOf(customize({ vpcConfig }))).toBe('done')
})
