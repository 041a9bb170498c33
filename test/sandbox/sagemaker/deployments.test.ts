import {
  DeregisterScalableTargetCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling'
import {
  ComparisonOperator,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import type { DeploymentConfig } from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import {
  config,
  create,
  createWorld,
  describeLive,
  liveWorld,
  model,
  refusalOf,
  resize,
  update,
  variant,
  type World,
  weigh,
} from './world.ts'

/** An endpoint with one variant of so many instances, and a second configuration for it. */
const replaceable = async (instances = 10): Promise<World> => {
  const world = await createWorld()
  await model(world, 'A')
  await model(world, 'A2')
  const InitialInstanceCount = instances
  await config(world, 'first', [variant('A', { InitialInstanceCount })])
  await config(world, 'second', [variant('A', { InitialInstanceCount, ModelName: 'A2' })])
  await create(world, 'first')
  world.pass(240)
  return world
}

const blueGreen = (
  routing: object,
  wait = 300,
  TerminationWaitInSeconds = 0,
): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { WaitIntervalInSeconds: wait, ...routing } as never,
    TerminationWaitInSeconds,
  },
})

const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT' as const, Value })
const CANARY = blueGreen({ Type: 'CANARY', CanarySize: percent(10) })

const withAlarm = (deployment: DeploymentConfig): DeploymentConfig => ({
  ...deployment,
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'bad' }] },
})

/** An alarm that is quiet until it is set off by hand. */
const alarm = ({ cloudwatch }: World) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'bad',
      Namespace: 'Custom',
      MetricName: 'Bad',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: ComparisonOperator.GreaterThanThreshold,
      TreatMissingData: 'ignore',
    }),
  )

const setOff = ({ cloudwatch }: World, StateValue: 'ALARM' | 'OK' = 'ALARM') =>
  cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: 'bad', StateValue, StateReason: 'by hand' }),
  )

/** Shares of the old and the new fleet, as traffic meets them. */
const sharesOf = (world: World) => {
  const { clock, documents } = world.engine
  const state = documents.read<{ endpoints: Record<string, { moments: never[] }> }>('sagemaker', {
    endpoints: {},
  })
  type Routed = { at: number; routes: { configName: string; weight: number }[] }
  const moments = Object.values(state.endpoints)[0]?.moments as readonly Routed[]
  const now = moments.findLast(({ at }) => at <= clock.now())
  return now?.routes.map(({ configName, weight }) => [configName, Number(weight.toFixed(6))])
}

const messageOf = async (world: World) => {
  const { PendingDeploymentSummary: pending } = await describeLive(world)
  const [status] = pending?.ProductionVariants?.[0]?.VariantStatus ?? []
  return [status?.Status, status?.StatusMessage]
}

