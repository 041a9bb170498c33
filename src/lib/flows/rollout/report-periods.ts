import { epochOf } from '../../domain/core/duration.ts'
import type { Share } from '../../domain/rollout/weights.ts'
import type { RolloutEvent } from './events.ts'

/** The bake of one step, as the events of a rollout tell it; epoch milliseconds. */
export type BakePeriod = {
  /** From 1. */
  readonly step: number
  readonly percent: number
  readonly from: number
  readonly to: number
  /** Live shares meanwhile. */
  readonly shares: readonly Share[]
}

/** Phases in which the traffic of a step stands and is judged. */
const STANDING = new Set(['baking', 'gating', 'held'])

/** Each step that baked, with what came to an end by `now`. */
export const bakePeriods = (
  events: readonly RolloutEvent[],
  now: number,
): readonly BakePeriod[] => {
  const periods: BakePeriod[] = []
  let open: Omit<BakePeriod, 'to'> | undefined
  let shares: readonly Share[] = []
  const close = (to: number) => {
    if (open !== undefined) periods.push({ ...open, to })
    open = undefined
  }
  for (const event of events) {
    const at = epochOf(event.at)
    if (event.type === 'rollout.converged') shares = event.shares
    if (event.type === 'rollout.ended') close(at)
    if (event.type !== 'rollout.phase') continue
    const { step, percent } = event
    if (!STANDING.has(event.phase)) close(at)
    else if (open?.step !== step) {
      close(at)
      open = { step, percent, from: at, shares }
    }
  }
  close(now)
  return periods
}

/** Shares of traffic from each time on: before the first move, and after each that arrived. */
export const shareTimes = (
  events: readonly RolloutEvent[],
): readonly { readonly at: string; readonly shares: readonly Share[] }[] => {
  const first = events.find((event) => event.type === 'rollout.shift')
  const before =
    events[0] === undefined || first === undefined
      ? []
      : [{ at: events[0].at, shares: first.before }]
  return [
    ...before,
    ...events.flatMap((event) =>
      event.type === 'rollout.converged' ? [{ at: event.at, shares: event.shares }] : [],
    ),
  ]
}

/** The variant that the first move gave traffic to, and the one that had most before. */
export const variantsOf = (
  events: readonly RolloutEvent[],
): { readonly variant: string; readonly baseline: string } | undefined => {
  const shift = events.find((event) => event.type === 'rollout.shift')
  if (shift === undefined) return undefined
  const was = new Map(shift.before.map(({ variantName, percent }) => [variantName, percent]))
  const risen = [...shift.after].sort(
    (a, b) =>
      b.percent - (was.get(b.variantName) ?? 0) - (a.percent - (was.get(a.variantName) ?? 0)),
  )[0]
  const others = shift.before.filter(({ variantName }) => variantName !== risen?.variantName)
  const [most] = [...others].sort((a, b) => b.percent - a.percent)
  return risen === undefined || most === undefined
    ? undefined
    : { variant: risen.variantName, baseline: most.variantName }
}
