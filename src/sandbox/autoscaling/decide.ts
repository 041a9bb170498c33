import type { Look } from '../cloudwatch/alarms/windows.ts'
import type { Policy, Target } from './state.ts'
import { DEFAULT_COOLDOWN_SECONDS, type Tracking, wantedBy } from './tracking.ts'

export type Sight = {
  readonly at: number
  readonly current: number
  /** Milliseconds here for a second on AWS: cooldowns take none where nothing takes time. */
  readonly second: number
  readonly policies: readonly {
    readonly policy: Policy
    readonly high: Look
    readonly low: Look
  }[]
}

export type Decision =
  | { readonly kind: 'none' }
  | { readonly kind: 'scale'; readonly from: number; readonly to: number; readonly cause: string }
  /** A policy wants what the bounds do not let it have. */
  | {
      readonly kind: 'bound'
      readonly code: string
      readonly cause: string
      readonly reason: Readonly<Record<string, unknown>>
    }

const NONE: Decision = { kind: 'none' }

/**
 * What becomes of a variant's capacity now. Capacity outside the bounds is moved inside first; of
 * several policies the one that wants most decides, and fewer instances need the consent of all.
 * Suspended directions are left out.
 */
export const decide = (target: Target, sight: Sight): Decision => {
  const { current } = sight
  if (current < target.min) {
    return {
      kind: 'scale',
      from: current,
      to: target.min,
      cause: `minimum capacity was set to ${target.min}`,
    }
  }
  if (current > target.max) {
    return {
      kind: 'scale',
      from: current,
      to: target.max,
      cause: `maximum capacity was set to ${target.max}`,
    }
  }
  const wishes = sight.policies
    .filter(({ policy }) => policy.type === 'TargetTrackingScaling')
    .map(({ policy, high, low }) => ({
      policy,
      wanted: wantedBy(policy, current, { high: high.window, low: low.window }),
    }))
  const most = wishes.reduce<(typeof wishes)[number] | undefined>(
    (best, wish) => ((wish.wanted ?? current) > (best?.wanted ?? current) ? wish : best),
    undefined,
  )
  if (most?.wanted !== undefined) return outward(target, sight, { ...most, wanted: most.wanted })
  const isUnanimous =
    wishes.length > 0 && wishes.every(({ wanted }) => wanted !== undefined && wanted < current)
  if (!isUnanimous) return NONE
  const least = wishes.reduce((best, wish) =>
    (wish.wanted ?? 0) > (best.wanted ?? 0) ? wish : best,
  )
  return inward(target, sight, { ...least, wanted: least.wanted ?? current })
}

type Wish = { readonly policy: Policy; readonly wanted: number }

const isCooling = (
  since: number | undefined,
  seconds: number | undefined,
  { at, second }: Sight,
): boolean => since !== undefined && at < since + (seconds ?? DEFAULT_COOLDOWN_SECONDS) * second

const causeOf = ({ alarms, name }: Policy, side: 'High' | 'Low'): string => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName.includes(`-Alarm${side}-`))
  return `monitor alarm ${alarm?.AlarmName} in state ALARM triggered policy ${name}`
}

const outward = (target: Target, sight: Sight, { policy, wanted }: Wish): Decision => {
  const { ScaleOutCooldown } = policy.configuration as unknown as Tracking
  const { current } = sight
  if (target.suspended.DynamicScalingOutSuspended) return NONE
  const cause = causeOf(policy, 'High')
  if (current === target.max) {
    const reason = {
      Code: 'AlreadyAtMaxCapacity',
      MaxCapacity: target.max,
      CurrentCapacity: current,
    }
    return { kind: 'bound', code: reason.Code, reason, cause }
  }
  if (isCooling(target.scaledOutAt, ScaleOutCooldown, sight)) return NONE
  return { kind: 'scale', from: current, to: Math.min(wanted, target.max), cause }
}

const inward = (target: Target, sight: Sight, { policy, wanted }: Wish): Decision => {
  const { ScaleInCooldown, ScaleOutCooldown } = policy.configuration as unknown as Tracking
  const { current } = sight
  if (target.suspended.DynamicScalingInSuspended) return NONE
  const cause = causeOf(policy, 'Low')
  if (current === target.min) {
    const reason = {
      Code: 'AlreadyAtMinCapacity',
      MinCapacity: target.min,
      CurrentCapacity: current,
    }
    return { kind: 'bound', code: reason.Code, reason, cause }
  }
  const isWarm =
    isCooling(target.scaledInAt, ScaleInCooldown, sight) ||
    isCooling(target.scaledOutAt, ScaleOutCooldown, sight)
  if (isWarm) return NONE
  return { kind: 'scale', from: current, to: Math.max(wanted, target.min), cause }
}
