import type { Ground } from '../../sagemaker/state.ts'
import { remembering } from '../remember.ts'
import { judge, reasonOf } from './judge.ts'
import {
  type AlarmRecord,
  type AlarmsDocument,
  type CompositeAlarmRecord,
  changeAlarms,
  changeAt,
  type MetricAlarmRecord,
  readAlarms,
  type StateChange,
} from './records.ts'
import { childrenOf, holds, parseRule } from './rule.ts'
import { periodOf, windowsOf } from './windows.ts'

/** How often CloudWatch looks at a metric, in ms; alarms of shorter periods every 10 s. */
const LOOK_MS = 60_000
const FAST_LOOK_MS = 10_000
/** A longer absence is not made up for look by look: only the newest ones are. */
const MOST_LOOKS = 1440
const MOST_CHANGES = 200

/**
 * The alarms of the region as their metrics make them at `at`. Nothing runs in the background: the
 * looks that were due since the last reading are taken now, each with the data of its own time.
 */
export const settleAlarms = (
  ground: Ground,
  names: readonly string[] | undefined,
  at: number,
): AlarmsDocument => {
  // Endpoints first: a deployment that an alarm ends has other traffic from then on.
  ground.neighbours.hosting.names(ground.region)
  const before = readAlarms(ground)
  const wanted = names === undefined ? Object.keys(before.alarms) : withChildren(before, names)
  const looked = new Map<string, AlarmRecord>()
  const quick = remembering(ground)
  for (const name of wanted) {
    const record = before.alarms[name]
    if (record?.kind === 'MetricAlarm') looked.set(name, lookedAt(quick, record, at))
  }
  const known = (name: string): AlarmRecord | undefined => looked.get(name) ?? before.alarms[name]
  // A composite may look at composites: as many rounds as there are alarms settle all of them.
  for (const _ of wanted) {
    let isStill = true
    for (const name of wanted) {
      const record = known(name)
      if (record?.kind !== 'CompositeAlarm') continue
      const settled = composed(record, known, at)
      if (settled.changes.length !== record.changes.length) isStill = false
      looked.set(name, settled)
    }
    if (isStill) break
  }
  return written(ground, before, looked)
}

/** Names of the alarms that decide the state of those named, themselves included. */
const withChildren = (document: AlarmsDocument, names: readonly string[]): readonly string[] => {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const record = document.alarms[name]
    if (record === undefined || found.has(name)) return
    found.add(name)
    if (record.kind === 'CompositeAlarm')
      for (const child of childrenOf(parseRule(record.rule))) visit(child)
  }
  for (const name of names) visit(name)
  return [...found]
}

/** Another process may have settled or changed an alarm meanwhile: then its version stays. */
const written = (
  ground: Ground,
  before: AlarmsDocument,
  looked: ReadonlyMap<string, AlarmRecord>,
): AlarmsDocument => {
  const isChanged = ([name, record]: [string, AlarmRecord]) => before.alarms[name] !== record
  const changed = [...looked].filter(isChanged)
  if (changed.length === 0) return before
  return changeAlarms(ground, (document) => {
    for (const [name, record] of changed) {
      const held = document.alarms[name]
      const read = before.alarms[name]
      const isSame =
        held?.evaluatedTo === read?.evaluatedTo &&
        held?.updatedAt === read?.updatedAt &&
        held?.changes.length === read?.changes.length
      if (held !== undefined && isSame) document.alarms[name] = record
    }
    return structuredClone(document)
  })
}

const lookedAt = (ground: Ground, record: MetricAlarmRecord, at: number): MetricAlarmRecord => {
  const { alarm } = record
  const step = periodOf(alarm) < 60 ? FAST_LOOK_MS : LOOK_MS
  const newest = Math.floor(at / step) * step
  const oldest = Math.max(record.evaluatedTo, newest - MOST_LOOKS * step)
  const first = Math.floor(oldest / step) * step + step
  if (newest < first) return record
  const windowAt = windowsOf(ground, alarm, { from: first, to: newest })
  const changes = [...record.changes]
  for (let time = first; time <= newest; time += step) {
    const current = changes.at(-1)
    if (current === undefined || (current.heldUntil ?? 0) > time) continue
    const { window, isThin } = windowAt(time)
    if (isThin && alarm.EvaluateLowSampleCountPercentile === 'ignore') continue
    const verdict = judge(alarm, window, current.state)
    if (verdict.state === current.state) continue
    const data = JSON.stringify(reasonData(record, verdict.evaluated, time))
    changes.push({ at: time, state: verdict.state, reason: reasonOf(alarm, verdict), data })
  }
  return { ...record, changes: changes.slice(-MOST_CHANGES), evaluatedTo: newest }
}

/** The reason of the state that an alarm is made with. */
export const INITIAL = 'Unchecked: Initial alarm creation'

const reasonData = (
  { alarm }: MetricAlarmRecord,
  evaluated: readonly number[],
  time: number,
): unknown => ({
  version: '1.0',
  queryDate: new Date(time).toISOString().replace('Z', '+0000'),
  ...(alarm.Statistic === undefined ? {} : { statistic: alarm.Statistic }),
  period: periodOf(alarm),
  recentDatapoints: evaluated.slice(0, 20),
  threshold: alarm.Threshold,
})

/** A composite changes when a child does. */
const composed = (
  record: CompositeAlarmRecord,
  known: (name: string) => AlarmRecord | undefined,
  at: number,
): CompositeAlarmRecord => {
  const rule = parseRule(record.rule)
  const children = childrenOf(rule).flatMap((name) => known(name) ?? [])
  const times = [
    record.updatedAt,
    ...children.flatMap((child) => child.changes.map((change) => change.at)),
  ]
  const due = [...new Set(times)]
    .filter((time) => time >= record.evaluatedTo && time <= at)
    .sort((a, b) => a - b)
  const changes: StateChange[] = [...record.changes]
  for (const time of due) {
    const current = changes.at(-1)
    if (current === undefined || current.at > time || (current.heldUntil ?? 0) > time) continue
    const stateOf = (name: string) => {
      const child = known(name)
      return child && changeAt(child, time)?.state
    }
    const state = holds(rule, stateOf) ? 'ALARM' : 'OK'
    if (state === current.state) continue
    const states = children.map((child) => `${child.arn} is ${stateOf(child.name)}`).join(', ')
    const reason = `The alarm rule is ${state === 'ALARM'}: ${states}`.slice(0, 1023)
    changes.push({ at: time, state, reason })
  }
  return changes.length === record.changes.length
    ? record
    : { ...record, changes: changes.slice(-MOST_CHANGES), evaluatedTo: changes.at(-1)?.at ?? at }
}
