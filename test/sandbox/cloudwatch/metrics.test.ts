import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { MINUTE, NOON, nameOf, publish, read, stat, world } from './world.ts'

describe('statistics of GetMetricData', () => {
  const ten = { 0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 100] }

  it.each([
    ['Sum', 145],
    ['Average', 14.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['SampleCount', 10],
    ['p50', 5],
    ['p90', 9],
    ['p99', 100],
    ['tm90', 5],
    ['TM(10%:90%)', 5.5],
    ['TC(10%:90%)', 8],
    ['TS(10%:90%)', 44],
    ['wm90', 5.4],
    ['IQM', 5.5],
  ])('%s of one to nine and a hundred is %d', async (statistic, expected) => {
    const { cloudwatch } = world()
    await publish(cloudwatch, ten)
    const { a } = await read(cloudwatch, [stat('a', statistic)])
    expect(a).toEqual([[0, expect.closeTo(expected, 9)]])
  })

  it('a period joins its minutes, and an end is exclusive', async () => {
    const { cloudwatch } = world()
    await publish(cloudwatch, { 0: [1], 4: [2], 5: [4], 9: [8], 10: [16] })
    const queries = [stat('five', 'Sum', 'Load', 300), stat('one', 'Sum')]
    expect(await read(cloudwatch, queries, [0, 10])).toEqual({
      five: [
        [0, 3],
        [5, 12],
      ],
      one: [
        [0, 1],
        [4, 2],
        [5, 4],
        [9, 8],
      ],
    })
  })

  it('values with counts weigh as often as they are counted', async () => {
    const { cloudwatch } = world()
    const MetricData = [{ MetricName: 'Load', Values: [0, 1], Counts: [98, 2] }]
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Custom', MetricData }))
    const queries = [stat('rate', 'Average'), stat('n', 'SampleCount')]
    expect(await read(cloudwatch, queries)).toEqual({ rate: [[0, 0.02]], n: [[0, 100]] })
  })

  it('a statistic set gives its statistics and no percentile', async () => {
    const { cloudwatch } = world()
    const StatisticValues = { SampleCount: 4, Sum: 20, Minimum: 1, Maximum: 9 }
    const MetricData = [{ MetricName: 'Load', StatisticValues }]
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Custom', MetricData }))
    const queries = [stat('mean', 'Average'), stat('p', 'p90')]
    expect(await read(cloudwatch, queries)).toEqual({ mean: [[0, 5]], p: [] })
  })

  it('a body that the client compresses arrives', async () => {
    const { cloudwatch } = world()
    const MetricData = Array.from({ length: 500 }, (_, index) => ({
      MetricName: 'Load',
      Value: index,
      Dimensions: [{ Name: 'A', Value: 'b' }],
    }))
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Custom', MetricData }))
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Custom' }))
    expect(Metrics).toEqual([
      { Namespace: 'Custom', MetricName: 'Load', Dimensions: [{ Name: 'A', Value: 'b' }] },
    ])
  })
})

