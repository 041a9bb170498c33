/** Bedrock: what base models there are now and in which state. */
export interface FoundationModels {
  /** Undefined when the service does not know the identifier in this region. */
  find(modelIdentifier: string): Promise<FoundationModelView | undefined>
  list(): Promise<readonly FoundationModelView[]>
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