describe('an update to another configuration', () => {
  it('builds new fleets, moves all traffic, removes the old ones, and then names the new', async () => {
    const world = await replaceable()
    await update(world, 'second')
    expect(await describeLive(world)).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'first',
      PendingDeploymentSummary: { EndpointConfigName: 'second' },
    })
    expect(await messageOf(world)).toEqual(['Creating', 'Launching 10 instance(s).'])
    expect(sharesOf(world)).toEqual([['first', 1]])
    world.pass(240)
    expect(await messageOf(world)).toEqual([
      'ActivatingTraffic',
      'Activating traffic on full capacity of 10 instance(s).',
    ])
    expect(sharesOf(world)).toEqual([['second', 1]])
    world.pass(10)
    expect((await describeLive(world)).ProductionVariants?.[0]?.VariantStatus).toMatchObject([
      { Status: 'Deleting', StatusMessage: 'Terminating 10 instance(s).' },
    ])
    world.pass(60)
    const over = await describeLive(world)
    expect(over).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'second' })
    expect(over.PendingDeploymentSummary).toBeUndefined()
  })

  it.each([
    ['resets live values to the initial ones', {}, [1, 2], [1, 2]],
    ['keeps them when told to', { RetainAllVariantProperties: true }, [30, 3], [70, 2]],
    [
      'keeps only those not excluded',
      {
        RetainAllVariantProperties: true,
        ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' as const }],
      },
      [1, 3],
      [1, 2],
    ],
  ])('%s', async (_what, options, a, b) => {
    const world = await liveWorld({ A: 1, B: 1 })
    await config(world, 'again', [variant('A'), variant('B')])
    await weigh(world, { A: 30, B: 70 })
    world.pass(20)
    await resize(world, 'A', 3)
    world.pass(240)
    await update(world, 'again', options)
    world.pass(310)
    const { ProductionVariants } = await describeLive(world)
    expect(
      ProductionVariants?.map((each) => [each.CurrentWeight, each.CurrentInstanceCount]),
    ).toEqual([a, b])
  })

  it('adds a variant at weight 0 that nobody meets but by name', async () => {
    const world = await liveWorld({ A: 1 })
    await model(world, 'B')
    await config(world, 'both', [variant('A'), variant('B', { InitialVariantWeight: 0 })])
    await update(world, 'both', { RetainAllVariantProperties: true })
    world.pass(310)
    expect(sharesOf(world)).toEqual([
      ['both', 1],
      ['both', 0],
    ])
  })

  it.each([
    ['fail', 240, 'first'],
    ['capacity', 240, 'first'],
    ['roll-back', 340, 'first'],
  ] as const)(
    'that is planted to %s leaves the old configuration in service, with the reason',
    async (effect, seconds, name) => {
      const world = await replaceable()
      world.control.plantHostingFault({ on: 'update', nameContains: 'live', effect, times: 1 })
      await update(world, 'second')
      world.pass(seconds - 1)
      expect((await describeLive(world)).EndpointStatus).not.toBe('InService')
      world.pass(1)
      const over = await describeLive(world)
      expect(over).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: name })
      expect(over.FailureReason).toBeTruthy()
      expect(sharesOf(world)).toEqual([['first', 1]])
    },
  )

  it('that fails on the way back too is cured by another update only', async () => {
    const world = await replaceable()
    const effect = 'rollback-fails'
    world.control.plantHostingFault({ on: 'update', nameContains: '', effect, times: 1 })
    await update(world, 'second', { DeploymentConfig: CANARY })
    world.pass(340)
    expect((await describeLive(world)).EndpointStatus).toBe('UpdateRollbackFailed')
    expect(sharesOf(world)).toEqual([
      ['first', 0.9],
      ['second', 0.1],
    ])
    expect((await refusalOf(weigh(world, { A: 1 }))).message).toContain('in-progress')
    await update(world, 'first')
    world.pass(310)
    const cured = await describeLive(world)
    expect(cured).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'first' })
    expect(cured.FailureReason).toBeUndefined()
  })
})

