import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { createControl } from '../../../src/sandbox/control.ts'
import { inProcess, newEngine } from '../clients.ts'

/** Where the fixed clock of these tests starts. */
export const NOON = Date.parse('2026-11-22T12:00:00Z')
export const MINUTE = 60_000

/** CloudWatch of a fresh sandbox whose time stands still at noon until a test moves it. */
export const world = () => {
  const engine = newEngine()
  createControl({ directory: engine.directory }).clock(new Date(NOON).toISOString())
  return {
    engine,
    ...inProcess(engine),
    pass: (ms: number): void => void engine.clock.wait(ms),
  }
}

type Values = Readonly<Record<number, readonly number[]>>

/** Publishes values of `Custom/Load`, by minutes after noon. */
export const publish = async (
  cloudwatch: CloudWatchClient,
  values: Values,
  name = 'Load',
): Promise<void> => {
  const MetricData = Object.entries(values).map(([minute, Values]) => ({
    MetricName: name,
    Timestamp: new Date(NOON + Number(minute) * MINUTE),
    Values: [...Values],
  }))
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Custom', MetricData }))
}

/** A query for a statistic of `Custom/<name>`. */
export const stat = (
  id: string,
  statistic: string,
  name = 'Load',
  period = 60,
): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'Custom', MetricName: name },
    Period: period,
    Stat: statistic,
  },
})

export type Read = Readonly<Record<string, readonly (readonly [minute: number, value: number])[]>>

/** What GetMetricData gives for minutes around noon, as [minute, value] in order of time. */
export const read = async (
  cloudwatch: CloudWatchClient,
  queries: MetricDataQuery[],
  [from, to]: readonly [number, number] = [-10, 10],
): Promise<Read> => {
  const answer = await cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(NOON + from * MINUTE),
      EndTime: new Date(NOON + to * MINUTE),
      ScanBy: 'TimestampAscending',
    }),
  )
  return Object.fromEntries(
    (answer.MetricDataResults ?? []).map(({ Id, Timestamps, Values }) => [
      Id ?? '',
      (Timestamps ?? []).map((time, index): readonly [number, number] => [
        (time.getTime() - NOON) / MINUTE,
        Values?.[index] ?? Number.NaN,
      ]),
    ]),
  )
}

/** The name of the error that a call ends with; `done` without one. */
export const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )
