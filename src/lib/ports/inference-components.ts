import type { AwsDocument } from './endpoint-configs.ts'

/** SageMaker: models that share the instances of an endpoint, each with copies of its own. */
export interface InferenceComponents {
  /** Undefined when there is none of this name. */
  find(inferenceComponentName: string): Promise<InferenceComponentView | undefined>
  /** Newest first. */
  list(filter?: {
    readonly endpointName?: string
    readonly nameContains?: string
  }): Promise<readonly InferenceComponentSummary[]>
  create(component: NewInferenceComponent): Promise<{ readonly inferenceComponentArn: string }>
  update(inferenceComponentName: string, update: InferenceComponentUpdate): Promise<void>
  delete(inferenceComponentName: string): Promise<void>
}

export type InferenceComponentStatus = 'InService' | 'Creating' | 'Updating' | 'Failed' | 'Deleting'

export type InferenceComponentSummary = {
  readonly inferenceComponentName: string
  readonly inferenceComponentArn: string
  readonly endpointName: string
  readonly variantName?: string
  readonly status: InferenceComponentStatus
  readonly createdAt: string
  readonly lastModifiedAt: string
}

export type InferenceComponentView = InferenceComponentSummary & {
  readonly failureReason?: string
  readonly currentCopyCount?: number
  readonly desiredCopyCount?: number
  /** AWS's own document. */
  readonly specification?: AwsDocument
  readonly lastDeploymentConfig?: AwsDocument
}

export type NewInferenceComponent = {
  readonly inferenceComponentName: string
  readonly endpointName: string
  readonly variantName: string
  /** AWS's own document: ModelName, ComputeResourceRequirements, … */
  readonly specification: AwsDocument
  readonly copyCount: number
  readonly tags: Readonly<Record<string, string>>
}

export type InferenceComponentUpdate = {
  readonly specification?: AwsDocument
  readonly copyCount?: number
  /** AWS's own document: RollingUpdatePolicy, AutoRollbackConfiguration. */
  readonly deploymentConfig?: AwsDocument
}
