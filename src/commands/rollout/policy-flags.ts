import { ANALYSIS_SETTINGS, settingProblems } from '../../lib/domain/analysis/settings.ts'
import { metricGateOf } from '../../lib/domain/rollout/metric-gate.ts'
import type { RolloutPolicy } from '../../lib/domain/rollout/model.ts'
import { UsageError } from '../../lib/errors.ts'
import type { FlagTable, FlagValues } from '../define.ts'

/** What a rollout does and how it is judged. */
export const POLICY_FLAGS = {
  steps: {
    spec: '--steps <list>',
    describe: 'percent:bake:requests with commas between, as 10:10m:500,50:20m,100',
    config: 'rollout.steps',
  },
  bake: {
    spec: '--bake <duration>',
    describe: 'Bake time of steps that name none',
    kind: 'duration',
    default: 600_000,
    config: 'rollout.bake',
  },
  minRequests: {
    spec: '--min-requests <n>',
    describe: 'Least number of answered requests of steps that name none',
    kind: 'integer',
    default: 100,
    config: 'rollout.minRequests',
  },
  maxBake: {
    spec: '--max-bake <duration>',
    describe: 'A step that is undecided for so long is held or rolled back',
    kind: 'duration',
    default: 7_200_000,
    config: 'rollout.maxBake',
  },
  onInconclusive: {
    spec: '--on-inconclusive <what>',
    describe: 'What happens to it then',
    choices: ['hold', 'rollback'],
    default: 'hold',
    config: 'rollout.onInconclusive',
  },
  alarm: {
    spec: '--alarm <name>',
    describe: 'CloudWatch alarm that rolls back when it is in ALARM; may be repeated',
    kind: 'list',
  },
  metricGate: {
    spec: '--metric-gate <text>',
    describe: 'Own metric: Namespace/Name:Stat<=0.2, dimensions as [K=V,K=V]; may be repeated',
    kind: 'list',
  },
  errors: {
    spec: '--errors <kinds>',
    describe: 'Responses that count as errors: 5xx, 4xx, model, with commas between',
    default: '5xx',
    config: 'rollout.errors',
  },
  analysis: {
    spec: '--analysis <name=value>',
    describe: 'Setting of the analysis, as maxErrorRate=0.02; may be repeated',
    kind: 'pairs',
  },
  smoke: {
    spec: '--smoke <file>',
    describe: 'Request body to ask the variant with before it gets any traffic',
    completes: 'file',
  },
  smokeType: {
    spec: '--smoke-type <type>',
    describe: 'Content type of the smoke request',
    default: 'application/json',
  },
  smokeRequests: {
    spec: '--smoke-requests <n>',
    describe: 'How often it is asked',
    kind: 'integer',
    default: 5,
  },
} as const satisfies FlagTable

type Given = Omit<FlagValues<typeof POLICY_FLAGS>, never> & {
  readonly gate: readonly string[] | undefined
}

const ANALYSIS_NAMES: readonly string[] = ANALYSIS_SETTINGS.map(({ name }) => name)

const ERROR_METRICS = {
  '5xx': 'Invocation5XXErrors',
  '4xx': 'Invocation4XXErrors',
  model: 'InvocationModelErrors',
} as const

/** @throws UsageError MLC-ROL-032 for a setting, kind of error or metric that is not understood. */
export const policyOf = (flags: Given): RolloutPolicy => ({
  analysis: analysisOf(flags.analysis ?? {}),
  errorMetrics: flags.errors.split(',').map((word) => errorMetricOf(word.trim())),
  alarms: flags.alarm ?? [],
  gates: flags.gate ?? [],
  metricGates: (flags.metricGate ?? []).map(metricGateOf),
  maxBakeMs: flags.maxBake,
  onInconclusive: flags.onInconclusive,
  ...(flags.smoke === undefined
    ? {}
    : {
        smoke: {
          payload: flags.smoke,
          contentType: flags.smokeType,
          requests: flags.smokeRequests,
        },
      }),
})

const errorMetricOf = (word: string) => {
  const metric = Object.entries(ERROR_METRICS).find(([name]) => name === word.toLowerCase())?.[1]
  if (metric !== undefined) return metric
  throw new UsageError('MLC-ROL-032', `--errors: ${word} is no kind of error.`, {
    hint: `Kinds: ${Object.keys(ERROR_METRICS).join(', ')}.`,
  })
}

const analysisOf = (pairs: Readonly<Record<string, string>>): RolloutPolicy['analysis'] => {
  const settings = Object.fromEntries(
    Object.entries(pairs).map(([name, text]) => [name, Number(text)]),
  )
  const unknown = Object.keys(settings).filter((name) => !ANALYSIS_NAMES.includes(name))
  const problems = [
    ...unknown.map((name) => `there is no setting ${name}`),
    ...settingProblems(settings),
  ]
  if (problems.length === 0) return settings
  throw new UsageError('MLC-ROL-032', `--analysis: ${problems.join('; ')}.`, {
    hint: `Settings: ${ANALYSIS_NAMES.join(', ')}.`,
  })
}
