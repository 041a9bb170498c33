import type { Call } from '../../service.ts'
import type { JobRecord } from './records.ts'

/** How a job stands from `at` on. */
export type Stage = {
  readonly at: number
  readonly secondary: Secondary
  readonly message: string
}

export type Secondary =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Uploading'
  | 'Interrupted'
  | 'Stopping'
  | 'Stopped'
  | 'MaxRuntimeExceeded'
  | 'MaxWaitTimeExceeded'
  | 'Completed'
  | 'Failed'

/** Seconds that parts of a job take; made up, of the size that users report. */
export const SECONDS = {
  starting: 45,
  downloading: 20,
  uploading: 10,
  stopping: 30,
  /** From losing spot capacity to having it again. */
  restarting: 120,
} as const

/** Share of the running time that spot capacity is billed for; made up, AWS says "up to 90 %" off. */
const SPOT_SHARE = 0.32

export type Course = {
  /** In order of time; those after `end` do not exist. */
  readonly stages: readonly Stage[]
  /** When it is over; undefined while its work is not known. */
  readonly end: number | undefined
  /** Milliseconds in which the container ran, up to a time. */
  trainedMs(until: number): number
}

type Limits = { readonly runSeconds: number; readonly waitSeconds: number }

/** What a request allows: a day unless it says otherwise (API model). */
export const limitsOf = ({ request }: JobRecord): Limits => {
  const condition = (request.StoppingCondition ?? {}) as Record<string, number>
  return {
    runSeconds: condition.MaxRuntimeInSeconds ?? 86_400,
    waitSeconds: condition.MaxWaitTimeInSeconds ?? Number.POSITIVE_INFINITY,
  }
}

const isSpot = ({ request }: JobRecord): boolean => request.EnableManagedSpotTraining === true

/** Seconds billed for a time of training. */
export const billableSeconds = (job: JobRecord, trainingSeconds: number): number =>
  isSpot(job) ? Math.max(1, Math.round(trainingSeconds * SPOT_SHARE)) : trainingSeconds

/** The course of a job in the sandbox's time. */
export const courseIn = (call: Pick<Call, 'clock'>, job: JobRecord): Course =>
  courseOf(job, (seconds) => call.clock.duration(seconds))

/** All that a job goes through; `scale` turns seconds of AWS into milliseconds of the sandbox. */
export const courseOf = (job: JobRecord, scale: (seconds: number) => number): Course => {
  const { createdAt, startsAt, work } = job
  const stages: Stage[] = [
    { at: createdAt, secondary: 'Starting', message: 'Preparing the instances for training' },
    {
      at: startsAt - scale(SECONDS.downloading),
      secondary: 'Downloading',
      message: 'Downloading input data',
    },
    { at: startsAt, secondary: 'Training', message: TRAINING },
  ]
  if (work === undefined) return cut(job, stages, { end: undefined, scale })
  const finish = withInterruptions(job, stages, scale)
  const ended = withEnd(job, stages, { finish, scale })
  return cut(job, stages, { end: ended, scale })
}

const TRAINING = 'Training image download completed. Training in progress.'

/** Adds the losses of spot capacity, and answers when the container is done. */
const withInterruptions = (
  job: JobRecord,
  stages: Stage[],
  scale: (seconds: number) => number,
): number => {
  const total = scale(job.work?.seconds ?? 0)
  const keeps = job.request.CheckpointConfig !== undefined
  let at = job.startsAt
  let done = 0
  for (const share of job.interruptions) {
    const lost = at + total * share - done
    const again = lost + scale(SECONDS.restarting)
    stages.push(
      {
        at: lost,
        secondary: 'Interrupted',
        message: 'Training job interrupted: spot capacity reclaimed',
      },
      {
        at: lost,
        secondary: 'Starting',
        message: 'Insufficient capacity; launching requested ML instances again',
      },
      {
        at: again - scale(SECONDS.downloading),
        secondary: 'Downloading',
        message: 'Downloading input data',
      },
      { at: again, secondary: 'Training', message: TRAINING },
    )
    // Without checkpoints what was done is lost.
    done = keeps ? total * share : 0
    at = again
  }
  return at + total - done
}

/** Adds how it ends: by itself or at a limit, whichever comes first. */
const withEnd = (
  job: JobRecord,
  stages: Stage[],
  { finish, scale }: { readonly finish: number; readonly scale: (seconds: number) => number },
): number => {
  const { runSeconds, waitSeconds } = limitsOf(job)
  const overrun = timeOfTraining(stages, finish, scale(runSeconds))
  const overwait = isSpot(job) ? job.createdAt + scale(waitSeconds) : Number.POSITIVE_INFINITY
  const limit = Math.min(overrun ?? Number.POSITIVE_INFINITY, overwait)
  const over = limit < finish
  const at = over ? limit : finish
  for (let last = stages.at(-1); last !== undefined && last.at > at; last = stages.at(-1))
    stages.pop()
  const failed = !over && job.work?.exitCode !== 0
  const uploaded = at + scale(SECONDS.uploading)
  stages.push({ at, secondary: 'Uploading', message: 'Uploading generated training model' })
  if (over) {
    const secondary = limit === overrun ? 'MaxRuntimeExceeded' : 'MaxWaitTimeExceeded'
    stages.push({ at: uploaded, secondary, message: 'The time limit was reached' })
  } else if (failed) {
    stages.push({ at: uploaded, secondary: 'Failed', message: 'Training job failed' })
  } else {
    stages.push({ at: uploaded, secondary: 'Completed', message: 'Training job completed' })
  }
  return uploaded
}

/** When the container has run for `most` milliseconds; undefined when it ends before. */
const timeOfTraining = (
  stages: readonly Stage[],
  finish: number,
  most: number,
): number | undefined => {
  let ran = 0
  for (const [index, { at, secondary }] of stages.entries()) {
    if (secondary !== 'Training') continue
    const until = stages[index + 1]?.at ?? finish
    if (ran + until - at > most) return at + most - ran
    ran += until - at
  }
  return undefined
}

/** The course as a stop leaves it. */
const cut = (
  { stoppedAt }: JobRecord,
  all: readonly Stage[],
  { end, scale }: { readonly end: number | undefined; readonly scale: (seconds: number) => number },
): Course => {
  const stopped = stoppedAt !== undefined && (end === undefined || stoppedAt < end)
  const kept = stopped ? all.filter(({ at }) => at <= stoppedAt) : all
  const gone = stopped ? stoppedAt + scale(SECONDS.stopping) : end
  const stages: readonly Stage[] = stopped
    ? [
        ...kept,
        { at: stoppedAt, secondary: 'Stopping', message: 'Stopping the training job' },
        { at: gone ?? stoppedAt, secondary: 'Stopped', message: 'Training job stopped' },
      ]
    : kept
  return {
    stages,
    end: gone,
    trainedMs: (until) =>
      stages.reduce((sum, { at, secondary }, index) => {
        const to = Math.min(until, stages[index + 1]?.at ?? until)
        return secondary === 'Training' && to > at ? sum + to - at : sum
      }, 0),
  }
}
