import { generator } from '../../bedrock/stand-in/random.ts'
import type { EndpointRecord } from '../endpoints/moment.ts'
import type { Minute, MinutesQuery } from '../hosting.ts'
import type { Ground } from '../state.ts'
import { normal } from './chance.ts'
import { profilesOf, type TrafficProfile } from './profiles.ts'
import { minuteOf, type RequestCounts, requestsOf } from './requests.ts'
import { SLOT, type SlotShare, slotOf } from './slots.ts'

const MINUTE = 60_000
/** Latencies drawn for a minute at most; the percentiles of more are the same. */
const MOST_SAMPLES = 400
/** SageMaker's own overhead: a made-up median in milliseconds, and its spread. */
const OVERHEAD = { median: 6, spread: 0.25 }

type Source = {
  readonly record: EndpointRecord
  readonly profiles: readonly TrafficProfile[]
  readonly requests: Readonly<Record<string, readonly RequestCounts[]>>
}

const microseconds = (median: number, spread: number, next: () => number): number =>
  Math.round(1000 * median * Math.exp(spread * normal(next)))

/** Latencies of a minute: each slot and fleet in proportion to its requests, real ones as they were. */
const drawLatencies = (
  slots: readonly SlotShare[],
  real: readonly number[],
  seed: string,
): readonly number[] => {
  const next = generator(seed)
  const total = slots.reduce((sum, { count }) => sum + count, 0)
  const share = Math.min(1, MOST_SAMPLES / Math.max(1, total))
  const drawn = slots.flatMap(({ count, latencyMs, spread }) =>
    Array.from({ length: Math.ceil(count * share) }, () => microseconds(latencyMs, spread, next)),
  )
  return [...drawn, ...real].sort((a, b) => a - b)
}

/** SageMaker's own part of so many requests, sorted, in microseconds. */
export const drawOverheads = (count: number, next: () => number): readonly number[] => {
  const samples = Math.min(MOST_SAMPLES, count)
  return Array.from({ length: samples }, () =>
    microseconds(OVERHEAD.median, OVERHEAD.spread, next),
  ).sort((a, b) => a - b)
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

const mean = (slots: readonly SlotShare[], of: (slot: SlotShare) => number): number =>
  slots.length === 0 ? 0 : sum(slots, of) / slots.length

/** Percentiles of the same minute are read one after the other. */
const once = <T>(draw: () => T): (() => T) => {
  let drawn: T | undefined
  return () => {
    drawn ??= draw()
    return drawn
  }
}

/** Slots of one minute that are over at `until`, for the fleets that are asked for. */
const slotsIn = (
  seed: string,
  source: Source,
  { at, until, keep }: { at: number; until: number; keep: (slot: SlotShare) => boolean },
): readonly SlotShare[] => {
  const found: SlotShare[] = []
  for (let start = at; start + SLOT <= Math.min(at + MINUTE, until); start += SLOT) {
    for (const slot of slotOf(seed, source, start)) if (keep(slot)) found.push(slot)
  }
  return found
}

const minuteFrom = (
  slots: readonly SlotShare[],
  real: readonly RequestCounts[],
  { at, seed }: { at: number; seed: string },
): Minute => {
  const latencies = real.flatMap((each) => each.latencies)
  const invocations = sum(slots, (slot) => slot.count) + sum(real, (each) => each.invocations)
  return {
    at,
    invocations,
    errors4xx: sum(slots, (slot) => slot.errors4xx) + sum(real, (each) => each.errors4xx),
    errors5xx: sum(slots, (slot) => slot.errors5xx) + sum(real, (each) => each.errors5xx),
    modelErrors: sum(slots, (slot) => slot.modelErrors) + sum(real, (each) => each.modelErrors),
    instances: mean(slots, (slot) => slot.route.instances),
    provisioned: mean(slots, (slot) => slot.route.serverless?.ProvisionedConcurrency ?? 0),
    noCapacity: 0,
    load: mean(slots, (slot) => Math.min(slot.load, 10)),
    latencies: once(() => drawLatencies(slots, latencies, `${seed}\nlatency\n${at}`)),
    overheads: once(() => drawOverheads(invocations, generator(`${seed}\noverhead\n${at}`))),
  }
}

/**
 * What a variant did, minute by minute, up to now: computed from the endpoint's past, its traffic
 * profiles and the seed, and the real requests added. The variants add up to the endpoint's total.
 */
export const minutesOf = (
  ground: Ground,
  record: EndpointRecord,
  query: MinutesQuery,
): readonly Minute[] => {
  const { documents, region, clock } = ground
  const source = {
    record,
    profiles: profilesOf(documents, region, record.name),
    requests: requestsOf(documents, region, record.name),
  }
  const seed = ground.seed ?? ''
  const fits = (variant: string, configName: string): boolean =>
    variant === query.variantName && configName === (query.configName ?? configName)
  const keep = ({ route }: SlotShare): boolean => fits(route.variant, route.configName)
  const until = clock.now()
  const found: Minute[] = []
  const start = Math.max(minuteOf(query.from + MINUTE - 1), minuteOf(record.createdAt))
  for (let at = start; at < query.to && at <= until; at += MINUTE) {
    const slots = slotsIn(seed, source, { at, until, keep })
    const real = (source.requests[String(at)] ?? []).filter((each) =>
      fits(each.variant, each.configName),
    )
    if (slots.length === 0 && real.length === 0) continue
    const own = `${seed}\n${record.arn}\n${query.variantName}\n${query.configName ?? ''}`
    found.push(minuteFrom(slots, real, { at, seed: own }))
  }
  return found
}
