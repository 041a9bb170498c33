import {
  DescribeAlarmHistoryCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import { describe, expect, it } from 'vitest'
import { startTraffic } from '../../../src/sandbox/sagemaker/traffic/profiles.ts'
import {
  config,
  describeLive,
  IMAGE,
  liveWorld,
  NOON,
  update,
  variant,
  type World,
} from '../sagemaker/world.ts'

const MINUTE = 60_000
/** The endpoint of `liveWorld` is in service four minutes after noon. */
const START = NOON + 4 * MINUTE

const send = ({ engine }: World, rps: number, minutes = 120): void =>
  startTraffic(engine.documents, {
    region: 'us-east-1',
    endpointName: 'live',
    from: START,
    to: START + minutes * MINUTE,
    rps,
    shape: 'flat',
    errorRates: {},
    latencies: {},
  })

const dimensions = (variantName: string, more: Readonly<Record<string, string>> = {}) =>
  Object.entries({ EndpointName: 'live', VariantName: variantName, ...more }).map(
    ([Name, Value]) => ({ Name, Value }),
  )

type Asked = {
  readonly variant?: string
  readonly metric?: string
  readonly stat?: string
  readonly namespace?: string
  readonly more?: Readonly<Record<string, string>>
}

/** Values of a metric by whole minutes after the start of the traffic. */
const values = async ({ cloudwatch }: World, asked: Asked = {}, minutes = 12) => {
  const { MetricDataResults } = await cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [
        {
          Id: 'a',
          MetricStat: {
            Metric: {
              Namespace: asked.namespace ?? 'AWS/SageMaker',
              MetricName: asked.metric ?? 'Invocations',
              Dimensions: dimensions(asked.variant ?? 'A', asked.more),
            },
            Period: 60,
            Stat: asked.stat ?? 'Sum',
          },
        },
      ],
      StartTime: new Date(START),
      EndTime: new Date(START + minutes * MINUTE),
      ScanBy: 'TimestampAscending',
    }),
  )
  const result = MetricDataResults?.[0]
  return (result?.Timestamps ?? []).map(
    (time, index) => [(time.getTime() - START) / MINUTE, result?.Values?.[index] ?? -1] as const,
  )
}

const total = (series: readonly (readonly [number, number])[]): number =>
  series.reduce((sum, [, value]) => sum + value, 0)

