import { analyse } from '../../domain/analysis/analyse.ts'
import type { VariantSeries } from '../../domain/analysis/model.ts'
import { DEFAULT_SETTINGS } from '../../domain/analysis/settings.ts'
import { epochOf, isoTime } from '../../domain/core/duration.ts'
import { ofShadow } from '../../domain/shadow/agreement.ts'
import type { AnswerRules } from '../../domain/shadow/answers.ts'
import type { Judgement, ShadowReport } from '../../domain/shadow/report-model.ts'
import { comparedSpan, worstOf } from '../../domain/shadow/span.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { InferenceExperimentView } from '../../ports/inference-experiments.ts'
import { readSeries } from '../rollout/metrics.ts'
import { answersOf } from './answers.ts'
import { figuresOf } from './figures.ts'
import { requireShadow } from './status.ts'

export type ShadowReportRequest = {
  /** The newest test if absent. */
  readonly name: string | undefined
  /** Looks at the last so many milliseconds only. */
  readonly lastMs: number | undefined
  /** Percent of answers that must agree; without it answers are compared and not judged. */
  readonly minAgreement: number | undefined
  readonly rules: AnswerRules
  /** A page is written there. */
  readonly out: string | undefined
}

export type ShadowReportResult = ShadowReport & { readonly out?: string }

/** CloudWatch keeps minutes for 15 days. */
const KEPT_MS = 15 * 86_400_000

/**
 * Production against shadow, from CloudWatch and, where requests and answers were captured, from S3.
 * @throws StateError MLC-SHD-001 without such a test, MLC-SHD-005 for one without two variants;
 * UsageError MLC-SHD-003 for numbers out of range.
 */
export const shadowReport = async (
  ports: Ports,
  request: ShadowReportRequest,
): Promise<ShadowReportResult> => {
  refuseBadNumbers(request)
  const view = await subjectOf(ports, request.name)
  const report = await reportOf(ports, view, request)
  if (request.out === undefined) return report
  const { shadowPage } = await import('../../domain/shadow/report-page.ts')
  await ports.files.writeText(request.out, shadowPage(report))
  return { ...report, out: request.out }
}

const refuseBadNumbers = ({ minAgreement, rules }: ShadowReportRequest): void => {
  if (minAgreement !== undefined && !(minAgreement > 0 && minAgreement <= 100)) {
    throw new UsageError('MLC-SHD-003', '--min-agreement is a percentage above 0, up to 100.')
  }
  if (!(rules.tolerance >= 0)) throw new UsageError('MLC-SHD-003', '--tolerance is 0 or more.')
  if (!(rules.examples >= 0 && rules.examples <= 100)) {
    throw new UsageError('MLC-SHD-003', '--examples is 0 to 100.')
  }
}

const subjectOf = async (
  ports: Pick<Ports, 'inferenceExperiments'>,
  name: string | undefined,
): Promise<InferenceExperimentView> => {
  if (name !== undefined) return requireShadow(ports, name)
  const [newest] = await ports.inferenceExperiments.list()
  if (newest !== undefined) return requireShadow(ports, newest.name)
  throw new StateError('MLC-SHD-001', 'There is no shadow test here.', {
    hint: 'Start one: mlctl shadow start --help',
  })
}

const reportOf = async (
  ports: Ports,
  view: InferenceExperimentView,
  request: ShadowReportRequest,
): Promise<ShadowReport> => {
  const { name, endpointName, status, samplingPercentage } = view
  const { sourceVariantName: source, shadowVariantName: mirror } = view
  if (source === undefined || mirror === undefined) {
    throw new StateError('MLC-SHD-005', `${name} names no two variants to compare.`)
  }
  const end = view.completedAt === undefined ? ports.clock.now() : epochOf(view.completedAt)
  const begun = Math.max(epochOf(view.createdAt), end - (request.lastMs ?? KEPT_MS))
  const both = { endpointName, variants: [source, mirror] }
  const series = await readSeries(ports, {
    ...both,
    errorMetrics: ['Invocation5XXErrors'],
    from: begun,
    to: end,
  })
  const [production = none(source), shadow = none(mirror)] = series
  const span = comparedSpan(shadow.minutes, { from: begun, to: end })
  const isUnread = [production, shadow].some(({ problem }) => problem !== undefined)
  const figures = isUnread ? [] : await figuresOf(ports, { ...both, ...span.inner })
  const answers = await answersOf(ports, view, { ...request, span: span.outer })
  const judgements = [
    ...judged({ production, shadow, from: span.inner.from, samplingPercentage }),
    ...(answers.judgement === undefined ? [] : [answers.judgement]),
  ]
  return {
    name,
    endpointName,
    status,
    ...(samplingPercentage === undefined ? {} : { samplingPercentage }),
    window: { from: isoTime(span.inner.from), to: isoTime(span.inner.to) },
    production: figures[0] ?? { variant: source },
    shadow: figures[1] ?? { variant: mirror },
    ...worstOf(judgements),
    judgements,
    ...(answers.compared === undefined ? {} : { answers: answers.compared }),
    missing: answers.missing,
  }
}

const none = (variant: string): VariantSeries => ({ variant, minutes: [] })

type Judged = {
  readonly production: VariantSeries
  readonly shadow: VariantSeries
  readonly from: number
  readonly samplingPercentage: number | undefined
}

/** As a canary is judged: the shadow answers copies, so its share of all requests follows from the sampling. */
const judged = ({ production, shadow, from, samplingPercentage = 100 }: Judged) => {
  const copied = samplingPercentage / 100
  const window = { canary: shadow, baseline: production, from, plannedShare: copied / (1 + copied) }
  return analyse(window, DEFAULT_SETTINGS).metrics.map(
    ({ metric, verdict, reason }): Judgement => ({
      metric: ofShadow(metric),
      verdict,
      reason: ofShadow(reason),
    }),
  )
}
