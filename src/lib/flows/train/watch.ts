import { formatDuration } from '../../domain/core/duration.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { waitUntil } from '../poll.ts'
import { type AnyJobView, type JobDocument, jobDocument } from './document.ts'
import { findJob } from './find.ts'
import { type JobKind, type JobPorts, KIND_FACTS } from './kinds.ts'
import { logTail, type TailLine } from './log-tail.ts'
import { outcomeError } from './outcome.ts'

export type WatchOptions = {
  readonly timeoutMs?: number | undefined
  /** Replaces the growing interval. */
  readonly everyMs?: number | undefined
  /** Whether the job's own lines are shown as they come. */
  readonly logs?: boolean | undefined
}

export type WatchPorts = Pick<Ports, 'clock' | 'io' | 'logs' | JobPorts>

const isOver = ({ status }: AnyJobView): boolean => status !== 'InProgress' && status !== 'Stopping'

/**
 * Follows a job to its end. A lost spot instance is said and waited out: it is no failure.
 * @throws StateError MLC-TRN-007; OutcomeError MLC-TRN-010 to -013 when it ends Failed or Stopped;
 * StillRunningError at the time limit; CancelledError on Ctrl-C: the job goes on in both last cases.
 */
export const watchJob = async (
  ports: WatchPorts,
  nameOrArn: string,
  options: WatchOptions & { readonly kind?: JobKind | undefined },
): Promise<JobDocument> => {
  const { kind, job: first } = await findJob(ports, nameOrArn, options.kind)
  const { jobName } = first
  const live = ports.io.live()
  const tell = teller(ports)
  const follow = follower(ports, kind, { jobName, wanted: options.logs === true })
  try {
    const end = await waitUntil(ports, {
      read: async () => {
        const { job } = await findJob(ports, jobName, kind)
        await follow(job)
        return job
      },
      isOver,
      onView: (job) => {
        tell(job)
        const line = heartbeat(kind, job, ports.clock.now())
        live.draw([line], line)
      },
      timeoutMs: options.timeoutMs === 0 ? undefined : options.timeoutMs,
      everyMs: options.everyMs,
      what: `${kind} job ${jobName}`,
      resume: `mlctl train watch ${jobName}`,
    })
    const document = jobDocument(kind, end, ports.clock.now())
    const { status, elapsedSeconds } = document
    ports.io.event({ type: 'end', jobName, status, elapsedSeconds })
    if (end.status !== 'Completed') throw await outcomeError(ports, kind, end)
    return document
  } finally {
    live.stop()
  }
}

/** One event when the status changes and one for each stage that was entered; each is said once. */
const teller = (ports: Pick<Ports, 'io' | 'clock'>) => {
  let status = ''
  let stages = 0
  return (job: AnyJobView): void => {
    const { jobName, transitions = [] } = job
    if (job.status !== status) ports.io.event({ type: 'status', jobName, status: job.status })
    status = job.status
    for (const stage of transitions.slice(stages)) {
      const { startedAt, message } = stage
      ports.io.event({ type: 'phase', jobName, phase: stage.status, startedAt, message })
      if (stage.status !== 'Interrupted') continue
      const how =
        job.checkpointS3Uri === undefined
          ? 'It has no checkpoints and begins anew'
          : 'It goes on from its last checkpoint'
      ports.io.warn(
        `Spot capacity was taken back at ${startedAt}. ${how} once there is capacity; this is no failure.`,
      )
    }
    stages = Math.max(stages, transitions.length)
  }
}

/** Shows the lines that are new; a log that may not be read, or not now, does not end the watch. */
const follower = (
  ports: WatchPorts,
  kind: JobKind,
  { jobName, wanted }: { readonly jobName: string; readonly wanted: boolean },
) => {
  const group = KIND_FACTS[kind].logGroup
  const tail = group === undefined || !wanted ? undefined : logTail(ports, { group, jobName })
  let seen = 0
  let refused = false
  return async (job: AnyJobView): Promise<void> => {
    if (
      tail === undefined ||
      refused ||
      ((job.transitions ?? []).length === 0 && kind === 'training')
    )
      return
    const relist = seen === 0 || isOver(job) || job.secondaryStatus === 'Downloading'
    const lines = await tail.look(relist).catch((error: unknown) => {
      if (error instanceof TemporaryError) return []
      if (!(error instanceof AccessError)) throw error
      refused = true
      ports.io.warn(`The log may not be read: ${error.message}`)
      return []
    })
    seen += lines.length
    for (const line of lines) sayLine(ports, jobName, line)
  }
}

const sayLine = ({ io }: Pick<Ports, 'io'>, jobName: string, line: TailLine): void => {
  const { at, host, message } = line
  io.event({ type: 'log', jobName, at, host, message })
  io.note(`${io.style.dim(host)} ${message}`)
}

/** One line for how a job stands: what it does and since when. */
const heartbeat = (kind: JobKind, job: AnyJobView, now: number): string => {
  const { elapsedSeconds, trainings } = jobDocument(kind, job, now)
  const minutes =
    elapsedSeconds < 60
      ? 'under a minute'
      : formatDuration((elapsedSeconds - (elapsedSeconds % 60)) * 1_000)
  const stage = job.secondaryStatus === undefined ? '' : `, ${job.secondaryStatus}`
  const counts =
    trainings === undefined
      ? ''
      : `, ${trainings.completed} of ${job.maxTrainings ?? '?'} trainings done`
  return `${job.jobName}: ${job.status}${stage}${counts}, ${minutes}`
}
