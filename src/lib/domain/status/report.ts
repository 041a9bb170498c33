import { type Money, money, usd } from '../core/money.ts'

export type StatusKind = 'job' | 'deployment' | 'endpoint' | 'rollout' | 'throughput'

/** One thing that runs, or ended a short while ago. */
export type StatusRow = {
  readonly kind: StatusKind
  readonly name: string
  /** As the service spells it; the phase of a rollout. */
  readonly status: string
  /** ISO-8601 UTC. */
  readonly since: string
  readonly detail: string
  /** What it costs while it stands there; absent where nothing is paid by the hour. */
  readonly perHour?: Money
  /** What of it has no known price. */
  readonly unknownCost?: string
}

/** What could not be read, and why: other parts are complete nevertheless. */
export type MissingPart = { readonly kind: StatusKind; readonly why: string }

export type StatusReport = {
  /** ISO-8601 UTC. */
  readonly at: string
  readonly account: string
  readonly region: string
  readonly rows: readonly StatusRow[]
  readonly cost: {
    /** Sum of what is known. */
    readonly perHour: Money
    /** Things that are paid by the hour at a price that is not known here. */
    readonly unknown: readonly string[]
  }
  readonly missing: readonly MissingPart[]
}

/** The sum of all rows; what has no price is named, never taken for nothing. */
export const costOfRows = (rows: readonly StatusRow[]): StatusReport['cost'] => ({
  perHour: money(
    rows.reduce((sum, { perHour }) => sum + (perHour ? usd(Number(perHour.amount)) : 0), 0),
  ),
  unknown: rows.flatMap(({ name, unknownCost }) =>
    unknownCost === undefined ? [] : [`${name} (${unknownCost})`],
  ),
})

const DAY_MS = 24 * 3_600_000

/** Whether something that is over is still worth a line; epoch milliseconds. */
export const isRecent = (endedAt: number, now: number): boolean => now - endedAt < DAY_MS
