import {
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling'
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import { describe, expect, it } from 'vitest'
import { steppedTo } from '../../../src/sandbox/autoscaling/stepping.ts'
import { startTraffic } from '../../../src/sandbox/sagemaker/traffic/profiles.ts'
import { nameOf } from '../cloudwatch/world.ts'
import { describeLive, liveWorld, NOON, type World, weigh } from '../sagemaker/world.ts'

const NAME = {
  ServiceNamespace: 'sagemaker' as const,
  ResourceId: 'endpoint/live/variant/A',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' as const,
}
const MINUTE = 60_000

const register = ({ scaling }: World, more: object = { MinCapacity: 1, MaxCapacity: 6 }) =>
  scaling.send(new RegisterScalableTargetCommand({ ...NAME, ...more }))

const track = (
  { scaling }: World,
  TargetValue: number,
  more: Partial<TargetTrackingScalingPolicyConfiguration> = {},
) =>
  scaling.send(
    new PutScalingPolicyCommand({
      ...NAME,
      PolicyName: 'track',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue,
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
        },
        ...more,
      },
    }),
  )

/** Requests from a minute after noon on. */
const send = ({ engine }: World, rps: number, from = 4, to = 600): void =>
  startTraffic(engine.documents, {
    region: 'us-east-1',
    endpointName: 'live',
    from: NOON + from * MINUTE,
    to: NOON + to * MINUTE,
    rps,
    shape: 'flat',
    errorRates: {},
    latencies: {},
  })

const stand = async (world: World) => {
  const { EndpointStatus, ProductionVariants } = await describeLive(world)
  const found = ProductionVariants?.find(({ VariantName }) => VariantName === 'A')
  return [EndpointStatus, found?.CurrentInstanceCount, found?.DesiredInstanceCount]
}

const activities = async ({ scaling }: World, more: object = {}) => {
  const input = { ServiceNamespace: 'sagemaker' as const, ...more }
  const answer = await scaling.send(new DescribeScalingActivitiesCommand(input))
  return answer.ScalingActivities ?? []
}

describe('target tracking', () => {
  it('adds instances for the traffic there is, and takes them away when it ends', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    await track(world, 300)
    // 19 a second are 1,140 a minute: four instances of 300.
    send(world, 19, 4, 60)
    world.pass(6 * 60)
    expect(await stand(world)).toEqual(['Updating', 2, 4])
    world.pass(40 * 60)
    expect(await stand(world)).toEqual(['InService', 4, 4])
    world.pass(60 * 60)
    expect(await stand(world)).toEqual(['InService', 1, 1])
    const [inward, outward] = await activities(world)
    expect(inward).toMatchObject({
      StatusCode: 'Successful',
      Description: 'Setting desired instance count to 1.',
    })
    expect(outward?.Cause).toMatch(
      /^monitor alarm TargetTracking-endpoint\/live\/variant\/A-AlarmHigh-\S+ in state ALARM triggered policy track$/,
    )
  })

  it('gives the same whether somebody watches or not', async () => {
    const [watched, unwatched] = [await liveWorld({ A: 1 }), await liveWorld({ A: 1 })]
    for (const world of [watched, unwatched]) {
      await register(world)
      await track(world, 300)
      send(world, 20, 4, 30)
    }
    for (let minute = 0; minute < 90; minute++) {
      watched.pass(60)
      await stand(watched)
    }
    unwatched.pass(90 * 60)
    expect(await activities(unwatched)).toEqual(await activities(watched))
    expect((await activities(watched)).length).toBeGreaterThan(1)
  }, 60_000)

  it.each([
    ['out', { DynamicScalingOutSuspended: true }, 20, 2],
    ['in', { DynamicScalingInSuspended: true }, 0.1, 2],
  ])('a suspended direction %s stays where it is', async (_, SuspendedState, rps, expected) => {
    const world = await liveWorld({ A: 1 })
    await register(world, { MinCapacity: 1, MaxCapacity: 6, SuspendedState })
    await track(world, 300)
    send(world, rps)
    world.pass(60 * 60)
    expect(await stand(world)).toEqual(['InService', expected, expected])
    // Resumed, it goes its way.
    const resumed = { DynamicScalingOutSuspended: false, DynamicScalingInSuspended: false }
    await register(world, { SuspendedState: resumed })
    world.pass(40 * 60)
    expect((await stand(world))[1]).not.toBe(expected)
  })

  it('does not scale in where that is disabled', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    await track(world, 300, { DisableScaleIn: true })
    send(world, 0.1)
    world.pass(60 * 60)
    expect(await stand(world)).toEqual(['InService', 2, 2])
  })

  it('a policy that is changed judges no minutes of before', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    await track(world, 3000, { DisableScaleIn: true })
    send(world, 20)
    world.pass(30 * 60)
    await track(world, 300)
    const changedAt = world.engine.clock.now()
    expect(await activities(world)).toEqual([])
    world.pass(5 * 60)
    const [only] = await activities(world)
    expect(only?.StartTime?.getTime()).toBeGreaterThan(changedAt)
  })

  it('stops at the maximum and says so to whoever asks for that', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world, { MinCapacity: 1, MaxCapacity: 3 })
    await track(world, 300)
    send(world, 20)
    world.pass(60 * 60)
    expect(await stand(world)).toEqual(['InService', 3, 3])
    expect((await activities(world)).map(({ StatusCode }) => StatusCode)).toEqual(['Successful'])
    const all = await activities(world, { IncludeNotScaledActivities: true })
    expect(all[0]?.NotScaledReasons).toEqual([
      { Code: 'AlreadyAtMaxCapacity', MaxCapacity: 3, CurrentCapacity: 3 },
    ])
  })

  it('has alarms of its own in CloudWatch until it is deleted', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    const { Alarms } = await track(world, 300)
    const names = async () => {
      const prefix = { AlarmNamePrefix: 'TargetTracking-' }
      const { MetricAlarms } = await world.cloudwatch.send(new DescribeAlarmsCommand(prefix))
      return MetricAlarms?.map(({ AlarmName }) => AlarmName)
    }
    expect(await names()).toEqual(Alarms?.map(({ AlarmName }) => AlarmName))
    const asked = { ServiceNamespace: 'sagemaker' as const, ResourceId: NAME.ResourceId }
    const described = await world.scaling.send(new DescribeScalingPoliciesCommand(asked))
    expect(described.ScalingPolicies).toMatchObject([{ PolicyName: 'track', Alarms }])
    await world.scaling.send(new DeleteScalingPolicyCommand({ ...NAME, PolicyName: 'track' }))
    expect(await names()).toEqual([])
  })
})

