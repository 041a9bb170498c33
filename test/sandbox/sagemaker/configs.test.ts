import {
  CreateModelCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  type ProductionVariant,
} from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import {
  config,
  create,
  createWorld,
  describeLive,
  IMAGE,
  model,
  ROLE,
  refusalOf,
  update,
  variant,
} from './world.ts'

describe('a model', () => {
  it('is kept as it was created', async () => {
    const { sagemaker, ...world } = await createWorld()
    await model({ ...world, sagemaker }, 'A', { SANDBOX_LATENCY_MS: '80' })
    expect(await sagemaker.send(new DescribeModelCommand({ ModelName: 'A' }))).toMatchObject({
      ModelName: 'A',
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Environment: { SANDBOX_LATENCY_MS: '80' } },
    })
    const { Models } = await sagemaker.send(new ListModelsCommand({}))
    expect(Models?.map((each) => each.ModelName)).toEqual(['A'])
  })

  it.each<[string, object, RegExp]>([
    [
      'a role that does not trust SageMaker',
      { ExecutionRoleArn: ROLE.replace('serving', 'other') },
      /The execution role ARN ".*" is invalid/,
    ],
    [
      'a role that is not there',
      { ExecutionRoleArn: ROLE.replace('serving', 'lost') },
      /The execution role ARN ".*" is invalid/,
    ],
    ['no container', { PrimaryContainer: undefined }, /At least one container/],
    ['a container of nothing', { PrimaryContainer: {} }, /must have an Image/],
    [
      'an image that nobody pushed',
      { PrimaryContainer: { Image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/lost' } },
      /^Requested image .*\/lost not found\.$/,
    ],
    [
      'an image out of another registry, over the internet',
      { PrimaryContainer: { Image: 'quay.io/team/serve:1' } },
      /^Using non-ECR image "quay\.io.*" without Vpc repository access mode/,
    ],
    [
      'data that is not in S3',
      { PrimaryContainer: { Image: IMAGE, ModelDataUrl: 's3://lost/model.tar.gz' } },
      /Could not find model data at s3:\/\/lost\/model.tar.gz/,
    ],
    [
      'a container that is not on this machine',
      {
        PrimaryContainer: {
          Image: IMAGE,
          Environment: { MLCTL_SANDBOX_CONTAINER: 'http://example.com' },
        },
      },
      /must be an http address on this machine/,
    ],
  ])('is refused for %s', async (_what, changes, text) => {
    const { sagemaker } = await createWorld()
    const good = { ModelName: 'A', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }
    const sent = sagemaker.send(new CreateModelCommand({ ...good, ...changes }))
    expect((await refusalOf(sent)).message).toMatch(text)
  })
})

describe('a configuration', () => {
  it('gives back what it was given, with defaults filled in', async () => {
    const world = await createWorld()
    await model(world, 'A')
    const plain = { VariantName: 'A', ModelName: 'A', InstanceType: 'ml.m5.large' as const }
    await config(world, 'first', [plain])
    const input = { EndpointConfigName: 'first' }
    const first = await world.sagemaker.send(new DescribeEndpointConfigCommand(input))
    expect(first.ProductionVariants).toEqual([
      { ...plain, InitialInstanceCount: 1, InitialVariantWeight: 1 },
    ])
    expect(first.MetricsConfig?.EnableDetailedObservability).toBe(true)
    const { EndpointConfigs } = await world.sagemaker.send(new ListEndpointConfigsCommand({}))
    expect(EndpointConfigs?.map((each) => each.EndpointConfigName)).toEqual(['first'])
  })

  it.each<[string, readonly Partial<ProductionVariant>[], object, RegExp]>([
    ['a model that is not there', [{ ModelName: 'lost' }], {}, /Could not find model/],
    ['two variants of one name', [{}, {}], {}, /The variant name "A" was non-unique/],
    ['no hardware', [{ InstanceType: undefined }], {}, /exactly one of InstanceType/],
    [
      'Elastic Inference',
      [{ AcceleratorType: 'ml.eia2.medium' }],
      {},
      /Elastic Inference is no longer available/,
    ],
    [
      'scaling that is for inference components',
      [{ ManagedInstanceScaling: { Status: 'ENABLED' } }],
      {},
      /ManagedInstanceScaling is only supported for inference component endpoints/,
    ],
    [
      'a serverless variant beside another',
      [
        {
          InstanceType: undefined,
          InitialInstanceCount: undefined,
          ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
        },
        { VariantName: 'B' },
      ],
      {},
      /do not support multiple production variants/,
    ],
    [
      'an odd memory size',
      [
        {
          InstanceType: undefined,
          InitialInstanceCount: undefined,
          ServerlessConfig: { MemorySizeInMB: 1500, MaxConcurrency: 5 },
        },
      ],
      {},
      /MemorySizeInMB must be one of/,
    ],
    [
      'more provisioned concurrency than there can be',
      [
        {
          InstanceType: undefined,
          InitialInstanceCount: undefined,
          ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 5, ProvisionedConcurrency: 6 },
        },
      ],
      {},
      /less than or equal to MaxConcurrency/,
    ],
    [
      'shadows of several variants',
      [{}, { VariantName: 'B' }],
      { ShadowProductionVariants: [variant('C', { ModelName: 'A' })] },
      /one production and one shadow variant/,
    ],
    ['no model and no role', [{ ModelName: undefined }], {}, /Every variant must have a ModelName/],
  ])('is refused for %s', async (_what, variants, more, text) => {
    const world = await createWorld()
    await model(world, 'A')
    const all = variants.map((changes) => ({ ...variant('A'), ...changes }) as ProductionVariant)
    const { name, message } = await refusalOf(config(world, 'first', all, more))
    expect(message).toMatch(text)
    expect(name).toBe('ValidationException')
  })

  it('may be unknown for a while after it was made', async () => {
    const world = await createWorld()
    await model(world, 'A')
    const late = {
      on: 'config',
      nameContains: 'fir',
      effect: 'hide',
      seconds: 5,
      times: 1,
    } as const
    world.control.plantHostingFault(late)
    await config(world, 'first', [variant('A')])
    expect((await refusalOf(create(world, 'first'))).message).toContain(
      'Could not find endpoint configuration',
    )
    world.pass(5)
    await create(world, 'first')
  })

  it('may be deleted under a running endpoint', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    await create(world, 'first')
    await world.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'first' }))
    world.pass(240)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
    expect((await refusalOf(update(world, 'first'))).message).toContain(
      'Could not find endpoint configuration',
    )
  })

  it('cannot make a real-time endpoint serverless', async () => {
    const world = await createWorld()
    await model(world, 'A')
    await config(world, 'first', [variant('A')])
    const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 5 }
    await config(world, 'serverless', [{ VariantName: 'A', ModelName: 'A', ServerlessConfig }])
    await create(world, 'first')
    world.pass(240)
    expect((await refusalOf(update(world, 'serverless'))).message).toBe(
      'A real-time endpoint cannot be updated to a serverless endpoint.',
    )
  })

  it('makes a serverless endpoint, whose concurrency can be changed', async () => {
    const world = await createWorld()
    await model(world, 'A')
    const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 5 }
    await config(world, 'serverless', [{ VariantName: 'A', ModelName: 'A', ServerlessConfig }])
    await create(world, 'serverless')
    world.pass(90)
    expect((await describeLive(world)).ProductionVariants?.[0]).toMatchObject({
      CurrentServerlessConfig: ServerlessConfig,
      DesiredServerlessConfig: ServerlessConfig,
    })
  })
})
