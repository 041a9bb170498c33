import type { Jobs, SageMakerJobView } from './jobs.ts'

/** SageMaker: processing jobs. */
export type ProcessingJobs = Jobs<ProcessingJobView>

export type ProcessingJobView = SageMakerJobView & {
  readonly image?: string
  /** What the container left in /opt/ml/output/message. */
  readonly exitMessage?: string
  readonly outputS3Uris: readonly string[]
}
