import { judge } from '../cloudwatch/alarms/judge.ts'
import { type MetricAlarmRecord, readAlarms } from '../cloudwatch/alarms/records.ts'
import { type Look, windowsOf } from '../cloudwatch/alarms/windows.ts'
import { remembering } from '../cloudwatch/remember.ts'
import type { Ground } from '../sagemaker/state.ts'
import type { Policy } from './state.ts'
import { type Stepping, steppedTo } from './stepping.ts'
import { alarmsFor, DEFAULT_COOLDOWN_SECONDS, type Tracking, wantedBy } from './tracking.ts'

/** What a policy wants of a target at some time. */
export type Wish = {
  readonly policy: Policy
  /** The capacity; undefined when it wants no change. */
  readonly wanted?: number
  /** The alarm that made it want this. */
  readonly alarmName?: string
  /** Whether fewer instances need its consent. */
  readonly hasVeto: boolean
  /** Seconds on AWS. */
  readonly cooldown: { readonly out: number; readonly in: number }
}

/** A policy's eye on its metrics: what it wants at a time, given the capacity then. */
export type Watcher = (at: number, current: number) => Wish

/**
 * Reads the metrics of a policy for the times from `from` to `to` once; each look sees what had
 * arrived by its time. Worthless after a change of capacity, because the metrics change with it.
 */
export const watcherOf = (
  ground: Ground,
  policy: Policy,
  range: { readonly from: number; readonly to: number },
): Watcher =>
  policy.type === 'TargetTrackingScaling'
    ? trackingWatcher(ground, policy, range)
    : steppingWatcher(ground, policy, range)

type Range = { readonly from: number; readonly to: number }

const trackingWatcher = (ground: Ground, policy: Policy, range: Range): Watcher => {
  const tracking = policy.configuration as unknown as Tracking
  const { high, low } = alarmsFor(policy.resourceId, tracking)
  const same = remembering(ground)
  const lowAt = windowsOf(same, low, range)
  const highAt = windowsOf(same, high, range)
  return (at, current) => {
    // The longer window goes first: the shorter one finds its minutes among those.
    const quiet = lowAt(at).window
    const wanted = wantedBy(policy, current, { low: quiet, high: highAt(at).window })
    const side = (wanted ?? 0) > current ? 'High' : 'Low'
    const alarm = policy.alarms.find(({ AlarmName }) => AlarmName.includes(`-Alarm${side}-`))
    return {
      policy,
      hasVeto: tracking.DisableScaleIn !== true,
      cooldown: {
        out: tracking.ScaleOutCooldown ?? DEFAULT_COOLDOWN_SECONDS,
        in: tracking.ScaleInCooldown ?? DEFAULT_COOLDOWN_SECONDS,
      },
      ...(wanted === undefined ? {} : { wanted }),
      ...(alarm === undefined ? {} : { alarmName: alarm.AlarmName }),
    }
  }
}

const isFor = (record: MetricAlarmRecord, policy: Policy): boolean => {
  const actions = record.members.AlarmActions
  return record.actionsEnabled && Array.isArray(actions) && actions.includes(policy.arn)
}

/** A step policy acts on the alarms that somebody has given its ARN as an action. */
const steppingWatcher = (ground: Ground, policy: Policy, range: Range): Watcher => {
  const stepping = policy.configuration as Stepping
  const seconds = stepping.Cooldown ?? DEFAULT_COOLDOWN_SECONDS
  const base = { policy, hasVeto: false, cooldown: { out: seconds, in: seconds } }
  const watched = Object.values(readAlarms(ground).alarms)
    .filter((record) => record.kind === 'MetricAlarm')
    .filter((record) => isFor(record, policy))
    .map((record) => ({ record, look: windowsOf(ground, record.alarm, range) }))
  return (at, current) => {
    for (const { record, look } of watched) {
      const value = breachOf(record, look(at))
      const wanted = value === undefined ? undefined : steppedTo(stepping, current, value)
      if (wanted !== undefined) return { ...base, wanted, alarmName: record.name }
    }
    return base
  }
}

const breachOf = ({ alarm }: MetricAlarmRecord, { window }: Look): number | undefined => {
  const { state, evaluated } = judge(alarm, window, 'OK')
  const newest = evaluated[0]
  return state === 'ALARM' && newest !== undefined ? newest - alarm.Threshold : undefined
}
