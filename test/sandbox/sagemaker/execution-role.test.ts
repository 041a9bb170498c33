import { CreateRepositoryCommand, PutImageCommand } from '@aws-sdk/client-ecr'
import {
  CreateRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateKeyCommand, DisableKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import {
  CreateModelCommand,
  CreateTransformJobCommand,
  DescribeTransformJobCommand,
} from '@aws-sdk/client-sagemaker'
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
} from '@aws-sdk/client-sagemaker-runtime'
import { describe, expect, it } from 'vitest'
import { readLogs } from '../../../src/sandbox/logs/records.ts'
import { allow, policyText } from '../../support/policies.ts'
import {
  config,
  create,
  createWorld,
  describeLive,
  IMAGE,
  NOON,
  refusalOf,
  update,
  variant,
} from './world.ts'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/host`
const BUCKET = ['arn:aws:s3:::models', 'arn:aws:s3:::models/*']
const DATA = 's3://models/fraud/model.tar.gz'

const trust = (Service: string) => policyText({ ...TRUST, Principal: { Service } })
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole' }

/** What a role for hosting needs: the image, and the data of models. */
const PULL = allow([
  'ecr:GetAuthorizationToken',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
])
const READ = allow(['s3:GetObject', 's3:ListBucket'], BUCKET)

/** Model data in a bucket, and a role that may pull and read, and nothing else. */
const hosting = async () => {
  const world = await createWorld()
  const { iam, s3, sagemaker } = world
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'host',
      AssumeRolePolicyDocument: trust('sagemaker.amazonaws.com'),
    }),
  )
  const grant = (...statements: object[]) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: 'host',
        PolicyName: 'p',
        PolicyDocument: policyText(...statements),
      }),
    )
  await grant(PULL, READ)
  await s3.send(new CreateBucketCommand({ Bucket: 'models' }))
  const fill = () =>
    s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'fraud/model.tar.gz', Body: 'x' }))
  await fill()
  const makeModel = (container: object = {}, ModelName = 'A') =>
    sagemaker.send(
      new CreateModelCommand({
        ModelName,
        ExecutionRoleArn: ROLE,
        PrimaryContainer: { Image: IMAGE, ModelDataUrl: DATA, ...container },
      }),
    )
  const launch = async (more: object = {}) => {
    await config(world, 'first', [variant('A')], more)
    await create(world, 'first')
    world.pass(300)
    const { EndpointStatus, FailureReason } = await describeLive(world)
    return `${EndpointStatus} ${FailureReason ?? ''}`.trim()
  }
  return { ...world, grant, fill, makeModel, launch }
}

type Hosting = Awaited<ReturnType<typeof hosting>>

/** What CreateModel finds out: what breaks the world, and what it then says. */
const AT_ONCE: readonly (readonly [string, (world: Hosting) => Promise<unknown>, RegExp])[] = [
  [
    'a role that may not pull',
    ({ grant }) => grant(READ),
    /^Role .*role\/host cannot pull .*pytorch-inference.* the image was granted pull permission\.$/,
  ],
  [
    'a role that may pull but not log in to the registry',
    ({ grant }) => grant(READ, allow('ecr:Batch*'), allow('ecr:GetDownloadUrlForLayer')),
    /^Role .* cannot pull/,
  ],
  [
    'data that the role may list but not read',
    ({ grant }) => grant(PULL, allow('s3:ListBucket', BUCKET)),
    /^Could not access model data at s3:\/\/models.*"s3:GetObject" permissions .* in us-east-1\./,
  ],
  [
    'data that is not there, for a role that may list',
    ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket: 'models', Key: 'fraud/model.tar.gz' })),
    /^Could not find model data at s3:\/\/models\/fraud\/model\.tar\.gz\.$/,
  ],
  [
    'data that is not there, for a role that may not list',
    async ({ grant, s3 }) => {
      await grant(PULL, allow('s3:GetObject', BUCKET))
      await s3.send(new DeleteObjectCommand({ Bucket: 'models', Key: 'fraud/model.tar.gz' }))
    },
    /^Could not access model data/,
  ],
  [
    'a bucket whose policy denies the role',
    ({ s3 }) =>
      s3.send(
        new PutBucketPolicyCommand({
          Bucket: 'models',
          Policy: policyText({
            Effect: 'Deny',
            Principal: { AWS: ROLE },
            Action: 's3:GetObject',
            Resource: BUCKET,
          }),
        }),
      ),
    /^Could not access model data/,
  ],
  [
    'data under a key that the role may not use',
    async ({ s3, kms, fill }) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
      const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KeyMetadata?.Arn }
      await s3.send(
        new PutBucketEncryptionCommand({
          Bucket: 'models',
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }],
          },
        }),
      )
      await fill()
    },
    /^Could not access model data/,
  ],
  [
    'a role that trusts somebody else',
    ({ iam }) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'host',
          PolicyDocument: trust('ec2.amazonaws.com'),
        }),
      ),
    /^The execution role ARN ".*role\/host" is invalid\. Please ensure that the role exists and that its trust/,
  ],
]

describe('CreateModel acts as the execution role', () => {
  it('and takes a model whose image and data the role may have', async () => {
    const world = await hosting()
    await world.makeModel()
    expect(await world.launch()).toBe('InService')
  })

  it.each(AT_ONCE)('and refuses %s', async (_what, breaks, says) => {
    const world = await hosting()
    await breaks(world)
    const { name, message } = await refusalOf(world.makeModel())
    expect(name).toBe('ValidationException')
    expect(message).toMatch(says)
  })

  it('and finds an image of the account where it was pushed, by tag', async () => {
    const { ecr, makeModel } = await hosting()
    const image = (tag: string) => ({
      Image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud:${tag}`,
    })
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'fraud' }))
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    })
    await ecr.send(new PutImageCommand({ repositoryName: 'fraud', imageTag: 'v1', imageManifest }))
    expect((await refusalOf(makeModel(image('v1')))).name).toBe('accepted')
    expect((await refusalOf(makeModel(image('v2'), 'B'))).message).toMatch(
      /^Requested image .*\/fraud:v2 not found\.$/,
    )
  })
})

