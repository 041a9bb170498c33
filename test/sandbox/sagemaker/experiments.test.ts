import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateInferenceExperimentCommand,
  DeleteInferenceExperimentCommand,
  DescribeInferenceExperimentCommand,
  ListInferenceExperimentsCommand,
  type ModelVariantAction,
  StartInferenceExperimentCommand,
  StopInferenceExperimentCommand,
  UpdateInferenceExperimentCommand,
} from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { startTraffic } from '../../../src/sandbox/sagemaker/traffic/profiles.ts'
import {
  config,
  describeLive,
  liveWorld,
  model,
  NOON,
  ROLE,
  refusalOf,
  update,
  variant,
  type World,
} from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const modelVariant = (name: string, ModelName = name) => ({
  ModelName,
  VariantName: name,
  InfrastructureConfig: {
    InfrastructureType: 'RealTimeInference' as const,
    RealTimeInferenceConfig: { InstanceType: 'ml.m5.large' as const, InstanceCount: 2 },
  },
})

const shadowMode = (SamplingPercentage = 50) => ({
  SourceModelVariantName: 'A',
  ShadowModelVariants: [{ ShadowModelVariantName: 'S', SamplingPercentage }],
})

/** An endpoint with traffic, and a shadow model that is slower and makes mistakes. */
const shadowWorld = async (): Promise<World> => {
  const world = await liveWorld({ A: 1 })
  await model(world, 'S', { SANDBOX_ERROR_RATE: '0.1', SANDBOX_LATENCY_MS: '120' })
  startTraffic(world.engine.documents, {
    region: 'us-east-1',
    endpointName: 'live',
    from: NOON + 4 * MINUTE,
    to: NOON + 30 * DAY,
    rps: 10,
    shape: 'flat',
    errorRates: {},
    latencies: {},
  })
  return world
}

const create = ({ sagemaker }: World, more: object = {}) =>
  sagemaker.send(
    new CreateInferenceExperimentCommand({
      Name: 'test',
      Type: 'ShadowMode',
      RoleArn: ROLE,
      EndpointName: 'live',
      ModelVariants: [modelVariant('A'), modelVariant('S')],
      ShadowModeConfig: shadowMode(),
      ...more,
    }),
  )

const described = ({ sagemaker }: World) =>
  sagemaker.send(new DescribeInferenceExperimentCommand({ Name: 'test' }))

const statusOf = async (world: World) => (await described(world)).Status

const stop = (
  { sagemaker }: World,
  ModelVariantActions: Record<string, ModelVariantAction>,
  more: object = {},
) =>
  sagemaker.send(new StopInferenceExperimentCommand({ Name: 'test', ModelVariantActions, ...more }))

/** Requests of a variant in ten minutes from now on; time passes. */
const requestsOf = async (world: World, name: string, minutes = 10): Promise<number> => {
  const from = world.engine.clock.now()
  world.pass((minutes + 5) * 60)
  const { MetricDataResults } = await world.cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [
        {
          Id: 'a',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SageMaker',
              MetricName: 'Invocations',
              Dimensions: [
                { Name: 'EndpointName', Value: 'live' },
                { Name: 'VariantName', Value: name },
              ],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
      StartTime: new Date(from),
      EndTime: new Date(from + minutes * MINUTE),
    }),
  )
  return (MetricDataResults?.[0]?.Values ?? []).reduce((sum, value) => sum + value, 0)
}

it('a shadow test goes through its phases and leaves the endpoint as it was', async () => {
  const world = await shadowWorld()
  await create(world)
  const seen = [await statusOf(world)]
  world.pass(30)
  seen.push(await statusOf(world))
  expect((await describeLive(world)).EndpointStatus).toBe('Updating')
  world.pass(10 * 60)
  seen.push(await statusOf(world))
  const running = await describeLive(world)
  expect(running).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'test-shadow',
    ProductionVariants: [{ VariantName: 'A' }],
    ShadowProductionVariants: [{ VariantName: 'S' }],
  })
  world.pass(7 * 24 * 3600 - 9 * 60)
  seen.push(await statusOf(world))
  world.pass(10 * 60)
  seen.push(await statusOf(world))
  expect(seen).toEqual(['Creating', 'Starting', 'Running', 'Stopping', 'Completed'])
  const after = await describeLive(world)
  expect(after.EndpointConfigName).toBe('first')
  expect(after.ShadowProductionVariants).toBeUndefined()
  expect((await described(world)).ModelVariants?.map(({ Status }) => Status)).toEqual([
    'InService',
    'Deleted',
  ])
}, 60_000)

