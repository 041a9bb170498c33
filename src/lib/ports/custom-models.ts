/** Bedrock: models that customization made. */
export interface CustomModels {
  /** By ARN or name; undefined when there is none. */
  find(modelIdentifier: string): Promise<CustomModelView | undefined>
  list(filter?: { readonly nameContains?: string }): Promise<readonly CustomModelSummary[]>
  delete(modelIdentifier: string): Promise<void>
}

export type CustomModelSummary = {
  readonly modelArn: string
  readonly modelName: string
  readonly baseModelArn: string
  readonly modelStatus: string
  readonly creationTime: string
}

export type CustomModelView = CustomModelSummary & {
  readonly jobArn?: string
  readonly customizationType?: string
  readonly modelKmsKeyArn?: string
  readonly hyperParameters: Readonly<Record<string, string>>
  readonly trainingS3Uri?: string
  readonly outputS3Uri?: string
  readonly trainingLoss?: number
  readonly validationLoss?: number
}
