import type { MediaLimits } from '../catalogue/model.ts'

export type { MediaLimits }

/** What a model allows of its records. The catalogue's model entries have this shape. */
export type RecordLimits = {
  readonly min?: number
  /** AWS advises at least this many. */
  readonly minAdvised?: number
  /** Training and validation together. */
  readonly maxSum?: number
  /** Training records alone. */
  readonly maxTraining?: number
  /** Validation records alone. */
  readonly maxValidation?: number
  /** Input and output tokens of one record. */
  readonly maxTokensPerRecord?: number
  readonly maxFileBytes?: number
  /** Of a validation file; `maxFileBytes` holds for both when absent. */
  readonly maxValidationFileBytes?: number
  /** Of one line, without its ending. */
  readonly maxLineBytes?: number
  /** Words that make the job fail in a user or system prompt. */
  readonly reservedWords?: readonly string[]
  /** The constant that `schemaVersion` must be; absent: any text, or none. */
  readonly schemaVersion?: string
  /** Blocks beyond text; absent: not known, so nothing is refused for it. */
  readonly allows?: readonly Extra[]
  readonly systemItems?: 'one' | 'any'
  /** `one`: a question and at most one answer (distillation to Llama). */
  readonly turns?: 'one' | 'any'
  /** UTF-16 units of a caption. */
  readonly captionLength?: { readonly min: number; readonly max: number }
  /** Media must be in the bucket of the data set. */
  readonly mediaInDataBucket?: boolean
  /** What each referenced file may be; absent: not known. */
  readonly media?: Readonly<Partial<Record<'image' | 'video' | 'document', MediaLimits>>>
}

export type Extra = 'image' | 'video' | 'document' | 'reasoning' | 'tools'

/** Best supported first. */
export const RECORD_FORMAT_NAMES = [
  'converse',
  'prompt-completion',
  'distill-prompts',
  'rft',
  'invocation-log',
  'continued-pre-training',
  'haiku',
  'image-caption',
] as const

export type RecordFormatName = (typeof RECORD_FORMAT_NAMES)[number]

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
