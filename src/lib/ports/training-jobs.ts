import type { Jobs, SageMakerJobView } from './jobs.ts'

/** SageMaker: training jobs. */
export type TrainingJobs = Jobs<TrainingJobView>

export type TrainingJobView = SageMakerJobView & {
  /** `Starting`, `Downloading`, `Training`, `Interrupted`, `MaxWaitTimeExceeded`, … */
  readonly secondaryStatus: string
  readonly transitions: readonly {
    readonly status: string
    readonly startedAt: string
    readonly endedAt?: string
    readonly message?: string
  }[]
  readonly image?: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** How the job is kept apart and encrypted; the service answers all of it. */
  readonly security?: TrainingJobSecurity
  readonly spot: boolean
  readonly maxRuntimeSeconds?: number
  readonly maxWaitSeconds?: number
  readonly checkpointS3Uri?: string
  /** Where its artefacts go, below a folder with its name. */
  readonly outputS3Uri?: string
  /** Where model.tar.gz is once the job has completed. */
  readonly modelS3Uri?: string
  readonly trainingSeconds?: number
  readonly billableSeconds?: number
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>
  /** `InUse`, `Available`, `Reused`, `Terminated`. */
  readonly warmPoolStatus?: string
}

export type TrainingJobSecurity = {
  readonly roleArn?: string
  readonly networkIsolation: boolean
  /** Between the containers of several instances. */
  readonly trafficEncryption: boolean
  readonly outputKmsKeyId?: string
  readonly volumeKmsKeyId?: string
  readonly vpcConfig?: {
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
}
