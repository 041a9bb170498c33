import { createHash } from 'node:crypto'
import type { Minute } from '../sagemaker/hosting.ts'
import type { Ground } from '../sagemaker/state.ts'
import { dimension, type Metric } from './metric.ts'
import { bernoulli, type Sample, sampleOf } from './samples.ts'

const MINUTE = 60_000

type Reading = {
  readonly minute: Minute
  /** Requests of the minute that have arrived in CloudWatch. */
  readonly requests: number
  /** Which share of the minute has arrived, 0 to 1. */
  readonly share: number
  readonly about: Parameters<typeof sampleOf>[0]
}

type Row = {
  readonly namespace: string
  readonly name: string
  readonly read: (reading: Reading) => Sample | undefined
}

const INVOCATIONS = 'AWS/SageMaker'
const INSTANCES = '/aws/sagemaker/Endpoints'

const row = (namespace: string, name: string, read: Row['read']): Row => ({
  namespace,
  name,
  read,
})

/** Counts of a part of a minute; whole minutes give them unchanged. */
const part = ({ share }: Reading, count: number): number => Math.floor(count * share)

const onePerRequest = (count: (minute: Minute) => number) => (reading: Reading) =>
  bernoulli(reading.about, reading.requests, part(reading, count(reading.minute)))

/** A sample of values stands for all requests that have arrived. */
const spread = (values: readonly number[], { about, requests }: Reading) =>
  sampleOf(
    { ...about, unit: 'Microseconds' },
    values.map((value) => [value, requests / values.length]),
  )

/** One reading a minute and instance, of instances that are all alike. */
const gauge = (value: (minute: Minute) => number) => (reading: Reading) =>
  sampleOf({ ...reading.about, unit: 'Percent' }, [
    [value(reading.minute), Math.max(1, Math.round(reading.minute.instances))],
  ])

/**
 * The metrics of an endpoint that the sandbox computes from its traffic. CPU follows the load; memory
 * and disk are the stand-in's constants.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
const ROWS: readonly Row[] = [
  row(INVOCATIONS, 'Invocations', ({ about, requests }) => sampleOf(about, [[1, requests]])),
  row(INVOCATIONS, 'InvocationsPerInstance', ({ about, requests, minute }) =>
    sampleOf(about, [[1 / Math.max(1, minute.instances), requests]]),
  ),
  row(
    INVOCATIONS,
    'Invocation4XXErrors',
    onePerRequest(({ errors4xx }) => errors4xx),
  ),
  row(
    INVOCATIONS,
    'Invocation5XXErrors',
    onePerRequest(({ errors5xx }) => errors5xx),
  ),
  row(
    INVOCATIONS,
    'InvocationModelErrors',
    onePerRequest(({ modelErrors }) => modelErrors),
  ),
  row(INVOCATIONS, 'ModelLatency', (reading) => spread(reading.minute.latencies(), reading)),
  row(INVOCATIONS, 'OverheadLatency', (reading) => spread(reading.minute.overheads(), reading)),
  row(
    INSTANCES,
    'CPUUtilization',
    gauge(({ load }) => Math.min(100, 4 + 90 * load)),
  ),
  row(
    INSTANCES,
    'MemoryUtilization',
    gauge(() => 34),
  ),
  row(
    INSTANCES,
    'DiskUtilization',
    gauge(() => 12),
  ),
]

/** Whether the sandbox computes this metric itself, whatever its dimensions are. */
export const isHostingMetric = ({ namespace }: Metric): boolean =>
  namespace === INVOCATIONS || namespace === INSTANCES

/** Names and namespaces of the metrics that an endpoint's variant has. */
export const HOSTING_METRICS: readonly Pick<Row, 'namespace' | 'name'>[] = ROWS

/**
 * Seconds between a request and its appearance in CloudWatch. AWS promises nothing; the sandbox takes
 * 60 to 120, so that whoever trusts the newest two minutes reads too little.
 */
