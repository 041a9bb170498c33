import { digestOf } from './digest.ts'
import { HOURS_PER_MONTH, type MicroUsd } from './money.ts'

/** What a step costs; a part that is absent costs nothing, `unknown` says why no figure can be given. */
export type Cost = {
  readonly once?: MicroUsd
  readonly perHour?: MicroUsd
  readonly perMonth?: MicroUsd
  readonly unknown?: string
}

/** What a step demands before it may run; see `consent.ts`. */
export type Danger =
  | { readonly level: 'none' }
  | { readonly level: 'moderate' }
  /** The name must be typed, or given as `--confirm <name>`. */
  | { readonly level: 'severe'; readonly name: string }
  /** Paid by the hour until deleted: `--accept-hourly-cost`. */
  | { readonly level: 'hourly'; readonly name: string; readonly perHour: MicroUsd | 'unknown' }
  /** Cannot be ended early: `--accept-commitment <term>`. */
  | { readonly level: 'commitment'; readonly name: string; readonly term: string }

/** One change, described so that another process can carry it out: the operation and its input. */
export type PlanStep = {
  /** Unique within the plan. */
  readonly id: string
  /** A row of the operation table (`iam.CreateRole`, `s3.upload-file`, `files.write`). */
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** For people, in the imperative: `create role X`. */
  readonly summary: string
  /** The command or sentence that undoes it; false when nothing does. */
  readonly undo: string | false
  readonly danger: Danger
  readonly cost: Cost
  /** Fingerprint of the live state this step was planned against. */
  readonly before: string
  /** Digest of operation and input: the journal's key, the same on every run and machine. */
  readonly key: string
}

export type Plan = {
  readonly planVersion: 1
  /** The command line that made it, replayable. */
  readonly command: string
  readonly createdAt: string
  readonly target: 'aws' | 'sandbox'
  readonly account: string
  readonly region: string
  readonly endpoint?: string
  readonly steps: readonly PlanStep[]
}

/** Steps before the planner has looked at the live state. */
export type DraftStep = Omit<PlanStep, 'before' | 'key'>

export const stepKey = (step: Pick<PlanStep, 'operation' | 'input'>): string =>
  digestOf([step.operation, step.input]).slice(0, 32)

/** Sum of all steps; unknown parts are listed, never guessed. */
export const totalCost = (
  steps: readonly Pick<PlanStep, 'cost'>[],
): { once: MicroUsd; perHour: MicroUsd; perMonth: MicroUsd; unknown: readonly string[] } => ({
  once: sum(steps, (cost) => cost.once),
  perHour: sum(steps, (cost) => cost.perHour),
  // Hourly capacity runs all month until somebody deletes it.
  perMonth:
    sum(steps, (cost) => cost.perMonth) + sum(steps, (cost) => cost.perHour) * HOURS_PER_MONTH,
  unknown: steps.flatMap(({ cost }) => cost.unknown ?? []),
})

const sum = (
  steps: readonly Pick<PlanStep, 'cost'>[],
  part: (cost: Cost) => MicroUsd | undefined,
): MicroUsd => steps.reduce((total, step) => total + (part(step.cost) ?? 0), 0)
