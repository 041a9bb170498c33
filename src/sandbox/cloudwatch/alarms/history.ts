import { list, optionalNumber, optionalText } from '../../members.ts'
import { pageOf } from '../../pages.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import type { AlarmRecord, Gone, StateChange } from './records.ts'
import { settleAlarms } from './settle.ts'

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
const KEPT_MS = 30 * 24 * 3_600_000

type Item = { readonly at: number; readonly form: Output }

/** What happened to alarms, deleted ones included; the sandbox carries out no actions. */
export const describeAlarmHistory = (call: Call, input: Input): Output => {
  const now = call.clock.now()
  const { alarms, deleted } = settleAlarms(call, undefined, now)
  const name = optionalText(input, 'AlarmName')
  const kinds = list<string>(input, 'AlarmTypes')
  const wanted = kinds.length > 0 ? kinds : ['MetricAlarm']
  const type = optionalText(input, 'HistoryItemType')
  const from = input.StartDate instanceof Date ? input.StartDate.getTime() : now - KEPT_MS
  const to = input.EndDate instanceof Date ? input.EndDate.getTime() : now
  const direction = input.ScanBy === 'TimestampAscending' ? 1 : -1
  const items = [...Object.values(alarms), ...deleted]
    .filter((record) => (name === undefined ? wanted.includes(record.kind) : record.name === name))
    .flatMap(itemsOf)
    .filter(
      ({ at, form }) =>
        at >= from && at <= to && (type ?? form.HistoryItemType) === form.HistoryItemType,
    )
    .sort((a, b) => direction * (a.at - b.at))
  const page = pageOf(items, {
    token: optionalText(input, 'NextToken'),
    size: optionalNumber(input, 'MaxRecords') ?? 100,
    invalid: refusal.token,
  })
  return {
    AlarmHistoryItems: page.items.map(({ form }) => form),
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  }
}

const itemsOf = (record: AlarmRecord | Gone): readonly Item[] => {
  const common = (at: number) => ({
    AlarmName: record.name,
    AlarmType: record.kind,
    Timestamp: new Date(at),
  })
  const configurations = record.configurations.map(({ at, summary }) => ({
    at,
    form: {
      ...common(at),
      HistoryItemType: 'ConfigurationUpdate',
      HistorySummary: summary.slice(0, 255),
      HistoryData: JSON.stringify({ version: '1.0', type: summary.split(' ').at(-1) }),
    },
  }))
  const updates = record.changes.slice(1).map((change, index) => {
    const before = record.changes[index]
    return {
      at: change.at,
      form: {
        ...common(change.at),
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${before?.state} to ${change.state}`,
        HistoryData: updateData(before, change),
      },
    }
  })
  return [...configurations, ...updates]
}

const updateData = (before: StateChange | undefined, after: StateChange): string => {
  const side = (change: StateChange | undefined) => ({
    stateValue: change?.state,
    stateReason: change?.reason,
  })
  const data = { version: '1.0', oldState: side(before), newState: side(after) }
  return JSON.stringify(data).slice(0, 4095)
}
