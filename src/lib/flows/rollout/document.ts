import { isoTime } from '../../domain/core/duration.ts'
import type { Outcome, RolloutState, RolloutStep, VerdictNote } from '../../domain/rollout/model.ts'
import { percentOf, type Share } from '../../domain/rollout/weights.ts'
import type { DriveEnd } from './drive.ts'

/** A rollout as JSON and people see it. */
export type RolloutDocument = {
  readonly rollout: string
  readonly endpointName: string
  readonly variant: string
  /** `baking`, `held`, `rolling-back`, …; `ended` with an outcome. */
  readonly phase: string
  readonly outcome?: Outcome
  readonly paused: boolean
  /** From 1. */
  readonly step: number
  readonly steps: readonly RolloutStep[]
  /** The variant's share now, as far as this rollout knows. */
  readonly percent: number
  readonly shares: readonly Share[]
  /** The shares that abort and undo bring back. */
  readonly before: readonly Share[]
  readonly reason?: string
  readonly bakingSince?: string
  readonly verdicts: readonly (Omit<VerdictNote, 'at'> & { readonly at: string })[]
  readonly createdAt: string
  readonly updatedAt: string
}

export const documentOf = (state: RolloutState): RolloutDocument => {
  const { spec, phase } = state
  return {
    rollout: spec.id,
    endpointName: spec.endpointName,
    variant: spec.canary,
    phase: phase.name,
    ...(phase.name === 'ended' ? { outcome: phase.outcome } : {}),
    paused: state.paused,
    step: state.step + 1,
    steps: spec.steps,
    percent: percentOf(state.settled, spec.canary),
    shares: state.settled,
    before: spec.before.shares,
    ...(state.reason === undefined ? {} : { reason: state.reason }),
    ...('since' in phase ? { bakingSince: isoTime(phase.since) } : {}),
    verdicts: state.verdicts.map((one) => ({ ...one, at: isoTime(one.at) })),
    createdAt: spec.createdAt,
    updatedAt: isoTime(state.updatedAt),
  }
}

/** What a command that carried a rollout on answers. */
export type DriveResult = RolloutDocument & {
  readonly status: 'applied'
  readonly because: DriveEnd['because']
  /** Of the command: see `exitCodeOf`. */
  readonly exitCode: number
}

/** `wanted`: the outcome that the command was for. */
export const resultOfDrive = (
  { state, because }: DriveEnd,
  wanted: Outcome = 'completed',
): DriveResult => {
  const document = documentOf(state)
  const exitCode = exitCodeOf(because, document.outcome, wanted)
  return { status: 'applied', because, exitCode, ...document }
}

/**
 * 0 done or one step further; 8 rolled back by a verdict, or held; 7 still baking; 6 the way back
 * failed; 5 somebody else changed the endpoint.
 */
const exitCodeOf = (
  because: DriveEnd['because'],
  outcome: Outcome | undefined,
  wanted: Outcome,
): number => {
  if (because !== 'ended') return { 'step-done': 0, 'still-baking': 7, held: 8 }[because]
  if (outcome === wanted) return 0
  return { completed: 0, 'rolled-back': 8, 'rollback-failed': 6, interfered: 5 }[
    outcome ?? 'interfered'
  ]
}
