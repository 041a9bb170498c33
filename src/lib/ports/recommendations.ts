import type { AwsDocument, ServerlessConfig } from './endpoint-configs.ts'

/** SageMaker: Inference Recommender jobs. */
export interface Recommendations {
  /** Undefined when there is none of this name. */
  find(jobName: string): Promise<RecommendationJobView | undefined>
  /** Newest first. */
  list(filter?: {
    readonly nameContains?: string
    readonly modelName?: string
  }): Promise<readonly RecommendationJobSummary[]>
  create(job: NewRecommendationJob): Promise<{ readonly jobArn: string }>
  stop(jobName: string): Promise<void>
}

export type RecommendationJobStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'FAILED'
  | 'STOPPING'
  | 'STOPPED'
  | 'DELETING'
  | 'DELETED'

export type RecommendationJobSummary = {
  readonly jobName: string
  readonly jobArn: string
  readonly jobType: 'Default' | 'Advanced'
  readonly status: RecommendationJobStatus
  readonly modelName?: string
  readonly failureReason?: string
  readonly createdAt: string
  readonly completedAt?: string
}

export type RecommendationJobView = RecommendationJobSummary & {
  readonly recommendations: readonly Recommendation[]
}

/** Numbers that the service could not measure are absent. */
export type Recommendation = {
  readonly endpointName: string
  readonly variantName: string
  readonly instanceType?: string
  readonly initialInstanceCount?: number
  readonly serverless?: ServerlessConfig
  /** US dollars an hour. */
  readonly costPerHour?: number
  /** US dollars. */
  readonly costPerInference?: number
  /** Invocations a minute. */
  readonly maxInvocations?: number
  readonly modelLatencyMs?: number
  readonly cpuUtilization?: number
  readonly memoryUtilization?: number
  readonly modelSetupTimeMs?: number
  readonly environment: Readonly<Record<string, string>>
}

export type NewRecommendationJob = {
  readonly jobName: string
  readonly jobType: 'Default' | 'Advanced'
  readonly roleArn: string
  readonly description?: string
  /** AWS's own document: ModelName, ContainerConfig, TrafficPattern, … */
  readonly inputConfig: AwsDocument
  readonly stoppingConditions?: AwsDocument
  readonly tags: Readonly<Record<string, string>>
}
