import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/sandbox/cloudwatch/alarms/judge.ts'
import { createNeighbours } from '../../../src/sandbox/neighbours.ts'
import { MINUTE, NOON, nameOf, publish, stat, world } from './world.ts'

const HIGH: PutMetricAlarmCommandInput = {
  AlarmName: 'high',
  Namespace: 'Custom',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
}

type World = ReturnType<typeof world>

const put = ({ cloudwatch }: World, more: Partial<PutMetricAlarmCommandInput> = {}) =>
  cloudwatch.send(new PutMetricAlarmCommand({ ...HIGH, ...more }))

const described = async ({ cloudwatch }: World, name = 'high') => {
  const types = ['MetricAlarm' as const, 'CompositeAlarm' as const]
  const input = { AlarmNames: [name], AlarmTypes: types }
  const answer = await cloudwatch.send(new DescribeAlarmsCommand(input))
  return answer.MetricAlarms?.[0] ?? answer.CompositeAlarms?.[0]
}

const stateOf = async (here: World, name?: string) => (await described(here, name))?.StateValue

/** `0` is a value within the threshold, `X` one beyond it, `-` none; the newest is on the right. */
const windowOf = (picture: string) =>
  [...picture].reverse().map((sign) => ({ '0': 1, X: 11 })[sign])

const alarmOf = (periods: number, datapoints: number, treatment: string) => ({
  EvaluationPeriods: periods,
  DatapointsToAlarm: datapoints,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: treatment,
})

// The two tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe('missing data', () => {
  const columns = ['missing', 'ignore', 'breaching', 'notBreaching']
  it.each([
    [3, 3, '0-X-X', ['OK', 'OK', 'OK', 'OK']],
    [3, 3, '0----', ['OK', 'OK', 'OK', 'OK']],
    [3, 3, '-----', ['INSUFFICIENT_DATA', 'before', 'ALARM', 'OK']],
    [3, 3, '0XX-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [3, 3, '--X--', ['ALARM', 'before', 'ALARM', 'OK']],
    [3, 2, '0-X-X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [3, 2, '00X0X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    [3, 2, '0-X--', ['OK', 'OK', 'ALARM', 'OK']],
    [3, 2, '----0', ['OK', 'OK', 'ALARM', 'OK']],
    [3, 2, '---X-', ['ALARM', 'before', 'ALARM', 'OK']],
  ])('%d periods, %d to alarm, %s', (periods, datapoints, picture, expected) => {
    const found = columns.map((treatment) => {
      const alarm = alarmOf(periods, datapoints, treatment)
      return judge(alarm, windowOf(picture), 'before' as 'OK').state
    })
    expect(found).toEqual(expected)
  })
})

it('a new alarm has not enough data, then follows its metric, M of N', async () => {
  const here = world()
  await put(here)
  expect(await described(here)).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:high',
  })
  await publish(here.cloudwatch, { 0: [5], 1: [50], 2: [5], 3: [50], 4: [5], 5: [5] })
  const states: unknown[] = []
  for (let minute = 1; minute <= 6; minute++) {
    here.pass(MINUTE)
    states.push(await stateOf(here))
  }
  expect(states).toEqual(['OK', 'OK', 'OK', 'ALARM', 'OK', 'OK'])
})

it('the looks that nobody watched are made up for, each with the data of its time', async () => {
  const [watched, unwatched] = [world(), world()]
  for (const here of [watched, unwatched]) await put(here)
  for (let minute = 0; minute < 8; minute++) {
    for (const here of [watched, unwatched]) {
      await publish(here.cloudwatch, { [minute]: [minute % 3 === 0 ? 5 : 50] })
      here.pass(MINUTE)
    }
    await stateOf(watched)
  }
  const history = async ({ cloudwatch }: World) =>
    (await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName: 'high' })))
      .AlarmHistoryItems
  expect(await history(unwatched)).toEqual(await history(watched))
  expect(await history(watched)).toMatchObject([
    { HistorySummary: 'Alarm updated from OK to ALARM', HistoryItemType: 'StateUpdate' },
    { HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK' },
    { HistorySummary: 'Alarm "high" created', HistoryItemType: 'ConfigurationUpdate' },
  ])
})

