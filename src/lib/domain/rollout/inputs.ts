import type { BackMove, Order, Outcome, VerdictNote } from './model.ts'
import type { VariantWeight } from './weights.ts'

/** What the outside reports to a rollout. */
export type RolloutInput =
  | { readonly type: 'scaling-suspended' }
  | { readonly type: 'smoked'; readonly ok: boolean; readonly reason: string }
  | { readonly type: 'capacity-ready' }
  /** Live traffic has the shares that were sent. */
  | { readonly type: 'converged' }
  /** Those that traffic goes back to are short of instances: it takes these moves. */
  | { readonly type: 'way-back'; readonly moves: readonly BackMove[] }
  /** A variant has its instances, or cannot get them: the way back goes on in both cases. */
  | { readonly type: 'raised' }
  /** The service took the change back. */
  | { readonly type: 'not-applied'; readonly reason: string }
  /** `at`: when the look began; a machine may have slept since. */
  | { readonly type: 'looked'; readonly look: Look; readonly at?: number }
  | { readonly type: 'gated'; readonly verdict: VerdictNote['verdict']; readonly reason: string }
  /** Traffic or config is not what this rollout left. */
  | { readonly type: 'interfered'; readonly reason: string }
  | { readonly type: 'restored' }
  | { readonly type: 'order'; readonly order: Order; readonly full?: boolean }

/** One look at a baking step. */
export type Look = {
  readonly verdict: VerdictNote['verdict']
  readonly reason: string
  /** Requests the canary has answered in this step. */
  readonly requests: number
  readonly alarms: AlarmLook
}

export type AlarmLook = {
  readonly inAlarm: readonly string[]
  /** Not OK and not in alarm, or unreadable. */
  readonly unknown: readonly string[]
}

/** The one thing to do next. */
export type Effect =
  | { readonly do: 'suspend-scaling' }
  | { readonly do: 'smoke-test' }
  | { readonly do: 'scale-up'; readonly percent: number }
  | {
      readonly do: 'set-weights'
      readonly weights: readonly VariantWeight[]
      readonly direction: 'forward' | 'back'
    }
  | { readonly do: 'raise'; readonly variantName: string; readonly instances: number }
  | { readonly do: 'look' }
  | { readonly do: 'run-gates' }
  /** Nothing by itself: traffic stays until a person decides. */
  | { readonly do: 'await-order' }
  | { readonly do: 'restore-scaling'; readonly outcome: Outcome }
  | { readonly do: 'finish'; readonly outcome: Outcome }
