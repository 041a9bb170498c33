import { DEFAULT_SETTINGS } from '../../domain/analysis/settings.ts'
import { epochOf, isoTime } from '../../domain/core/duration.ts'
import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { phaseOf } from '../../domain/rollout/tags.ts'
import type { ReportRun, RolloutReport } from '../../domain/rollout/view/report-model.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RolloutEvent } from './events.ts'
import { findRollout } from './find.ts'
import { rolloutHistory } from './history.ts'
import { baselineOf, settingsOf } from './look.ts'
import { readSeries } from './metrics.ts'
import { judgedStep, ratePoints } from './report-figures.ts'
import { type BakePeriod, bakePeriods, shareTimes, variantsOf } from './report-periods.ts'
import { eventLine } from './watch-events.ts'

export type ReportRequest = {
  /** The newest one of the endpoint if absent. */
  readonly rollout: string | undefined
  readonly endpoint: string | undefined
  /** A page is written there. */
  readonly out: string | undefined
}

export type ReportResult = RolloutReport & { readonly out?: string }

/** Minutes before and after, so that the change can be seen. */
const MARGIN_MS = 10 * 60_000
const NO_LIMIT = Number.MAX_SAFE_INTEGER

/**
 * Looks back at a rollout: events from this project's journal, figures from CloudWatch, each step
 * judged anew. @throws StateError MLC-ROL-026 when there is none.
 */
export const rolloutReport = async (
  ports: Ports,
  request: ReportRequest,
): Promise<ReportResult> => {
  const subject = await subjectOf(ports, request)
  const report = await reportOf(ports, subject)
  if (request.out === undefined) return report
  const { reportPage } = await import('../../domain/rollout/view/report-page.ts')
  await ports.files.writeText(request.out, reportPage(report))
  return { ...report, out: request.out }
}

type Subject = {
  readonly rollout: string
  readonly endpointName: string
  readonly events: readonly RolloutEvent[]
  /** Where the newest rollout of the endpoint is the one that is meant. */
  readonly state: RolloutState | undefined
}

const subjectOf = async (ports: Ports, { rollout, endpoint }: ReportRequest): Promise<Subject> => {
  const { rollouts } = await rolloutHistory(ports, { endpoint, limit: NO_LIMIT })
  const past = rollouts.find((one) => rollout === undefined || one.rollout === rollout)
  const endpointName = endpoint ?? past?.endpointName
  const found = endpointName === undefined ? undefined : await findRollout(ports, endpointName)
  const fits = rollout === undefined || found?.state.spec.id === rollout
  // Another machine's is known by its tags alone, and may be newer than all in this journal.
  if (found !== undefined && fits) {
    const { spec } = found.state
    const own = rollouts.find((one) => one.rollout === spec.id)
    const events = (own?.events ?? []) as unknown as readonly RolloutEvent[]
    return { rollout: spec.id, endpointName: spec.endpointName, events, state: found.state }
  }
  if (past !== undefined) {
    const events = past.events as unknown as readonly RolloutEvent[]
    return { rollout: past.rollout, endpointName: past.endpointName, events, state: undefined }
  }
  throw new StateError(
    'MLC-ROL-026',
    rollout === undefined ? 'No rollout is known here.' : `No rollout ${rollout} is known here.`,
    { hint: 'Those of this project: mlctl rollout history. Another one: name its --endpoint.' },
  )
}

const reportOf = async (ports: Ports, subject: Subject): Promise<RolloutReport> => {
  const { events, state, endpointName, rollout } = subject
  const now = ports.clock.now()
  const span = spanOf(subject, now)
  const names = namesOf(subject)
  const [canary, baseline] = await readSeries(ports, {
    endpointName,
    variants: [names.variant, names.baseline],
    errorMetrics: state?.spec.policy.errorMetrics ?? ['Invocation5XXErrors'],
    from: span.from - MARGIN_MS,
    to: Math.min(now, span.to + MARGIN_MS),
  })
  const series = {
    canary: canary ?? { variant: names.variant, minutes: [] },
    baseline: baseline ?? { variant: names.baseline, minutes: [] },
    settings: state === undefined ? DEFAULT_SETTINGS : settingsOf(state),
  }
  const both = [series.canary, series.baseline]
  const ended = events.filter((event) => event.type === 'rollout.ended').at(-1)
  const reason = state?.reason ?? ended?.reason
  return {
    rollout,
    endpointName,
    ...names,
    state: state === undefined ? (ended?.outcome ?? 'unknown') : phaseOf(state.phase),
    ...(reason === undefined ? {} : { reason }),
    startedAt: isoTime(span.from),
    until: isoTime(span.to),
    steps: periodsOf(subject, span.to).map((period) => judgedStep(period, series)),
    shares: sharesOf(subject),
    errors: both.map((one) => ({ variant: one.variant, points: ratePoints(one) })),
    latency: both.map(({ variant, minutes }) => ({ variant, points: minutes })),
    events: events.flatMap((event) => eventLine(event) ?? []),
    runs: await runsOf(ports, rollout),
    missing: missingOf(subject, both),
  }
}

const spanOf = ({ events, state }: Subject, now: number): { from: number; to: number } => {
  const ended = events.filter((event) => event.type === 'rollout.ended').at(-1)
  const over = state !== undefined && isOver(state) ? state.updatedAt : undefined
  return {
    from: epochOf(state?.spec.createdAt ?? events[0]?.at ?? isoTime(now)),
    to: ended === undefined ? (over ?? now) : epochOf(ended.at),
  }
}

const namesOf = ({ events, state }: Subject) =>
  state === undefined
    ? (variantsOf(events) ?? { variant: 'unknown', baseline: 'unknown' })
    : { variant: state.spec.canary, baseline: baselineOf(state) }

/** Without events only the step that is under way is known. */
const periodsOf = ({ events, state }: Subject, to: number): readonly BakePeriod[] => {
  if (events.length > 0 || state === undefined) return bakePeriods(events, to)
  const { phase, settled: shares } = state
  const percent = state.spec.steps[state.step]?.percent ?? 0
  return 'since' in phase ? [{ step: state.step + 1, percent, from: phase.since, to, shares }] : []
}

const sharesOf = ({ events, state }: Subject): RolloutReport['shares'] => {
  const told = shareTimes(events)
  if (told.length > 0 || state === undefined) return told
  const { spec, settled, updatedAt } = state
  return [
    { at: spec.createdAt, shares: spec.before.shares },
    { at: isoTime(updatedAt), shares: settled },
  ]
}

/** The command lines whose runs left something in the journal about this rollout. */
const runsOf = async (
  { journal }: Pick<Ports, 'journal'>,
  rollout: string,
): Promise<readonly ReportRun[]> => {
  const { records } = await journal.read()
  const ids = new Set(
    records.flatMap((record) =>
      record.kind === 'fact' && record.subject === `rollout:${rollout}` ? [record.run] : [],
    ),
  )
  return records.flatMap((record) => {
    if (record.kind !== 'run' || !ids.has(record.run)) return []
    const { at, command, account, region, target, caller } = record
    return [{ at, command, account, region, target, ...(caller === undefined ? {} : { caller }) }]
  })
}

const missingOf = (
  { events }: Subject,
  series: readonly { readonly variant: string; readonly problem?: { readonly detail: string } }[],
): readonly string[] => [
  ...(events.length > 0
    ? []
    : [
        'Another machine made this rollout: its events and command lines are in the journal there.',
      ]),
  ...series.flatMap(({ variant, problem }) =>
    problem === undefined ? [] : [`Metrics of ${variant}: ${problem.detail}`],
  ),
]
