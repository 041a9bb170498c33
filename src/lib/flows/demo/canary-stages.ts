import { lineChart } from '../../domain/core/chart.ts'
import { epochOf, formatDuration } from '../../domain/core/duration.ts'
import { percentOf, sharesText } from '../../domain/rollout/weights.ts'
import type { Ports } from '../../ports/all.ts'
import { createEndpoint } from '../endpoint/create.ts'
import { readLive } from '../rollout/live.ts'
import { type ReportResult, rolloutReport } from '../rollout/report.ts'
import { startRollout } from '../rollout/start.ts'
import { steerTraffic } from '../sandbox/traffic.ts'
import {
  BAD,
  CANARY_ENDPOINT,
  canaryRequest,
  createRequest,
  GOOD,
  OLD,
  startLine,
  TRAFFIC,
  trafficLine,
  writeEndpointFile,
} from './canary-request.ts'
import { check, type DemoCheck, type Narrator, type Outcome } from './stage.ts'

/** How both canaries went; the sandbox's own time. */
export type DemoCanaries = {
  readonly badEndedAfterSeconds: number
  /** Requests that the bad variant failed before it was taken out. */
  readonly badRequests: number
  readonly goodEndedAfterSeconds: number
}

const CHART_ROWS = 7
const PAGE = 'canary.html'

/**
 * An endpoint with traffic, a bad variant that is rolled back by itself and a good one that is promoted.
 * `keep` takes the page of the bad one to where the rest of the demo lies.
 */
export const canaryStages = async (
  ports: Ports,
  narrator: Narrator,
  keep: Ports['files'],
): Promise<DemoCanaries> => {
  await hostStage(ports, narrator)
  await trafficStage(ports, narrator)
  const bad = await badStage(ports, narrator, keep)
  const good = await goodStage(ports, narrator)
  return {
    badEndedAfterSeconds: secondsOf(bad),
    badRequests: bad.steps.reduce((sum, { errors }) => sum + errors, 0),
    goodEndedAfterSeconds: secondsOf(good),
  }
}

const hostStage = (ports: Ports, narrator: Narrator): Promise<void> =>
  narrator.tell(
    {
      title: 'Host',
      command: `mlctl endpoint create ${CANARY_ENDPOINT} --file endpoint.yaml --accept-hourly-cost unknown --yes --wait`,
    },
    async () => {
      await writeEndpointFile(ports)
      const { endpoint } = await createEndpoint(ports, createRequest())
      const shares = (endpoint?.variants ?? []).map(
        ({ variantName, sharePercent = 0 }) => `${variantName} ${sharePercent} %`,
      )
      return {
        said: `endpoint ${CANARY_ENDPOINT} with ${shares.join(', ')}`,
        checks: [
          check('it serves', endpoint?.status === 'InService', endpoint?.status ?? 'none'),
          check('the new variants have no traffic', shares[0] === `${OLD} 100 %`, shares.join()),
        ],
        value: undefined,
      }
    },
  )

const trafficStage = (ports: Ports, narrator: Narrator): Promise<void> =>
  narrator.tell({ title: 'Traffic', command: trafficLine() }, async () => {
    const started = await steerTraffic(ports, TRAFFIC)
    return {
      said: `${TRAFFIC.rps} requests a second; ${BAD} fails one in twenty, the others one in 500`,
      checks: [check('requests come', started.status === 'started', started.status)],
      value: undefined,
    }
  })

const badStage = (ports: Ports, narrator: Narrator, keep: Ports['files']): Promise<ReportResult> =>
  narrator.tell({ title: 'A bad canary', command: startLine(BAD) }, async () => {
    const { report, exitCode, live } = await rollOut(ports, BAD)
    await keep.writeText(PAGE, await pageOf(ports, report))
    const drawn = (await keep.stat(PAGE))?.sizeBytes ?? 0
    const served = report.steps.reduce((sum, { errors }) => sum + errors, 0)
    return {
      said: `rolled back by itself after ${lasted(report)}, ${served} failed requests: ${report.reason ?? ''}`,
      checks: [
        check('it is rolled back', report.state === 'rolled-back', report.state),
        check('the exit code says so', exitCode === 8, exitCode),
        check('all traffic is back', percentOf(live, OLD) === 100, sharesText(live)),
        check(
          'it never got more than the first step',
          mostShare(report, BAD) <= 10,
          mostShare(report, BAD),
        ),
        check(
          'a failed verdict is the reason',
          hasVerdict(report, 'fail'),
          report.reason ?? 'none',
        ),
        check('the report is written', drawn > 0, drawn),
      ],
      picture: evidencePicture(ports, report),
      value: report,
    }
  })

