import { isoTime } from '../../domain/core/duration.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { waitUntil } from '../poll.ts'
import { findJob } from './find.ts'
import { type JobKind, type JobPorts, KIND_FACTS } from './kinds.ts'
import { lastLines, logTail, type TailLine } from './log-tail.ts'

export type LogsRequest = {
  readonly job: string
  readonly kind: JobKind | undefined
  /** Lines at most; all when absent. */
  readonly tail: number | undefined
  /** Until the job ends. */
  readonly follow: boolean
  readonly timeoutMs: number | undefined
  /** Lines as events, and none as text. */
  readonly json: boolean
}

export type LogsResult = {
  readonly jobName: string
  readonly status: string
  /** How many lines there were; they are written as they are read. */
  readonly lines: number
}

/** Looks for what is new every so often while following: people watch, and each look is a call. */
const EVERY_MS = 10_000

/**
 * Writes what a job said, oldest first, to stdout; with `follow` until it ends.
 * @throws StateError MLC-TRN-007; UsageError MLC-TRN-002 for a tuning job, which has no log of its own.
 */
export const jobLogs = async (
  ports: Pick<Ports, 'io' | 'logs' | 'clock' | JobPorts>,
  request: LogsRequest,
): Promise<LogsResult> => {
  const { kind, job } = await findJob(ports, request.job, request.kind)
  const group = KIND_FACTS[kind].logGroup
  const { jobName } = job
  if (group === undefined) {
    throw new UsageError('MLC-TRN-002', `The tuning job ${jobName} has no log of its own.`, {
      hint: `Its trainings have: mlctl train status ${jobName}`,
    })
  }
  const several = (job.instanceCount ?? 1) > 1
  const write = (lines: readonly TailLine[]) => {
    for (const line of lines) writeLine(ports, line, { several, json: request.json })
    return lines.length
  }
  if (!request.follow) {
    const place = { group, jobName }
    const lines =
      request.tail === undefined
        ? await allLines(ports, place)
        : await lastLines(ports, place, request.tail)
    return { jobName, status: job.status, lines: write(lines) }
  }
  let lines = 0
  const tail = logTail(ports, { group, jobName })
  const end = await waitUntil(ports, {
    read: async () => {
      const { job: now } = await findJob(ports, jobName, kind)
      lines += write(await tail.look(true))
      return now
    },
    isOver: ({ status }) => status !== 'InProgress' && status !== 'Stopping',
    timeoutMs: request.timeoutMs === 0 ? undefined : request.timeoutMs,
    everyMs: EVERY_MS,
    what: `${kind} job ${jobName}`,
    resume: `mlctl train logs ${jobName} --follow`,
  })
  return { jobName, status: end.status, lines }
}

/** Most rounds of reading: 20 streams of 5 pages of 10,000 lines each are enough for anybody. */
const MAX_ROUNDS = 50

const allLines = async (
  ports: Pick<Ports, 'logs'>,
  place: { readonly group: string; readonly jobName: string },
): Promise<readonly TailLine[]> => {
  const tail = logTail(ports, place)
  const lines: TailLine[] = []
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const more = await tail.look(false)
    if (more.length === 0) break
    lines.push(...more)
  }
  return lines
}

const writeLine = (
  { io }: Pick<Ports, 'io'>,
  { at, host, message }: TailLine,
  { several, json }: { readonly several: boolean; readonly json: boolean },
): void => {
  const time = isoTime(at)
  io.event({ type: 'log', at: time, host, message })
  if (!json) io.result(several ? `${time} ${host} ${message}` : `${time} ${message}`)
}
