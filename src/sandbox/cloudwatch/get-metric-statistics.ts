import { list, optionalNumber, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { type MetricMembers, metricOf } from './metric.ts'
import type { Sample } from './samples.ts'
import { alignedStart, isPeriod, periodsOf, samplesOf } from './series.ts'
import { statisticOf } from './statistics.ts'

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
const MOST_DATAPOINTS = 1440

/** Statistics of one metric; unlike GetMetricData it gives each unit its own data points. */
export const getMetricStatistics = (call: Call, input: Input): Output => {
  const period = optionalNumber(input, 'Period') ?? 60
  const simple = list<string>(input, 'Statistics')
  const extended = list<string>(input, 'ExtendedStatistics')
  checkStatistics(simple, extended)
  if (!isPeriod(period)) {
    throw refusal.value('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.')
  }
  const now = call.clock.now()
  const start = (input.StartTime as Date).getTime()
  const to = (input.EndTime as Date).getTime()
  if (start >= to) {
    throw refusal.combination('The parameter StartTime must be less than the parameter EndTime.')
  }
  const from = alignedStart(start, period, now)
  if ((to - from) / (period * 1000) > MOST_DATAPOINTS) {
    throw refusal.combination(
      `You have requested up to ${Math.ceil((to - from) / (period * 1000))} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    )
  }
  const samples = samplesOf(call, metricOf(input as MetricMembers), { from, to, asOf: now })
  const unit = optionalText(input, 'Unit')
  const units = [...new Set(samples.map((sample) => sample.unit))]
  const periods = units
    .filter((each) => unit === undefined || each === unit)
    .flatMap((each) =>
      periodsOf(
        samples.filter((sample) => sample.unit === each),
        { from, to, periodSeconds: period },
      ),
    )
  return {
    Label: optionalText(input, 'MetricName'),
    Datapoints: periods.map((sample) => datapoint(sample, simple, extended)),
  }
}

const checkStatistics = (simple: readonly string[], extended: readonly string[]): void => {
  if (simple.length === 0 && extended.length === 0) {
    throw refusal.missing('The parameter Statistics or ExtendedStatistics must be specified.')
  }
  if (simple.length > 0 && extended.length > 0) {
    throw refusal.combination(
      'The parameters Statistics and ExtendedStatistics must not both be specified.',
    )
  }
  const wrong = extended.find((name) => statisticOf(name) === undefined)
  if (wrong === undefined) return
  throw refusal.value(`The value ${wrong} for parameter ExtendedStatistics is not supported.`)
}

const valuesOf = (sample: Sample, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = statisticOf(name)?.(sample)
      return value === undefined ? [] : [[name, value]]
    }),
  )

const datapoint = (
  sample: Sample,
  simple: readonly string[],
  extended: readonly string[],
): Output => ({
  Timestamp: new Date(sample.at),
  ...valuesOf(sample, simple),
  ...(extended.length === 0 ? {} : { ExtendedStatistics: valuesOf(sample, extended) }),
  Unit: sample.unit,
})
