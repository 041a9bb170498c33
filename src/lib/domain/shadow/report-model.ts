import type { AnswersComparison } from './answers.ts'

export type VerdictWord = 'pass' | 'fail' | 'inconclusive'

/** What one variant did over the window; figures that are not known are absent. */
export type SideFigures = {
  readonly variant: string
  readonly requests?: number
  readonly errors?: number
  readonly errorPercent?: number
  /** Wilson's interval at 95 %, in percent. */
  readonly errorPercentInterval?: readonly [low: number, high: number]
  readonly p50Ms?: number
  readonly p90Ms?: number
  readonly p99Ms?: number
}

/** One thing that was judged, in one sentence. */
export type Judgement = {
  readonly metric: string
  readonly verdict: VerdictWord
  readonly reason: string
}

export type JudgedAnswers = AnswersComparison & {
  readonly agreementPercent: number
  /** Wilson's interval at 95 %, in percent. */
  readonly agreementPercentInterval: readonly [low: number, high: number]
  /** Lines of the captured data that are no answers. */
  readonly unreadable: number
  /** The oldest answer that was looked at, where there are more than are read. */
  readonly cutBefore?: string
}

/** Production beside shadow: all that the page shows, and its JSON. Times are ISO-8601 UTC. */
export type ShadowReport = {
  readonly name: string
  readonly endpointName: string
  readonly status: string
  readonly samplingPercentage?: number
  readonly window: { readonly from: string; readonly to: string }
  readonly production: SideFigures
  readonly shadow: SideFigures
  /** The worst of the judgements. */
  readonly verdict: VerdictWord
  readonly reason: string
  readonly judgements: readonly Judgement[]
  /** Absent where no answers of both were captured. */
  readonly answers?: JudgedAnswers
  /** What could not be read or compared, in words. */
  readonly missing: readonly string[]
}