it('the shadow gets copies of its share of requests, and production keeps all of them', async () => {
  const world = await shadowWorld()
  await create(world)
  world.pass(10 * 60)
  const [production, shadow] = [await requestsOf(world, 'A'), await requestsOf(world, 'S')]
  expect(production).toBeGreaterThan(5000)
  expect(shadow / production).toBeCloseTo(0.5, 1)
  const ShadowModeConfig = shadowMode(10)
  const input = { Name: 'test', ShadowModeConfig }
  await world.sagemaker.send(new UpdateInferenceExperimentCommand(input))
  expect(await statusOf(world)).toBe('Updating')
  world.pass(10 * 60)
  expect(await statusOf(world)).toBe('Running')
  const less = await requestsOf(world, 'S')
  expect(less / production).toBeCloseTo(0.1, 1)
}, 60_000)

it('a promoted shadow becomes the production variant', async () => {
  const world = await shadowWorld()
  await create(world)
  world.pass(10 * 60)
  await stop(world, { A: 'Remove', S: 'Promote' }, { Reason: 'better' })
  expect(await statusOf(world)).toBe('Stopping')
  world.pass(10 * 60)
  expect(await described(world)).toMatchObject({ Status: 'Completed', StatusReason: 'better' })
  const endpoint = await describeLive(world)
  expect(endpoint.ProductionVariants?.map(({ VariantName }) => VariantName)).toEqual(['S'])
  expect(endpoint.ShadowProductionVariants).toBeUndefined()
})

it('a shadow can be promoted under the name that callers know', async () => {
  const world = await shadowWorld()
  await create(world)
  world.pass(10 * 60)
  const DesiredModelVariants = [modelVariant('A', 'S')]
  await stop(world, { A: 'Remove', S: 'Promote' }, { DesiredModelVariants })
  world.pass(10 * 60)
  const [only] = (await describeLive(world)).ProductionVariants ?? []
  expect(only).toMatchObject({ VariantName: 'A', CurrentInstanceCount: 2 })
  expect(only?.DeployedImages).toHaveLength(1)
})

it.each<[string, Record<string, ModelVariantAction>, string, string]>([
  ['cancelled', { A: 'Retain', S: 'Remove' }, 'Cancelled', 'first'],
  ['kept', { A: 'Retain', S: 'Retain' }, 'Completed', 'test-shadow'],
])('a test that is %s leaves the configuration it should', async (_, actions, state, expected) => {
  const world = await shadowWorld()
  await create(world)
  world.pass(10 * 60)
  await stop(world, actions, { DesiredState: state })
  world.pass(10 * 60)
  expect(await statusOf(world)).toBe(state)
  expect((await describeLive(world)).EndpointConfigName).toBe(expected)
})

it('a scheduled test waits for its time, or for somebody who starts it', async () => {
  const later = {
    StartTime: new Date(NOON + 2 * 60 * MINUTE),
    EndTime: new Date(NOON + 5 * 60 * MINUTE),
  }
  const [waiting, hurried] = [await shadowWorld(), await shadowWorld()]
  for (const world of [waiting, hurried]) {
    await create(world, { Schedule: later })
    world.pass(60)
    expect(await statusOf(world)).toBe('Created')
  }
  await hurried.sagemaker.send(new StartInferenceExperimentCommand({ Name: 'test' }))
  expect(await statusOf(hurried)).toBe('Starting')
  waiting.pass(3 * 3600)
  expect(await statusOf(waiting)).toBe('Running')
  // Nobody looks while it ends.
  waiting.pass(4 * 3600)
  expect((await describeLive(waiting)).EndpointConfigName).toBe('first')
  expect((await described(waiting)).CompletionTime?.getTime()).toBeGreaterThan(
    later.EndTime.getTime(),
  )
})

