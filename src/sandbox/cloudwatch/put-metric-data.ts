import { list, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { type Dimension, digestOf, type Metric, metricOf } from './metric.ts'
import type { Weighted } from './samples.ts'
import { type Published, publish } from './store.ts'

type Datum = {
  readonly MetricName: string
  readonly Dimensions?: readonly Dimension[]
  readonly Timestamp?: Date
  readonly Value?: number
  readonly Values?: readonly number[]
  readonly Counts?: readonly number[]
  readonly StatisticValues?: {
    readonly SampleCount: number
    readonly Sum: number
    readonly Minimum: number
    readonly Maximum: number
  }
  readonly Unit?: string
  readonly StorageResolution?: number
}

/** Limits of one call: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MOST_DATA = 1000
const MOST_VALUES = 150
const OLDEST_MS = 14 * 24 * 3_600_000
const NEWEST_MS = 2 * 3_600_000
const LARGEST = 2 ** 360

/** Publishes data; a reader sees them at once. */
export const putMetricData = (call: Call, input: Input): Output => {
  const namespace = text(input, 'Namespace')
  if (/^AWS\//i.test(namespace)) {
    throw refusal.value('The value AWS/ for parameter Namespace is invalid.')
  }
  const data = list<Datum>(input, 'MetricData')
  if (data.length === 0) throw refusal.missing('The parameter MetricData is required.')
  if (data.length > MOST_DATA) {
    throw refusal.value(`The collection MetricData must not have a size greater than ${MOST_DATA}.`)
  }
  for (const datum of data) check(datum, call.clock.now())
  const byMetric = new Map<string, { metric: Metric; published: Published[] }>()
  for (const datum of data) {
    const metric = metricOf({ ...datum, Namespace: namespace })
    const held = byMetric.get(digestOf(metric)) ?? { metric, published: [] }
    held.published.push(publishedFrom(datum, call.clock.now()))
    byMetric.set(digestOf(metric), held)
  }
  for (const { metric, published } of byMetric.values()) publish(call, metric, published)
  return {}
}

const check = (datum: Datum, now: number): void => {
  const { Value, Values, StatisticValues, Counts = [], Timestamp } = datum
  const given = [Value, Values, StatisticValues].filter((each) => each !== undefined)
  if (given.length === 0) {
    throw refusal.missing(
      'At least one of the parameters MetricData.member.Value, Values or StatisticValues must be specified.',
    )
  }
  if (given.length > 1) {
    throw refusal.combination(
      'The parameters Value, Values and StatisticValues exclude each other.',
    )
  }
  if (Values !== undefined && Values.length > MOST_VALUES) {
    throw refusal.value(`The collection Values must not have a size greater than ${MOST_VALUES}.`)
  }
  if (Counts.length > 0 && Counts.length !== Values?.length) {
    throw refusal.combination('The parameters Values and Counts must have the same size.')
  }
  const numbers = [Value ?? 0, ...(Values ?? []), ...Object.values(StatisticValues ?? {})]
  if (numbers.some((number) => !Number.isFinite(number) || Math.abs(number) > LARGEST)) {
    throw refusal.value('The value for parameter MetricData.member.Value must be finite.')
  }
  if (datum.StorageResolution !== undefined && ![1, 60].includes(datum.StorageResolution)) {
    throw refusal.value('The value for parameter StorageResolution must be 1 or 60.')
  }
  const at = Timestamp?.getTime() ?? now
  if (at < now - OLDEST_MS || at > now + NEWEST_MS) {
    throw refusal.value(
      'The parameter Timestamp must specify a time within the past two weeks and at most two hours ahead.',
    )
  }
}

const publishedFrom = (datum: Datum, now: number): Published => {
  const resolution = datum.StorageResolution ?? 60
  const at = datum.Timestamp?.getTime() ?? now
  const set = datum.StatisticValues
  const values: readonly number[] = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value])
  return {
    at: Math.floor(at / (resolution * 1000)) * resolution * 1000,
    unit: datum.Unit ?? 'None',
    resolution,
    knownAt: now,
    values: values.map((value, index): Weighted => [value, datum.Counts?.[index] ?? 1]),
    sets:
      set === undefined
        ? []
        : [{ count: set.SampleCount, sum: set.Sum, min: set.Minimum, max: set.Maximum }],
  }
}
