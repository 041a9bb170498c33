import { analyse } from '../../../src/lib/domain/analysis/analyse.ts'
import type {
  Analysis,
  AnalysisWindow,
  MetricMinute,
} from '../../../src/lib/domain/analysis/model.ts'
import {
  type AnalysisSettings,
  DEFAULT_SETTINGS,
} from '../../../src/lib/domain/analysis/settings.ts'

/** Requests, errors and latency p50 in milliseconds of one minute; p90 is twice as long. */
export type Spec = readonly [requests: number, errors: number | undefined, p50?: number]

export const START = 1_790_000_000_000

export const minuteOf = ([invocations, errors, p50]: Spec, index: number): MetricMinute => ({
  at: START + index * 60_000,
  invocations,
  errors,
  latency: p50 === undefined ? {} : { p50: p50 * 1_000, p90: p50 * 2_000 },
  complete: true,
})

/** The same figures so many times. */
export const times = (count: number, spec: Spec): readonly Spec[] =>
  Array.from({ length: count }, () => spec)

export const windowOf = (
  canary: readonly Spec[],
  baseline: readonly Spec[],
  given: Partial<AnalysisWindow> = {},
): AnalysisWindow => ({
  canary: { variant: 'new', minutes: canary.map(minuteOf) },
  baseline: { variant: 'old', minutes: baseline.map(minuteOf) },
  from: START,
  plannedShare: 0.1,
  ...given,
})

/** Errors alone, so that a case is not decided by missing latencies. */
export const COUNTS_ONLY: AnalysisSettings = { ...DEFAULT_SETTINGS, latencyPercentiles: [] }

export const verdictOf = (analysis: Analysis, metric: string): string | undefined =>
  analysis.metrics.find((candidate) => candidate.metric === metric)?.verdict

export const judge = (
  canary: readonly Spec[],
  baseline: readonly Spec[],
  settings: Partial<AnalysisSettings> = {},
): Analysis => analyse(windowOf(canary, baseline), { ...COUNTS_ONLY, ...settings })
