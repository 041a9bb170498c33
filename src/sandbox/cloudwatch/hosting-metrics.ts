import { createHash } from 'node:crypto'
import type { Minute } from '../sagemaker/hosting.ts'
import type { Ground } from '../sagemaker/state.ts'
import {
  COMPONENT_ROWS,
  INSTANCES,
  INVOCATIONS,
  NO_CAPACITY,
  type Row,
  VARIANT_ROWS,
} from './hosting-rows.ts'
import { dimension, type Metric } from './metric.ts'
import { type Sample, sampleOf } from './samples.ts'

const MINUTE = 60_000

/** Whether the sandbox computes this metric itself, whatever its dimensions are. */
export const isHostingMetric = ({ namespace }: Metric): boolean =>
  namespace === INVOCATIONS || namespace === INSTANCES

/** Names and namespaces of the metrics that an endpoint's variant has. */
export const HOSTING_METRICS: readonly Pick<Row, 'namespace' | 'name'>[] = VARIANT_ROWS

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
  const subject = subjectOf(metric)
  if (subject === undefined) return []
  const rows = 'component' in subject ? COMPONENT_ROWS : VARIANT_ROWS
  const found = rows.find(
    (each) => each.namespace === metric.namespace && each.name === metric.name,
  )
  if (found === undefined) return []
  const shown = { from: range.from, to: Math.min(range.to, range.asOf) }
  const name = 'component' in subject ? subject.component : subject.endpointName
  return withZeros(ground, subject, {
    minutes: minutesOf(ground, subject, shown),
    range: shown,
  }).flatMap((minute) => {
    const lag = ground.clock.duration(lagSeconds(name, minute.at) + range.lateSeconds)
    // Of the minute that is running there is only what has happened so far.
    const passed = Math.min(MINUTE, range.asOf - minute.at)
    const share = Math.min(1, (range.asOf - lag - minute.at) / passed)
    if (share <= 0) return []
    const requests = Math.floor(minute.invocations * share)
    const knownAt = minute.at + MINUTE + lag
    const about = { at: minute.at, unit: 'None', knownAt, resolution: 60 }
    const sample =
      minute.invocations === 0 && found.namespace === INVOCATIONS && found.name !== NO_CAPACITY
        ? sampleOf(about, [[0, 1]])
        : found.read({ minute, requests, share, about })
    return sample ?? []
  })
}

type Subject =
  | { readonly component: string }
  | { readonly endpointName: string; readonly variantName: string; readonly configName?: string }

/** A metric of other dimensions than these exists nowhere. */
const subjectOf = (metric: Metric): Subject | undefined => {
  const component = dimension(metric, 'InferenceComponentName')
  if (component !== undefined) return metric.dimensions.length === 1 ? { component } : undefined
  const endpointName = dimension(metric, 'EndpointName')
  const variantName = dimension(metric, 'VariantName')
  const configName = dimension(metric, 'EndpointConfigName')
  const known = [endpointName, variantName, configName].filter((value) => value !== undefined)
  if (endpointName === undefined || variantName === undefined) return undefined
  if (known.length !== metric.dimensions.length) return undefined
  return { endpointName, variantName, ...(configName === undefined ? {} : { configName }) }
}

type Range = { readonly from: number; readonly to: number }

const minutesOf = (
  { region, neighbours: { hosting } }: Ground,
  subject: Subject,
  range: Range,
): readonly Minute[] =>
  'component' in subject
    ? hosting.componentMinutes(region, { name: subject.component, ...range })
    : hosting.minutes(region, { ...subject, ...range })

/** What scales the subject automatically, and since when it is there; undefined when it is not there. */
const scaledAs = (
  { region, neighbours: { hosting } }: Ground,
  subject: Subject,
): { readonly resource: string; readonly createdAt: number } | undefined => {
  if ('component' in subject) {
    const found = hosting.component(region, subject.component)
    const resource = `inference-component/${subject.component}`
    return found && { resource, createdAt: found.createdAt }
  }
  const { endpointName, variantName } = subject
  const found = hosting.endpoint(region, endpointName)?.record
  const resource = `endpoint/${endpointName}/variant/${variantName}`
  return found && { resource, createdAt: found.createdAt }
}

/**
 * Minutes without a request have no data, but for what is scaled automatically.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
 */
const withZeros = (
  ground: Ground,
  subject: Subject,
  held: { readonly minutes: readonly Minute[]; readonly range: Range },
): readonly Minute[] => {
  const scaled = scaledAs(ground, subject)
  if (scaled === undefined) return held.minutes
  if (!ground.neighbours.scaling.isTarget(ground.region, scaled.resource)) return held.minutes
  const byTime = new Map(held.minutes.map((minute) => [minute.at, minute]))
  const start = Math.max(held.range.from, scaled.createdAt)
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
  provisioned: 0,
  noCapacity: 0,
  load: 0,
  latencies: () => [],
  overheads: () => [],
}