const goodStage = (ports: Ports, narrator: Narrator): Promise<ReportResult> =>
  narrator.tell({ title: 'A good canary', command: startLine(GOOD) }, async () => {
    const { report, exitCode, live } = await rollOut(ports, GOOD)
    return {
      said: `promoted after ${lasted(report)}: ${sharesText(live)}`,
      checks: [
        check(
          'it is promoted',
          report.state === 'completed',
          `${report.state} ${report.reason ?? ''}`,
        ),
        check('the exit code is 0', exitCode === 0, exitCode),
        check('it has all traffic', percentOf(live, GOOD) === 100, sharesText(live)),
        check('no step failed', !hasVerdict(report, 'fail'), report.steps.length),
        ...passedSteps(report),
      ],
      value: report,
    } satisfies Outcome<ReportResult>
  })

type Run = {
  readonly report: ReportResult
  readonly exitCode: number
  readonly live: readonly { readonly variantName: string; readonly percent: number }[]
}

/** A rollout to its end, and what the endpoint says of its shares then. */
const rollOut = async (ports: Ports, variant: string): Promise<Run> => {
  const result = await startRollout(ports, canaryRequest(variant))
  const { current } = await readLive(ports, CANARY_ENDPOINT)
  const sum = current.reduce((total, { weight = 0 }) => total + weight, 0)
  const live = current.map(({ variantName, weight = 0 }) => ({
    variantName,
    percent: (100 * weight) / sum,
  }))
  const wanted = { rollout: undefined, endpoint: CANARY_ENDPOINT, out: undefined }
  const report = await rolloutReport(ports, wanted)
  return { report, exitCode: result.status === 'planned' ? -1 : result.exitCode, live }
}

const pageOf = async (ports: Ports, { rollout }: ReportResult): Promise<string> => {
  await rolloutReport(ports, { rollout, endpoint: CANARY_ENDPOINT, out: PAGE })
  return ports.files.readText(PAGE)
}

const passedSteps = ({ steps }: ReportResult): readonly DemoCheck[] =>
  steps
    .filter(({ percent }) => percent < 100)
    .map(({ step, verdict, reason }) =>
      check(`step ${step} passes on its figures`, verdict === 'pass', reason),
    )

const hasVerdict = ({ steps }: ReportResult, wanted: string): boolean =>
  steps.some(({ verdict }) => verdict === wanted)

const mostShare = ({ shares }: ReportResult, variant: string): number =>
  Math.max(0, ...shares.map((one) => percentOf(one.shares, variant)))

const secondsOf = ({ startedAt, until }: ReportResult): number =>
  (epochOf(until) - epochOf(startedAt)) / 1_000

const lasted = (report: ReportResult): string => formatDuration(secondsOf(report) * 1_000)

/** The evidence of the first step against the bound at which it fails. */
const evidencePicture = ({ io }: Ports, { steps }: ReportResult): readonly string[] => {
  const evidence = steps[0]?.evidence
  if (evidence === undefined) return []
  const start = evidence.path[0]?.at ?? 0
  const points = evidence.path.map(({ at, logLikelihood }) => ({
    x: (at - start) / 60_000,
    y: logLikelihood,
  }))
  const bound = points.map(({ x }) => ({ x, y: evidence.upper }))
  const size = { columns: io.columns, rows: CHART_ROWS, unicode: io.style.unicode }
  return lineChart(
    [
      { name: 'evidence that it is worse', style: 'line', points },
      { name: 'fails', style: 'line', points: bound },
    ],
    { ...size, xTitle: 'minute' },
  )
}
