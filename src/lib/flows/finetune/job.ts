import { failureId } from '../../domain/finetune/failures.ts'
import { type JobProgress, progressOf } from '../../domain/finetune/progress.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import { requireIdentifier } from '../identifier.ts'

/** A job as commands show it and `--json` prints it. */
export type JobDocument = {
  readonly jobName: string
  readonly jobArn: string
  readonly status: CustomizationJobView['status']
  readonly stage: JobProgress['stage']
  readonly createdAt: string
  readonly endedAt?: string
  readonly elapsedSeconds: number
  readonly queueSeconds: number
  readonly phases: readonly {
    readonly name: string
    readonly status: string
    readonly tookSeconds?: number
  }[]
  readonly baseModelArn: string
  readonly customModelName?: string
  readonly customModelArn?: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly trainingS3Uri?: string
  readonly validationS3Uri?: string
  readonly outputS3Uri: string
  readonly trainingLoss?: number
  readonly validationLoss?: number
  readonly failure?: { readonly id: string; readonly message: string }
  /** What to type now. */
  readonly next: string
}

/** By name or ARN. @throws StateError MLC-FT-004 when there is no such job in this region. */
export const requireJob = async (
  ports: Pick<Ports, 'customizationJobs'>,
  jobIdentifier: string,
): Promise<CustomizationJobView> => {
  requireIdentifier(jobIdentifier, 'job')
  const job = await ports.customizationJobs.find(jobIdentifier)
  if (job !== undefined) return job
  throw new StateError('MLC-FT-004', `There is no customization job ${jobIdentifier}.`, {
    why: 'Jobs belong to one account and region.',
    hint: 'See those that are there: mlctl finetune list',
  })
}

const seconds = (ms: number): number => Math.round(ms / 1_000)

/** `now` in milliseconds since the epoch. */
export const jobDocument = (job: CustomizationJobView, now: number): JobDocument => {
  const progress = progressOf(job, now)
  const { failureMessage, creationTime, endTime } = job
  return {
    jobName: job.jobName,
    jobArn: job.jobArn,
    status: job.status,
    stage: progress.stage,
    createdAt: creationTime,
    ...(endTime === undefined ? {} : { endedAt: endTime }),
    elapsedSeconds: seconds(progress.elapsedMs),
    queueSeconds: seconds(progress.queueMs),
    phases: progress.phases.map(({ name, status, tookMs }) => ({
      name,
      status,
      ...(tookMs === undefined ? {} : { tookSeconds: seconds(tookMs) }),
    })),
    baseModelArn: job.baseModelArn,
    ...optional(job, 'customModelName'),
    ...optional(job, 'customModelArn'),
    hyperParameters: job.hyperParameters,
    ...optional(job, 'trainingS3Uri'),
    ...optional(job, 'validationS3Uri'),
    outputS3Uri: job.outputS3Uri,
    ...optional(job, 'trainingLoss'),
    ...optional(job, 'validationLoss'),
    ...(job.status === 'Failed'
      ? { failure: { id: failureId(failureMessage), message: failureMessage ?? 'no reason given' } }
      : {}),
    next: nextCommand(job),
  }
}

const optional = <T extends object, K extends keyof T>(from: T, key: K): Partial<Pick<T, K>> =>
  from[key] === undefined ? {} : ({ [key]: from[key] } as unknown as Pick<T, K>)

/** The command that a person at this point wants next. */
const nextCommand = (job: CustomizationJobView): string => {
  switch (job.status) {
    case 'InProgress':
    case 'Stopping':
      return `mlctl finetune watch ${job.jobName}`
    case 'Completed':
      return `mlctl deployment create --model ${job.customModelName ?? job.jobName}`
    case 'Failed':
      return `mlctl explain ${failureId(job.failureMessage)}`
    case 'Stopped':
      return `mlctl finetune metrics ${job.jobName}`
  }
}