it('the reason names the values, the threshold and how many are needed', async () => {
  const here = world()
  await put(here)
  await publish(here.cloudwatch, { 0: [5], 1: [50], 2: [50] })
  here.pass(3 * MINUTE)
  const alarm = await described(here)
  expect(alarm?.StateReason).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [50, 50, 5] were greater than the threshold (10) (minimum 2 datapoints for OK -> ALARM transition).',
  )
  expect(JSON.parse(alarm?.StateReasonData ?? '')).toMatchObject({ threshold: 10, period: 60 })
  expect(alarm?.StateTransitionedTimestamp).toEqual(new Date(NOON + 3 * MINUTE))
})

it('a metric that falls silent leaves not enough data', async () => {
  const here = world()
  await put(here)
  await publish(here.cloudwatch, { 0: [5] })
  here.pass(MINUTE)
  expect(await stateOf(here)).toBe('OK')
  here.pass(10 * MINUTE)
  expect(await described(here)).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Insufficient Data: 3 datapoints were unknown.',
  })
})

it('a unit that the metric does not have finds no data', async () => {
  const here = world()
  await put(here, { Unit: 'Seconds' })
  await publish(here.cloudwatch, { 0: [50], 1: [50] })
  here.pass(2 * MINUTE)
  expect(await stateOf(here)).toBe('INSUFFICIENT_DATA')
})

it('a state that somebody sets holds until the period is evaluated', async () => {
  const here = world()
  await put(here, { Period: 300, EvaluationPeriods: 1, DatapointsToAlarm: 1 })
  await publish(here.cloudwatch, { 0: [5], 3: [5] })
  here.pass(MINUTE)
  expect(await stateOf(here)).toBe('OK')
  const set = { AlarmName: 'high', StateValue: 'ALARM' as StateValue, StateReason: 'drill' }
  await here.cloudwatch.send(new SetAlarmStateCommand(set))
  expect(await described(here)).toMatchObject({ StateValue: 'ALARM', StateReason: 'drill' })
  here.pass(3 * MINUTE)
  expect(await stateOf(here)).toBe('ALARM')
  here.pass(MINUTE)
  expect(await stateOf(here)).toBe('OK')
})

it('a percentile of few values can be ignored', async () => {
  const low = { ExtendedStatistic: 'p99', EvaluationPeriods: 1, DatapointsToAlarm: 1 }
  const { Statistic: _none, ...rest } = HIGH
  for (const [treatment, expected] of [
    ['evaluate', 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ] as const) {
    const here = world()
    const input = { ...rest, ...low, EvaluateLowSampleCountPercentile: treatment }
    await here.cloudwatch.send(new PutMetricAlarmCommand(input))
    await publish(here.cloudwatch, { 0: [50] })
    here.pass(MINUTE)
    expect(await stateOf(here)).toBe(expected)
  }
})

it('an alarm on an expression sees what the expression gives', async () => {
  const here = world()
  const hidden = { ...stat('errors', 'Sum', 'Errors'), ReturnData: false }
  const all = { ...stat('all', 'Sum', 'All'), ReturnData: false }
  await here.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'high',
      EvaluationPeriods: 1,
      Threshold: 0.05,
      ComparisonOperator: 'GreaterThanThreshold',
      Metrics: [hidden, all, { Id: 'rate', Expression: 'errors / all' }],
    }),
  )
  await publish(here.cloudwatch, { 0: [1], 1: [6] }, 'Errors')
  await publish(here.cloudwatch, { 0: [100], 1: [100] }, 'All')
  here.pass(MINUTE)
  expect(await stateOf(here)).toBe('OK')
  here.pass(MINUTE)
  expect(await stateOf(here)).toBe('ALARM')
})

describe('composite alarms', () => {
  const compose = (here: World, AlarmRule: string) =>
    here.cloudwatch.send(new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule }))

  it.each([
    ['ALARM(high) AND ALARM(other)', 'OK'],
    ['ALARM("high") OR ALARM(other)', 'ALARM'],
    ['ALARM(high) AND NOT ALARM(other)', 'ALARM'],
    ['NOT (ALARM(high) OR OK(other))', 'OK'],
    ['INSUFFICIENT_DATA(other)', 'ALARM'],
    ['TRUE AND NOT FALSE', 'ALARM'],
    ['ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:high)', 'ALARM'],
  ])('%s', async (rule, expected) => {
    const here = world()
    await put(here)
    await put(here, { AlarmName: 'other', MetricName: 'Other' })
    await compose(here, rule)
    await publish(here.cloudwatch, { 0: [50], 1: [50] })
    here.pass(2 * MINUTE)
    expect(await stateOf(here, 'both')).toBe(expected)
  })

  it('look at each other and keep what they are made of', async () => {
    const here = world()
    await put(here)
    await compose(here, 'ALARM(high)')
    const top = { AlarmName: 'top', AlarmRule: 'ALARM(both)' }
    await here.cloudwatch.send(new PutCompositeAlarmCommand(top))
    await publish(here.cloudwatch, { 0: [50], 1: [50] })
    here.pass(2 * MINUTE)
    expect(await stateOf(here, 'top')).toBe('ALARM')
    const remove = here.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['high'] }))
    expect(await nameOf(remove)).toBe('ValidationException')
    const children = { ChildrenOfAlarmName: 'both' }
    const { MetricAlarms } = await here.cloudwatch.send(new DescribeAlarmsCommand(children))
    expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['high'])
  })

  it.each(['ALARM(high', 'ALARM(nobody)', 'high', 'ALARM(high) OK(high)'])(
    '%s is refused',
    async (rule) => {
      const here = world()
      await put(here)
      expect(await nameOf(compose(here, rule))).toBe('ValidationException')
    },
  )
})

