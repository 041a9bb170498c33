import { binomial, percentiles, type Random, seeded } from './random.ts'

/** What happens in one minute of a simulated rollout. */
type Minute = {
  /** Requests to both variants. */
  readonly traffic: number
  /** The canary's share, 0 to 1. */
  readonly share: number
  /** Error rates. */
  readonly baseline: number
  readonly canary: number
  /** Medians of latency in microseconds; none: latency is not looked at. */
  readonly latency?: readonly [baseline: number, canary: number]
}

export type Scenario = {
  readonly name: string
  /** Whether the canary is worse than the baseline. */
  readonly bad: boolean
  /** The scenario without an effect on which thresholds are tuned to the same rate of false alarms. */
  readonly tunedOn: string
  /** The one with the stated effect, by which the best threshold rule is picked. */
  readonly stated: string
  readonly minutes: number
  readonly at: (minute: number) => Minute
  /** Chance a minute that one client sends this many requests that fail wherever they land. */
  readonly badClient?: { readonly chance: number; readonly requests: number }
  /** Chance a minute that one of ten instances, the first being the canary's, fails this many. */
  readonly hiccup?: { readonly chance: number; readonly requests: number }
}

const still = (minute: Minute) => () => minute
const usual = { traffic: 600, share: 0.1 }
const lean = { tunedOn: 'equal, 1 %', stated: '2 ×, 1 → 2 %', minutes: 30 }
const rare = { tunedOn: 'equal, 0.1 %', stated: '10 ×, 0.1 → 1 %', minutes: 30 }
const thin = {
  tunedOn: 'equal, 50 requests a minute',
  stated: '5 ×, 50 requests a minute',
  minutes: 30,
}
const ramp = { tunedOn: 'equal, ramp 5 to 50 %', stated: '2 ×, ramp 5 to 50 %', minutes: 32 }
const slow = { tunedOn: 'latency equal', stated: 'latency 1.3 ×', minutes: 30 }
const RAMP = [0.05, 0.1, 0.25, 0.5]
const rampShare = (minute: number) => RAMP[Math.min(3, Math.floor(minute / 8))] ?? 0.5
/** Both rates fourfold and half the traffic within half an hour, as when a night job starts. */
const tide = (minute: number) => ({
  traffic: 600 - minute * 10,
  share: 0.1,
  rate: 0.005 + (minute / 30) * 0.015,
})
const one = { baseline: 0.01, canary: 0.01 }
const two = { baseline: 0.01, canary: 0.02 }
const MS = 1_000

export const SCENARIOS: readonly Scenario[] = [
  { name: lean.tunedOn, bad: false, ...lean, at: still({ ...usual, ...one }) },
  { name: lean.stated, bad: true, ...lean, at: still({ ...usual, ...two }) },
  { name: '3 ×, 1 → 3 %', bad: true, ...lean, at: still({ ...usual, ...one, canary: 0.03 }) },
  { name: '10 ×, 1 → 10 %', bad: true, ...lean, at: still({ ...usual, ...one, canary: 0.1 }) },
  {
    name: '3 × from minute 15 on',
    bad: true,
    ...lean,
    at: (minute) => ({ ...usual, ...one, canary: minute < 15 ? 0.01 : 0.03 }),
  },
  {
    name: 'equal, four hours',
    bad: false,
    ...lean,
    minutes: 240,
    at: still({ ...usual, ...one }),
  },
  {
    name: 'equal, one bad client',
    bad: false,
    ...lean,
    badClient: { chance: 0.1, requests: 100 },
    at: still({ ...usual, ...one }),
  },
  {
    name: 'equal, hiccups of single instances',
    bad: false,
    ...lean,
    hiccup: { chance: 0.05, requests: 15 },
    at: still({ ...usual, ...one }),
  },
  {
    name: '2 ×, hiccups of single instances',
    bad: true,
    ...lean,
    hiccup: { chance: 0.05, requests: 15 },
    at: still({ ...usual, ...two }),
  },
  {
    name: 'equal, drift over the day',
    bad: false,
    ...lean,
    at: (minute) => {
      const { traffic, share, rate } = tide(minute)
      return { traffic, share, baseline: rate, canary: rate }
    },
  },
  {
    name: '2 ×, drift over the day',
    bad: true,
    ...lean,
    at: (minute) => {
      const { traffic, share, rate } = tide(minute)
      return { traffic, share, baseline: rate, canary: 2 * rate }
    },
  },
  {
    name: 'both bad, 10 %',
    bad: false,
    ...lean,
    at: still({ ...usual, baseline: 0.1, canary: 0.1 }),
  },
  { name: 'no traffic', bad: false, ...lean, at: still({ traffic: 540, share: 0, ...one }) },
  {
    name: rare.tunedOn,
    bad: false,
    ...rare,
    at: still({ ...usual, baseline: 0.001, canary: 0.001 }),
  },
  { name: rare.stated, bad: true, ...rare, at: still({ ...usual, baseline: 0.001, canary: 0.01 }) },
  { name: thin.tunedOn, bad: false, ...thin, at: still({ ...usual, traffic: 50, ...one }) },
  {
    name: '2 ×, 50 requests a minute',
    bad: true,
    ...thin,
    at: still({ ...usual, traffic: 50, ...two }),
  },
  {
    name: thin.stated,
    bad: true,
    ...thin,
    at: still({ ...usual, traffic: 50, baseline: 0.01, canary: 0.05 }),
  },
  {
    name: ramp.tunedOn,
    bad: false,
    ...ramp,
    at: (minute) => ({ traffic: 600, share: rampShare(minute), ...one }),
  },
  {
    name: ramp.stated,
    bad: true,
    ...ramp,
    at: (minute) => ({ traffic: 600, share: rampShare(minute), ...two }),
  },
  {
    name: slow.tunedOn,
    bad: false,
    ...slow,
    at: still({ ...usual, ...one, latency: [40 * MS, 40 * MS] }),
  },
  {
    name: slow.stated,
    bad: true,
    ...slow,
    at: still({ ...usual, ...one, latency: [40 * MS, 52 * MS] }),
  },
  {
    name: 'latency 2 ×',
    bad: true,
    ...slow,
    at: still({ ...usual, ...one, latency: [40 * MS, 80 * MS] }),
  },
  {
    name: 'latency equal, both grow by half',
    bad: false,
    ...slow,
    at: (minute) => {
      const median = 40 * MS * (1 + minute / 60)
      return { ...usual, ...one, latency: [median, median] }
    },
  },
]

