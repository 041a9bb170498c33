import { epochOf } from '../../core/duration.ts'
import { percentOf } from '../weights.ts'
import type { RolloutReport } from './report-model.ts'

/** A chart as the page's script draws it; x in seconds, null where nothing is known. */
export type ReportChart = {
  readonly title: string
  readonly note: string
  readonly unit: string
  readonly x: readonly number[]
  readonly series: readonly ReportSeries[]
  /** Indices of the series between which a band is filled, upper one first. */
  readonly bands: readonly { readonly upper: number; readonly lower: number }[]
  /** Times at which traffic moved. */
  readonly marks: readonly number[]
}

export type ReportSeries = {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly role: 'canary' | 'baseline' | 'other' | 'bound'
  readonly dashed?: true
  /** Holds its value until the next one. */
  readonly stepped?: true
  /** An edge of a band. */
  readonly edge?: true
}

/** The charts of a report: shares, error rates, latencies, evidence. Those without figures are left out. */
export const reportCharts = (report: RolloutReport): readonly ReportChart[] =>
  [sharesChart, errorsChart, latencyChart, evidenceChart]
    .map((make) => make(report))
    .filter(({ x, series }) => x.length > 0 && series.length > 0)

const sharesChart = (report: RolloutReport): ReportChart => {
  const { shares, until } = report
  const last = shares.at(-1)
  const points = last === undefined ? [] : [...shares, { at: until, shares: last.shares }]
  const names = [...new Set(points.flatMap((one) => one.shares.map((s) => s.variantName)))]
  return {
    title: 'Shares of traffic',
    note: 'Percent of the requests that name no variant.',
    unit: '%',
    x: points.map(({ at }) => secondsOf(epochOf(at))),
    series: names.map((name) => ({
      label: name,
      role: roleOf(report, name),
      stepped: true,
      values: points.map((one) => percentOf(one.shares, name)),
    })),
    bands: [],
    marks: marksOf(report),
  }
}

const errorsChart = (report: RolloutReport): ReportChart => {
  const x = timesOf(report.errors.flatMap(({ points }) => points))
  const series = report.errors.flatMap(({ variant, points }): readonly ReportSeries[] => {
    const at = new Map(points.map((point) => [point.at, point]))
    const values = (of: 'rate' | 'low' | 'high') =>
      x.map((time) => hundredfold(at.get(time * 1_000)?.[of]))
    const role = roleOf(report, variant)
    return [
      { label: variant, role, values: values('rate') },
      { label: `${variant}, 95 % above`, role, values: values('high'), edge: true },
      { label: `${variant}, 95 % below`, role, values: values('low'), edge: true },
    ]
  })
  return {
    title: 'Error rate',
    note: 'Over the last five minutes, with the 95 % interval of Wilson.',
    unit: '%',
    x,
    series,
    bands: report.errors.map((_, at) => ({ upper: at * 3 + 1, lower: at * 3 + 2 })),
    marks: marksOf(report),
  }
}

const PERCENTILES = ['p50', 'p90', 'p99'] as const

const latencyChart = (report: RolloutReport): ReportChart => {
  const x = timesOf(report.latency.flatMap(({ points }) => points))
  const series = report.latency.flatMap(({ variant, points }) => {
    const at = new Map(points.map((point) => [point.at, point.latency]))
    return PERCENTILES.map(
      (percentile): ReportSeries => ({
        label: `${variant} ${percentile}`,
        role: roleOf(report, variant),
        ...(percentile === 'p90' ? {} : { dashed: true }),
        values: x.map((time) => {
          const value = at.get(time * 1_000)?.[percentile]
          return value === undefined ? null : value / 1_000
        }),
      }),
    )
  })
  return {
    title: 'Latency',
    note: 'ModelLatency by the minute; the 90th percentile is drawn through.',
    unit: 'ms',
    x,
    series: series.filter(({ values }) => values.some((value) => value !== null)),
    bands: [],
    marks: marksOf(report),
  }
}

type Column = {
  readonly at: number
  readonly logLikelihood?: number
  readonly ofRatio?: number
  readonly upper?: number
  readonly lower?: number
}

const evidenceChart = (report: RolloutReport): ReportChart => {
  // A step begins anew; a minute without a value keeps its line apart from that of the step before.
  const points = report.steps.flatMap(({ evidence: { upper, lower, path } }): readonly Column[] => [
    ...path.map((point) => ({ ...point, upper, lower })),
    ...path.slice(-1).map(({ at }) => ({ at: at + 1_000 })),
  ])
  const values = (name: Exclude<keyof Column, 'at'>) => points.map((point) => point[name] ?? null)
  return {
    title: 'Evidence on errors',
    note: 'The sequential test of each step: above the upper bound the variant fails, below the lower one it passes.',
    unit: '',
    x: points.map(({ at }) => secondsOf(at)),
    series: [
      { label: 'that it is worse', role: 'canary', values: values('logLikelihood') },
      { label: 'that it is not', role: 'baseline', values: values('ofRatio') },
      { label: 'fails', role: 'bound', dashed: true, values: values('upper') },
      { label: 'passes', role: 'bound', dashed: true, values: values('lower') },
    ],
    bands: [],
    marks: marksOf(report),
  }
}

const roleOf = (report: RolloutReport, name: string): ReportSeries['role'] => {
  if (name === report.variant) return 'canary'
  return name === report.baseline ? 'baseline' : 'other'
}

const marksOf = ({ shares }: RolloutReport): readonly number[] =>
  shares.slice(1).map(({ at }) => secondsOf(epochOf(at)))

const timesOf = (points: readonly { readonly at: number }[]): readonly number[] =>
  [...new Set(points.map(({ at }) => secondsOf(at)))].sort((a, b) => a - b)

const secondsOf = (at: number): number => Math.floor(at / 1_000)

const hundredfold = (value: number | undefined): number | null =>
  value === undefined ? null : value * 100