/** What goes out of reach after CreateModel: the endpoint ends in Failed, with the reason. */
const LATER: readonly (readonly [string, (world: Hosting) => Promise<unknown>, RegExp])[] = [
  [
    'the right to pull',
    ({ grant }) => grant(READ),
    /^Failed The role '.*role\/host' does not have BatchGetImage permission for the image: '.*pytorch-inference:2\.6\.0-cpu'\.$/,
  ],
  [
    'the right to read the data',
    ({ grant }) => grant(PULL),
    /^Failed Failed to download model data for container "container_1" from URL: "s3:\/\/models\/fraud\/model\.tar\.gz"\. Please ensure/,
  ],
  [
    'the data itself',
    ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket: 'models', Key: 'fraud/model.tar.gz' })),
    /^Failed Failed to download model data/,
  ],
  [
    'the trust in SageMaker',
    ({ iam }) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'host',
          PolicyDocument: trust('ec2.amazonaws.com'),
        }),
      ),
    /^Failed The execution role ARN ".*" is invalid\./,
  ],
]

describe('an endpoint whose model has lost', () => {
  it.each(LATER)('%s ends in Failed, and the call is taken', async (_what, breaks, says) => {
    const world = await hosting()
    await world.makeModel()
    await breaks(world)
    expect(await world.launch()).toMatch(says)
  })

  it.each(LATER)('%s stays as it was when it is updated', async (_what, breaks, says) => {
    const world = await hosting()
    await world.makeModel()
    await world.launch()
    await config(world, 'second', [variant('A')])
    await breaks(world)
    await update(world, 'second')
    world.pass(900)
    const { EndpointStatus, EndpointConfigName, FailureReason } = await describeLive(world)
    expect([EndpointStatus, EndpointConfigName]).toEqual(['InService', 'first'])
    expect(`Failed ${FailureReason}`).toMatch(says)
  })
})

describe('the key of an endpoint’s volumes', () => {
  it('needs the caller’s right to make a grant, and must work', async () => {
    const world = await hosting()
    const { kms, control } = world
    await world.makeModel()
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const KmsKeyId = KeyMetadata?.Arn ?? ''
    await config(world, 'first', [variant('A')], { KmsKeyId })
    const user = `arn:aws:iam::${ACCOUNT}:user/sandbox`
    const policy = (...statements: object[]) =>
      kms.send(
        new PutKeyPolicyCommand({
          KeyId: KmsKeyId,
          Policy: policyText(
            allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }),
            ...statements,
          ),
        }),
      )
    const denial = {
      ...allow('kms:CreateGrant', '*', { Principal: { AWS: user } }),
      Effect: 'Deny',
    }
    await policy(denial)
    expect(await refusalOf(create(world, 'first'))).toEqual({
      name: 'AccessDeniedException',
      message: `User: ${user} is not authorized to perform: kms:CreateGrant on resource: ${KmsKeyId} with an explicit deny in a resource-based policy`,
    })
    await policy({
      ...denial,
      Condition: { StringNotEquals: { 'kms:ViaService': 'sagemaker.us-east-1.amazonaws.com' } },
    })
    await kms.send(new DisableKeyCommand({ KeyId: KmsKeyId }))
    expect((await refusalOf(create(world, 'first'))).message).toBe(`${KmsKeyId} is disabled.`)
    control.iam.userPolicy(policyText(allow('sagemaker:*'), allow('iam:PassRole')))
    control.iam.enforce(true)
    expect((await refusalOf(create(world, 'first'))).message).toMatch(
      /kms:CreateGrant on resource: .* because no identity-based policy allows/,
    )
  })
})

