import { createHash } from 'node:crypto'
import type { Route } from '../endpoints/moment.ts'
import type { ServerlessConfig } from '../state.ts'
import { behaviourOf, slowdown } from '../traffic/behaviour.ts'
import { INSTANCE_TYPES, USD_PER_VCPU_HOUR } from './instance-types.ts'
import type { Benchmark } from './records.ts'

/** What a job may ask of a configuration before it calls it full. */
export type Limits = {
  /** Milliseconds that the median must not exceed; the service means P95 or P99. */
  readonly latencyMs?: number
  /** Invocations per minute after which the job goes no further. */
  readonly maxInvocations?: number
}

export type Candidate = {
  readonly instanceType?: string
  readonly instances?: number
  readonly serverless?: ServerlessConfig
  /** Environment of the model's container, with the parameters of this candidate. */
  readonly environment: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
}

/** A fleet is called full at this share of its capacity, where answers have not slowed down much yet. */
const FULL = 0.8

/** The load at which the median reaches a latency; bisection, because slowdown only grows. */
const loadAt = (medianMs: number, latencyMs: number): number => {
  let [low, high] = [0, FULL]
  if (medianMs * slowdown(high) <= latencyMs) return high
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (medianMs * slowdown(middle) <= latencyMs) low = middle
    else high = middle
  }
  return low
}

/**
 * What one configuration serves, computed from the same profile that answers requests to endpoints:
 * the figures are the stand-in's, made up, and say nothing about AWS's instances or prices.
 */
export const benchmarkOf = (seed: string, candidate: Candidate, limits: Limits): Benchmark => {
  const { instanceType, serverless, environment, parameters = {} } = candidate
  const id = createHash('sha256')
    .update(JSON.stringify([seed, candidate]))
    .digest('hex')
    .slice(0, 8)
  const instances = candidate.instances ?? 1
  const facts = instanceType === undefined ? undefined : INSTANCE_TYPES[instanceType]
  const route: Route = {
    variant: 'AllTraffic',
    configName: 'recommender',
    weight: 1,
    instances,
    environment,
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(serverless === undefined ? {} : { serverless }),
  }
  const { capacity, latencyMs } = behaviourOf(route)
  const load = loadAt(latencyMs, limits.latencyMs ?? Number.POSITIVE_INFINITY)
  const reached = Math.floor(60 * capacity * load)
  const maxInvocations = Math.min(reached, limits.maxInvocations ?? reached)
  const costPerHour = facts && facts.vCpus * instances * USD_PER_VCPU_HOUR
  return {
    id,
    instances,
    maxInvocations,
    latencyMs: Math.round(latencyMs * slowdown(load)),
    environment: parameters,
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(serverless === undefined ? {} : { serverless, setupSeconds: 3 }),
    // A type that is not in the table has no price here, as a real job may have none.
    ...(costPerHour === undefined || maxInvocations === 0
      ? {}
      : { costPerHour, costPerInference: costPerHour / (60 * maxInvocations) }),
    ...(serverless === undefined
      ? { cpuPercent: Math.round(4 + 90 * load), memoryPercent: 34 }
      : {}),
    ...(maxInvocations > 0
      ? {}
      : { failure: `No rate keeps the model latency within ${limits.latencyMs} milliseconds.` }),
  }
}
