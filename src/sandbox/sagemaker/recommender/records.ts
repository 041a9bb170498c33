import type { Ground, Members } from '../state.ts'

/** What was measured on one configuration; figures of the stand-in, not of AWS. */
export type Benchmark = {
  readonly id: string
  readonly instanceType?: string
  readonly serverless?: Members
  readonly instances: number
  readonly costPerHour?: number
  readonly costPerInference?: number
  readonly maxInvocations: number
  /** Milliseconds. */
  readonly latencyMs: number
  readonly cpuPercent?: number
  readonly memoryPercent?: number
  readonly setupSeconds?: number
  readonly environment: Readonly<Record<string, string>>
  /** Why it could not be measured. */
  readonly failure?: string
}

/** A recommendation job; times are milliseconds since the epoch. */
export type JobRecord = {
  readonly arn: string
  readonly name: string
  readonly type: 'Default' | 'Advanced'
  readonly description: string
  readonly roleArn: string
  readonly createdAt: number
  readonly startsAt: number
  readonly endsAt: number
  readonly inputConfig: Members
  readonly stoppingConditions?: Members
  readonly benchmarks: readonly Benchmark[]
  /** What an existing endpoint gives, where the request names one. */
  readonly endpoint?: { readonly name: string; readonly benchmark: Benchmark }
  stopped?: { readonly at: number; readonly doneAt: number }
}

type JobsDocument = { jobs: Record<string, JobRecord> }

const DOCUMENT = 'sagemaker-recommendations'
const EMPTY: JobsDocument = { jobs: {} }

type Place = Pick<Ground, 'documents'>

/** The jobs by ARN; the region is part of each. */
export const readJobs = ({ documents }: Place): JobsDocument => documents.read(DOCUMENT, EMPTY)

/** Changes the jobs in one atomic step. */
export const changeJobs = <R>({ documents }: Place, change: (document: JobsDocument) => R): R =>
  documents.update(DOCUMENT, structuredClone(EMPTY), change)

export type JobStatus = 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'STOPPING' | 'STOPPED'

/** How a job stands at `now`; one of which nothing could be measured has failed. */
export const statusOf = (job: JobRecord, now: number): JobStatus => {
  const { stopped } = job
  if (stopped !== undefined && now >= stopped.at)
    return now < stopped.doneAt ? 'STOPPING' : 'STOPPED'
  if (now < job.startsAt) return 'PENDING'
  if (now < job.endsAt) return 'IN_PROGRESS'
  return job.benchmarks.some(({ failure }) => failure === undefined) || job.endpoint !== undefined
    ? 'COMPLETED'
    : 'FAILED'
}

/** When a job's benchmark runs: they share the job's time evenly, one after the other. */
export const spanOf = (
  job: JobRecord,
  index: number,
): { readonly from: number; readonly to: number } => {
  const each = (job.endsAt - job.startsAt) / Math.max(1, job.benchmarks.length)
  return { from: job.startsAt + index * each, to: job.startsAt + (index + 1) * each }
}
