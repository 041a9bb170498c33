import type { Share } from '../weights.ts'
import type {
  EventLine,
  EvidenceFigures,
  MetricFigures,
  MinuteFigures,
  VerdictWord,
} from './model.ts'

/** A rollout looked back at: all that its page shows, and its JSON. Times are ISO-8601 UTC. */
export type RolloutReport = {
  readonly rollout: string
  readonly endpointName: string
  readonly variant: string
  /** The variant it was compared with. */
  readonly baseline: string
  /** Where it is, or how it ended: `baking`, `completed`, `rolled-back`. */
  readonly state: string
  readonly reason?: string
  readonly startedAt: string
  /** Its end, or now. */
  readonly until: string
  readonly steps: readonly ReportStep[]
  /** Shares of traffic from each time on. */
  readonly shares: readonly { readonly at: string; readonly shares: readonly Share[] }[]
  readonly errors: readonly { readonly variant: string; readonly points: readonly RatePoint[] }[]
  readonly latency: readonly {
    readonly variant: string
    readonly points: readonly MinuteFigures[]
  }[]
  readonly events: readonly EventLine[]
  readonly runs: readonly ReportRun[]
  /** What could not be read, in words. */
  readonly missing: readonly string[]
}

/** A step, judged anew from the metrics of its bake. */
export type ReportStep = {
  /** From 1. */
  readonly step: number
  readonly percent: number
  readonly from: string
  readonly to: string
  readonly verdict: VerdictWord
  readonly reason: string
  readonly metrics: readonly MetricFigures[]
  readonly evidence: EvidenceFigures
  readonly requests: number
  readonly errors: number
}

/** Error rate over the minutes up to this one, with its 95 % Wilson interval; fractions. */
export type RatePoint = {
  readonly at: number
  readonly rate: number
  readonly low: number
  readonly high: number
}

/** One command line that carried the rollout on or steered it. */
export type ReportRun = {
  readonly at: string
  readonly command: string
  readonly account: string
  readonly region: string
  readonly target: string
  /** ARN that its calls were made as. */
  readonly caller?: string
}
