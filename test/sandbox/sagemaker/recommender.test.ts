import {
  CreateInferenceRecommendationsJobCommand,
  type CreateInferenceRecommendationsJobCommandInput,
  DescribeInferenceRecommendationsJobCommand,
  ListInferenceRecommendationsJobStepsCommand,
  ListInferenceRecommendationsJobsCommand,
  StopInferenceRecommendationsJobCommand,
} from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { createWorld, liveWorld, model, ROLE, refusalOf, type World } from './world.ts'

type Input = Partial<CreateInferenceRecommendationsJobCommandInput>

const create = ({ sagemaker }: World, more: Input = {}) =>
  sagemaker.send(
    new CreateInferenceRecommendationsJobCommand({
      JobName: 'sizes',
      JobType: 'Default',
      RoleArn: ROLE,
      InputConfig: { ModelName: 'm' },
      ...more,
    }),
  )

const described = ({ sagemaker }: World) =>
  sagemaker.send(new DescribeInferenceRecommendationsJobCommand({ JobName: 'sizes' }))

const modelWorld = async (environment: Record<string, string> = {}): Promise<World> => {
  const world = await createWorld()
  await model(world, 'm', environment)
  return world
}

const advanced = (types: readonly string[], more: Input = {}): Input => ({
  JobType: 'Advanced',
  InputConfig: {
    ModelName: 'm',
    EndpointConfigurations: types.map((InstanceType) => ({ InstanceType: InstanceType as never })),
  },
  ...more,
})

const results = async (world: World) =>
  ((await described(world)).InferenceRecommendations ?? []).map(
    ({ EndpointConfiguration, Metrics }) => ({
      type: EndpointConfiguration?.InstanceType,
      ...Metrics,
    }),
  )

it('a default job waits, runs, and ends with recommendations, the cheapest inference first', async () => {
  const world = await modelWorld()
  await create(world)
  const seen = [(await described(world)).Status]
  world.pass(5 * 60)
  seen.push((await described(world)).Status)
  expect(await results(world)).toEqual([])
  world.pass(3600)
  seen.push((await described(world)).Status)
  expect(seen).toEqual(['PENDING', 'IN_PROGRESS', 'COMPLETED'])
  const found = await results(world)
  expect(found).toHaveLength(5)
  const costs = found.map(({ CostPerInference }) => CostPerInference ?? 0)
  expect(costs).toEqual([...costs].sort((a, b) => a - b))
})

it('what a type serves follows from the model: a faster one allows more invocations', async () => {
  const [fast, slow] = [await modelWorld(), await modelWorld({ SANDBOX_RPS: '5' })]
  for (const world of [fast, slow]) {
    await create(world, advanced(['ml.m5.large', 'ml.m5.2xlarge']))
    world.pass(3 * 3600)
  }
  const most = async (world: World, type: string) =>
    (await results(world)).find((each) => each.type === type)?.MaxInvocations ?? 0
  expect(await most(fast, 'ml.m5.large')).toBe(5 * (await most(slow, 'ml.m5.large')))
  expect(await most(fast, 'ml.m5.2xlarge')).toBe(4 * (await most(fast, 'ml.m5.large')))
})

it('a latency threshold costs invocations, and one that cannot be met fails the job', async () => {
  const threshold = (ValueInMilliseconds: number): Input =>
    advanced(['ml.m5.large'], {
      StoppingConditions: { ModelLatencyThresholds: [{ Percentile: 'P95', ValueInMilliseconds }] },
    })
  const [free, bound, never] = [await modelWorld(), await modelWorld(), await modelWorld()]
  await create(free, advanced(['ml.m5.large']))
  await create(bound, threshold(45))
  await create(never, threshold(20))
  for (const world of [free, bound, never]) world.pass(3 * 3600)
  const [most, fewer] = [(await results(free))[0], (await results(bound))[0]]
  expect(fewer?.ModelLatency).toBeLessThanOrEqual(45)
  expect(fewer?.MaxInvocations).toBeLessThan(most?.MaxInvocations ?? 0)
  expect(await described(never)).toMatchObject({
    Status: 'FAILED',
    FailureReason: expect.stringContaining('20 milliseconds'),
  })
})

