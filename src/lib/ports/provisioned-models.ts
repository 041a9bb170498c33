/** Bedrock: Provisioned Throughput, paid by the hour until deleted. */
export interface ProvisionedModels {
  create(purchase: NewProvisionedModel): Promise<{ readonly provisionedModelArn: string }>
  /** By ARN or name; undefined when there is none. */
  find(provisionedModelId: string): Promise<ProvisionedModelView | undefined>
  list(filter?: {
    readonly nameContains?: string
    readonly modelArnEquals?: string
  }): Promise<readonly ProvisionedModelView[]>
  update(
    provisionedModelId: string,
    change: { readonly desiredName?: string; readonly desiredModelId?: string },
  ): Promise<void>
  delete(provisionedModelId: string): Promise<void>
}

export type CommitmentTerm = 'OneMonth' | 'SixMonths'

export type NewProvisionedModel = {
  readonly provisionedModelName: string
  readonly modelId: string
  readonly modelUnits: number
  /** Absent: no commitment. */
  readonly commitmentDuration?: CommitmentTerm
  readonly clientRequestToken: string
  readonly tags: Readonly<Record<string, string>>
}

export type ProvisionedModelView = {
  readonly provisionedModelArn: string
  readonly provisionedModelName: string
  readonly modelArn: string
  readonly desiredModelArn: string
  readonly foundationModelArn: string
  readonly modelUnits: number
  readonly desiredModelUnits: number
  readonly status: 'Creating' | 'InService' | 'Updating' | 'Failed'
  readonly commitmentDuration?: CommitmentTerm
  readonly commitmentExpirationTime?: string
  readonly creationTime: string
  readonly lastModifiedTime: string
  readonly failureMessage?: string
}
