import { writeLog } from '../../logs/records.ts'
import type { Call } from '../../service.ts'
import { inRegion } from '../state.ts'
import { containerWork, localImage } from './container.ts'
import { imageOf } from './job-image.ts'
import { changeJobs, type JobRecord, readJobs } from './records.ts'
import { refusedByRole } from './role-access.ts'
import { transformWork } from './transform-work.ts'
import { advanceTuning } from './tuning-advance.ts'
import { type Done, standInWork } from './work.ts'

/**
 * Brings the jobs of the region up to now: whoever looks first after a job's start runs its
 * container, or its stand-in. A container that takes a minute makes that one look take a minute.
 */
export const settleJobs = async (call: Call): Promise<void> => {
  for (const job of inRegion(call, readJobs(call).jobs)) {
    if (isDue(job, call.clock.now())) await settleJob(call, job)
  }
  // A tuning job starts trainings when others have ended: those may be due in turn.
  while (advanceTuning(call)) {
    for (const job of inRegion(call, readJobs(call).jobs)) {
      if (isDue(job, call.clock.now())) await settleJob(call, job)
    }
  }
}

const isDue = (job: JobRecord, now: number): boolean =>
  job.kind !== 'hyper-parameter-tuning-job' &&
  job.work === undefined &&
  job.startsAt <= now &&
  (job.stoppedAt === undefined || job.stoppedAt > job.startsAt)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const settleJob = async (call: Call, job: JobRecord): Promise<void> => {
  if (!claim(call, job)) return
  const done = await workOf(call, job).catch((error: unknown) => {
    // An engine that does not work is told to whoever looks; the next look tries again.
    release(call, job)
    throw error
  })
  changeJobs(call, ({ jobs }) => {
    const found = jobs[job.arn]
    if (found === undefined || found.work !== undefined) return
    found.work = done.work
    delete found.running
  })
  const group = GROUPS[job.kind]
  if (group === undefined) return
  const stream = `${job.name}/algo-1-${Math.round(job.startsAt / 1_000)}`
  writeLog(call, { group, stream, events: done.lines }, job.startsAt)
}

const GROUPS: Readonly<Partial<Record<JobRecord['kind'], string>>> = {
  'training-job': '/aws/sagemaker/TrainingJobs',
  'processing-job': '/aws/sagemaker/ProcessingJobs',
  'transform-job': '/aws/sagemaker/TransformJobs',
}

const release = (call: Call, { arn }: JobRecord): void => {
  changeJobs(call, ({ jobs }) => {
    delete jobs[arn]?.running
  })
}

/** Whether this process is the one that runs it; a claim of a process that died does not count. */
const claim = (call: Call, job: JobRecord): boolean =>
  changeJobs(call, ({ jobs }) => {
    const found = jobs[job.arn]
    if (found === undefined || found.work !== undefined) return false
    if (found.running !== undefined && isAlive(found.running.pid)) return false
    found.running = { pid: process.pid, at: call.clock.now() }
    return true
  })

const workOf = async (call: Call, job: JobRecord): Promise<Done> => {
  const refused = refusedByRole(call, job)
  if (refused !== undefined) {
    return { work: refused, lines: [{ at: job.startsAt, message: refused.reason ?? '' }] }
  }
  if (job.kind === 'transform-job') return transformWork(call, job)
  const engine = call.containerEngine
  if (engine === undefined) return standInWork(call, job, 'MLCTL_SANDBOX_ENGINE is not set')
  const name = imageOf(job)
  const image = await localImage(engine, name)
  if (image === undefined) return standInWork(call, job, `${engine} has no image ${name}`)
  return containerWork(call, job, { engine, image })
}
