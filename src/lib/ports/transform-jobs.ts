import type { Jobs, SageMakerJobView } from './jobs.ts'

/** SageMaker: batch transform jobs. */
export type TransformJobs = Jobs<TransformJobView>

export type TransformJobView = SageMakerJobView & {
  readonly modelName: string
  readonly inputS3Uri?: string
  readonly outputS3Uri?: string
}
