import { list, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { type AlarmRecord, changeAlarms, readAlarms, type StateValue } from './records.ts'
import { childrenOf, parseRule } from './rule.ts'
import { settleAlarms } from './settle.ts'
import { periodOf } from './windows.ts'

/** Puts an alarm into a state until its next look at the metric. */
export const setAlarmState = (call: Call, input: Input): Output => {
  const name = text(input, 'AlarmName')
  const data = optionalText(input, 'StateReasonData')
  if (data !== undefined && !isJson(data)) {
    throw refusal.format('TaskTokenStateReasonData was not a valid JSON.')
  }
  const at = call.clock.now()
  settleAlarms(call, [name], at)
  changeAlarms(call, ({ alarms }) => {
    const record = alarms[name]
    if (record === undefined) throw refusal.notFound(`Unknown alarm ${name}`)
    const change = {
      at,
      state: text(input, 'StateValue') as StateValue,
      reason: text(input, 'StateReason'),
      ...(data === undefined ? {} : { data }),
      heldUntil: heldUntil(record, at),
    }
    alarms[name] = { ...record, changes: [...record.changes, change] }
  })
  return {}
}

const isJson = (data: string): boolean => {
  try {
    return typeof JSON.parse(data) === 'object'
  } catch {
    return false
  }
}

/** The end of the period that is running: its evaluation decides again. */
const heldUntil = (record: AlarmRecord, at: number): number => {
  const periodMs = (record.kind === 'MetricAlarm' ? periodOf(record.alarm) : 60) * 1000
  return Math.floor(at / periodMs) * periodMs + periodMs
}

const ALARMS_IN_ONE_CALL = 100

/** Deletes alarms; one that others are composed of must stay. Unknown names delete nothing. */
export const deleteAlarms = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'AlarmNames')
  const at = call.clock.now()
  settleAlarms(call, names, at)
  const { alarms } = readAlarms(call)
  const unknown = names.filter((name) => alarms[name] === undefined)
  if (unknown.length > 0) throw refusal.notFound(`Alarms [${unknown.join(', ')}] do not exist`)
  const composites = names.filter((name) => alarms[name]?.kind === 'CompositeAlarm')
  if (names.length > ALARMS_IN_ONE_CALL || composites.length > 1) {
    throw refusal.validation('Only one composite alarm can be deleted in a call.')
  }
  const parent = Object.values(alarms).find(
    (record) =>
      record.kind === 'CompositeAlarm' &&
      !names.includes(record.name) &&
      childrenOf(parseRule(record.rule)).some((child) => names.includes(child)),
  )
  if (parent !== undefined) {
    throw refusal.validation(`Cannot delete alarms that the composite alarm ${parent.name} uses.`)
  }
  removeAlarms(call, names)
  return {}
}

/** Takes alarms out and keeps their history. */
export const removeAlarms = (call: Call, names: readonly string[]): void => {
  const at = call.clock.now()
  changeAlarms(call, (document) => {
    for (const name of names) {
      const record = document.alarms[name]
      if (record === undefined) continue
      const { kind, changes, configurations } = record
      const summary = `Alarm "${name}" deleted`
      const gone = { name, kind, changes, configurations: [...configurations, { at, summary }] }
      document.deleted.push(gone)
      delete document.alarms[name]
      delete document.tags[record.arn]
    }
  })
}

/** Switches the actions of alarms on or off; names that do not exist are passed over. */
export const switchActions =
  (enabled: boolean) =>
  (call: Call, input: Input): Output => {
    const names = list<string>(input, 'AlarmNames')
    changeAlarms(call, ({ alarms }) => {
      for (const name of names) {
        const record = alarms[name]
        if (record !== undefined) alarms[name] = { ...record, actionsEnabled: enabled }
      }
    })
    return {}
  }
