import type { Target } from './state.ts'
import type { Wish } from './wishes.ts'

export type Sight = {
  readonly at: number
  readonly current: number
  /** Milliseconds here for a second on AWS: cooldowns take none where nothing takes time. */
  readonly second: number
  readonly wishes: readonly Wish[]
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

type Wanting = Wish & { readonly wanted: number }

const hasWish = (wish: Wish): wish is Wanting => wish.wanted !== undefined

const greediest = (wishes: readonly Wanting[]): Wanting | undefined =>
  [...wishes].sort((a, b) => b.wanted - a.wanted)[0]

/**
 * What becomes of a variant's capacity now. Capacity outside the bounds is moved inside first; of
 * several policies the one that wants most decides, and fewer instances need the consent of every
 * target tracking policy that scales in at all. Suspended directions are left out.
 */
export const decide = (target: Target, sight: Sight): Decision => {
  const { current, wishes } = sight
  const bound = Math.min(Math.max(current, target.min), target.max)
  if (bound !== current) {
    const which = bound > current ? 'minimum' : 'maximum'
    return {
      kind: 'scale',
      from: current,
      to: bound,
      cause: `${which} capacity was set to ${bound}`,
    }
  }
  const wanting = wishes.filter(hasWish)
  const most = greediest(wanting)
  if (most === undefined) return NONE
  if (most.wanted > current) return outward(target, sight, most)
  const isVetoed = wishes.some(({ hasVeto, wanted }) => hasVeto && (wanted ?? current) >= current)
  return most.wanted < current && !isVetoed ? inward(target, sight, most) : NONE
}

const isCooling = (since: number | undefined, seconds: number, { at, second }: Sight): boolean =>
  since !== undefined && at < since + seconds * second

const causeOf = ({ alarmName, policy }: Wish): string =>
  `monitor alarm ${alarmName} in state ALARM triggered policy ${policy.name}`

const outward = (target: Target, sight: Sight, wish: Wanting): Decision => {
  const { current } = sight
  if (target.suspended.DynamicScalingOutSuspended) return NONE
  const cause = causeOf(wish)
  if (current === target.max) {
    const code = 'AlreadyAtMaxCapacity'
    const reason = { Code: code, MaxCapacity: target.max, CurrentCapacity: current }
    return { kind: 'bound', code, reason, cause }
  }
  if (isCooling(target.scaledOutAt, wish.cooldown.out, sight)) return NONE
  return { kind: 'scale', from: current, to: Math.min(wish.wanted, target.max), cause }
}

const inward = (target: Target, sight: Sight, wish: Wanting): Decision => {
  const { current } = sight
  if (target.suspended.DynamicScalingInSuspended) return NONE
  const cause = causeOf(wish)
  if (current === target.min) {
    const code = 'AlreadyAtMinCapacity'
    const reason = { Code: code, MinCapacity: target.min, CurrentCapacity: current }
    return { kind: 'bound', code, reason, cause }
  }
  const isWarm =
    isCooling(target.scaledInAt, wish.cooldown.in, sight) ||
    isCooling(target.scaledOutAt, wish.cooldown.out, sight)
  if (isWarm) return NONE
  return { kind: 'scale', from: current, to: Math.max(wish.wanted, target.min), cause }
}
