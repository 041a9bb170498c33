/** SageMaker: endpoints, their live weights and capacity. Statuses keep AWS's spelling. */
export interface Endpoints {
  /** Undefined when there is none of this name. */
  find(endpointName: string): Promise<EndpointView | undefined>
  /** Newest first. */
  list(filter?: EndpointFilter): Promise<readonly EndpointSummary[]>
  create(endpoint: NewEndpoint): Promise<{ readonly endpointArn: string }>
  /** Another endpoint config; refused with MLC-HOST-001 while a change is under way. */
  update(endpointName: string, update: EndpointUpdate): Promise<void>
  /** Live weights of the named variants and nothing else; the others keep theirs. */
  setWeights(endpointName: string, weights: readonly VariantWeight[]): Promise<void>
  /** Live capacity of one variant and nothing else: weights and capacity never share a call. */
  setCapacity(endpointName: string, variant: VariantCapacity): Promise<void>
  delete(endpointName: string): Promise<void>
  /** Tags of anything in SageMaker, by ARN. */
  tags(resourceArn: string): Promise<Readonly<Record<string, string>>>
  tag(resourceArn: string, tags: Readonly<Record<string, string>>): Promise<void>
  untag(resourceArn: string, tagKeys: readonly string[]): Promise<void>
}

export type EndpointStatus =
  | 'Creating'
  | 'Deleting'
  | 'Failed'
  | 'InService'
  | 'OutOfService'
  | 'RollingBack'
  | 'SystemUpdating'
  | 'UpdateRollbackFailed'
  | 'Updating'

export type EndpointFilter = {
  readonly nameContains?: string
  readonly statusEquals?: EndpointStatus
  /** At most this many. */
  readonly limit?: number
}

export type EndpointSummary = {
  readonly endpointName: string
  readonly endpointArn: string
  readonly status: EndpointStatus
  readonly createdAt: string
  readonly lastModifiedAt: string
}

export type EndpointView = EndpointSummary & {
  readonly endpointConfigName: string
  /** May be set while the endpoint is InService: then the last update failed. */
  readonly failureReason?: string
  readonly variants: readonly VariantView[]
  readonly shadowVariants: readonly VariantView[]
  /** Only while a new endpoint config is on its way. */
  readonly pendingDeployment?: PendingDeployment
  readonly lastDeploymentConfig?: DeploymentConfig
  readonly dataCapture?: {
    readonly enabled: boolean
    readonly status: string
    readonly samplingPercentage: number
    readonly destinationS3Uri: string
  }
  /** Set for asynchronous endpoints. */
  readonly asyncInference?: { readonly s3OutputPath?: string }
}

/** A member that the service leaves out stays undefined; it never means zero. */
export type VariantView = {
  readonly variantName: string
  /** Relative to the sum of all variants' weights. */
  readonly currentWeight?: number
  readonly desiredWeight?: number
  readonly currentInstanceCount?: number
  readonly desiredInstanceCount?: number
  readonly serverless?: ServerlessView
  /** Phases under way: `Creating`, `Updating`, `Deleting`, `ActivatingTraffic`, `Baking`. */
  readonly status: readonly {
    readonly status: string
    readonly message?: string
    readonly startedAt?: string
  }[]
  readonly deployedImages: readonly string[]
  /** Set where SageMaker itself scales the instances (inference components). */
  readonly managedInstanceScaling?: {
    readonly status?: string
    readonly minInstanceCount?: number
    readonly maxInstanceCount?: number
  }
  /** Only in a pending deployment. */
  readonly instanceType?: string
}

export type ServerlessView = {
  readonly memorySizeInMb?: number
  readonly maxConcurrency?: number
  readonly provisionedConcurrency?: number
  readonly desiredMaxConcurrency?: number
  readonly desiredProvisionedConcurrency?: number
}

export type PendingDeployment = {
  readonly endpointConfigName: string
  readonly startedAt?: string
  readonly variants: readonly VariantView[]
  readonly shadowVariants: readonly VariantView[]
}

/** AWS's own document: BlueGreenUpdatePolicy or RollingUpdatePolicy, AutoRollbackConfiguration. */
export type DeploymentConfig = Readonly<Record<string, unknown>>

export type NewEndpoint = {
  readonly endpointName: string
  readonly endpointConfigName: string
  readonly tags: Readonly<Record<string, string>>
}

export type RetainedProperty = 'DesiredInstanceCount' | 'DesiredWeight' | 'DataCaptureConfig'

export type EndpointUpdate = {
  readonly endpointConfigName: string
  /** Without it, live weights and counts go back to the config's Initial values. */
  readonly retainAllVariantProperties?: boolean
  readonly excludeRetainedVariantProperties?: readonly RetainedProperty[]
  readonly deploymentConfig?: DeploymentConfig
  readonly retainDeploymentConfig?: boolean
}

export type VariantWeight = { readonly variantName: string; readonly desiredWeight: number }

export type VariantCapacity =
  | { readonly variantName: string; readonly desiredInstanceCount: number }
  | {
      readonly variantName: string
      readonly serverless: {
        readonly maxConcurrency?: number
        readonly provisionedConcurrency?: number
      }
    }