const lagSeconds = (endpointName: string, at: number): number =>
  60 + ((createHash('sha256').update(`${endpointName} ${at}`).digest()[0] ?? 0) % 61)

export type Visibility = {
  readonly from: number
  readonly to: number
  /** What had arrived by then; in the future of it nothing is seen. */
  readonly asOf: number
  /** Further seconds that data are late by, as a planted fault wants it. */
  readonly lateSeconds: number
}

/**
 * Samples of an endpoint's metric for minutes that begin in [from, to). The newest minutes are still
 * arriving and read too small, as on AWS. A scaled variant without traffic reads 0, others nothing.
 */
export const hostingSamples = (
  ground: Ground,
  metric: Metric,
  range: Visibility,
): readonly Sample[] => {
  const found = ROWS.find(
    (each) => each.namespace === metric.namespace && each.name === metric.name,
  )
  const variant = variantOf(metric)
  if (found === undefined || variant === undefined) return []
  const { hosting } = ground.neighbours
  const to = Math.min(range.to, range.asOf)
  return withZeros(ground, variant, {
    minutes: hosting.minutes(ground.region, { ...variant, from: range.from, to }),
    range: { from: range.from, to },
  }).flatMap((minute) => {
    const lag = ground.clock.duration(
      lagSeconds(variant.endpointName, minute.at) + range.lateSeconds,
    )
    // Of the minute that is running there is only what has happened so far.
    const passed = Math.min(MINUTE, range.asOf - minute.at)
    const share = Math.min(1, (range.asOf - lag - minute.at) / passed)
    if (share <= 0) return []
    const requests = Math.floor(minute.invocations * share)
    const knownAt = minute.at + MINUTE + lag
    const about = { at: minute.at, unit: 'None', knownAt, resolution: 60 }
    const sample =
      minute.invocations === 0 && found.namespace === INVOCATIONS
        ? sampleOf(about, [[0, 1]])
        : found.read({ minute, requests, share, about })
    return sample ?? []
  })
}

type Variant = {
  readonly endpointName: string
  readonly variantName: string
  readonly configName?: string
}

/** A metric of other dimensions than these exists nowhere. */
const variantOf = (metric: Metric): Variant | undefined => {
  const endpointName = dimension(metric, 'EndpointName')
  const variantName = dimension(metric, 'VariantName')
  const configName = dimension(metric, 'EndpointConfigName')
  const known = [endpointName, variantName, configName].filter((value) => value !== undefined)
  if (endpointName === undefined || variantName === undefined) return undefined
  if (known.length !== metric.dimensions.length) return undefined
  return { endpointName, variantName, ...(configName === undefined ? {} : { configName }) }
}

/**
 * Minutes without a request have no data, but for variants that are scaled automatically.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
 */
const withZeros = (
  ground: Ground,
  { endpointName, variantName }: Variant,
  held: {
    readonly minutes: readonly Minute[]
    readonly range: { readonly from: number; readonly to: number }
  },
): readonly Minute[] => {
  const resource = `endpoint/${endpointName}/variant/${variantName}`
  const { hosting, scaling } = ground.neighbours
  const endpoint = hosting.endpoint(ground.region, endpointName)
  if (endpoint === undefined || !scaling.isTarget(ground.region, resource)) return held.minutes
  const byTime = new Map(held.minutes.map((minute) => [minute.at, minute]))
  const start = Math.max(held.range.from, endpoint.record.createdAt)
  for (let at = Math.ceil(start / MINUTE) * MINUTE; at < held.range.to; at += MINUTE) {
    if (!byTime.has(at)) byTime.set(at, { ...NOTHING, at })
  }
  return [...byTime.values()].sort((a, b) => a.at - b.at)
}

const NOTHING: Omit<Minute, 'at'> = {
  invocations: 0,
  errors4xx: 0,
  errors5xx: 0,
  modelErrors: 0,
  instances: 1,
  load: 0,
  latencies: () => [],
  overheads: () => [],
}
