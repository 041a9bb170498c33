import { describe, expect, it } from 'vitest'
import type { Input } from '../../../src/sandbox/service.ts'
import { conversations } from './payments.ts'
import { customModel, jobRequest, withData } from './stories.ts'
import { createWorld, MINUTE, refusalOf, type World } from './world.ts'

const deploy = async (world: World, modelArn: string, changes: Input = {}): Promise<string> => {
  const input = { modelDeploymentName: 'live', modelArn, ...changes }
  const output = await world.bedrock('CreateCustomModelDeployment', input)
  return String(output.customModelDeploymentArn)
}
const deployment = (world: World, customModelDeploymentIdentifier: string) =>
  world.bedrock('GetCustomModelDeployment', { customModelDeploymentIdentifier })

const buy = async (world: World, modelId: string, changes: Input = {}): Promise<string> => {
  const input = { provisionedModelName: 'live', modelUnits: 1, modelId, ...changes }
  const output = await world.bedrock('CreateProvisionedModelThroughput', input)
  return String(output.provisionedModelArn)
}
const capacity = (world: World, provisionedModelId: string) =>
  world.bedrock('GetProvisionedModelThroughput', { provisionedModelId })

/** A second model of the same base. */
const sibling = (world: World): Promise<string> =>
  customModel(world, { jobName: 'fraud-2', customModelName: 'fraud-v2' })

/** A Llama model, which can be provisioned and not deployed. */
const llamaWorld = async (): Promise<{ world: World; model: string }> => {
  const world = createWorld({ region: 'us-west-2', now: '2026-06-01T00:00:00Z' })
  const line = JSON.stringify({ prompt: 'is it?', completion: 'it is' })
  world.put('data', 'in/train.jsonl', Array(120).fill(line).join('\n'))
  const baseModelIdentifier = 'meta.llama3-1-8b-instruct-v1:0:128k'
  return { world, model: await customModel(world, { baseModelIdentifier }) }
}

describe('a custom model', () => {
  it('knows its job, its base and its losses', async () => {
    const world = withData(createWorld())
    const modelIdentifier = await customModel(world)
    const model = await world.bedrock('GetCustomModel', { modelIdentifier })
    expect(model).toMatchObject({
      modelName: 'fraud',
      jobName: 'fraud-1',
      baseModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k',
      customizationType: 'FINE_TUNING',
      modelStatus: 'Active',
      trainingMetrics: { trainingLoss: expect.any(Number) },
    })
    expect(await world.bedrock('GetCustomModel', { modelIdentifier: 'fraud' })).toEqual(model)
  })

  it.each<[string, Input, string[]]>([
    ['all, newest first', {}, ['fraud-v2', 'fraud']],
    ['by name', { nameContains: 'v2' }, ['fraud-v2']],
    ['none of others', { isOwned: false }, []],
    ['none in the making', { modelStatus: 'Creating' }, []],
    [
      'by foundation model',
      {
        foundationModelArnEquals:
          'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0:300k',
      },
      [],
    ],
  ])('is listed: %s', async (_how, input, names) => {
    const world = withData(createWorld(), 20)
    await customModel(world)
    await sibling(world)
    const { modelSummaries } = await world.bedrock('ListCustomModels', input)
    expect((modelSummaries as { modelName: string }[]).map((m) => m.modelName)).toEqual(names)
  })

  it('can be the base of another, and is better for it on little data', async () => {
    const world = withData(createWorld(), 400)
    const parent = await customModel(world)
    world.put('data', 'in/train.jsonl', conversations(12, 'little'))
    const validationDataConfig = { validators: [{ s3Uri: 's3://data/in/validation.jsonl' }] }
    const lossOf = async (name: string, changes: Input): Promise<number> => {
      const names = { jobName: name, customModelName: name }
      const arn = await customModel(world, { ...names, validationDataConfig, ...changes })
      const model = await world.bedrock('GetCustomModel', { modelIdentifier: arn })
      const [metrics] = model.validationMetrics as { validationLoss: number }[]
      return metrics?.validationLoss ?? Number.NaN
    }
    const alone = await lossOf('alone', {})
    const heir = await lossOf('heir', { baseModelIdentifier: parent })
    expect(heir).toBeLessThan(0.7 * alone)
    const { modelSummaries } = await world.bedrock('ListCustomModels', {
      baseModelArnEquals: parent,
    })
    expect(modelSummaries).toMatchObject([{ modelName: 'heir' }])
  })

  it('cannot be deleted while something uses it', async () => {
    const world = withData(createWorld())
    const modelIdentifier = await customModel(world)
    const arn = await deploy(world, modelIdentifier)
    const remove = () => refusalOf(world.bedrock('DeleteCustomModel', { modelIdentifier }))
    expect((await remove()).code).toBe('ConflictException')
    await world.bedrock('DeleteCustomModelDeployment', { customModelDeploymentIdentifier: arn })
    expect((await remove()).code).toBe('accepted')
    expect((await remove()).code).toBe('ResourceNotFoundException')
  })
})

