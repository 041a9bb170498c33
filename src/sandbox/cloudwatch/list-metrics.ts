import { list, optionalText } from '../members.ts'
import { pageOf } from '../pages.ts'
import type { Ground } from '../sagemaker/state.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { HOSTING_METRICS } from './hosting-metrics.ts'
import { type Metric, metricMembers } from './metric.ts'
import { publishedMetrics } from './store.ts'

type Listed = Metric & { readonly lastAt: number }

/** Metrics without data for two weeks are not listed any more. */
const LISTED_MS = 14 * 24 * 3_600_000
const ACTIVE_MS = 3 * 3_600_000
const PAGE = 500

/** The metrics of the region: published ones, and those of endpoints that have had traffic. */
export const listMetrics = (call: Call, input: Input): Output => {
  const now = call.clock.now()
  const age = input.RecentlyActive === undefined ? LISTED_MS : ACTIVE_MS
  const filters = list<{ Name: string; Value?: string }>(input, 'Dimensions')
  const [namespace, name] = [optionalText(input, 'Namespace'), optionalText(input, 'MetricName')]
  const found = [...publishedMetrics(call), ...hostingMetrics(call, now - age)].filter(
    (metric) =>
      metric.lastAt >= now - age &&
      (namespace === undefined || metric.namespace === namespace) &&
      (name === undefined || metric.name === name) &&
      filters.every((filter) =>
        metric.dimensions.some(
          ({ Name, Value }) =>
            Name === filter.Name && (filter.Value === undefined || Value === filter.Value),
        ),
      ),
  )
  const token = optionalText(input, 'NextToken')
  const { items, next } = pageOf(found, {
    token,
    size: PAGE,
    invalid: () => refusal.value('The value for parameter NextToken is invalid.'),
  })
  return { Metrics: items.map(metricMembers), ...(next === undefined ? {} : { NextToken: next }) }
}

const hostingMetrics = (ground: Ground, from: number): readonly Listed[] => {
  const { hosting } = ground.neighbours
  return hosting.names(ground.region).flatMap((endpointName) => {
    const record = hosting.endpoint(ground.region, endpointName)?.record
    const variants = new Set(
      record?.moments.flatMap(({ routes, mirrors }) =>
        [...routes, ...mirrors].map(({ variant }) => variant),
      ) ?? [],
    )
    return [...variants].flatMap((variantName) => {
      const query = { endpointName, variantName, from, to: ground.clock.now() }
      const lastAt = hosting.minutes(ground.region, query).at(-1)?.at
      if (lastAt === undefined) return []
      const dimensions = [
        { Name: 'EndpointName', Value: endpointName },
        { Name: 'VariantName', Value: variantName },
      ]
      return HOSTING_METRICS.map(({ namespace, name }) => ({ namespace, name, dimensions, lastAt }))
    })
  })
}