/** All rollouts of a scenario; the figure of a minute is at `rollout × minutes + minute`. */
export type Rollouts = {
  readonly scenario: Scenario
  readonly count: number
  readonly canary: Float64Array
  readonly canaryErrors: Float64Array
  readonly baseline: Float64Array
  readonly baselineErrors: Float64Array
  /** p50 and p90 of canary and baseline in turn, four figures a minute; empty without latencies. */
  readonly latency: Float64Array
  /** What the weights promise the canary; of a ramp, the mean of its steps by traffic. */
  readonly plannedShare: number
}

/** Latencies of one instance differ by this shape: p90 is 1.7 times p50. */
const SHAPE = 4

export const simulate = (scenario: Scenario, count: number, seed: number): Rollouts => {
  const random = seeded(seed)
  const size = count * scenario.minutes
  const made: Rollouts = {
    scenario,
    count,
    canary: new Float64Array(size),
    canaryErrors: new Float64Array(size),
    baseline: new Float64Array(size),
    baselineErrors: new Float64Array(size),
    latency: new Float64Array(scenario.at(0).latency === undefined ? 0 : 4 * size),
    plannedShare: plannedShare(scenario),
  }
  for (let index = 0; index < size; index++) fillMinute(made, index, random)
  return made
}

const plannedShare = ({ minutes, at }: Scenario): number => {
  const all = Array.from({ length: minutes }, (_, minute) => at(minute))
  const canary = all.reduce((sum, { traffic, share }) => sum + traffic * share, 0)
  // A canary that gets nothing was still promised something.
  return canary === 0 ? usual.share : canary / all.reduce((sum, { traffic }) => sum + traffic, 0)
}

const fillMinute = (made: Rollouts, index: number, random: Random): void => {
  const { scenario } = made
  const minute = scenario.at(index % scenario.minutes)
  let canary = binomial(random, minute.traffic, minute.share)
  let baseline = minute.traffic - canary
  let canaryErrors = binomial(random, canary, minute.canary)
  let baselineErrors = binomial(random, baseline, minute.baseline)
  const { badClient, hiccup } = scenario
  if (badClient !== undefined && random() < badClient.chance) {
    const mine = binomial(random, badClient.requests, minute.share)
    canary += mine
    canaryErrors += mine
    baseline += badClient.requests - mine
    baselineErrors += badClient.requests - mine
  }
  if (hiccup !== undefined && random() < hiccup.chance) {
    if (random() < 0.1) canaryErrors = Math.min(canary, canaryErrors + hiccup.requests)
    else baselineErrors += hiccup.requests
  }
  made.canary[index] = canary
  made.canaryErrors[index] = canaryErrors
  made.baseline[index] = baseline
  made.baselineErrors[index] = baselineErrors
  if (minute.latency === undefined) return
  const [usualMedian, canaryMedian] = minute.latency
  made.latency.set(percentiles(random, canary, { median: canaryMedian, shape: SHAPE }), 4 * index)
  made.latency.set(
    percentiles(random, baseline, { median: usualMedian, shape: SHAPE }),
    4 * index + 2,
  )
}
