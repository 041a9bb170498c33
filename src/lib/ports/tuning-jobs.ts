import type { Jobs, SageMakerJobStatus, SageMakerJobView } from './jobs.ts'

/** SageMaker: hyperparameter tuning jobs. */
export interface TuningJobs extends Jobs<TuningJobView> {
  /** Its trainings, best first where the objective says which that is. */
  trainings(jobName: string): Promise<readonly TunedTraining[]>
}

export type TuningJobView = SageMakerJobView & {
  readonly strategy: string
  readonly objective?: { readonly type: 'Maximize' | 'Minimize'; readonly metricName: string }
  readonly counts: {
    readonly completed: number
    readonly inProgress: number
    readonly failed: number
    readonly stopped: number
  }
  readonly maxTrainings?: number
  readonly best?: TunedTraining
}

export type TunedTraining = {
  readonly jobName: string
  readonly status: SageMakerJobStatus
  /** Value of the objective. */
  readonly objective?: number
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly failureReason?: string
}
