import type { AwsDocument, AwsVpcConfig } from './endpoint-configs.ts'

/** SageMaker: models, i.e. images with their data and role. They never change. */
export interface HostedModels {
  /** Undefined when there is none of this name. */
  find(modelName: string): Promise<HostedModelView | undefined>
  /** Newest first. */
  list(filter?: {
    readonly nameContains?: string
    readonly limit?: number
  }): Promise<readonly HostedModelSummary[]>
  create(model: NewHostedModel): Promise<{ readonly modelArn: string }>
  delete(modelName: string): Promise<void>
}

export type HostedModelSummary = {
  readonly modelName: string
  readonly modelArn: string
  readonly createdAt: string
}

export type HostedModelView = HostedModelSummary & { readonly body: HostedModelBody }

export type NewHostedModel = {
  readonly modelName: string
  readonly body: HostedModelBody
  readonly tags: Readonly<Record<string, string>>
}

/** As AWS writes it, in AWS's spelling. */
export type HostedModelBody = {
  readonly PrimaryContainer?: ContainerDefinition
  /** A pipeline of containers, in place of the one. */
  readonly Containers?: readonly ContainerDefinition[]
  readonly InferenceExecutionConfig?: AwsDocument
  readonly ExecutionRoleArn?: string
  readonly VpcConfig?: AwsVpcConfig
  readonly EnableNetworkIsolation?: boolean
  readonly [member: string]: unknown
}

export type ContainerDefinition = {
  readonly Image?: string
  readonly ModelDataUrl?: string
  readonly ModelDataSource?: AwsDocument
  readonly Environment?: Readonly<Record<string, string>>
  readonly Mode?: string
  readonly ModelPackageName?: string
  readonly [member: string]: unknown
}
