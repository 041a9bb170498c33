import { text } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { refusal } from '../errors.ts'
import type { Listed } from '../paging.ts'
import { arnOf, changeState, inRegion } from '../state.ts'
import { tagsOf } from '../tags.ts'
import { changeJobs, type JobKind, type JobRecord, readJobs, refused } from './records.ts'
import { settleJobs } from './settle.ts'
import { courseIn, SECONDS, type Secondary, type Stage } from './timeline.ts'

/** How a job stands now. */
export type Stand = {
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped'
  readonly secondary: Secondary
  /** What it has gone through so far. */
  readonly stages: readonly Stage[]
  readonly startedAt?: number
  readonly endedAt?: number
  /** Milliseconds in which its container ran. */
  readonly trainedMs: number
  readonly failureReason?: string
}

const STATUS: Readonly<Partial<Record<Secondary, Stand['status']>>> = {
  Completed: 'Completed',
  Failed: 'Failed',
  Stopped: 'Stopped',
  MaxRuntimeExceeded: 'Stopped',
  MaxWaitTimeExceeded: 'Stopped',
  Stopping: 'Stopping',
}

/** How a job stands at the sandbox's now. */
export const standOf = (call: Call, job: JobRecord): Stand => {
  const now = call.clock.now()
  const course = courseIn(call, job)
  const stages = course.stages.filter(({ at }) => at <= now)
  const secondary = stages.at(-1)?.secondary ?? 'Starting'
  const isOver = course.end !== undefined && course.end <= now
  const started = stages.find((stage) => stage.secondary === 'Training')?.at
  return {
    status: STATUS[secondary] ?? 'InProgress',
    secondary,
    stages,
    trainedMs: course.trainedMs(now),
    ...(started === undefined ? {} : { startedAt: started }),
    ...(isOver && course.end !== undefined ? { endedAt: course.end } : {}),
    ...(secondary === 'Failed' ? { failureReason: reasonOf(job) } : {}),
  }
}

const reasonOf = ({ kind, work }: JobRecord): string => {
  if (work?.reason !== undefined) return work.reason
  const said = work?.failure === undefined ? '' : ` ErrorMessage "${work.failure}",`
  const code = work?.exitCode ?? 1
  return kind === 'transform-job'
    ? `ClientError: ${work?.failure ?? 'See job logs for more information'}`
    : `AlgorithmError:${said} exit code: ${code}`
}

/** Keeps a new job. Throws ResourceInUse for a name that was used before: names are for ever. */
export const keepJob = (call: Call, job: JobRecord, input: Input): void => {
  const tags = tagsOf(input.Tags)
  changeJobs(call, ({ jobs }) => {
    if (jobs[job.arn] !== undefined) {
      throw refused.inUse(
        `${WORDS[job.kind]} names must be unique within an AWS account and region, and a job with this name already exists (${job.arn})`,
      )
    }
    jobs[job.arn] = job
  })
  changeState(call, (state) => {
    state.tags[job.arn] = tags
  })
}

const WORDS: Readonly<Record<JobKind, string>> = {
  'training-job': 'Training job',
  'hyper-parameter-tuning-job': 'Hyperparameter tuning job',
  'processing-job': 'Processing job',
  'transform-job': 'Transform job',
}

/** A record as a create call makes it. */
export const newJob = (
  call: Call,
  kind: JobKind,
  { name, request }: { readonly name: string; readonly request: Input },
): JobRecord => {
  const createdAt = call.clock.now()
  const { Tags: _tags, ...kept } = request
  return {
    kind,
    arn: arnOf(call, kind, name),
    name,
    createdAt,
    request: kept,
    startsAt: createdAt + call.clock.duration(SECONDS.starting + SECONDS.downloading),
    interruptions: [],
  }
}

/** The job that a request names, brought up to now. Throws ValidationException. */
export const jobNamed = async (call: Call, kind: JobKind, input: Input): Promise<JobRecord> => {
  await settleJobs(call)
  const name = text(input, NAMES[kind])
  const found = readJobs(call).jobs[arnOf(call, kind, name)]
  if (found !== undefined) return found
  throw refusal.validation('Requested resource not found.')
}

const NAMES: Readonly<Record<JobKind, string>> = {
  'training-job': 'TrainingJobName',
  'hyper-parameter-tuning-job': 'HyperParameterTuningJobName',
  'processing-job': 'ProcessingJobName',
  'transform-job': 'TransformJobName',
}

/** The jobs of a kind in the region, as List operations filter them. */
export const jobsOf = async (
  call: Call,
  kind: JobKind,
): Promise<readonly (Listed & { readonly job: JobRecord; readonly stand: Stand })[]> => {
  await settleJobs(call)
  return inRegion(call, readJobs(call).jobs)
    .filter((job) => job.kind === kind)
    .map((job) => {
      const stand = standOf(call, job)
      return {
        name: job.name,
        createdAt: job.createdAt,
        modifiedAt: stand.endedAt ?? stand.stages.at(-1)?.at ?? job.createdAt,
        status: stand.status,
        job,
        stand,
      }
    })
}

/** Stops a job that is in progress; one that is over stays as it is. */
export const stopJob = async (call: Call, kind: JobKind, input: Input): Promise<JobRecord> => {
  const job = await jobNamed(call, kind, input)
  if (standOf(call, job).status !== 'InProgress') return job
  const at = call.clock.now()
  changeJobs(call, ({ jobs }) => {
    const found = jobs[job.arn]
    if (found !== undefined) found.stoppedAt ??= at
  })
  return job
}
