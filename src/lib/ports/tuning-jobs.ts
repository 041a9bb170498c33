import type { Jobs, SageMakerJobStatus, SageMakerJobView } from './jobs.ts'

/** SageMaker: hyperparameter tuning jobs. */
export interface TuningJobs extends Jobs<TuningJobView> {
  /** Its trainings, best first where the objective says which that is. */
  trainings(jobName: string): Promise<readonly TunedTraining[]>
}

export type TuningJobView = SageMakerJobView & {
  readonly strategy: string
  readonly objective?: TuningObjective
  /** Of a job with several algorithms: each with its own objective, in their order. */
  readonly definitions?: readonly { readonly name: string; readonly objective: TuningObjective }[]
  readonly counts: {
    readonly completed: number
    readonly inProgress: number
    readonly failed: number
    readonly stopped: number
  }
  readonly maxTrainings?: number
  readonly best?: TunedTraining
}

export type TuningObjective = {
  readonly type: 'Maximize' | 'Minimize'
  readonly metricName: string
}

export type TunedTraining = {
  readonly jobName: string
  /** Which of several definitions it is of. */
  readonly definition?: string
  readonly status: SageMakerJobStatus
  /** Value of the objective. */
  readonly objective?: number
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly failureReason?: string
}
