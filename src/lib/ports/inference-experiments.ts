/** SageMaker: shadow tests. */
export interface InferenceExperiments {
  /** Undefined when there is none of this name. */
  find(name: string): Promise<InferenceExperimentView | undefined>
  /** Newest first. */
  list(filter?: {
    readonly nameContains?: string
    readonly statusEquals?: InferenceExperimentStatus
  }): Promise<readonly InferenceExperimentSummary[]>
  create(experiment: NewInferenceExperiment): Promise<{ readonly inferenceExperimentArn: string }>
  update(name: string, update: InferenceExperimentUpdate): Promise<void>
  /** Starts one that waits for its schedule. */
  start(name: string): Promise<void>
  stop(name: string, stop: InferenceExperimentStop): Promise<void>
  /** Its record only; the endpoint stays. */
  delete(name: string): Promise<void>
}

export type InferenceExperimentStatus =
  | 'Creating'
  | 'Created'
  | 'Updating'
  | 'Running'
  | 'Starting'
  | 'Stopping'
  | 'Completed'
  | 'Cancelled'

/** ISO-8601 UTC. */
export type ExperimentSchedule = { readonly startTime?: string; readonly endTime?: string }

export type InferenceExperimentSummary = {
  readonly name: string
  readonly status: InferenceExperimentStatus
  readonly statusReason?: string
  readonly description?: string
  readonly schedule?: ExperimentSchedule
  readonly createdAt: string
  readonly completedAt?: string
}

export type InferenceExperimentView = InferenceExperimentSummary & {
  readonly arn: string
  readonly roleArn?: string
  readonly endpointName: string
  readonly endpointConfigName?: string
  readonly endpointStatus?: string
  readonly endpointFailureReason?: string
  readonly variants: readonly (ExperimentVariant & {
    /** `Creating`, `InService`, `Updating`, `Deleting`, `Deleted`. */
    readonly status: string
  })[]
  readonly sourceVariantName?: string
  readonly shadowVariantName?: string
  readonly samplingPercentage?: number
  readonly captureS3Uri?: string
}

export type ExperimentVariant = {
  readonly variantName: string
  readonly modelName: string
  readonly instanceType: string
  readonly instanceCount: number
}

export type NewInferenceExperiment = {
  readonly name: string
  readonly description?: string
  readonly roleArn: string
  readonly endpointName: string
  readonly variants: readonly ExperimentVariant[]
  readonly sourceVariantName: string
  readonly shadowVariantName: string
  /** Share of the production requests that is copied, 1 to 100. */
  readonly samplingPercentage: number
  readonly schedule?: ExperimentSchedule
  /** Where requests and answers of both are kept. */
  readonly capture?: {
    readonly s3Uri: string
    readonly kmsKey?: string
    readonly jsonContentTypes?: readonly string[]
    readonly csvContentTypes?: readonly string[]
  }
  readonly kmsKey?: string
  readonly tags: Readonly<Record<string, string>>
}

export type InferenceExperimentUpdate = {
  readonly description?: string
  readonly schedule?: ExperimentSchedule
  readonly shadow?: {
    readonly sourceVariantName: string
    readonly shadowVariantName: string
    readonly samplingPercentage: number
  }
}

export type InferenceExperimentStop = {
  /** What becomes of each variant. */
  readonly actions: Readonly<Record<string, 'Retain' | 'Remove' | 'Promote'>>
  /** What the endpoint has afterwards. */
  readonly desiredVariants?: readonly ExperimentVariant[]
  readonly desiredState?: 'Completed' | 'Cancelled'
  readonly reason?: string
}
