import type { Instances } from './capacity.ts'
import type { BackMove, RolloutState } from './model.ts'
import { percentOf, type Share } from './weights.ts'

/** Shares that differ by less are the same on the wire (facts §1.5). */
const NOTICEABLE = 0.05

/**
 * How traffic gets back when those that take it have fewer instances than before (facts §8); undefined
 * when they have enough, and one move does it. A canary that may serve keeps what they cannot take yet:
 * as much as they can comes back at once, then they get their instances, then the rest comes back. From
 * one that fails all traffic leaves first: a change of capacity would keep it waiting for minutes.
 */
export const wayBack = (
  { spec, phase }: Pick<RolloutState, 'spec' | 'phase'>,
  live: { readonly instances: readonly Instances[]; readonly shares: readonly Share[] },
): readonly BackMove[] | undefined => {
  const now = (name: string) =>
    live.instances.find(({ variantName }) => variantName === name)?.instances
  const short = spec.before.counts.filter(
    ({ variantName, instances }) =>
      variantName !== spec.canary &&
      percentOf(spec.before.shares, variantName) > percentOf(live.shares, variantName) &&
      (now(variantName) ?? instances) < instances,
  )
  if (short.length === 0) return undefined
  const raises = short.map((one): BackMove => ({ do: 'raise', ...one }))
  const whole: BackMove = { do: 'weights', shares: spec.before.shares }
  const failing = phase.name === 'rolling-back' && phase.failing === true
  if (failing || now(spec.canary) === 0) return [whole, ...raises]
  const able = Math.min(
    ...short.map(({ variantName, instances }) => (now(variantName) ?? 0) / instances),
  )
  const hop = sharesAt(spec.before.shares, spec.canary, able)
  const nearer = percentOf(live.shares, spec.canary) - percentOf(hop, spec.canary) > NOTICEABLE
  return [...(nearer ? [{ do: 'weights', shares: hop } as const] : []), ...raises, whole]
}

/** The shares from before, with each of the others at `able` of its own and the rest on the canary. */
const sharesAt = (before: readonly Share[], canary: string, able: number): readonly Share[] => {
  const reduced = before.map(({ variantName, percent }) => ({
    variantName,
    percent: variantName === canary ? 0 : Math.round(percent * able * 1e4) / 1e4,
  }))
  const rest = 100 - reduced.reduce((sum, { percent }) => sum + percent, 0)
  return reduced.map((one) => (one.variantName === canary ? { ...one, percent: rest } : one))
}
