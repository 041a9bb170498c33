import { generator } from '../../bedrock/stand-in/random.ts'
import { type EndpointRecord, type Moment, momentAt, type Route } from '../endpoints/moment.ts'
import { behaviourOf, loadOf, shedShare, slowdown } from './behaviour.ts'
import { binomial, poisson, split } from './chance.ts'
import { forVariant, shapeFactor, type TrafficProfile } from './profiles.ts'

/**
 * Traffic is drawn in slots of five seconds, each from a generator of its own: what has been drawn
 * stays as it was when weights change later, and the current minute grows slot by slot.
 */
export const SLOT = 5000

/** What one fleet did in one slot. */
export type SlotShare = {
  readonly route: Route
  readonly count: number
  readonly errors5xx: number
  readonly errors4xx: number
  /** The model gave no 2xx answer; requests that nobody had room for never got to it. */
  readonly modelErrors: number
  readonly load: number
  /** Median milliseconds in this slot, load included, and the spread of its logarithm. */
  readonly latencyMs: number
  readonly spread: number
}

type Part = { readonly profile: TrafficProfile; readonly count: number }

/** Requests that arrive in a slot, profile by profile. */
const arrivals = (
  profiles: readonly TrafficProfile[],
  start: number,
  next: () => number,
): readonly Part[] =>
  profiles.map((profile) => {
    const ms = Math.min(profile.to, start + SLOT) - Math.max(profile.from, start)
    const mean = (profile.rps * shapeFactor(profile.shape, start) * Math.max(0, ms)) / 1000
    return { profile, count: poisson(mean, next) }
  })

/** What becomes of the requests of one fleet. */
const outcome = (route: Route, parts: readonly Part[], next: () => number): SlotShare => {
  const behaviour = behaviourOf(route)
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const load = loadOf(behaviour, (count * 1000) / SLOT)
  let errors5xx = 0
  let errors4xx = 0
  let modelErrors = 0
  let milliseconds = 0
  for (const part of parts) {
    const shed = binomial(part.count, shedShare(load), next)
    const rate = forVariant(part.profile.errorRates, route.variant) ?? behaviour.errors5xx
    const failed = binomial(part.count - shed, rate, next)
    const refused = binomial(part.count - shed - failed, behaviour.errors4xx, next)
    const broken = binomial(part.count - shed - failed - refused, behaviour.broken, next)
    modelErrors += failed + refused + broken
    // A serverless endpoint at its concurrency throttles the caller; a full fleet is unavailable.
    errors5xx += failed + (route.serverless === undefined ? shed : 0)
    errors4xx += refused + (route.serverless === undefined ? 0 : shed)
    const own = forVariant(part.profile.latencies, route.variant) ?? behaviour.latencyMs
    milliseconds += own * part.count
  }
  const latencyMs = count === 0 ? 0 : (milliseconds / count) * slowdown(load)
  const { spread } = behaviour
  return { route, count, errors5xx, errors4xx, modelErrors, load, latencyMs, spread }
}

const shares = (moment: Moment, parts: readonly Part[], next: () => number): SlotShare[] => {
  const weights = moment.routes.map(({ weight }) => weight)
  const perProfile = parts.map(({ profile, count }) => ({
    profile,
    counts: split(count, weights, next),
  }))
  const production = moment.routes.map((route, index) =>
    outcome(
      route,
      perProfile.map(({ profile, counts }) => ({ profile, count: counts[index] ?? 0 })),
      next,
    ),
  )
  const mirrored = moment.mirrors.map((mirror) => {
    const copies = parts.map(({ profile, count }) => ({
      profile,
      count: binomial(count, mirror.sampling / 100, next),
    }))
    return outcome(mirror, copies, next)
  })
  return [...production, ...mirrored]
}

/** What each fleet of an endpoint did in the slot that starts at `start`; empty when none served. */
export const slotOf = (
  seed: string,
  { record, profiles }: { record: EndpointRecord; profiles: readonly TrafficProfile[] },
  start: number,
): readonly SlotShare[] => {
  const active = profiles.filter(({ from, to }) => from < start + SLOT && to > start)
  const moment = momentAt(record, start)
  if (moment === undefined || moment.routes.length === 0 || moment.gone) return []
  const next = generator(`${seed}\n${record.arn}\n${record.createdAt}\n${start}`)
  return shares(moment, arrivals(active, start, next), next)
}