describe('expressions of GetMetricData', () => {
  const math = (Expression: string) => ({ Id: 'e', Expression })

  it.each<[string, (readonly [number, number])[]]>([
    [
      'a / n',
      [
        [0, 0.5],
        [2, 0.25],
      ],
    ],
    [
      '100 * a / n - 1',
      [
        [0, 49],
        [2, 24],
      ],
    ],
    [
      '-a',
      [
        [0, -5],
        [1, -7],
        [2, -1],
      ],
    ],
    [
      'a + n',
      [
        [0, 15],
        [2, 5],
      ],
    ],
    [
      'SUM(METRICS())',
      [
        [0, 15],
        [1, 7],
        [2, 5],
      ],
    ],
    [
      'MAX([a, n])',
      [
        [0, 10],
        [1, 7],
        [2, 4],
      ],
    ],
    [
      'SUM(METRICS("n"))',
      [
        [0, 10],
        [2, 4],
      ],
    ],
    ['SUM(a)', [[-1, 13]]],
    [
      'IF(a > 4, a, 0)',
      [
        [0, 5],
        [1, 7],
        [2, 0],
      ],
    ],
    ['IF(a > 4 AND a < 6, a)', [[0, 5]]],
    [
      'FILL(n, 0)',
      [
        [-1, 0],
        [0, 10],
        [1, 0],
        [2, 4],
        [3, 0],
      ],
    ],
    [
      'FILL(n, REPEAT)',
      [
        [0, 10],
        [1, 10],
        [2, 4],
        [3, 4],
      ],
    ],
    [
      'FILL(n, LINEAR)',
      [
        [0, 10],
        [1, 7],
        [2, 4],
      ],
    ],
    ['a / (n - n)', []],
    [
      'RATE(a) * PERIOD(a)',
      [
        [1, 2],
        [2, -6],
      ],
    ],
    [
      '2 ^ 3 * a / 8',
      [
        [0, 5],
        [1, 7],
        [2, 1],
      ],
    ],
  ])('%s', async (expression, expected) => {
    const { cloudwatch } = world()
    await publish(cloudwatch, { 0: [5], 1: [7], 2: [1] }, 'A')
    await publish(cloudwatch, { 0: [10], 2: [4] }, 'N')
    const hidden = [stat('a', 'Sum', 'A'), stat('n', 'Sum', 'N')].map((query) => ({
      ...query,
      ReturnData: false,
    }))
    const found = await read(cloudwatch, [...hidden, math(expression)], [-1, 4])
    expect(found).toEqual({ e: expected.map(([at, value]) => [at, expect.closeTo(value, 9)]) })
  })

  it.each(['a +', 'b + 1', 'NOPE(a)', 'a ; a', 'e + 1'])('%s is refused', async (Expression) => {
    const { cloudwatch } = world()
    const reading = read(cloudwatch, [stat('a', 'Sum'), { Id: 'e', Expression }])
    expect(await nameOf(reading)).toBe('ValidationException')
  })
})

describe('requests that CloudWatch refuses', () => {
  const range = { StartTime: new Date(NOON - MINUTE), EndTime: new Date(NOON) }

  it.each([
    ['no queries', { ...range, MetricDataQueries: [] }],
    [
      'two queries of one id',
      { ...range, MetricDataQueries: [stat('a', 'Sum'), stat('a', 'Sum')] },
    ],
    ['an id in capitals', { ...range, MetricDataQueries: [stat('A', 'Sum')] }],
    ['a period of 90 seconds', { ...range, MetricDataQueries: [stat('a', 'Sum', 'Load', 90)] }],
    ['an unknown statistic', { ...range, MetricDataQueries: [stat('a', 'Mode')] }],
    [
      'nothing to return',
      { ...range, MetricDataQueries: [{ ...stat('a', 'Sum'), ReturnData: false }] },
    ],
    [
      'an end before the start',
      { StartTime: range.EndTime, EndTime: range.StartTime, MetricDataQueries: [stat('a', 'Sum')] },
    ],
    [
      '501 queries',
      { ...range, MetricDataQueries: Array.from({ length: 501 }, (_, i) => stat(`a${i}`, 'Sum')) },
    ],
  ])('%s', async (_, input) => {
    const { cloudwatch } = world()
    expect(await nameOf(cloudwatch.send(new GetMetricDataCommand(input)))).toBe(
      'ValidationException',
    )
  })

  const old = new Date(NOON - 15 * 24 * 60 * MINUTE)
  it.each([
    [
      'data in the namespace of AWS',
      'AWS/SageMaker',
      { Value: 1 },
      'InvalidParameterValueException',
    ],
    [
      'a datum of last month',
      'Custom',
      { Value: 1, Timestamp: old },
      'InvalidParameterValueException',
    ],
    ['no value at all', 'Custom', {}, 'MissingRequiredParameterException'],
    [
      'counts without values',
      'Custom',
      { Value: 1, Counts: [1] },
      'InvalidParameterCombinationException',
    ],
    ['not a number', 'Custom', { Value: Number.NaN }, 'InvalidParameterValueException'],
  ])('%s', async (_, Namespace, datum, expected) => {
    const { cloudwatch } = world()
    const MetricData = [{ MetricName: 'Load', ...datum }]
    expect(await nameOf(cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData })))).toBe(
      expected,
    )
  })
})