describe('metrics of an endpoint', () => {
  it('share the requests by weight', async () => {
    const world = await liveWorld()
    send(world, 20)
    world.pass(15 * 60)
    const [a, b] = [await values(world), await values(world, { variant: 'B' })]
    expect(a).toHaveLength(12)
    expect(total(a) + total(b)).toBeGreaterThan(0.9 * 20 * 12 * 60)
    expect(total(b) / (total(a) + total(b))).toBeCloseTo(0.1, 1)
  })

  it('arrive late, and the newest minutes grow when they are read again', async () => {
    const world = await liveWorld()
    send(world, 20)
    world.pass(5 * 60)
    const early = await values(world)
    world.pass(60)
    const later = await values(world)
    world.pass(10 * 60)
    const whole = await values(world)
    expect(early.length).toBeLessThanOrEqual(4)
    for (const [minute, value] of early) {
      const final = new Map(whole).get(minute) ?? 0
      expect(value).toBeLessThanOrEqual(final)
      // A minute that ended two minutes ago is complete.
      if (minute <= 2) expect(value).toBe(final)
    }
    expect(total(later)).toBeGreaterThan(total(early))
    expect(total(whole)).toBeGreaterThan(total(later))
  })

  it('count errors as 0 and 1 a request, and latency in microseconds', async () => {
    const world = await liveWorld(
      { A: 1, B: 1 },
      { B: { SANDBOX_ERROR_RATE: '0.2', SANDBOX_LATENCY_MS: '100' } },
    )
    send(world, 20)
    world.pass(20 * 60)
    const rate = async (name: string) => {
      const errors = total(await values(world, { variant: name, metric: 'Invocation5XXErrors' }))
      const metric = { variant: name, metric: 'Invocation5XXErrors', stat: 'SampleCount' }
      return errors / total(await values(world, metric))
    }
    expect(await rate('A')).toBe(0)
    expect(await rate('B')).toBeCloseTo(0.2, 1)
    const median = async (name: string) =>
      (await values(world, { variant: name, metric: 'ModelLatency', stat: 'p50' }))[3]?.[1] ?? 0
    expect((await median('B')) / (await median('A'))).toBeGreaterThan(1.8)
    expect(await median('B')).toBeGreaterThan(80_000)
    const counts = { metric: 'ModelLatency', stat: 'SampleCount' }
    expect(total(await values(world, counts))).toBeCloseTo(total(await values(world)), 3)
  })

  it('tell the invocations of one instance, and how busy it is', async () => {
    const world = await liveWorld({ A: 1 })
    send(world, 20)
    world.pass(20 * 60)
    const whole = total(await values(world))
    const each = total(await values(world, { metric: 'InvocationsPerInstance' }))
    expect(each).toBeCloseTo(whole / 2, 3)
    const cpu = { namespace: '/aws/sagemaker/Endpoints', metric: 'CPUUtilization', stat: 'Average' }
    const busy = (await values(world, cpu)).map(([, value]) => value)
    expect(Math.min(...busy)).toBeGreaterThan(20)
    expect(Math.max(...busy)).toBeLessThanOrEqual(100)
  })

  it('exist for the fleet of one configuration too, and for no other dimensions', async () => {
    const world = await liveWorld({ A: 1 })
    send(world, 20)
    world.pass(20 * 60)
    const first = await values(world, { more: { EndpointConfigName: 'first' } })
    expect(total(first)).toBeGreaterThan(0)
    expect(await values(world, { more: { EndpointConfigName: 'second' } })).toEqual([])
    expect(await values(world, { more: { InstanceId: 'i-1' } })).toEqual([])
    expect(await values(world, { variant: 'C' })).toEqual([])
  })

  it('are listed once there has been traffic', async () => {
    const world = await liveWorld({ A: 1 })
    const listed = async () => {
      const input = {
        Namespace: 'AWS/SageMaker',
        Dimensions: [{ Name: 'VariantName', Value: 'A' }],
      }
      const { Metrics } = await world.cloudwatch.send(new ListMetricsCommand(input))
      return Metrics?.map(({ MetricName }) => MetricName)
    }
    expect(await listed()).toEqual([])
    send(world, 5)
    world.pass(10 * 60)
    expect(await listed()).toContain('Invocation5XXErrors')
  })
})

const alarm = ({ cloudwatch }: World, more: object = {}) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocation5XXErrors',
      Dimensions: dimensions('A', { EndpointConfigName: 'second' }),
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 0.05,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      ...more,
    }),
  )

describe('a guarded deployment', () => {
  it.each([
    ['0', 'second', undefined],
    ['0.3', 'first', 'errors'],
  ])(
    'of a model with an error rate of %s ends with configuration %s',
    async (rate, expected, reason) => {
      const world = await liveWorld({ A: 1 }, {})
      send(world, 20)
      await alarm(world)
      const { sagemaker } = world
      const { CreateModelCommand } = await import('@aws-sdk/client-sagemaker')
      await sagemaker.send(
        new CreateModelCommand({
          ModelName: 'new',
          ExecutionRoleArn: 'arn:aws:iam::000000000000:role/serving',
          PrimaryContainer: {
            Image: IMAGE,
            Environment: { SANDBOX_ERROR_RATE: rate },
          },
        }),
      )
      await config(world, 'second', [variant('A', { ModelName: 'new' })])
      world.pass(5 * 60)
      await update(world, 'second', {
        DeploymentConfig: {
          BlueGreenUpdatePolicy: {
            TrafficRoutingConfiguration: {
              Type: 'CANARY',
              WaitIntervalInSeconds: 900,
              CanarySize: { Type: 'CAPACITY_PERCENT', Value: 50 },
            },
            TerminationWaitInSeconds: 600,
          },
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
        } as never,
      })
      world.pass(90 * 60)
      const endpoint = await describeLive(world)
      expect(endpoint.EndpointStatus).toBe('InService')
      expect(endpoint.EndpointConfigName).toBe(expected)
      if (reason === undefined) expect(endpoint.FailureReason).toBeUndefined()
      else expect(endpoint.FailureReason).toContain(reason)
      const history = { AlarmName: 'errors', HistoryItemType: 'StateUpdate' as const }
      const { AlarmHistoryItems } = await world.cloudwatch.send(
        new DescribeAlarmHistoryCommand(history),
      )
      const went = AlarmHistoryItems?.filter((item) => item.HistorySummary?.endsWith('to ALARM'))
      expect(went?.length).toBe(reason === undefined ? 0 : 1)
    },
  )
})
