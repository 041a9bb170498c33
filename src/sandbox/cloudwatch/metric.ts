import { createHash } from 'node:crypto'

export type Dimension = { readonly Name: string; readonly Value: string }

/** What identifies a metric; the order of its dimensions does not matter. */
export type Metric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** A metric as the API has it, in GetMetricData, alarms and ListMetrics. */
export type MetricMembers = {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly Dimension[]
}

/** A metric of the API's members; absent names are empty and match nothing. */
export const metricOf = (members: MetricMembers): Metric => ({
  namespace: members.Namespace ?? '',
  name: members.MetricName ?? '',
  dimensions: [...(members.Dimensions ?? [])].sort((a, b) => (a.Name < b.Name ? -1 : 1)),
})

/** A metric as the API writes it. */
export const metricMembers = ({ namespace, name, dimensions }: Metric): MetricMembers => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: dimensions,
})

/** The value of a dimension, if the metric has it. */
export const dimension = (metric: Metric, name: string): string | undefined =>
  metric.dimensions.find((each) => each.Name === name)?.Value

/** The same 16 characters for the same metric. */
export const digestOf = ({ namespace, name, dimensions }: Metric): string =>
  createHash('sha256')
    .update(JSON.stringify([namespace, name, dimensions.map(({ Name, Value }) => [Name, Value])]))
    .digest('hex')
    .slice(0, 16)