it('results come in pages of MaxDatapoints, newest first', async () => {
  const { cloudwatch } = world()
  await publish(cloudwatch, { 0: [1], 1: [2], 2: [3] }, 'A')
  await publish(cloudwatch, { 0: [10], 1: [20] }, 'B')
  const pages: unknown[] = []
  let NextToken: string | undefined
  do {
    const page = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [stat('a', 'Sum', 'A'), stat('b', 'Sum', 'B')],
        StartTime: new Date(NOON),
        EndTime: new Date(NOON + 5 * MINUTE),
        MaxDatapoints: 2,
        NextToken,
      }),
    )
    pages.push(page.MetricDataResults?.map(({ Values, StatusCode }) => [Values, StatusCode]))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  expect(pages).toEqual([
    [
      [[3, 2], 'PartialData'],
      [[], 'PartialData'],
    ],
    [
      [[1], 'Complete'],
      [[20], 'PartialData'],
    ],
    [
      [[], 'Complete'],
      [[10], 'Complete'],
    ],
  ])
})

it.each([
  ['forbidden', 'Forbidden', 0],
  ['internal-error', 'InternalError', 0],
  ['missing', 'Complete', 0],
  ['partial', 'PartialData', 2],
  ['late', 'Complete', 0],
] as const)(
  'a planted fault %s strikes as often as it is planted for',
  async (effect, status, count) => {
    const { cloudwatch, engine } = world()
    await publish(cloudwatch, { 0: [1], 1: [2], 2: [3], 3: [4] })
    createControl({ directory: engine.directory }).plantMetricFault({
      metricContains: 'Load',
      effect,
      times: 1,
    })
    const ask = async () => {
      const { MetricDataResults } = await cloudwatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: [stat('a', 'Sum')],
          StartTime: new Date(NOON),
          EndTime: new Date(NOON + 5 * MINUTE),
        }),
      )
      return MetricDataResults?.map(({ Values, StatusCode }) => [StatusCode, Values?.length])
    }
    expect(await ask()).toEqual([[status, count]])
    expect(await ask()).toEqual([['Complete', 4]])
  },
)

describe('GetMetricStatistics', () => {
  const input = {
    Namespace: 'Custom',
    MetricName: 'Load',
    StartTime: new Date(NOON),
    EndTime: new Date(NOON + 10 * MINUTE),
    Period: 60,
  }

  it('gives data points with unit and percentiles', async () => {
    const { cloudwatch } = world()
    await publish(cloudwatch, { 1: [1, 2, 3] })
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({ ...input, ExtendedStatistics: ['p50', 'p100'] }),
    )
    expect(Datapoints).toEqual([
      {
        Timestamp: new Date(NOON + MINUTE),
        ExtendedStatistics: { p50: 2, p100: 3 },
        Unit: 'None',
      },
    ])
  })

  it.each([
    ['neither kind of statistic', {}, 'MissingRequiredParameterException'],
    [
      'both kinds',
      { Statistics: ['Sum' as const], ExtendedStatistics: ['p50'] },
      'InvalidParameterCombinationException',
    ],
    [
      'too many points',
      { Statistics: ['Sum' as const], Period: 1, StartTime: new Date(NOON - 60 * MINUTE) },
      'InvalidParameterCombinationException',
    ],
    [
      'an odd period',
      { Statistics: ['Sum' as const], Period: 7 },
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, more, expected) => {
    const { cloudwatch } = world()
    const call = cloudwatch.send(new GetMetricStatisticsCommand({ ...input, ...more }))
    expect(await nameOf(call)).toBe(expected)
  })
})

it('metrics are found by namespace, name and dimensions while they are active', async () => {
  const { cloudwatch, pass } = world()
  await publish(cloudwatch, { 0: [1] }, 'A')
  await publish(cloudwatch, { 0: [1] }, 'B')
  const names = async (input: object) =>
    (await cloudwatch.send(new ListMetricsCommand(input))).Metrics?.map(
      (metric) => metric.MetricName,
    )
  expect(await names({ Namespace: 'Custom' })).toEqual(['A', 'B'])
  expect(await names({ MetricName: 'B' })).toEqual(['B'])
  expect(await names({ Dimensions: [{ Name: 'X' }] })).toEqual([])
  pass(4 * 60 * MINUTE)
  expect(await names({ RecentlyActive: 'PT3H' })).toEqual([])
  expect(await names({})).toEqual(['A', 'B'])
})