describe('an on-demand deployment', () => {
  it('is Creating for about eight minutes, then Active', async () => {
    const world = withData(createWorld())
    const arn = await deploy(world, await customModel(world))
    expect(await deployment(world, arn)).toMatchObject({ status: 'Creating' })
    world.pass(8 * MINUTE)
    expect(await deployment(world, 'live')).toMatchObject({ status: 'Active' })
  })

  it('swaps its model under the same ARN', async () => {
    const world = withData(createWorld())
    const first = await customModel(world)
    const second = await sibling(world)
    const arn = await deploy(world, first)
    const swap = (modelArn: string) =>
      world.bedrock('UpdateCustomModelDeployment', {
        customModelDeploymentIdentifier: arn,
        modelArn,
      })
    expect((await refusalOf(swap(second))).code).toBe('ValidationException')
    world.pass(10 * MINUTE)
    await swap(second)
    expect(await deployment(world, arn)).toMatchObject({
      modelArn: first,
      status: 'Active',
      updateDetails: { modelArn: second, updateStatus: 'Updating' },
    })
    expect((await refusalOf(swap(first))).code).toBe('ValidationException')
    world.pass(10 * MINUTE)
    expect(await deployment(world, arn)).toMatchObject({
      modelArn: second,
      updateDetails: { updateStatus: 'UpdateCompleted' },
    })
    const { modelDeploymentSummaries } = await world.bedrock('ListCustomModelDeployments', {
      modelArnEquals: second,
    })
    expect(modelDeploymentSummaries).toHaveLength(1)
  })

  it('answers a repeated token with the first', async () => {
    const world = withData(createWorld())
    const model = await customModel(world)
    const first = await deploy(world, model, { clientRequestToken: 'once' })
    expect(await deploy(world, model, { clientRequestToken: 'once' })).toBe(first)
  })

  it('is refused for a taken name, beyond the quotas, and for a base that has none', async () => {
    const world = withData(createWorld())
    const model = await customModel(world)
    await deploy(world, model)
    const named = (modelDeploymentName: string) =>
      refusalOf(deploy(world, model, { modelDeploymentName }))
    expect((await named('live')).code).toBe('ValidationException')
    expect((await named('second')).code).toBe('accepted')
    expect((await named('third')).message).toContain('2 custom model deployments in progress')
    world.pass(8 * MINUTE)
    world.quotas.set('L-1EF80F3E', 2)
    expect((await named('third')).code).toBe('ServiceQuotaExceededException')
    const llama = await llamaWorld()
    expect((await refusalOf(deploy(llama.world, llama.model))).message).toContain('on-demand')
  })

  it('fails when that was planted', async () => {
    const world = withData(createWorld())
    const model = await customModel(world)
    world.plant({ on: 'deployment', nameContains: '', effect: 'fail', times: 1 })
    const arn = await deploy(world, model)
    world.pass(8 * MINUTE)
    expect(await deployment(world, arn)).toMatchObject({
      status: 'Failed',
      failureMessage: expect.any(String),
    })
  })
})

