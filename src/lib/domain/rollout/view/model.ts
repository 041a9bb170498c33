import type { RolloutState } from '../model.ts'
import type { Share } from '../weights.ts'

/** One minute of one variant as the metrics tell it; latencies in microseconds. */
export type MinuteFigures = {
  /** Start of the minute, epoch milliseconds. */
  readonly at: number
  readonly invocations: number
  /** Undefined: not known, which is no zero. */
  readonly errors: number | undefined
  readonly latency: Readonly<Partial<Record<'p50' | 'p90' | 'p99', number>>>
}

export type VariantFigures = {
  readonly variant: string
  readonly minutes: readonly MinuteFigures[]
}

export type RateFigures = {
  readonly requests: number
  readonly errors: number
  /** 95 % interval of the error rate, fractions. */
  readonly errorRate: readonly [number, number]
}

export type EvidenceFigures = {
  readonly upper: number
  readonly lower: number
  readonly path: readonly {
    readonly at: number
    readonly logLikelihood: number
    readonly ofRatio: number
  }[]
}

export type MetricFigures = {
  readonly metric: string
  readonly verdict: VerdictWord
  readonly reason: string
}

export type VerdictWord = 'pass' | 'fail' | 'inconclusive'

/** One look at a step, as far as a view shows it. */
export type LookFigures = {
  readonly analysis: {
    readonly verdict: VerdictWord
    readonly reason: string
    readonly metrics: readonly MetricFigures[]
    readonly evidence: EvidenceFigures
    readonly canary: RateFigures
    readonly baseline: RateFigures
    readonly needs?: { readonly requests: number; readonly minutes: number | undefined }
  }
  readonly alarms: { readonly inAlarm: readonly string[]; readonly unknown: readonly string[] }
  readonly canary: VariantFigures
  readonly baseline: VariantFigures
  /** ISO times: begin, earliest end, and where an undecided step is held or rolled back. */
  readonly bake: {
    readonly since: string
    readonly until: string
    readonly limit: string
    readonly minRequests: number
    readonly requests: number
  }
}

/** Something that happened, in words. */
export type EventLine = { readonly at: string; readonly text: string }

/** All that a view of a rollout shows. */
export type RolloutScene = {
  readonly state: RolloutState
  /** Live shares of traffic; as the rollout left them where they are not read. */
  readonly shares: readonly Share[]
  /** Of the endpoint, where it is not simply in service. */
  readonly endpointStatus?: string
  readonly look?: LookFigures
  /** What is being done or waited for at this moment, where somebody said it. */
  readonly activity?: string
  /** Oldest first. */
  readonly events: readonly EventLine[]
}
