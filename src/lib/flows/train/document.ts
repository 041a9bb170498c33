import { epochOf } from '../../domain/core/duration.ts'
import { savedPercent } from '../../domain/train/cost.ts'
import type { Ports } from '../../ports/all.ts'
import type { SageMakerJobStatus, SageMakerJobView } from '../../ports/jobs.ts'
import type { ProcessingJobView } from '../../ports/processing-jobs.ts'
import type { TrainingJobView } from '../../ports/training-jobs.ts'
import type { TransformJobView } from '../../ports/transform-jobs.ts'
import type { TunedTraining, TuningJobView } from '../../ports/tuning-jobs.ts'
import { type JobKind, type JobPorts, jobsOf } from './kinds.ts'

/** A job of any kind as it was found, with the members of its own kind. */
export type AnyJobView = SageMakerJobView &
  Partial<TrainingJobView> &
  Partial<TuningJobView> &
  Partial<ProcessingJobView> &
  Partial<TransformJobView>

/** A job as commands show it and `--json` prints it. Times are ISO-8601 UTC. */
export type JobDocument = {
  readonly kind: JobKind
  readonly jobName: string
  readonly jobArn: string
  readonly status: SageMakerJobStatus
  readonly secondaryStatus?: string
  readonly createdAt: string
  readonly startedAt?: string
  readonly endedAt?: string
  readonly elapsedSeconds: number
  readonly instances?: string
  readonly spot?: SpotReport
  readonly trainingSeconds?: number
  readonly billableSeconds?: number
  readonly metrics?: Readonly<Record<string, number>>
  readonly modelS3Uri?: string
  readonly outputS3Uris?: readonly string[]
  readonly exitMessage?: string
  readonly trainings?: TuningJobView['counts']
  readonly best?: TunedTraining
  readonly failureReason?: string
  /** What to type now. */
  readonly next: string
}

/** Interruptions are part of spot training and no failures. */
export type SpotReport = {
  readonly interruptions: number
  readonly checkpointS3Uri?: string
  /** Whole percent of the running time that is not billed; absent while it is not known. */
  readonly savedPercent?: number
}

const MEMBERS = [
  'secondaryStatus',
  'startedAt',
  'endedAt',
  'trainingSeconds',
  'billableSeconds',
  'exitMessage',
  'failureReason',
  'best',
] as const

/** `now` in milliseconds since the epoch. */
export const jobDocument = (kind: JobKind, job: AnyJobView, now: number): JobDocument => {
  const { jobName, jobArn, status, createdAt, metrics = {}, counts } = job
  const end = job.endedAt === undefined ? now : epochOf(job.endedAt)
  const outputs = job.outputS3Uris ?? (job.outputS3Uri === undefined ? [] : [job.outputS3Uri])
  const known = MEMBERS.filter((member) => job[member] !== undefined)
  return {
    kind,
    jobName,
    jobArn,
    status,
    createdAt,
    elapsedSeconds: Math.max(0, Math.round((end - epochOf(createdAt)) / 1_000)),
    ...Object.fromEntries(known.map((member) => [member, job[member]])),
    ...(job.instanceType === undefined
      ? {}
      : { instances: `${job.instanceCount ?? 1} × ${job.instanceType}` }),
    ...(job.spot === true ? { spot: spotReport(job) } : {}),
    ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    ...(status === 'Completed' && job.modelS3Uri !== undefined
      ? { modelS3Uri: job.modelS3Uri }
      : {}),
    ...(outputs.length === 0 ? {} : { outputS3Uris: outputs }),
    ...(counts === undefined ? {} : { trainings: counts }),
    next: nextCommand(kind, job),
  }
}

const spotReport = (job: AnyJobView): SpotReport => {
  const saved = savedPercent(job.trainingSeconds, job.billableSeconds)
  const { checkpointS3Uri, transitions = [] } = job
  return {
    interruptions: transitions.filter(({ status }) => status === 'Interrupted').length,
    ...(checkpointS3Uri === undefined ? {} : { checkpointS3Uri }),
    ...(saved === undefined ? {} : { savedPercent: saved }),
  }
}

const nextCommand = (kind: JobKind, { jobName, status }: AnyJobView): string => {
  if (status === 'InProgress' || status === 'Stopping') return `mlctl train watch ${jobName}`
  return kind === 'tuning' ? `mlctl train list --name ${jobName}` : `mlctl train logs ${jobName}`
}

/** What flows need to look at a job. */
export type LookPorts = Pick<Ports, JobPorts>

/** The job of a kind and name as it stands; undefined when there is none. */
export const lookAtJob = (
  ports: LookPorts,
  kind: JobKind,
  jobName: string,
): Promise<AnyJobView | undefined> => jobsOf(ports, kind).find(jobName)