describe('provisioned throughput', () => {
  it('is refused in the words of AWS while the quota is 0', async () => {
    const world = withData(createWorld())
    const model = await customModel(world)
    expect(await refusalOf(buy(world, model))).toEqual({
      code: 'ServiceQuotaExceededException',
      message:
        'Your account does not currently have any no commitment model units reserved for amazon.nova-micro-v1:0:128k.',
    })
  })

  const granted = async (): Promise<{ world: World; model: string }> => {
    const world = withData(createWorld())
    world.quotas.set('L-BE77399C', 2)
    return { world, model: await customModel(world) }
  }

  it('is Creating for a quarter of an hour, then InService', async () => {
    const { world, model } = await granted()
    const arn = await buy(world, model)
    expect(await capacity(world, arn)).toMatchObject({ status: 'Creating' })
    world.pass(15 * MINUTE)
    expect(await capacity(world, 'live')).toMatchObject({
      status: 'InService',
      modelUnits: 1,
      foundationModelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k',
    })
    const listed = await world.bedrock('ListProvisionedModelThroughputs', {
      statusEquals: 'InService',
      modelArnEquals: model,
    })
    expect(listed.provisionedModelSummaries).toHaveLength(1)
  })

  it('counts the units of all purchases, each name and each token once', async () => {
    const { world, model } = await granted()
    const first = await buy(world, model, { clientRequestToken: 'once' })
    expect(await buy(world, model, { clientRequestToken: 'once' })).toBe(first)
    expect((await refusalOf(buy(world, model))).message).toContain('in use')
    const more = refusalOf(buy(world, model, { provisionedModelName: 'more', modelUnits: 2 }))
    expect((await more).code).toBe('ServiceQuotaExceededException')
  })

  it('needs the quota of the model too where that has its own', async () => {
    const { world, model } = await llamaWorld()
    world.quotas.set('L-BE77399C', 1)
    expect((await refusalOf(buy(world, model))).message).toContain('any no commitment model units')
    world.quotas.set('L-3632DE15', 1)
    expect((await refusalOf(buy(world, model))).code).toBe('accepted')
  })

  it.each([
    ['an unknown model', 'amazon.nova-nano-v1:0:24k', 'invalid'],
    ['a base id without context', 'amazon.nova-micro-v1:0', 'does not support Provisioned'],
  ])('is refused for %s', async (_what, modelId, message) => {
    const { world } = await granted()
    expect((await refusalOf(buy(world, modelId))).message).toContain(message)
  })

  it('is refused for a Legacy base', async () => {
    const { world, model } = await llamaWorld()
    world.quotas.set('L-BE77399C', 1).set('L-3632DE15', 1)
    world.pass(150 * 24 * 60 * MINUTE)
    expect((await refusalOf(buy(world, model))).message).toContain('Legacy')
  })

  it('cannot be deleted before a commitment ends, which then renews itself', async () => {
    const { world, model } = await granted()
    const arn = await buy(world, model, { commitmentDuration: 'OneMonth' })
    const remove = () =>
      refusalOf(world.bedrock('DeleteProvisionedModelThroughput', { provisionedModelId: arn }))
    world.pass(29 * 24 * 60 * MINUTE)
    expect((await remove()).code).toBe('ConflictException')
    world.pass(2 * 24 * 60 * MINUTE)
    const { commitmentExpirationTime } = await capacity(world, arn)
    expect((commitmentExpirationTime as Date).getTime()).toBeGreaterThan(world.now())
    expect((await remove()).code).toBe('accepted')
    expect((await remove()).code).toBe('ResourceNotFoundException')
  })

  it('moves to a sibling or the base, is renamed, and only while InService', async () => {
    const { world, model } = await granted()
    const other = await sibling(world)
    const arn = await buy(world, model)
    const update = (changes: Input) =>
      world.bedrock('UpdateProvisionedModelThroughput', { provisionedModelId: arn, ...changes })
    expect((await refusalOf(update({ desiredModelId: other }))).code).toBe('ValidationException')
    world.pass(15 * MINUTE)
    await update({ desiredModelId: other, desiredProvisionedModelName: 'renamed' })
    expect(await capacity(world, 'renamed')).toMatchObject({
      status: 'Updating',
      modelArn: model,
      desiredModelArn: other,
    })
    expect((await refusalOf(update({ desiredModelId: model }))).message).toContain('Updating')
    world.pass(15 * MINUTE)
    expect(await capacity(world, arn)).toMatchObject({ status: 'InService', modelArn: other })
    const wrong = refusalOf(update({ desiredModelId: 'amazon.nova-pro-v1:0:300k' }))
    expect((await wrong).message).toContain('same base')
    await update({ desiredModelId: 'amazon.nova-micro-v1:0:128k' })
    expect(await capacity(world, arn)).toMatchObject({ status: 'Updating' })
  })
})