describe('alarms that CloudWatch refuses', () => {
  it.each<[string, Partial<PutMetricAlarmCommandInput>]>([
    ['more datapoints than periods', { DatapointsToAlarm: 4 }],
    ['a period of 90 seconds', { Period: 90 }],
    ['no threshold', { Threshold: undefined }],
    ['both kinds of statistic', { ExtendedStatistic: 'p90' }],
    ['more than a day', { EvaluationPeriods: 1500, DatapointsToAlarm: 2 }],
    ['an unknown treatment of missing data', { TreatMissingData: 'guess' }],
    ['a metric and queries', { Metrics: [stat('a', 'Sum')] }],
    ['an operator of anomaly bands', { ComparisonOperator: 'GreaterThanUpperThreshold' }],
  ])('%s', async (_, more) => {
    expect(await nameOf(put(world(), more))).toBe('ValidationException')
  })
})

it('alarms are found by prefix, state, metric and page, and are deleted with a trace', async () => {
  const here = world()
  for (const AlarmName of ['a1', 'a2', 'b1']) await put(here, { AlarmName })
  const { cloudwatch } = here
  const names = async (input: object) => {
    const { MetricAlarms, NextToken } = await cloudwatch.send(new DescribeAlarmsCommand(input))
    return [MetricAlarms?.map(({ AlarmName }) => AlarmName), NextToken] as const
  }
  expect(await names({ AlarmNamePrefix: 'a' })).toEqual([['a1', 'a2'], undefined])
  expect(await names({ StateValue: 'OK' })).toEqual([[], undefined])
  const [first, NextToken] = await names({ MaxRecords: 2 })
  expect(first).toEqual(['a1', 'a2'])
  expect(await names({ MaxRecords: 2, NextToken })).toEqual([['b1'], undefined])
  const metric = { Namespace: 'Custom', MetricName: 'Load' }
  const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsForMetricCommand(metric))
  expect(MetricAlarms).toHaveLength(3)
  await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['a1'] }))
  expect((await described(here, 'a1'))?.ActionsEnabled).toBe(false)
  await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['a1'] }))
  const gone = cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['a1'] }))
  expect(await nameOf(gone)).toBe('ResourceNotFound')
  const { AlarmHistoryItems } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'a1', ScanBy: 'TimestampAscending' }),
  )
  expect(AlarmHistoryItems?.at(-1)?.HistorySummary).toBe('Alarm "a1" deleted')
})

it('an alarm carries its tags', async () => {
  const here = world()
  await put(here, { Tags: [{ Key: 'k', Value: 'v' }] })
  const ResourceARN = (await described(here))?.AlarmArn
  const { Tags } = await here.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN }))
  expect(Tags).toEqual([{ Key: 'k', Value: 'v' }])
})

it('other services learn the state that an alarm had at a time', async () => {
  const here = world()
  await put(here)
  await publish(here.cloudwatch, { 0: [5], 1: [50], 2: [50] })
  here.pass(5 * MINUTE)
  const { alarms } = createNeighbours(here.engine)
  const at = (minute: number) => alarms.state('us-east-1', 'high', NOON + minute * MINUTE)
  expect([at(0), at(1), at(3)]).toEqual(['INSUFFICIENT_DATA', 'OK', 'ALARM'])
  expect(alarms.state('us-east-1', 'nobody', NOON)).toBeUndefined()
  expect(alarms.state('eu-west-1', 'high', NOON)).toBeUndefined()
})
