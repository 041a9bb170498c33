/** Bedrock: where the prompts and answers of a region are logged. */
export interface InvocationLogging {
  /** Undefined when nothing is logged. */
  read(): Promise<InvocationLogTargets | undefined>
}

export type InvocationLogTargets = {
  readonly bucket?: string
  readonly logGroup?: string
  readonly logsText: boolean
}
