import type { Minute } from '../sagemaker/hosting.ts'
import { bernoulli, type Sample, sampleOf } from './samples.ts'

const MINUTE = 60_000

/** A minute as CloudWatch has it so far. */
export type Reading = {
  readonly minute: Minute
  /** Requests of the minute that have arrived in CloudWatch. */
  readonly requests: number
  /** Which share of the minute has arrived, 0 to 1. */
  readonly share: number
  readonly about: Parameters<typeof sampleOf>[0]
}

export type Row = {
  readonly namespace: string
  readonly name: string
  readonly read: (reading: Reading) => Sample | undefined
}

export const INVOCATIONS = 'AWS/SageMaker'
export const INSTANCES = '/aws/sagemaker/Endpoints'

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

/** Requests in work at a time, on average: Little's law. */
const inFlight = ({ invocations, latencies }: Minute): number => {
  const all = latencies()
  const mean = all.reduce((sum, each) => sum + each, 0) / Math.max(1, all.length)
  return (invocations * mean) / 1_000 / MINUTE
}

/** AWS measures this every ten seconds; the sandbox gives the mean of the minute. */
const concurrency = ({ about, minute }: Reading) =>
  sampleOf(about, [[inFlight(minute) / Math.max(1, minute.instances), 1]])

/**
 * The metrics of an endpoint that the sandbox computes from its traffic. CPU follows the load; memory
 * and disk are the stand-in's constants.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export const VARIANT_ROWS: readonly Row[] = [
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
  row(INVOCATIONS, 'ConcurrentRequestsPerModel', concurrency),
  row(INVOCATIONS, 'ServerlessProvisionedConcurrencyUtilization', ({ about, minute }) =>
    minute.provisioned === 0
      ? undefined
      : sampleOf(about, [[inFlight(minute) / minute.provisioned, 1]]),
  ),
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

const SHARED = [
  'Invocations',
  'Invocation4XXErrors',
  'Invocation5XXErrors',
  'InvocationModelErrors',
  'ModelLatency',
]

export const NO_CAPACITY = 'NoCapacityInvocationFailures'

/** The metrics of an inference component. */
export const COMPONENT_ROWS: readonly Row[] = [
  ...VARIANT_ROWS.filter(({ name }) => SHARED.includes(name)),
  row(INVOCATIONS, 'InvocationsPerCopy', ({ about, requests, minute }) =>
    sampleOf(about, [[1 / Math.max(1, minute.instances), requests]]),
  ),
  row(INVOCATIONS, 'ConcurrentRequestsPerCopy', concurrency),
  row(INVOCATIONS, NO_CAPACITY, (reading) =>
    sampleOf(reading.about, [[1, part(reading, reading.minute.noCapacity)]]),
  ),
]
