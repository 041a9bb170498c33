/** What a model allows of its records. The catalogue's model entries have this shape. */
export type RecordLimits = {
  readonly min?: number
  /** AWS advises at least this many. */
  readonly minAdvised?: number
  /** Training and validation together. */
  readonly maxSum?: number
  /** Input and output tokens of one record. */
  readonly maxTokensPerRecord?: number
  readonly maxFileBytes?: number
  /** Words that make the job fail in a user or system prompt. */
  readonly reservedWords?: readonly string[]
  /** The constant that `schemaVersion` must be; absent: any text, or none. */
  readonly schemaVersion?: string
  /** Blocks beyond text; absent: not known, so nothing is refused for it. */
  readonly allows?: readonly Extra[]
  readonly systemItems?: 'one' | 'any'
}

export type Extra = 'image' | 'video' | 'document' | 'reasoning' | 'tools'

export type RecordFormatName =
  | 'converse'
  | 'prompt-completion'
  | 'continued-pre-training'
  | 'haiku'
  | 'image-caption'

/** A range of tokens: nobody but the service knows the exact number. */
export type TokenRange = { readonly low: number; readonly high: number }

/**
 * AWS gives 6 characters per token as its own estimate (Bedrock user guide,
 * model-customization-prepare) and its Claude script divides by 3: the truth lies between.
 */
export const tokensOf = (characters: number): TokenRange => ({
  low: Math.ceil(characters / 6),
  high: Math.ceil(characters / 3),
})