const CAPTURE = {
  DataCaptureConfig: {
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: 's3://models/captured',
    CaptureOptions: [{ CaptureMode: 'Input' as const }],
  },
}

describe('what an endpoint writes', () => {
  it.each([
    [0, 'may not', []],
    [1, 'may', [allow('s3:PutObject', BUCKET)]],
  ])(
    '%i captures where the role %s put objects; the request is answered',
    async (count, _may, more) => {
      const world = await hosting()
      await world.makeModel()
      await world.grant(PULL, READ, ...more)
      expect(await world.launch(CAPTURE)).toBe('InService')
      await world.endpoints.send(new InvokeEndpointCommand({ EndpointName: 'live', Body: '{}' }))
      const { KeyCount } = await world.s3.send(
        new ListObjectsV2Command({ Bucket: 'models', Prefix: 'captured/' }),
      )
      expect(KeyCount).toBe(count)
    },
  )

  it.each([
    ['output', [PULL, READ], /Could not upload s3:\/\/models\/out\/one\.out: .*s3:PutObject/],
    ['input', [PULL], /Could not download s3:\/\/models\/in\.json: .*s3:GetObject/],
  ])(
    'an asynchronous request whose %s the role cannot reach is taken, and logged',
    async (_what, grants, says) => {
      const world = await hosting()
      await world.makeModel()
      await world.s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'in.json', Body: '{}' }))
      const OutputConfig = { S3OutputPath: 's3://models/out' }
      expect(await world.launch({ AsyncInferenceConfig: { OutputConfig } })).toBe('InService')
      await world.grant(...grants)
      const answer = await world.endpoints.send(
        new InvokeEndpointAsyncCommand({
          EndpointName: 'live',
          InputLocation: 's3://models/in.json',
          InferenceId: 'one',
        }),
      )
      expect(answer.OutputLocation).toBe('s3://models/out/one.out')
      const { KeyCount } = await world.s3.send(
        new ListObjectsV2Command({ Bucket: 'models', Prefix: 'out/' }),
      )
      expect(KeyCount).toBe(0)
      const group = readLogs(world.engine).groups['us-east-1//aws/sagemaker/Endpoints/live']
      const [line] = group?.streams['A/i-sandbox/data-log']?.events ?? []
      expect(line?.message).toMatch(/\[one\]/)
      expect(line?.message).toMatch(says)
    },
  )
})

describe('a batch transform acts as its model’s role', () => {
  const transform = (world: Hosting, S3Uri = 's3://models/fraud/') =>
    world.sagemaker.send(
      new CreateTransformJobCommand({
        TransformJobName: 'batch',
        ModelName: 'A',
        TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri } } },
        TransformOutput: { S3OutputPath: 's3://models/out/' },
        TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      }),
    )
  const outcome = async (world: Hosting) => {
    world.control.clock(new Date(NOON + 3_600_000).toISOString())
    const job = await world.sagemaker.send(
      new DescribeTransformJobCommand({ TransformJobName: 'batch' }),
    )
    return `${job.TransformJobStatus} ${job.FailureReason ?? ''}`.trim()
  }

  it('and looks for its input at once', async () => {
    const world = await hosting()
    await world.makeModel()
    expect((await refusalOf(transform(world, 's3://models/none/'))).message).toMatch(
      /^No S3 objects found under S3 URL "s3:\/\/models\/none\/".*role ".*role\/host" has "s3:ListBucket"/,
    )
  })

  it.each([
    ['may not write', [PULL, READ], /^Failed ClientError: Artifact upload failed:.*s3:PutObject/],
    ['may no longer pull', [READ], /^Failed ClientError: The role .* BatchGetImage permission/],
    ['may do both', [PULL, READ, allow('s3:PutObject', BUCKET)], /^Completed$/],
  ])('and ends accordingly where the role %s', async (_what, grants, says) => {
    const world = await hosting()
    await world.makeModel()
    await world.grant(...grants)
    await transform(world)
    expect(await outcome(world)).toMatch(says)
  })
})
