import type { MetricDataResult } from '@aws-sdk/client-cloudwatch'
import type { MetricQuery, MetricSeries, Metrics, MetricWindow } from '../ports/metrics.ts'
import type { AwsSession } from './session.ts'
import { allPages, dateOf, iso, present } from './values.ts'

/** The most queries that one GetMetricData takes (API model). */
const QUERIES = 500

export const metricsOf = (aws: AwsSession): Metrics => ({
  data: async (queries, window) => {
    const series: MetricSeries[] = []
    for (let at = 0; at < queries.length; at += QUERIES) {
      const part = queries.slice(at, at + QUERIES)
      const answers = await call(aws, part, window)
      series.push(...part.map((query, index) => joined(query.id, resultsOf(answers, index))))
    }
    return series
  },
})

const call = (
  aws: AwsSession,
  queries: readonly MetricQuery[],
  { from, to, periodSeconds }: MetricWindow,
): Promise<readonly MetricDataResult[]> =>
  allPages((NextToken) =>
    aws.cloudWatch({ operation: 'GetMetricData', subject: 'metrics' }, async (client, sdk) => {
      const page = await client.send(
        new sdk.GetMetricDataCommand({
          MetricDataQueries: queries.map((query, index) =>
            metricDataQuery(query, index, periodSeconds),
          ),
          StartTime: dateOf(from),
          EndTime: dateOf(to),
          ScanBy: 'TimestampAscending',
          ...present({ NextToken }),
        }),
      )
      return { items: page.MetricDataResults ?? [], next: page.NextToken }
    }),
  )

/** Ids must begin with a small letter: the place in the list is one that always fits. */
const idAt = (index: number): string => `m${index}`

const metricDataQuery = (query: MetricQuery, index: number, Period: number) => ({
  Id: idAt(index),
  ReturnData: true,
  MetricStat: {
    Metric: {
      Namespace: query.namespace,
      MetricName: query.metricName,
      Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period,
    Stat: query.stat,
  },
})

const resultsOf = (answers: readonly MetricDataResult[], index: number) =>
  answers.filter(({ Id }) => Id === idAt(index))

/** The parts of one series from all pages. `PartialData` is final only on the last of them. */
const joined = (id: string, parts: readonly MetricDataResult[]): MetricSeries => ({
  id,
  status: statusOf(parts.map(({ StatusCode }) => StatusCode)),
  messages: parts.flatMap(({ Messages }) =>
    (Messages ?? []).map(({ Code, Value }) => [Code, Value].filter(Boolean).join(': ')),
  ),
  points: parts
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.flatMap((time, at) => {
        const value = Values[at]
        return value === undefined ? [] : [{ at: iso(time), value }]
      }),
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1)),
})

const statusOf = (codes: readonly MetricDataResult['StatusCode'][]): MetricSeries['status'] => {
  if (codes.includes('Forbidden')) return 'forbidden'
  if (codes.includes('InternalError') || codes.length === 0) return 'error'
  return codes.at(-1) === 'PartialData' ? 'partial' : 'complete'
}
