/** What the four kinds of SageMaker jobs have in common: they are made, looked at, listed, stopped. */
export interface Jobs<View> {
  /** A name can never be used again: StateError MLC-AWS-024 or MLC-HOST-002. */
  create(job: NewJob): Promise<{ readonly jobArn: string }>
  /** Undefined when there is none of this name. */
  find(jobName: string): Promise<View | undefined>
  /** Newest first. */
  list(filter?: SageMakerJobFilter): Promise<readonly SageMakerJobSummary[]>
  /** Only asks: the job is Stopping for a while. */
  stop(jobName: string): Promise<void>
}

export type SageMakerJobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped'

/** The request in AWS's own spelling, without the job's name and tags. */
export type JobBody = Readonly<Record<string, unknown>>

export type NewJob = {
  readonly jobName: string
  readonly body: JobBody
  readonly tags: Readonly<Record<string, string>>
}

export type SageMakerJobFilter = {
  readonly nameContains?: string
  readonly statusEquals?: SageMakerJobStatus
  readonly limit?: number
}

/** Times are ISO-8601 UTC. */
export type SageMakerJobSummary = {
  readonly jobName: string
  readonly jobArn: string
  readonly status: SageMakerJobStatus
  readonly createdAt: string
  readonly endedAt?: string
}

/** What every view of a job has. */
export type SageMakerJobView = SageMakerJobSummary & {
  readonly startedAt?: string
  readonly failureReason?: string
  readonly instanceType?: string
  readonly instanceCount?: number
}
