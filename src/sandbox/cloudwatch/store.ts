import type { Ground } from '../sagemaker/state.ts'
import { type Dimension, digestOf, type Metric } from './metric.ts'
import { merged, type Sample, sampleOf, type Weighted } from './samples.ts'

/** What was published for a metric within one minute or second, in one unit. */
export type Published = {
  readonly at: number
  readonly unit: string
  readonly resolution: number
  /** When the first of it arrived. */
  readonly knownAt: number
  readonly values: readonly Weighted[]
  readonly sets: readonly StatisticSet[]
}

export type StatisticSet = {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
}

type MetricDocument = { published: Published[] }
type ListedMetric = {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  lastAt: number
}
type IndexDocument = Record<string, ListedMetric>

/**
 * Data of one minute or finer are kept for 15 days; the sandbox does not roll older data up.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export const KEPT_MS = 15 * 24 * 3_600_000

const documentOf = (region: string, metric: Metric): string =>
  `cloudwatch/${region}/${digestOf(metric)}`
const indexOf = (region: string): string => `cloudwatch/${region}/metrics`

/** Adds data of one metric. What falls into the same minute and unit becomes one sample. */
export const publish = (ground: Ground, metric: Metric, added: readonly Published[]): void => {
  const oldest = ground.clock.now() - KEPT_MS
  const name = documentOf(ground.region, metric)
  ground.documents.update<MetricDocument, void>(name, { published: [] }, (document) => {
    const held = new Map(document.published.map((each) => [keyOf(each), each]))
    for (const each of added) {
      const before = held.get(keyOf(each))
      held.set(keyOf(each), before === undefined ? each : joined(before, each))
    }
    document.published = [...held.values()]
      .filter(({ at }) => at >= oldest)
      .sort((a, b) => a.at - b.at)
  })
  const lastAt = Math.max(...added.map(({ at }) => at))
  ground.documents.update<IndexDocument, void>(indexOf(ground.region), {}, (index) => {
    const listed = index[digestOf(metric)]
    if (listed === undefined) index[digestOf(metric)] = { ...metric, lastAt }
    else listed.lastAt = Math.max(listed.lastAt, lastAt)
  })
}

const keyOf = ({ at, unit, resolution }: Published): string => `${at} ${unit} ${resolution}`

const joined = (before: Published, added: Published): Published => ({
  ...before,
  values: [...before.values, ...added.values],
  sets: [...before.sets, ...added.sets],
})

/** The published samples of a metric that begin in [from, to), in order of time. */
export const publishedSamples = (
  ground: Ground,
  metric: Metric,
  range: { readonly from: number; readonly to: number },
): readonly Sample[] =>
  ground.documents
    .read<MetricDocument>(documentOf(ground.region, metric), { published: [] })
    .published.filter(({ at }) => at >= range.from && at < range.to)
    .flatMap((published) => sampleFrom(published) ?? [])

const sampleFrom = (published: Published): Sample | undefined => {
  const { at, unit, resolution, knownAt } = published
  const about = { at, unit, resolution, knownAt }
  const own = sampleOf(about, [...published.values])
  const sets = published.sets.map((set) => ({ ...about, ...set }))
  return merged([...(own === undefined ? [] : [own]), ...sets])
}

/** The metrics that were published in the region, with the time of their newest datum. */
export const publishedMetrics = (
  ground: Ground,
): readonly (Metric & { readonly lastAt: number })[] =>
  Object.values(ground.documents.read<IndexDocument>(indexOf(ground.region), {}))
