/** Bedrock runtime: ask a model. */
export interface Invocations {
  converse(request: ConverseRequest): Promise<ConverseAnswer>
  /** Text as it arrives; the returned usage is complete when the iteration ends. */
  converseStream(
    request: ConverseRequest,
    signal?: AbortSignal,
  ): Promise<AsyncIterable<ConverseChunk>>
}

export type ConverseRequest = {
  /** A deployment ARN, a provisioned-model ARN, or an inference profile id. */
  readonly modelId: string
  readonly system?: string
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[]
  readonly maxTokens?: number
  readonly temperature?: number
}

export type Usage = { readonly inputTokens: number; readonly outputTokens: number }
export type ConverseAnswer = {
  readonly text: string
  readonly stopReason: string
  readonly usage: Usage
  readonly latencyMs?: number
}
export type ConverseChunk =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'end'
      readonly stopReason: string
      readonly usage: Usage
      readonly latencyMs?: number
    }
