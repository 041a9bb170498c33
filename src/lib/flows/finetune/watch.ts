import { progressOf } from '../../domain/finetune/progress.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import { waitUntil } from '../poll.ts'
import { jobManifest } from './artefacts.ts'
import { recordJobFact } from './facts.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'
import { outcomeError } from './outcome.ts'
import { heartbeat, picture } from './picture.ts'

export type WatchOptions = {
  readonly timeoutMs?: number | undefined
  /** Replaces the growing interval. */
  readonly everyMs?: number | undefined
}

type WatchPorts = Pick<Ports, 'clock' | 'io' | 'customizationJobs' | 'objects' | 'journal'>

/**
 * Follows a job to its end: phases, elapsed and queue time on a terminal, heartbeat lines elsewhere,
 * events for scripts; warns as soon as the service reports refused records.
 * @throws OutcomeError MLC-FT-1nn when it ends Failed or Stopped, StillRunningError at the time limit,
 * CancelledError on Ctrl-C: the job goes on in both last cases.
 */
export const watchJob = async (
  ports: WatchPorts,
  jobIdentifier: string,
  options: WatchOptions,
): Promise<JobDocument> => {
  const first = await requireJob(ports, jobIdentifier)
  const live = ports.io.live()
  const tell = teller(ports)
  const look = manifestLook(ports)
  try {
    const end = await waitUntil(ports, {
      read: async () => look(await requireJob(ports, first.jobArn)),
      isOver: (job) => job.status !== 'InProgress' && job.status !== 'Stopping',
      onView: (job) => {
        tell(job)
        const now = ports.clock.now()
        live.draw(picture(job, now, ports.io.style), heartbeat(job, now))
      },
      timeoutMs: options.timeoutMs === 0 ? undefined : options.timeoutMs,
      everyMs: options.everyMs,
      what: `customization job ${first.jobName}`,
      resume: `mlctl finetune watch ${first.jobName}`,
    })
    await recordJobFact(ports, end.jobArn, 'ended', endFact(end))
    const document = jobDocument(end, ports.clock.now())
    const { jobName, status, elapsedSeconds } = document
    ports.io.event({ type: 'end', jobName, status, elapsedSeconds })
    if (end.status !== 'Completed') throw outcomeError(end)
    return document
  } finally {
    live.stop()
  }
}

const endFact = (job: CustomizationJobView): Readonly<Record<string, unknown>> => ({
  status: job.status,
  jobName: job.jobName,
  customModelName: job.customModelName,
  customModelArn: job.customModelArn,
  trainingLoss: job.trainingLoss,
  validationLoss: job.validationLoss,
})

/** One event when the status, and one when the stage changes. */
const teller = (ports: WatchPorts) => {
  let said = { status: '', stage: '' }
  return (job: CustomizationJobView): void => {
    const { stage, elapsedMs, queueMs } = progressOf(job, ports.clock.now())
    const elapsedSeconds = Math.round(elapsedMs / 1_000)
    const { jobName, status } = job
    if (status !== said.status) ports.io.event({ type: 'status', jobName, status, elapsedSeconds })
    if (stage !== said.stage) {
      const queueSeconds = Math.round(queueMs / 1_000)
      ports.io.event({ type: 'phase', jobName, phase: stage, elapsedSeconds, queueSeconds })
    }
    said = { status, stage }
  }
}

/**
 * Reads the service's report on the data once it is there: refused records show hours before the
 * training ends that it is learning from less than was given.
 */
const manifestLook = (ports: WatchPorts) => {
  let stage = ''
  let done = false
  return async (job: CustomizationJobView): Promise<CustomizationJobView> => {
    const now = progressOf(job, ports.clock.now()).stage
    // Looked for when the stage changes, so that a missing report does not double the calls.
    if (!done && now !== stage && job.statusDetails.validation.status === 'Completed') {
      done = await reportRefused(ports, job)
    }
    stage = now
    return job
  }
}

const reportRefused = async (ports: WatchPorts, job: CustomizationJobView): Promise<boolean> => {
  const rows = await jobManifest(ports, job).catch((error: unknown) => {
    const isPassing = error instanceof TemporaryError || error instanceof StateError
    if (isPassing || error instanceof AccessError) return undefined
    throw error
  })
  for (const row of rows ?? []) {
    if (!(row.rejected > 0)) continue
    const { fileName, rejected, total } = row
    ports.io.warn(
      `${fileName}: the service refused ${rejected} of ${total} records. Stop it: mlctl finetune stop ${job.jobName}`,
    )
    ports.io.event({ type: 'rejected-records', jobName: job.jobName, fileName, rejected, total })
  }
  return rows !== undefined
}

/** Says that a job goes on by itself, for runs that do not wait. */
export const sayGoesOn = (ports: Pick<Ports, 'io'>, jobName: string): void => {
  ports.io.note(`The job goes on by itself. Follow it: mlctl finetune watch ${jobName}`)
}
