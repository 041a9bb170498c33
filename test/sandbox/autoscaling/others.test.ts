import {
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling'
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateInferenceComponentCommand,
  DescribeInferenceComponentCommand,
} from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { describe, expect, it } from 'vitest'
import { startTraffic } from '../../../src/sandbox/sagemaker/traffic/profiles.ts'
import {
  config,
  create,
  createWorld,
  describeLive,
  model,
  NOON,
  ROLE,
  refusalOf,
  variant,
  type World,
} from '../sagemaker/world.ts'

const MINUTE = 60_000
const COPIES = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'inference-component/scorer',
  ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
} as const
const KEPT_WARM = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'endpoint/live/variant/A',
  ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
} as const

/** A component `scorer` with one copy. */
const componentWorld = async (): Promise<World> => {
  const world = await createWorld()
  await model(world, 'M')
  const host = { VariantName: 'A', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const
  await config(world, 'first', [host], { ExecutionRoleArn: ROLE })
  await create(world, 'first')
  world.pass(300)
  await world.sagemaker.send(
    new CreateInferenceComponentCommand({
      InferenceComponentName: 'scorer',
      EndpointName: 'live',
      VariantName: 'A',
      Specification: {
        ModelName: 'M',
        ComputeResourceRequirements: { MinMemoryRequiredInMb: 512, NumberOfCpuCoresRequired: 1 },
      },
      RuntimeConfig: { CopyCount: 1 },
    }),
  )
  world.pass(180)
  return world
}

const copiesOf = async ({ sagemaker }: World): Promise<number | undefined> => {
  const command = new DescribeInferenceComponentCommand({ InferenceComponentName: 'scorer' })
  return (await sagemaker.send(command)).RuntimeConfig?.CurrentCopyCount
}

const ask = ({ endpoints }: World) =>
  endpoints.send(
    new InvokeEndpointCommand({
      EndpointName: 'live',
      Body: '{}',
      InferenceComponentName: 'scorer',
    }),
  )

const track = ({ scaling }: World, target: typeof COPIES | typeof KEPT_WARM, spec: object) =>
  scaling.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: 'track',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 10, ...spec },
    }),
  )

const PER_COPY = {
  PredefinedMetricSpecification: {
    PredefinedMetricType: 'SageMakerInferenceComponentInvocationsPerCopy',
  },
} as const

describe('the copies of a component', () => {
  const tracked = async () => {
    const world = await componentWorld()
    const limits = { MinCapacity: 0, MaxCapacity: 3 }
    await world.scaling.send(new RegisterScalableTargetCommand({ ...COPIES, ...limits }))
    await track(world, COPIES, PER_COPY)
    return world
  }

  it('follow the requests that each of them gets', async () => {
    const world = await tracked()
    for (let minute = 0; minute < 8; minute++) {
      for (let n = 0; n < 25; n++) await ask(world)
      world.pass(60)
    }
    world.pass(180)
    expect(await copiesOf(world)).toBe(3)
    const { ScalingActivities: [newest] = [] } = await world.scaling.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: 'sagemaker' }),
    )
    expect(newest).toMatchObject({
      ResourceId: COPIES.ResourceId,
      Description: 'Setting desired copy count to 3.',
      StatusCode: 'Successful',
    })
  }, 30_000)

  it('go to zero when nobody asks, and a step policy on refused requests wakes the first', async () => {
    const world = await tracked()
    world.pass(40 * 60)
    expect(await copiesOf(world)).toBe(0)
    const { PolicyARN = '' } = await world.scaling.send(
      new PutScalingPolicyCommand({
        ...COPIES,
        PolicyName: 'wake',
        PolicyType: 'StepScaling',
        StepScalingPolicyConfiguration: {
          AdjustmentType: 'ChangeInCapacity',
          Cooldown: 60,
          StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        },
      }),
    )
    await world.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'asleep',
        Namespace: 'AWS/SageMaker',
        MetricName: 'NoCapacityInvocationFailures',
        Dimensions: [{ Name: 'InferenceComponentName', Value: 'scorer' }],
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmActions: [PolicyARN],
      }),
    )
    world.pass(600)
    expect(await copiesOf(world)).toBe(0)
    expect((await refusalOf(ask(world))).message).toContain('no capacity')
    world.pass(400)
    expect(await copiesOf(world)).toBe(1)
    await ask(world)
  })

  it('are not scaled where there is no such component, nor by the metric of another thing', async () => {
    const world = await componentWorld()
    const register = (ResourceId: string) =>
      world.scaling.send(
        new RegisterScalableTargetCommand({
          ...COPIES,
          ResourceId,
          MinCapacity: 1,
          MaxCapacity: 2,
        }),
      )
    expect((await refusalOf(register('inference-component/ghost'))).message).toContain('not found')
    await register(COPIES.ResourceId)
    const PredefinedMetricType = 'SageMakerVariantInvocationsPerInstance'
    const wrong = track(world, COPIES, { PredefinedMetricSpecification: { PredefinedMetricType } })
    expect((await refusalOf(wrong)).message).toContain(PredefinedMetricType)
  })
})

it('what a serverless variant keeps warm follows how much of it is in use', async () => {
  const world = await createWorld()
  await model(world, 'A', { SANDBOX_LATENCY_MS: '500' })
  const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 50, ProvisionedConcurrency: 5 }
  const { InstanceType: _type, InitialInstanceCount: _count, ...plain } = variant('A')
  await config(world, 'one', [{ ...plain, ServerlessConfig }])
  await create(world, 'one')
  world.pass(300)
  const limits = { MinCapacity: 2, MaxCapacity: 30 }
  await world.scaling.send(new RegisterScalableTargetCommand({ ...KEPT_WARM, ...limits }))
  const PredefinedMetricType = 'SageMakerVariantProvisionedConcurrencyUtilization'
  await track(world, KEPT_WARM, {
    TargetValue: 0.7,
    PredefinedMetricSpecification: { PredefinedMetricType },
  })
  // 20 requests a second of half a second: about ten at a time.
  startTraffic(world.engine.documents, {
    region: 'us-east-1',
    endpointName: 'live',
    from: NOON + 6 * MINUTE,
    to: NOON + 600 * MINUTE,
    rps: 20,
    shape: 'flat',
    errorRates: {},
    latencies: {},
  })
  world.pass(60 * 60)
  const [stand] = (await describeLive(world)).ProductionVariants ?? []
  const kept = stand?.CurrentServerlessConfig?.ProvisionedConcurrency ?? 0
  expect(kept).toBeGreaterThanOrEqual(13)
  expect(kept).toBeLessThanOrEqual(18)
})