describe('step scaling', () => {
  it.each([
    [0, 10],
    [5, 12],
    [15, 15],
    [-3, 9],
  ])('a metric %d beyond the threshold makes %d of 10', (breach, expected) => {
    const steps = [
      { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 0 },
      { MetricIntervalLowerBound: 5, MetricIntervalUpperBound: 15, ScalingAdjustment: 2 },
      { MetricIntervalLowerBound: 15, ScalingAdjustment: 5 },
    ]
    expect(steppedTo({ StepAdjustments: steps }, 10, breach)).toBe(expected)
  })

  it.each([
    ['ExactCapacity', 4, 10, 0, 4],
    ['PercentChangeInCapacity', 25, 10, 0, 12],
    ['PercentChangeInCapacity', 5, 10, 0, 11],
    ['PercentChangeInCapacity', -50, 10, 0, 5],
    ['PercentChangeInCapacity', 10, 10, 3, 13],
  ] as const)('%s of %d from %d', (AdjustmentType, ScalingAdjustment, current, least, expected) => {
    const stepping = {
      AdjustmentType,
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment }],
      MinAdjustmentMagnitude: least,
    }
    expect(steppedTo(stepping, current, 1)).toBe(expected)
  })

  it('follows the alarms that name the policy', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    const { PolicyARN } = await world.scaling.send(
      new PutScalingPolicyCommand({
        ...NAME,
        PolicyName: 'steps',
        PolicyType: 'StepScaling',
        StepScalingPolicyConfiguration: {
          AdjustmentType: 'ChangeInCapacity',
          StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
          Cooldown: 3600,
        },
      }),
    )
    send(world, 20)
    await world.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'busy',
        Namespace: 'AWS/SageMaker',
        MetricName: 'Invocations',
        Dimensions: [
          { Name: 'EndpointName', Value: 'live' },
          { Name: 'VariantName', Value: 'A' },
        ],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 1000,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [PolicyARN ?? ''],
      }),
    )
    world.pass(30 * 60)
    expect(await stand(world)).toEqual(['InService', 4, 4])
    expect((await activities(world))[0]?.Cause).toBe(
      'monitor alarm busy in state ALARM triggered policy steps',
    )
  })
})

