import { epochOf } from '../../domain/core/duration.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobSummary, JobFilter } from '../../ports/customization-jobs.ts'

export type ListedJob = {
  readonly jobName: string
  readonly status: CustomizationJobSummary['status']
  /** Last part of the ARN: `amazon.nova-micro-v1:0:128k`. */
  readonly baseModel: string
  readonly customModelName?: string
  readonly createdAt: string
  readonly elapsedSeconds: number
  readonly jobArn: string
}

export type JobList = { readonly jobs: readonly ListedJob[] }

/** The customization jobs of this account and region, newest first. */
export const listJobs = async (
  ports: Pick<Ports, 'customizationJobs' | 'clock'>,
  filter: JobFilter,
): Promise<JobList> => {
  const jobs = await ports.customizationJobs.list(filter)
  return { jobs: jobs.map((job) => listed(job, ports.clock.now())) }
}

const listed = (job: CustomizationJobSummary, now: number): ListedJob => {
  const end = job.endTime === undefined ? now : epochOf(job.endTime)
  return {
    jobName: job.jobName,
    status: job.status,
    baseModel: job.baseModelArn.slice(job.baseModelArn.indexOf('/') + 1),
    ...(job.customModelName === undefined ? {} : { customModelName: job.customModelName }),
    createdAt: job.creationTime,
    elapsedSeconds: Math.max(0, Math.round((end - epochOf(job.creationTime)) / 1_000)),
    jobArn: job.jobArn,
  }
}
