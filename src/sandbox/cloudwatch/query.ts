import { refusal } from './errors.ts'
import { idsIn, parseExpression } from './math/parse.ts'
import type { MetricMembers } from './metric.ts'
import { isPeriod } from './series.ts'
import { statisticOf } from './statistics.ts'

/** One query of GetMetricData or of an alarm, in the API's own form. */
export type MetricDataQuery = {
  readonly Id: string
  readonly MetricStat?: {
    readonly Metric: MetricMembers
    readonly Period: number
    readonly Stat: string
    readonly Unit?: string
  }
  readonly Expression?: string
  readonly Label?: string
  readonly ReturnData?: boolean
  readonly Period?: number
}

/** CloudWatch takes no more in one call: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500

const ID = /^[a-z][a-zA-Z0-9_]*$/

/** Throws ValidationError for queries that CloudWatch refuses, whatever the data are. */
export const checkQueries = (queries: readonly MetricDataQuery[]): void => {
  if (queries.length === 0) throw refusal.validation('MetricDataQueries must not be empty.')
  if (queries.length > MOST_QUERIES) {
    throw refusal.validation(
      `The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`,
    )
  }
  const ids = new Set<string>()
  for (const query of queries) {
    if (ids.has(query.Id)) throw refusal.validation(`The id '${query.Id}' is not unique.`)
    ids.add(query.Id)
    checkQuery(query)
  }
  for (const { Id, Expression } of queries) {
    const unknown = Expression === undefined ? [] : idsIn(parseExpression(Expression))
    const missing = unknown.find((id) => !ids.has(id) && !WORDS.has(id))
    if (missing !== undefined) {
      throw refusal.validation(`Error in expression '${Id}': Unknown identifier '${missing}'`)
    }
  }
  if (queries.every(({ ReturnData }) => ReturnData === false)) {
    throw refusal.validation('At least one query must have ReturnData set to true.')
  }
}

/** Names that FILL takes and that are no ids. */
export const WORDS: ReadonlySet<string> = new Set(['REPEAT', 'LINEAR'])

const checkQuery = ({ Id, MetricStat, Expression, Period }: MetricDataQuery): void => {
  if (!ID.test(Id)) {
    throw refusal.validation(
      `The value '${Id}' for parameter MetricDataQueries.Id must start with a lowercase letter and contain only letters, digits and underscores.`,
    )
  }
  if ((MetricStat === undefined) === (Expression === undefined)) {
    throw refusal.validation(`Query '${Id}' must have either MetricStat or Expression.`)
  }
  if (Period !== undefined) checkPeriod(Period)
  if (MetricStat === undefined) return
  checkPeriod(MetricStat.Period)
  if (statisticOf(MetricStat.Stat) === undefined) {
    throw refusal.validation(`The value '${MetricStat.Stat}' for parameter Stat is not supported.`)
  }
  if (MetricStat.Metric.Namespace === undefined || MetricStat.Metric.MetricName === undefined) {
    throw refusal.validation(`Query '${Id}' names no metric.`)
  }
}

/** Throws ValidationError for a period that is neither 1, 5, 10, 20, 30 nor a multiple of 60. */
export const checkPeriod = (seconds: number): void => {
  if (isPeriod(seconds)) return
  throw refusal.validation(
    `The value ${seconds} for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  )
}