describe('a guarded update', () => {
  it('bakes on a canary, then takes the rest, then bakes on all', async () => {
    const world = await replaceable()
    const DeploymentConfig = blueGreen({ Type: 'CANARY', CanarySize: percent(10) }, 300, 120)
    await update(world, 'second', { DeploymentConfig })
    world.pass(250)
    expect(await messageOf(world)).toEqual([
      'Baking',
      'Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
    ])
    expect(sharesOf(world)).toEqual([
      ['first', 0.9],
      ['second', 0.1],
    ])
    world.pass(310)
    expect(await messageOf(world)).toEqual([
      'Baking',
      'Baking for 120 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 10 instance(s).',
    ])
    world.pass(180)
    const over = await describeLive(world)
    expect(over).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'second' })
    expect(over.LastDeploymentConfig).toEqual(DeploymentConfig)
  })

  it('cannot take less than an instance: ten percent of two are one half', async () => {
    const world = await replaceable(2)
    await update(world, 'second', { DeploymentConfig: CANARY })
    world.pass(250)
    expect(sharesOf(world)).toEqual([
      ['first', 0.5],
      ['second', 0.5],
    ])
  })

  it('moves in equal steps', async () => {
    const world = await replaceable()
    const DeploymentConfig = blueGreen({ Type: 'LINEAR', LinearStepSize: percent(40) }, 100)
    await update(world, 'second', { DeploymentConfig })
    const seen = []
    world.pass(240)
    for (let step = 0; step < 3; step++) {
      seen.push(sharesOf(world)?.at(-1)?.[1])
      world.pass(110)
    }
    expect(seen).toEqual([0.4, 0.8, 1])
    world.pass(60)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })

  it('rolls in batches, each launched anew', async () => {
    const world = await replaceable()
    const RollingUpdatePolicy = { MaximumBatchSize: percent(50), WaitIntervalInSeconds: 60 }
    await update(world, 'second', { DeploymentConfig: { RollingUpdatePolicy } })
    expect(await messageOf(world)).toEqual(['Creating', 'Launching 5 instance(s).'])
    world.pass(240)
    expect(sharesOf(world)?.at(-1)).toEqual(['second', 0.5])
    world.pass(310)
    expect(sharesOf(world)).toEqual([['second', 1]])
    world.pass(130)
    expect((await describeLive(world)).EndpointConfigName).toBe('second')
  })

  it('goes back by itself when an alarm fires during the bake', async () => {
    const world = await replaceable()
    await alarm(world)
    await setOff(world, 'OK')
    await update(world, 'second', { DeploymentConfig: withAlarm(CANARY) })
    world.pass(260)
    await describeLive(world)
    await setOff(world)
    world.pass(60)
    expect(await describeLive(world)).toMatchObject({
      EndpointStatus: 'RollingBack',
      EndpointConfigName: 'first',
    })
    expect(sharesOf(world)).toEqual([['first', 1]])
    world.pass(90)
    const over = await describeLive(world)
    expect(over).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'first' })
    expect(over.FailureReason).toContain('(bad)')
    // What is over does not happen again, and the next update is a new one.
    await setOff(world, 'OK')
    await update(world, 'second', { DeploymentConfig: withAlarm(CANARY) })
    world.pass(3600)
    expect((await describeLive(world)).EndpointConfigName).toBe('second')
  })

  it('is ended by an alarm that nobody looked at while it fired', async () => {
    const world = await replaceable()
    await alarm(world)
    await setOff(world, 'OK')
    await update(world, 'second', { DeploymentConfig: withAlarm(CANARY) })
    world.pass(280)
    await setOff(world)
    world.pass(3600)
    expect(await describeLive(world)).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'first',
    })
  })

  it('does not care for an alarm before its traffic begins, or without data', async () => {
    const world = await replaceable()
    await alarm(world)
    await update(world, 'second', { DeploymentConfig: withAlarm(CANARY) })
    await setOff(world)
    world.pass(200)
    await setOff(world, 'OK')
    world.pass(3600)
    expect((await describeLive(world)).EndpointConfigName).toBe('second')
  })

  it('is all at once where the names of the variants change', async () => {
    const world = await replaceable()
    await config(world, 'other', [variant('B', { ModelName: 'A2' })])
    await update(world, 'other', { DeploymentConfig: CANARY })
    world.pass(240)
    expect(sharesOf(world)).toEqual([['other', 1]])
    world.pass(70)
    expect((await describeLive(world)).EndpointStatus).toBe('InService')
  })

  it('is refused when its waits are longer than it may take', async () => {
    const world = await replaceable()
    const policy = CANARY.BlueGreenUpdatePolicy as object
    const DeploymentConfig = {
      BlueGreenUpdatePolicy: {
        ...policy,
        TerminationWaitInSeconds: 400,
        MaximumExecutionTimeoutInSeconds: 700,
      } as never,
    }
    const { message } = await refusalOf(update(world, 'second', { DeploymentConfig }))
    expect(message).toContain('must exceed the total of all waits')
  })

  it.each<[string, DeploymentConfig, RegExp]>([
    ['a canary without a size', blueGreen({ Type: 'CANARY' }), /CanarySize must be specified/],
    [
      'a canary of more than half',
      blueGreen({ Type: 'CANARY', CanarySize: percent(60) }),
      /from 1 to 50 percent/,
    ],
    [
      'steps too small',
      blueGreen({ Type: 'LINEAR', LinearStepSize: percent(5) }),
      /from 10 to 50 percent/,
    ],
    [
      'two policies',
      {
        ...CANARY,
        RollingUpdatePolicy: { MaximumBatchSize: percent(50), WaitIntervalInSeconds: 0 },
      },
      /Only one of/,
    ],
    [
      'the spelling of the guide',
      blueGreen({ Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENTAGE', Value: 10 } }),
      /CAPACITY_PERCENT/,
    ],
  ])('is refused for %s', async (_what, DeploymentConfig, text) => {
    const world = await replaceable()
    const { name, message } = await refusalOf(update(world, 'second', { DeploymentConfig }))
    expect(name).toBe('ValidationException')
    expect(message).toMatch(text)
  })

  it('cannot roll where there are several variants', async () => {
    const world = await liveWorld()
    const RollingUpdatePolicy = { MaximumBatchSize: percent(50), WaitIntervalInSeconds: 0 }
    const sent = update(world, 'first', { DeploymentConfig: { RollingUpdatePolicy } })
    expect((await refusalOf(sent)).message).toContain('not supported for endpoints with several')
  })
})

describe('a variant that scales by itself', () => {
  const target = {
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/live/variant/B',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  } as const

  it('cannot be removed before its scalable target is', async () => {
    const world = await liveWorld()
    await config(world, 'alone', [variant('A')])
    const capacity = { MinCapacity: 1, MaxCapacity: 4 }
    await world.scaling.send(new RegisterScalableTargetCommand({ ...target, ...capacity }))
    const { name, message } = await refusalOf(update(world, 'alone'))
    expect(name).toBe('ValidationException')
    expect(message).toContain(
      'An Application AutoScaling scalable target exists for a variant being deleted',
    )
    await world.scaling.send(new DeregisterScalableTargetCommand(target))
    await update(world, 'alone')
  })
})