it('a test that is due while the endpoint is busy begins when it is free', async () => {
  const world = await shadowWorld()
  await config(world, 'second', [variant('A')])
  await create(world, { Schedule: { StartTime: new Date(NOON + 30 * MINUTE) } })
  world.pass(25 * 60)
  await update(world, 'second')
  world.pass(90)
  expect(await statusOf(world)).toBe('Starting')
  expect(await describeLive(world)).toMatchObject({ EndpointConfigName: 'first' })
  world.pass(20 * 60)
  expect(await statusOf(world)).toBe('Running')
  await stop(world, { A: 'Retain', S: 'Remove' })
  world.pass(10 * 60)
  expect((await describeLive(world)).EndpointConfigName).toBe('second')
})

it('an endpoint that somebody else changes cancels the test', async () => {
  const world = await shadowWorld()
  await config(world, 'second', [variant('A')])
  await create(world)
  world.pass(10 * 60)
  await update(world, 'second')
  world.pass(10 * 60)
  expect(await described(world)).toMatchObject({
    Status: 'Cancelled',
    StatusReason: 'Endpoint live was changed by somebody else.',
  })
  expect((await describeLive(world)).EndpointConfigName).toBe('second')
})

describe('experiments that SageMaker refuses', () => {
  it.each<[string, object, string]>([
    ['an endpoint that is not there', { EndpointName: 'nobody' }, 'ValidationException'],
    [
      'a model that is not there',
      { ModelVariants: [modelVariant('A'), modelVariant('S', 'none')] },
      'ValidationException',
    ],
    ['a shadow that is no variant', { ModelVariants: [modelVariant('A')] }, 'ValidationException'],
    [
      'an end before the start',
      { Schedule: { StartTime: new Date(NOON + DAY), EndTime: new Date(NOON) } },
      'ValidationException',
    ],
    [
      'more than thirty days',
      { Schedule: { EndTime: new Date(NOON + 40 * DAY) } },
      'ValidationException',
    ],
    [
      'a role that does not trust SageMaker',
      { RoleArn: 'arn:aws:iam::000000000000:role/other' },
      'ValidationException',
    ],
  ])('%s', async (_, more, expected) => {
    const world = await shadowWorld()
    expect((await refusalOf(create(world, more))).name).toBe(expected)
  })

  it('an endpoint of several variants, and a second test of one endpoint', async () => {
    const two = await liveWorld({ A: 1, S: 1 })
    expect((await refusalOf(create(two))).message).toContain('one production variant')
    const world = await shadowWorld()
    await create(world)
    world.pass(10 * 60)
    expect((await refusalOf(create(world, { Name: 'other' }))).name).toBe('ResourceInUse')
  })

  it('other variants of a running test, and deleting it', async () => {
    const world = await shadowWorld()
    const { sagemaker } = world
    await create(world)
    world.pass(10 * 60)
    const change = { Name: 'test', ModelVariants: [modelVariant('A'), modelVariant('S')] }
    const wrong = sagemaker.send(new UpdateInferenceExperimentCommand(change))
    expect((await refusalOf(wrong)).name).toBe('ConflictException')
    const gone = () => sagemaker.send(new DeleteInferenceExperimentCommand({ Name: 'test' }))
    expect((await refusalOf(gone())).name).toBe('ConflictException')
    await stop(world, { A: 'Retain', S: 'Remove' })
    world.pass(10 * 60)
    await gone()
    expect((await refusalOf(described(world))).name).toBe('ResourceNotFound')
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })
})

it('experiments are listed by status', async () => {
  const world = await shadowWorld()
  await create(world)
  world.pass(10 * 60)
  const listed = async (StatusEquals: 'Running' | 'Created') => {
    const answer = await world.sagemaker.send(new ListInferenceExperimentsCommand({ StatusEquals }))
    return answer.InferenceExperiments?.map(({ Name }) => Name)
  }
  expect(await listed('Running')).toEqual(['test'])
  expect(await listed('Created')).toEqual([])
})
