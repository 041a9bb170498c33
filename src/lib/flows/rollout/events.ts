import type { Analysis, VariantSeries } from '../../domain/analysis/model.ts'
import type { AlarmLook } from '../../domain/rollout/inputs.ts'
import type { Order, Outcome } from '../../domain/rollout/model.ts'
import type { Share } from '../../domain/rollout/weights.ts'

type EventBase = {
  /** ISO-8601 UTC. */
  readonly at: string
  readonly rollout: string
  readonly endpointName: string
  /** Step under way, from 1, of so many. */
  readonly step: number
  readonly steps: number
}

/** What a rollout tells while it goes on: one NDJSON line each, enough for a view to live on. */
export type RolloutEvent = EventBase &
  (
    | {
        /** Another phase; `reason` where it was not the plan's. */
        readonly type: 'rollout.phase'
        readonly phase: string
        readonly paused: boolean
        readonly percent: number
        readonly reason?: string
      }
    | {
        /** A call that moves traffic is about to be sent. */
        readonly type: 'rollout.shift'
        readonly direction: 'forward' | 'back'
        readonly before: readonly Share[]
        readonly after: readonly Share[]
      }
    | {
        /** Live traffic has the shares that were sent. */
        readonly type: 'rollout.converged'
        readonly shares: readonly Share[]
      }
    | {
        readonly type: 'rollout.look'
        readonly percent: number
        readonly analysis: Analysis
        readonly alarms: AlarmLook
        readonly canary: VariantSeries
        readonly baseline: VariantSeries
        readonly bake: BakeClock
      }
    | {
        readonly type: 'rollout.order'
        readonly order: Order
        readonly by: 'file' | 'tag' | 'command'
      }
    | { readonly type: 'rollout.ended'; readonly outcome: Outcome; readonly reason?: string }
  )

/** The countdown of a step; ISO times, milliseconds. */
export type BakeClock = {
  readonly since: string
  /** Earliest end. */
  readonly until: string
  /** Where an undecided step is held or rolled back. */
  readonly limit: string
  readonly leftMs: number
  readonly minRequests: number
  readonly requests: number
}
