import type { Percentile } from './model.ts'

/** How strictly a canary is judged. Rates are fractions; all have defaults in `ANALYSIS_SETTINGS`. */
export type AnalysisSettings = {
  readonly ratio: number
  readonly alpha: number
  readonly beta: number
  readonly burstEvidence: number
  readonly maxErrorRate: number
  readonly errorSlo: number
  readonly minRequests: number
  readonly shareTolerance: number
  readonly latencyTolerance: number
  readonly latencyPercentiles: readonly Percentile[]
  readonly latencyPoints: number
  readonly warmUpMinutes: number
}

export type NumericSetting = Exclude<keyof AnalysisSettings, 'latencyPercentiles'>

export type SettingRow = {
  readonly name: NumericSetting
  readonly default: number
  /** Both inclusive. */
  readonly min: number
  readonly max: number
  readonly whole?: boolean
  readonly describe: string
  readonly source: string
}

/** The numbers of the analysis, with the range in which each keeps its meaning. */
export const ANALYSIS_SETTINGS: readonly SettingRow[] = [
  {
    name: 'ratio',
    default: 2,
    min: 1.1,
    max: 20,
    describe: 'error rate, as a multiple of the baseline, that must not be missed',
    source: 'own choice: at 1.1 a decision takes over 100 times the traffic of 2',
  },
  {
    name: 'alpha',
    default: 0.05,
    min: 0.001,
    max: 0.2,
    describe: 'chance that a canary as good as the baseline is rolled back for its errors',
    source: 'Wald 1945, Annals of Mathematical Statistics 16 (2)',
  },
  {
    name: 'beta',
    default: 0.1,
    min: 0.001,
    max: 0.3,
    describe: 'chance that a canary with ratio times the errors passes',
    source: 'Wald 1945, Annals of Mathematical Statistics 16 (2)',
  },
  {
    name: 'burstEvidence',
    default: 0.25,
    min: 0,
    max: 1,
    describe: 'part of the evidence for a failure that must remain without its worst minute',
    source: 'own choice: bench:canary, scenario of hiccups',
  },
  {
    name: 'maxErrorRate',
    default: 0.05,
    min: 0.0001,
    max: 1,
    describe: 'error rate that no canary may exceed, whatever the baseline does',
    source: 'own choice: five times the 1 % at which a variant should alarm',
  },
  {
    name: 'errorSlo',
    default: 0.005,
    min: 0,
    max: 0.5,
    describe: 'error rate that is good enough: proved below it, errors pass; 0 switches it off',
    source: 'own choice: 600 requests without an error prove it (rule of three)',
  },
  {
    name: 'minRequests',
    default: 100,
    min: 1,
    max: 1_000_000,
    whole: true,
    describe: 'requests that the canary must have answered before anything passes',
    source: 'own choice: fewer cannot even show a rate of 3 %',
  },
  {
    name: 'shareTolerance',
    default: 0.1,
    min: 0,
    max: 1,
    describe: 'relative distance from the planned share of traffic that is taken for chance',
    source: 'own choice: smoke tests and probes shift the share a little',
  },
  {
    name: 'latencyTolerance',
    default: 1.2,
    min: 1.01,
    max: 10,
    describe: 'latency, as a multiple of the baseline, that is tolerated',
    source: 'own choice within 1.10 to 1.25; Kayenta judges with 1.25',
  },
  {
    name: 'latencyPoints',
    default: 10,
    min: 5,
    max: 1_000,
    whole: true,
    describe: 'minutes with latencies that each variant must have before they are compared',
    source: 'Mann and Whitney 1947: 4 + 4 points cannot show p < 0.01',
  },
  {
    name: 'warmUpMinutes',
    default: 2,
    min: 0,
    max: 60,
    whole: true,
    describe: 'first minutes of a step whose latencies are not compared (cold caches)',
    source: 'own choice: model loading and connection set-up settle within minutes',
  },
]

const numbers = Object.fromEntries(
  ANALYSIS_SETTINGS.map((row) => [row.name, row.default]),
) as Readonly<Record<NumericSetting, number>>

export const DEFAULT_SETTINGS: AnalysisSettings = {
  ...numbers,
  latencyPercentiles: ['p50', 'p90'],
}

/** What is wrong with the given settings, one sentence each; none when they may be used. */
export const settingProblems = (given: Partial<AnalysisSettings>): readonly string[] => {
  const problems = ANALYSIS_SETTINGS.flatMap(({ name, min, max, whole = false }) => {
    const value = given[name]
    if (value === undefined) return []
    if (!(value >= min && value <= max)) return [`${name} must be ${min} to ${max}, not ${value}.`]
    if (whole && !Number.isInteger(value)) return [`${name} must be a whole number, not ${value}.`]
    return []
  })
  const { errorSlo, maxErrorRate } = { ...DEFAULT_SETTINGS, ...given }
  if (errorSlo > maxErrorRate) {
    problems.push(`errorSlo (${errorSlo}) must not exceed maxErrorRate (${maxErrorRate}).`)
  }
  return problems
}