describe('the lock of the endpoint', () => {
  it('scaling and a change of weights wait for each other', async () => {
    const world = await liveWorld({ A: 1, B: 1 })
    await register(world, { MinCapacity: 3, MaxCapacity: 6 })
    world.pass(60)
    expect((await stand(world))[0]).toBe('Updating')
    expect(await nameOf(weigh(world, { A: 9, B: 1 }))).toBe('ValidationException')
    world.pass(10 * 60)
    expect(await stand(world)).toEqual(['InService', 3, 3])
    expect(await nameOf(weigh(world, { A: 9, B: 1 }))).toBe('done')
  })

  it('a refused scaling is told as failed and tried again', async () => {
    const world = await liveWorld({ A: 1, B: 1 })
    await register(world)
    world.pass(50)
    await weigh(world, { A: 9, B: 1 })
    await register(world, { MinCapacity: 3 })
    world.pass(6 * 60)
    const found = (await activities(world)).map(({ StatusCode, StatusMessage }) => [
      StatusCode,
      StatusMessage,
    ])
    expect(found).toEqual([
      ['Successful', expect.stringContaining('Successfully set desired instance count to 3')],
      ['Failed', expect.stringContaining('Cannot update in-progress endpoint')],
    ])
  })
})

describe('scheduled actions', () => {
  const schedule = ({ scaling }: World, Schedule: string, more: object = {}) =>
    scaling.send(
      new PutScheduledActionCommand({
        ...NAME,
        ScheduledActionName: 'busy',
        Schedule,
        ScalableTargetAction: { MinCapacity: 5, MaxCapacity: 8 },
        ...more,
      }),
    )

  it.each([
    ['at(2026-11-22T12:30:00)', {}],
    ['cron(30 12 * * ? *)', {}],
    ['cron(0/30 12-14 ? * SUN 2026-2027)', {}],
    ['at(2026-11-22T13:30:00)', { Timezone: 'Europe/Berlin' }],
    ['rate(30 minutes)', {}],
  ])('%s sets the bounds when it is due', async (expression, more) => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    await schedule(world, expression, more)
    world.pass(20 * 60)
    expect((await stand(world))[1]).toBe(2)
    world.pass(30 * 60)
    expect((await stand(world))[1]).toBe(5)
    const { ScalableTargets } = await world.scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker' }),
    )
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 5, MaxCapacity: 8 }])
  })

  it('are listed and deleted', async () => {
    const world = await liveWorld({ A: 1 })
    await register(world)
    await schedule(world, 'rate(1 day)')
    const listed = async () => {
      const input = { ServiceNamespace: 'sagemaker' as const }
      return (await world.scaling.send(new DescribeScheduledActionsCommand(input))).ScheduledActions
    }
    expect(await listed()).toMatchObject([{ ScheduledActionName: 'busy', Schedule: 'rate(1 day)' }])
    const gone = { ...NAME, ScheduledActionName: 'busy' }
    await world.scaling.send(new DeleteScheduledActionCommand(gone))
    expect(await listed()).toEqual([])
  })

  it.each(['at(tomorrow)', 'rate(0 minutes)', 'cron(* * *)', 'every day', 'cron(99 * * * ? *)'])(
    '%s is refused',
    async (expression) => {
      const world = await liveWorld({ A: 1 })
      await register(world)
      expect(await nameOf(schedule(world, expression))).toBe('ValidationException')
    },
  )
})

it('a target is described, tagged and deregistered with all that belongs to it', async () => {
  const world = await liveWorld({ A: 1 })
  const { scaling } = world
  const bounds = { MinCapacity: 1, MaxCapacity: 4, Tags: { team: 'fraud' } }
  const { ScalableTargetARN } = await register(world, bounds)
  await track(world, 300)
  const tags = await scaling.send(
    new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }),
  )
  expect(tags.Tags).toEqual({ team: 'fraud' })
  const asked = { ServiceNamespace: 'sagemaker' as const, ResourceIds: [NAME.ResourceId] }
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand(asked))
  expect(ScalableTargets).toMatchObject([
    {
      MinCapacity: 1,
      MaxCapacity: 4,
      SuspendedState: { DynamicScalingInSuspended: false },
      RoleARN: expect.stringContaining('AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'),
    },
  ])
  await scaling.send(new DeregisterScalableTargetCommand(NAME))
  const after = await scaling.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'sagemaker' }),
  )
  expect(after.ScalingPolicies).toEqual([])
  expect(await nameOf(scaling.send(new DeregisterScalableTargetCommand(NAME)))).toBe(
    'ObjectNotFoundException',
  )
})

describe('requests that are refused', () => {
  it.each([
    [
      'a variant that is not there',
      { ResourceId: 'endpoint/live/variant/Z', MinCapacity: 1, MaxCapacity: 2 },
    ],
    ['a minimum above the maximum', { MinCapacity: 3, MaxCapacity: 2 }],
    ['no bounds at first', {}],
    ['a resource of another form', { ResourceId: 'service/x', MinCapacity: 1, MaxCapacity: 2 }],
  ])('%s', async (_, more) => {
    expect(await nameOf(register(await liveWorld({ A: 1 }), more))).toBe('ValidationException')
  })

  it('a policy without a target', async () => {
    expect(await nameOf(track(await liveWorld({ A: 1 }), 300))).toBe('ObjectNotFoundException')
  })
})
