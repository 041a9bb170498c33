import { epochOf } from '../../domain/core/duration.ts'
import type { Ports } from '../../ports/all.ts'
import type { SageMakerJobFilter, SageMakerJobSummary } from '../../ports/jobs.ts'
import type { LookPorts } from './document.ts'
import { type JobKind, jobsOf } from './kinds.ts'

export type ListedJob = {
  readonly kind: JobKind
  readonly jobName: string
  readonly status: SageMakerJobSummary['status']
  readonly createdAt: string
  readonly elapsedSeconds: number
  readonly jobArn: string
}

/** Jobs of the kinds asked for, newest first; `limit` counts over all kinds. */
export const listJobs = async (
  ports: LookPorts & Pick<Ports, 'clock'>,
  kinds: readonly JobKind[],
  filter: SageMakerJobFilter,
): Promise<{ readonly jobs: readonly ListedJob[] }> => {
  const found = await Promise.all(
    kinds.map(async (kind) =>
      (await jobsOf(ports, kind).list(filter)).map((job) => listed(kind, job, ports.clock.now())),
    ),
  )
  const jobs = found.flat().sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  return { jobs: jobs.slice(0, filter.limit) }
}

const listed = (kind: JobKind, job: SageMakerJobSummary, now: number): ListedJob => {
  const { jobName, status, createdAt, endedAt, jobArn } = job
  const end = endedAt === undefined ? now : epochOf(endedAt)
  const elapsedSeconds = Math.max(0, Math.round((end - epochOf(createdAt)) / 1_000))
  return { kind, jobName, status, createdAt, elapsedSeconds, jobArn }
}