describe('tags', () => {
  it('of a job and of its model are their own, and can be changed', async () => {
    const world = withData(createWorld())
    const model = await customModel(world, {
      jobTags: [{ key: 'of', value: 'job' }],
      customModelTags: [{ key: 'of', value: 'model' }],
    })
    const tagsOf = async (resourceARN: string) =>
      (await world.bedrock('ListTagsForResource', { resourceARN })).tags
    const job = await world.bedrock('GetModelCustomizationJob', { jobIdentifier: 'fraud-1' })
    expect(await tagsOf(String(job.jobArn))).toEqual([{ key: 'of', value: 'job' }])
    expect(await tagsOf(model)).toEqual([{ key: 'of', value: 'model' }])
    const tags = [
      { key: 'of', value: 'mine' },
      { key: 'team', value: '' },
    ]
    await world.bedrock('TagResource', { resourceARN: model, tags })
    expect(await tagsOf(model)).toEqual(tags)
    await world.bedrock('UntagResource', { resourceARN: model, tagKeys: ['team', 'none'] })
    expect(await tagsOf(model)).toEqual([{ key: 'of', value: 'mine' }])
  })

  it('are refused beyond 200, and for what is not there', async () => {
    const world = withData(createWorld())
    const { jobArn } = await world.bedrock('CreateModelCustomizationJob', jobRequest())
    const many = (from: number) =>
      Array.from({ length: 150 }, (_, n) => ({ key: `${from + n}`, value: '' }))
    const tag = (resourceARN: unknown, from: number) =>
      refusalOf(world.bedrock('TagResource', { resourceARN, tags: many(from) }))
    expect((await tag(jobArn, 0)).code).toBe('accepted')
    expect((await tag(jobArn, 150)).code).toBe('TooManyTagsException')
    const absent = String(jobArn).replace(/.$/, 'z')
    expect((await tag(absent, 0)).code).toBe('ResourceNotFoundException')
  })
})

describe('foundation models', () => {
  const ids = async (world: World, input: Input = {}): Promise<string[]> => {
    const { modelSummaries } = await world.bedrock('ListFoundationModels', input)
    return (modelSummaries as { modelId: string }[]).map(({ modelId }) => modelId)
  }

  it('that can be fine-tuned are listed by region, without those past their end', async () => {
    const input = { byCustomizationType: 'FINE_TUNING' }
    expect(await ids(createWorld(), input)).toEqual([
      'amazon.nova-micro-v1:0:128k',
      'amazon.nova-lite-v1:0:300k',
      'amazon.nova-pro-v1:0:300k',
      'amazon.nova-2-lite-v1:0:256k',
    ])
    expect(await ids(createWorld({ region: 'us-west-2' }), input)).toEqual([
      'meta.llama3-1-8b-instruct-v1:0:128k',
      'meta.llama3-1-70b-instruct-v1:0:128k',
      'meta.llama3-3-70b-instruct-v1:0:128k',
    ])
    expect(await ids(createWorld({ region: 'eu-west-1' }))).toEqual([])
  })

  it.each<[Input, number]>([
    [{ byProvider: 'amazon' }, 11],
    [{ byProvider: 'Meta' }, 0],
    [{ byInferenceType: 'PROVISIONED' }, 7],
    [{ byOutputModality: 'IMAGE' }, 0],
  ])('filtered by %j are %d', async (input, count) => {
    expect(await ids(createWorld(), input)).toHaveLength(count)
  })

  it('tell their lifecycle', async () => {
    const world = createWorld({ region: 'us-west-2' })
    const modelIdentifier = 'meta.llama3-3-70b-instruct-v1:0:128k'
    const { modelDetails } = await world.bedrock('GetFoundationModel', { modelIdentifier })
    expect(modelDetails).toMatchObject({
      modelLifecycle: { status: 'LEGACY', endOfLifeTime: new Date('2027-03-30T00:00:00Z') },
    })
    world.pass(200 * 24 * 60 * MINUTE)
    const later = refusalOf(world.bedrock('GetFoundationModel', { modelIdentifier }))
    expect((await later).message).toContain('The provided model identifier is invalid')
  })

  it('are available where their region is', async () => {
    const modelId = 'amazon.nova-micro-v1:0:128k'
    const availability = async (region: string) =>
      (await createWorld({ region }).bedrock('GetFoundationModelAvailability', { modelId }))
        .regionAvailability
    expect(await availability('us-east-1')).toBe('AVAILABLE')
    expect(await availability('us-west-2')).toBe('NOT_AVAILABLE')
    const unknown = refusalOf(
      createWorld().bedrock('GetFoundationModelAvailability', { modelId: 'amazon.x-1' }),
    )
    expect((await unknown).code).toBe('ResourceNotFoundException')
  })
})
