/**
 * One minute of one variant, as CloudWatch tells it. A minute that is absent from a series is a minute
 * without a data point; it is never read as a minute without errors.
 */
export type MetricMinute = {
  /** Start of the minute, milliseconds since the epoch. */
  readonly at: number
  readonly invocations: number
  /** Errors of the kinds the user chose (5XX by default); undefined when they could not be read. */
  readonly errors: number | undefined
  /** Percentiles of ModelLatency in microseconds, as the metric has them. */
  readonly latency: Readonly<Partial<Record<Percentile, number>>>
  /** False while CloudWatch may still change the figures (the newest two minutes). */
  readonly complete: boolean
}

export type Percentile = 'p50' | 'p90' | 'p99'

/** Why figures are missing: a reason of its own, never a count of zero. */
export type DataProblem = {
  readonly kind: 'forbidden' | 'partial' | 'unavailable'
  /** What the service said, or which permission is missing. */
  readonly detail: string
}

export type VariantSeries = {
  readonly variant: string
  readonly minutes: readonly MetricMinute[]
  readonly problem?: DataProblem
}

/** A metric of the user's own, already read. */
export type UserMetric = UserThreshold | UserCommand

export type UserThreshold = {
  readonly kind: 'threshold'
  readonly name: string
  /** Values since the step began, any order; empty when there are none. */
  readonly values: readonly number[]
  /** The median of the values must lie within these, both inclusive. */
  readonly min?: number
  readonly max?: number
  readonly problem?: DataProblem
}

export type UserCommand = {
  readonly kind: 'command'
  readonly name: string
  /** Undefined when it did not end by itself: not started, timed out, killed. */
  readonly exitCode: number | undefined
  /** Last line of its output, or why it did not run. */
  readonly detail?: string
}

/** All that one look at a rollout's step knows. Order of the minutes does not matter. */
export type AnalysisWindow = {
  readonly canary: VariantSeries
  readonly baseline: VariantSeries
  /** When the step's weights took effect, epoch milliseconds: earlier minutes are not looked at. */
  readonly from: number
  /** The canary's share of the two variants' untargeted traffic, 0 to 1; 1 compares no more. */
  readonly plannedShare: number
  readonly userMetrics?: readonly UserMetric[]
}

/** Measured and good; measured and bad; not enough known: a person or more traffic must decide. */
export type Verdict = 'pass' | 'fail' | 'inconclusive'

/** Which rule spoke: a stable name for scripts and views. */
export type AnalysisRule =
  | 'data'
  | 'traffic'
  | 'baseline'
  | 'guard'
  | 'errors'
  | 'latency'
  | 'user-metric'

export type MetricVerdict = {
  readonly rule: AnalysisRule
  /** What was judged, for people: `errors`, `latency p90`, the name of a user metric. */
  readonly metric: string
  readonly verdict: Verdict
  /** One sentence with the figures that decided. */
  readonly reason: string
  /** The figures by name; rates are fractions, latencies microseconds. */
  readonly numbers: Readonly<Record<string, number>>
  /** What it would take to decide, when that can be told. */
  readonly needs?: Needs
}

/** Canary requests that are still needed, and the minutes they take at present traffic. */
export type Needs = {
  readonly requests: number
  /** Undefined when there is no traffic to reckon with. */
  readonly minutes: number | undefined
}

/** The sequential test of errors after each minute, for the live view. */
export type ErrorEvidence = {
  /** Where `logLikelihood` fails the canary. */
  readonly upper: number
  /** Where `ofRatio` passes it. */
  readonly lower: number
  readonly path: readonly EvidencePoint[]
}

export type EvidencePoint = {
  readonly at: number
  /** Evidence that the canary is worse, by the stated ratio or more. */
  readonly logLikelihood: number
  /** Evidence for exactly the stated ratio against equality; held at twice `lower`. */
  readonly ofRatio: number
}

export type VariantTotals = {
  readonly requests: number
  readonly errors: number
  /** 95 % Wilson interval of the error rate, fractions. */
  readonly errorRate: readonly [number, number]
}

/** The verdict on a step. `fail` may be acted on at once; `pass` counts only when the bake time is over. */
export type Analysis = {
  readonly verdict: Verdict
  /** The sentence of the metric that decided. */
  readonly reason: string
  readonly metrics: readonly MetricVerdict[]
  readonly evidence: ErrorEvidence
  readonly canary: VariantTotals
  readonly baseline: VariantTotals
  /** Only when inconclusive and more traffic would settle it. */
  readonly needs?: Needs
}
