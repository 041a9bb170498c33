/** Bedrock: what base models there are now and in which state. */
export interface FoundationModels {
  /** Undefined when the service does not know the identifier in this region. */
  find(modelIdentifier: string): Promise<FoundationModelView | undefined>
  list(): Promise<readonly FoundationModelView[]>
  /** Whether this account may use a model here; undefined when the service does not know the model. */
  availability(modelId: string): Promise<ModelAvailability | undefined>
}

export type FoundationModelView = {
  readonly modelId: string
  readonly modelName: string
  readonly providerName: string
  readonly customizationsSupported: readonly string[]
  readonly inferenceTypesSupported: readonly string[]
  readonly modelLifecycle: {
    readonly status: 'ACTIVE' | 'LEGACY'
    readonly legacyTime?: string
    readonly endOfLifeTime?: string
  }
}

export type ModelAvailability = {
  readonly authorized: boolean
  /** The agreement with the provider is accepted, or none is wanted. */
  readonly hasAgreement: boolean
  readonly isEntitled: boolean
  readonly isInRegion: boolean
}
