import { list, optionalNumber, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { takeMetricFault } from './faults.ts'
import { evaluator, type Reading, type Result } from './math/evaluate.ts'
import { digestOf, type Metric } from './metric.ts'
import { checkQueries, type MetricDataQuery } from './query.ts'
import { remembering } from './remember.ts'
import { alignedStart, samplesOf } from './series.ts'

/** Data points of one answer: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_DATAPOINTS = 100_800

const instant = (input: Input, name: string): number => {
  const value = input[name]
  return value instanceof Date ? value.getTime() : Number.NaN
}

/** The values of metrics and of expressions over them. */
export const getMetricData = (call: Call, input: Input): Output => {
  const queries = list<MetricDataQuery>(input, 'MetricDataQueries')
  checkQueries(queries)
  const [start, to] = [instant(input, 'StartTime'), instant(input, 'EndTime')]
  if (!(start < to)) {
    throw refusal.validation('The parameter StartTime must be less than the parameter EndTime.')
  }
  const now = call.clock.now()
  const finest = Math.min(...queries.map(({ MetricStat }) => MetricStat?.Period ?? 60))
  const from = alignedStart(start, finest, now)
  const read = reader(remembering(call), { from, to, asOf: now })
  const resultsOf = evaluator({ queries, from, to, read })
  const results = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap(({ Id }) => resultsOf(Id))
  return paged(results, input)
}

/** Reads each metric once a request, so that one planted fault hits all statistics of a metric. */
const reader = (
  call: Call,
  range: { readonly from: number; readonly to: number; readonly asOf: number },
): ((metric: Metric) => Reading) => {
  const known = new Map<string, Reading>()
  return (metric) => {
    const key = digestOf(metric)
    const reading = known.get(key) ?? readOnce(call, metric, range)
    known.set(key, reading)
    return reading
  }
}

const readOnce = (
  call: Call,
  metric: Metric,
  range: { readonly from: number; readonly to: number; readonly asOf: number },
): Reading => {
  const fault = takeMetricFault(call, metric)
  switch (fault?.effect) {
    case 'forbidden':
      return { samples: [], status: 'Forbidden' }
    case 'internal-error':
      return { samples: [], status: 'InternalError' }
    case 'missing':
      return { samples: [], status: 'Complete' }
    case 'late': {
      const late = { ...range, lateSeconds: fault.seconds ?? 300 }
      return { samples: samplesOf(call, metric, late), status: 'Complete' }
    }
    case 'partial': {
      const whole = samplesOf(call, metric, range)
      return { samples: whole.filter((_, index) => index % 2 === 0), status: 'PartialData' }
    }
    case undefined:
      return { samples: samplesOf(call, metric, range), status: 'Complete' }
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  Forbidden: 'You do not have access to this metric.',
  InternalError: 'An internal error occurred. Retry the request.',
}

/** A page of MaxDatapoints values; a result that goes on on the next page is PartialData here. */
const paged = (results: readonly Result[], input: Input): Output => {
  const isAscending = input.ScanBy === 'TimestampAscending'
  const size = Math.min(optionalNumber(input, 'MaxDatapoints') ?? MOST_DATAPOINTS, MOST_DATAPOINTS)
  const skipped = offsetOf(optionalText(input, 'NextToken'))
  let position = 0
  const shown = results.map((result) => {
    const ordered = isAscending ? result.points : [...result.points].reverse()
    const first = Math.max(0, skipped - position)
    const last = Math.max(0, skipped + size - position)
    position += ordered.length
    return { result, points: ordered.slice(first, last), goesOn: last < ordered.length }
  })
  const end = skipped + size
  const next = end < position ? Buffer.from(String(end)).toString('base64url') : undefined
  return {
    MetricDataResults: shown.map(({ result, points, goesOn }) => ({
      Id: result.id,
      Label: result.label,
      Timestamps: points.map(({ at }) => new Date(at)),
      Values: points.map(({ value }) => value),
      StatusCode: goesOn && result.status === 'Complete' ? 'PartialData' : result.status,
      ...messagesOf(result),
    })),
    Messages: [],
    ...(next === undefined ? {} : { NextToken: next }),
  }
}

const messagesOf = ({ status }: Result): Output => {
  const text = MESSAGES[status]
  return text === undefined ? {} : { Messages: [{ Code: status, Value: text }] }
}

const offsetOf = (token: string | undefined): number => {
  if (token === undefined) return 0
  const offset = Number(Buffer.from(token, 'base64url').toString())
  if (!Number.isInteger(offset) || offset < 1) throw refusal.token()
  return offset
}
