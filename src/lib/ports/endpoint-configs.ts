/** SageMaker: endpoint configs. They never change: an endpoint gets another one. */
export interface EndpointConfigs {
  /** Undefined when there is none of this name. */
  find(endpointConfigName: string): Promise<EndpointConfigView | undefined>
  /** Newest first. */
  list(filter?: {
    readonly nameContains?: string
    readonly limit?: number
  }): Promise<readonly EndpointConfigSummary[]>
  create(config: NewEndpointConfig): Promise<{ readonly endpointConfigArn: string }>
  delete(endpointConfigName: string): Promise<void>
}

export type EndpointConfigSummary = {
  readonly endpointConfigName: string
  readonly endpointConfigArn: string
  readonly createdAt: string
}

export type EndpointConfigView = EndpointConfigSummary & { readonly body: EndpointConfigBody }

export type NewEndpointConfig = {
  readonly endpointConfigName: string
  readonly body: EndpointConfigBody
  readonly tags: Readonly<Record<string, string>>
}

/**
 * The config as AWS writes it, in AWS's spelling: what a clone sends is what was read, members that
 * this mlctl does not know included. Tags are not part of it: Describe does not answer them.
 */
export type EndpointConfigBody = {
  readonly ProductionVariants: readonly ProductionVariant[]
  readonly ShadowProductionVariants?: readonly ProductionVariant[]
  readonly DataCaptureConfig?: AwsDocument
  readonly KmsKeyId?: string
  readonly AsyncInferenceConfig?: AwsDocument
  readonly ExplainerConfig?: AwsDocument
  readonly ExecutionRoleArn?: string
  readonly VpcConfig?: AwsVpcConfig
  readonly EnableNetworkIsolation?: boolean
  readonly MetricsConfig?: AwsDocument
  readonly [member: string]: unknown
}

export type ProductionVariant = {
  readonly VariantName: string
  /** Absent where inference components name the models. */
  readonly ModelName?: string
  readonly InitialInstanceCount?: number
  readonly InstanceType?: string
  readonly InstancePools?: readonly AwsDocument[]
  readonly InitialVariantWeight?: number
  readonly ServerlessConfig?: ServerlessConfig
  readonly AcceleratorType?: string
  readonly RoutingConfig?: { readonly RoutingStrategy: string }
  readonly ManagedInstanceScaling?: AwsDocument
  readonly [member: string]: unknown
}

export type ServerlessConfig = {
  readonly MemorySizeInMB: number
  readonly MaxConcurrency: number
  readonly ProvisionedConcurrency?: number
}

export type AwsVpcConfig = {
  readonly SecurityGroupIds: readonly string[]
  readonly Subnets: readonly string[]
}

/** A document in AWS's own spelling that nothing here looks into. */
export type AwsDocument = Readonly<Record<string, unknown>>
