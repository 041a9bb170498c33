import { describe, expect, it } from 'vitest'
import type { Input } from '../../../src/sandbox/service.ts'
import { jobRequest, withData } from './stories.ts'
import { createWorld, refusalOf, type World } from './world.ts'

const create = (world: World, changes: Input = {}) =>
  world.bedrock('CreateModelCustomizationJob', jobRequest(changes))

const READ =
  'Could not validate GetObject permissions to access Amazon S3 bucket: data at key in/train.jsonl'

describe('a job is refused', () => {
  it.each<[string, Input, string, string]>([
    [
      'of an unknown base',
      { baseModelIdentifier: 'amazon.nova-nano-v1:0:128k' },
      'ValidationException',
      'identifier is invalid',
    ],
    [
      'without the context suffix',
      { baseModelIdentifier: 'amazon.nova-micro-v1:0' },
      'ValidationException',
      'identifier is invalid',
    ],
    [
      'with the suffix of a smaller context',
      { baseModelIdentifier: 'amazon.nova-micro-v1:0:24k' },
      'ValidationException',
      'identifier is invalid',
    ],
    [
      'with a base of another region',
      { baseModelIdentifier: 'meta.llama3-3-70b-instruct-v1:0:128k' },
      'ValidationException',
      'identifier is invalid',
    ],
    [
      'with an unknown custom base',
      {
        baseModelIdentifier:
          'arn:aws:bedrock:us-east-1:000000000000:custom-model/amazon.nova-micro-v1:0:128k/abcdefabcdef',
      },
      'ValidationException',
      'identifier is invalid',
    ],
    [
      'with pre-training',
      { customizationType: 'CONTINUED_PRE_TRAINING' },
      'ValidationException',
      'does not support customization type',
    ],
    [
      'with distillation',
      { customizationType: 'DISTILLATION' },
      'ValidationException',
      'does not run DISTILLATION',
    ],
    [
      'with a made-up hyperparameter',
      { hyperParameters: { epochs: '2' } },
      'ValidationException',
      'epochs is not supported',
    ],
    [
      'with too many epochs',
      { hyperParameters: { epochCount: '6' } },
      'ValidationException',
      'between 1 and 5',
    ],
    [
      'with half an epoch',
      { hyperParameters: { epochCount: '1.5' } },
      'ValidationException',
      'an integer',
    ],
    [
      'with a learning rate in words',
      { hyperParameters: { learningRate: 'low' } },
      'ValidationException',
      'a number',
    ],
    [
      'with a learning rate too high',
      { hyperParameters: { learningRate: '0.001' } },
      'ValidationException',
      'between',
    ],
    [
      'with a role that is not there',
      { roleArn: 'arn:aws:iam::000000000000:role/gone' },
      'ValidationException',
      READ,
    ],
    [
      'with a folder for data',
      { trainingDataConfig: { s3Uri: 's3://data/in/' } },
      'ValidationException',
      'Uri should be a file, not a directory',
    ],
    [
      'with a folder, no slash',
      { trainingDataConfig: { s3Uri: 's3://data/in' } },
      'ValidationException',
      'Uri should be a file, not a directory',
    ],
    [
      'with a bucket for data',
      { trainingDataConfig: { s3Uri: 's3://data' } },
      'ValidationException',
      'Uri should be a file, not a directory',
    ],
    [
      'with absent data',
      { trainingDataConfig: { s3Uri: 's3://data/in/no.jsonl' } },
      'ValidationException',
      'at key in/no.jsonl',
    ],
    [
      'with absent validation data',
      { validationDataConfig: { validators: [{ s3Uri: 's3://data/v.jsonl' }] } },
      'ValidationException',
      'at key v.jsonl',
    ],
    [
      'with data in another region',
      { trainingDataConfig: { s3Uri: 's3://west/in/train.jsonl' } },
      'ValidationException',
      'bucket: west',
    ],
    [
      'with output to another region',
      { outputDataConfig: { s3Uri: 's3://west/out/' } },
      'ValidationException',
      'Amazon S3 perms missing (PutObject)',
    ],
    [
      'with a tag twice',
      {
        jobTags: [
          { key: 'a', value: '1' },
          { key: 'a', value: '2' },
        ],
      },
      'ValidationException',
      'unique',
    ],
  ])('%s', async (_what, changes, code, message) => {
    const world = withData(createWorld())
    world.buckets.set('west', { region: 'us-west-2' })
    const refusal = await refusalOf(create(world, changes))
    expect(refusal).toEqual({ code, message: expect.stringContaining(message) })
    expect(world.keys('out')).toEqual([])
  })

  it.each([
    ['that Bedrock may not assume', { trusts: false }, READ],
    ['that may not read', { mayRead: false }, READ],
    ['that may not write', { mayWrite: false }, '.write_access_check_file.tmp'],
  ])('with a role %s', async (_what, role, message) => {
    const world = withData(createWorld())
    Object.assign(world.role, role)
    const refusal = await refusalOf(create(world))
    expect(refusal).toEqual({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['a Legacy base', 'meta.llama3-1-8b-instruct-v1:0:128k', '2026-11-22', 'Legacy'],
    ['a base past its end of life', 'meta.llama3-2-3b-instruct-v1:0:128k', '2026-11-22', 'invalid'],
    [
      'a base on its last day but one in Legacy',
      'anthropic.claude-3-haiku-20240307-v1:0:200k',
      '2026-09-09',
      'Legacy',
    ],
  ])('on %s', async (_what, baseModelIdentifier, day, message) => {
    const world = withData(createWorld({ region: 'us-west-2', now: `${day}T12:00:00Z` }))
    const refusal = await refusalOf(create(world, { baseModelIdentifier }))
    expect(refusal.message).toContain(message)
  })

  it('when its name was ever used, and when its model name is', async () => {
    const world = withData(createWorld())
    await create(world)
    const sameJob = refusalOf(create(world, { customModelName: 'other' }))
    expect((await sameJob).code).toBe('ConflictException')
    const sameModel = refusalOf(create(world, { jobName: 'fraud-2' }))
    expect((await sameModel).code).toBe('ConflictException')
  })

  it('when ten are under way, and when custom models are at their quota', async () => {
    const world = withData(createWorld())
    for (let n = 0; n < 10; n++) {
      await create(world, { jobName: `job-${n}`, customModelName: `model-${n}` })
    }
    expect(await refusalOf(create(world))).toMatchObject({ code: 'ServiceQuotaExceededException' })
    world.pass(86_400_000)
    world.quotas.set('L-CB5B847D', 10)
    expect(await refusalOf(create(world))).toEqual({
      code: 'ServiceQuotaExceededException',
      message: expect.stringContaining('10 custom models'),
    })
    world.quotas.set('L-CB5B847D', 11)
    expect(await refusalOf(create(world))).toMatchObject({ code: 'accepted' })
  })
})

describe('a job', () => {
  it('is assumed for with the context of its own ARN', async () => {
    const world = withData(createWorld())
    const { jobArn } = await create(world)
    expect(world.role.source).toEqual({
      'aws:SourceAccount': '000000000000',
      'aws:SourceArn': jobArn,
    })
  })

  it('answers a repeated token with the first job, and leaves one job', async () => {
    const world = withData(createWorld())
    const first = await create(world, { clientRequestToken: 'once' })
    const again = await create(world, { clientRequestToken: 'once' })
    expect(again).toEqual(first)
    const { modelCustomizationJobSummaries } = await world.bedrock('ListModelCustomizationJobs')
    expect(modelCustomizationJobSummaries).toHaveLength(1)
  })

  it('tries its right to write at once', async () => {
    const world = withData(createWorld())
    await create(world)
    expect(world.keys('out')).toEqual(['out/.write_access_check_file.temp'])
  })

  it('fills in the hyperparameters that it was not given', async () => {
    const world = withData(createWorld())
    const { jobArn } = await create(world, { hyperParameters: { epochCount: '3' } })
    const job = await world.bedrock('GetModelCustomizationJob', { jobIdentifier: jobArn })
    expect(job.hyperParameters).toEqual({
      epochCount: '3',
      learningRate: '0.00001',
      learningRateWarmupSteps: '10',
    })
  })

  it('accepts the ARN of its base, a VPC and a key', async () => {
    const world = withData(createWorld())
    const id = 'amazon.nova-micro-v1:0:128k'
    const vpcConfig = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] }
    const key = world.newKey()
    const { jobArn } = await create(world, {
      baseModelIdentifier: `arn:aws:bedrock:us-east-1::foundation-model/${id}`,
      vpcConfig,
      customModelKmsKeyId: key.id,
    })
    const job = await world.bedrock('GetModelCustomizationJob', { jobIdentifier: jobArn })
    expect(job).toMatchObject({
      vpcConfig,
      outputModelKmsKeyArn: key.arn,
    })
    expect(jobArn).toMatch(/model-customization-job\/amazon\.nova-micro-v1:0:128k\/[a-z0-9]{12}$/)
  })
})
