import { analyse } from '../../domain/analysis/analyse.ts'
import { wilson } from '../../domain/analysis/intervals.ts'
import type { VariantSeries } from '../../domain/analysis/model.ts'
import type { AnalysisSettings } from '../../domain/analysis/settings.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { RatePoint, ReportStep } from '../../domain/rollout/view/report-model.ts'
import { percentOf } from '../../domain/rollout/weights.ts'
import type { BakePeriod } from './report-periods.ts'

const MINUTE_MS = 60_000
/** One minute has too few requests for an interval that says anything. */
const RATE_MINUTES = 5

/** Error rates over the last five minutes, where errors are known. */
export const ratePoints = ({ minutes }: VariantSeries): readonly RatePoint[] => {
  const sorted = [...minutes].sort((a, b) => a.at - b.at)
  return sorted.flatMap(({ at }) => {
    const known = sorted.filter(
      (one) => one.at <= at && one.at > at - RATE_MINUTES * MINUTE_MS && one.errors !== undefined,
    )
    const requests = known.reduce((sum, { invocations }) => sum + invocations, 0)
    const errors = known.reduce((sum, one) => sum + (one.errors ?? 0), 0)
    if (requests === 0) return []
    const [low, high] = wilson(errors, requests)
    return [{ at, rate: errors / requests, low, high }]
  })
}

export type JudgedSeries = {
  readonly canary: VariantSeries
  readonly baseline: VariantSeries
  readonly settings: AnalysisSettings
}

/** A step judged anew by the minutes of its bake; metrics of the user's own are not asked again. */
export const judgedStep = (period: BakePeriod, judged: JudgedSeries): ReportStep => {
  const { step, percent, from, to, shares } = period
  const within = (series: VariantSeries): VariantSeries => ({
    ...series,
    minutes: series.minutes.filter(({ at }) => at >= from && at < to),
  })
  const [canary, baseline] = [within(judged.canary), within(judged.baseline)]
  const own = percentOf(shares, canary.variant)
  const both = own + percentOf(shares, baseline.variant)
  const plannedShare = both === 0 ? percent / 100 : own / both
  const analysis = analyse({ canary, baseline, from, plannedShare }, judged.settings)
  const { verdict, reason, metrics, evidence } = analysis
  const { requests, errors } = analysis.canary
  const times = { from: isoTime(from), to: isoTime(to) }
  return { step, percent, ...times, verdict, reason, metrics, evidence, requests, errors }
}