it('a type without a known size has no price', async () => {
  const world = await modelWorld()
  await create(world, advanced(['ml.m5.large', 'ml.p5.48xlarge']))
  world.pass(3 * 3600)
  const found = await results(world)
  expect(found.map(({ type, CostPerHour }) => [type, CostPerHour])).toEqual([
    ['ml.m5.large', expect.any(Number)],
    ['ml.p5.48xlarge', undefined],
  ])
})

it('each combination of environment parameters is measured', async () => {
  const world = await modelWorld()
  const EnvironmentParameterRanges = {
    CategoricalParameterRanges: [{ Name: 'SANDBOX_RPS', Value: ['10', '40'] }],
  }
  const InstanceType = 'ml.m5.large' as const
  const EndpointConfigurations = [{ InstanceType, EnvironmentParameterRanges }]
  const InputConfig = { ModelName: 'm', EndpointConfigurations }
  await create(world, { JobType: 'Advanced', InputConfig })
  world.pass(3 * 3600)
  const { InferenceRecommendations } = await described(world)
  const found = InferenceRecommendations?.map(({ ModelConfiguration, Metrics }) => [
    ModelConfiguration?.EnvironmentParameters?.[0]?.Value,
    Metrics?.MaxInvocations,
  ])
  expect(found?.map(([value]) => value)).toEqual(['40', '10'])
  expect(found?.[0]?.[1]).toBe(4 * Number(found?.[1]?.[1]))
})

it('an endpoint that exists is measured as it stands', async () => {
  const world = await liveWorld({ m: 1 })
  await create(world, {
    JobType: 'Advanced',
    InputConfig: { ModelName: 'm', Endpoints: [{ EndpointName: 'live' }] },
  })
  world.pass(3 * 3600)
  const { EndpointPerformances } = await described(world)
  expect(EndpointPerformances).toMatchObject([
    { EndpointInfo: { EndpointName: 'live' }, Metrics: { MaxInvocations: 2400 } },
  ])
})

it('steps end one after the other, and a stopped job keeps what it has', async () => {
  const world = await modelWorld()
  const { sagemaker } = world
  await create(world)
  world.pass(15 * 60)
  const steps = async () => {
    const input = { JobName: 'sizes' }
    const { Steps } = await sagemaker.send(new ListInferenceRecommendationsJobStepsCommand(input))
    return Steps?.map(({ Status, InferenceBenchmark }) => [
      Status,
      InferenceBenchmark?.Metrics !== undefined,
    ])
  }
  expect(await steps()).toEqual([
    ['COMPLETED', true],
    ['IN_PROGRESS', false],
    ['PENDING', false],
    ['PENDING', false],
    ['PENDING', false],
  ])
  const stop = () =>
    sagemaker.send(new StopInferenceRecommendationsJobCommand({ JobName: 'sizes' }))
  await stop()
  expect((await described(world)).Status).toBe('STOPPING')
  world.pass(120)
  expect((await described(world)).Status).toBe('STOPPED')
  expect((await steps())?.[0]).toEqual(['COMPLETED', true])
  expect((await refusalOf(stop())).name).toBe('ValidationException')
})

describe('jobs that are refused', () => {
  it.each<[string, Input]>([
    ['a model that is not there', { InputConfig: { ModelName: 'none' } }],
    ['no model at all', { InputConfig: {} }],
    ['an advanced job without configurations', { JobType: 'Advanced' }],
    ['more than five hours', { InputConfig: { ModelName: 'm', JobDurationInSeconds: 20_000 } }],
    ['a role that does not trust SageMaker', { RoleArn: 'arn:aws:iam::000000000000:role/other' }],
  ])('%s', async (_, more) => {
    expect((await refusalOf(create(await modelWorld(), more))).name).toBe('ValidationException')
  })

  it('a second job of a name; jobs are listed by model', async () => {
    const world = await modelWorld()
    await create(world)
    expect((await refusalOf(create(world))).name).toBe('ResourceInUse')
    const listed = async (ModelNameEquals: string) => {
      const command = new ListInferenceRecommendationsJobsCommand({ ModelNameEquals })
      const answer = await world.sagemaker.send(command)
      return answer.InferenceRecommendationsJobs?.map(({ JobName }) => JobName)
    }
    expect(await listed('m')).toEqual(['sizes'])
    expect(await listed('other')).toEqual([])
  })
})
