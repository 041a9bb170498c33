import type { ScalableDimension, SuspendedState } from '../../ports/scaling.ts'
import type { Share } from './weights.ts'

/** One step: this much traffic, for so long, and at least so many answered requests. */
export type RolloutStep = {
  readonly percent: number
  readonly bakeMs: number
  readonly minRequests: number
}

/** A metric of the user's own that must stay within bounds while a step bakes. */
export type MetricGate = {
  readonly name: string
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly stat: string
  readonly min?: number
  readonly max?: number
}

/** How a canary is judged and what happens when it cannot be. */
export type RolloutPolicy = {
  /** Settings of the analysis that differ from their defaults; rates are fractions. */
  readonly analysis: Readonly<Record<string, unknown>>
  /** Which responses count as errors. */
  readonly errorMetrics: readonly ErrorMetric[]
  readonly alarms: readonly string[]
  /** Commands that must end with 0 before each next step. */
  readonly gates: readonly string[]
  readonly metricGates: readonly MetricGate[]
  /** A step that is undecided for so long is held or rolled back. */
  readonly maxBakeMs: number
  readonly onInconclusive: 'hold' | 'rollback'
  readonly smoke?: SmokeTest
}

export type ErrorMetric = 'Invocation5XXErrors' | 'Invocation4XXErrors' | 'InvocationModelErrors'

export type SmokeTest = {
  /** Path of the file that is sent. */
  readonly payload: string
  readonly contentType: string
  readonly requests: number
}

/** A scalable target as it was before the rollout touched it. */
export type ScalingBefore = {
  readonly variantName: string
  readonly resourceId: string
  readonly scalableDimension: ScalableDimension
  readonly suspended: SuspendedState
}

/** All that is needed to bring traffic back, on any machine. */
export type Snapshot = {
  readonly endpointConfigName: string
  readonly shares: readonly Share[]
  readonly counts: readonly { readonly variantName: string; readonly instances: number }[]
  readonly scaling: readonly ScalingBefore[]
}

/** What never changes while a rollout lives. */
export type RolloutSpec = {
  readonly id: string
  readonly endpointName: string
  readonly canary: string
  /** Who takes the rest when all others are at 0. */
  readonly stable?: string
  readonly steps: readonly RolloutStep[]
  readonly policy: RolloutPolicy
  readonly before: Snapshot
  /** ISO-8601 UTC. */
  readonly createdAt: string
  /** Who started it, as AWS names them: `user/anna`, `assumed-role/ci/run-7`. */
  readonly by?: string
}

export type Outcome = 'completed' | 'rolled-back' | 'rollback-failed' | 'interfered'

/**
 * Where a rollout is. Each phase has exactly one thing to do next (`effectOf`), so that a process that
 * was killed continues by doing it again.
 */
export type Phase =
  | { readonly name: 'suspending-scaling' }
  | { readonly name: 'smoke-testing' }
  | { readonly name: 'scaling-up' }
  | { readonly name: 'shifting'; readonly attempts: number }
  | { readonly name: 'baking'; readonly since: number }
  /** The step is good; the commands of the user are asked. */
  | { readonly name: 'gating'; readonly since: number }
  /** Undecided at the longest bake time: a person decides. Traffic stays. */
  | { readonly name: 'held'; readonly since: number }
  /** `ordered`: a person said so, and means it whatever others did meanwhile. */
  | {
      readonly name: 'rolling-back'
      readonly attempts: number
      readonly ordered: boolean
      /** What is wrong is the canary itself: it must not serve for any longer. */
      readonly failing?: boolean
      /** What is left to do where one move of traffic is not enough. */
      readonly moves?: readonly BackMove[]
    }
  | { readonly name: 'restoring'; readonly outcome: Outcome }
  | { readonly name: 'ended'; readonly outcome: Outcome }

/** One part of a way back that takes several. */
export type BackMove =
  | { readonly do: 'weights'; readonly shares: readonly Share[] }
  | { readonly do: 'raise'; readonly variantName: string; readonly instances: number }

export type Order = 'pause' | 'resume' | 'promote' | 'abort'

/** A verdict that was worth keeping: the first, every change, and the one that decided. */
export type VerdictNote = {
  readonly at: number
  readonly step: number
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  readonly reason: string
}

/** The rollout as it is saved, before every call that changes anything. */
export type RolloutState = {
  readonly version: 1
  readonly spec: RolloutSpec
  readonly phase: Phase
  /** Index of the step that is under way. */
  readonly step: number
  readonly paused: boolean
  /** Shares that live traffic has, as far as this rollout knows. */
  readonly settled: readonly Share[]
  readonly verdicts: readonly VerdictNote[]
  /** Why it ended, was rolled back, or waits. */
  readonly reason: string | undefined
  readonly updatedAt: number
}

export const isOver = (state: RolloutState): boolean => state.phase.name === 'ended'
