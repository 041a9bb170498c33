import type { Route } from '../endpoints/moment.ts'

/** How a fleet behaves: what its model's environment says, or the stand-in's own figures. */
export type Behaviour = {
  /** Share of requests that the container answers 5xx, 4xx, or not properly at all. */
  readonly errors5xx: number
  readonly errors4xx: number
  readonly broken: number
  /** Median milliseconds of an unloaded container. */
  readonly latencyMs: number
  /** Standard deviation of the latency's logarithm. */
  readonly spread: number
  /** Requests per second that the whole fleet can serve. */
  readonly capacity: number
}

/** Figures of the stand-in where the environment names none: made up, and documented as such. */
const DEFAULTS = { latencyMs: 40, spread: 0.3, rps: 25 }

/** Instance sizes by how much they serve, `large` being 1: proportional to the vCPUs. */
const sizeFactor = (instanceType: string | undefined): number => {
  const size = instanceType?.split('.').at(-1) ?? 'large'
  if (size === 'medium') return 0.5
  const times = /^(\d*)xlarge$/.exec(size)?.[1]
  return times === undefined ? 1 : 2 * Number(times || 1)
}

const numberIn = (environment: Route['environment'], name: string, fallback: number): number => {
  const value = Number(environment[name])
  return environment[name] === undefined || !(value >= 0) ? fallback : value
}

/** The behaviour of a fleet without load. */
export const behaviourOf = (route: Route): Behaviour => {
  const { environment, serverless } = route
  const latencyMs = numberIn(environment, 'SANDBOX_LATENCY_MS', DEFAULTS.latencyMs)
  const rps = numberIn(environment, 'SANDBOX_RPS', DEFAULTS.rps)
  return {
    errors5xx: numberIn(environment, 'SANDBOX_ERROR_RATE', 0),
    errors4xx: numberIn(environment, 'SANDBOX_4XX_RATE', 0),
    broken: numberIn(environment, 'SANDBOX_MODEL_ERROR_RATE', 0),
    latencyMs,
    spread: numberIn(environment, 'SANDBOX_LATENCY_SPREAD', DEFAULTS.spread),
    capacity:
      serverless === undefined
        ? route.instances * sizeFactor(route.instanceType) * rps
        : (serverless.MaxConcurrency * 1000) / Math.max(1, latencyMs),
  }
}

/** Load of a fleet at a rate in requests per second: 1 when it is just full. */
export const loadOf = ({ capacity }: Behaviour, rate: number): number =>
  rate <= 0 ? 0 : capacity <= 0 ? Number.POSITIVE_INFINITY : rate / capacity

/** How much longer an answer takes under load: queues grow without bound near the limit (cut at 0.95). */
export const slowdown = (load: number): number => 1 + (0.5 * load ** 3) / (1 - Math.min(load, 0.95))

/** Share of requests that a fleet beyond its limit turns away. */
export const shedShare = (load: number): number => (load > 1 ? 1 - 1 / load : 0)
