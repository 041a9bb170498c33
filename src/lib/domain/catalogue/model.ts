import type { MicroUsd } from '../core/money.ts'

/** A base model as the catalogue file describes it; every fact carries its source in the file. */
export type CatalogueModel = {
  /** Short name for the command line: `nova-micro`. */
  readonly key: string
  readonly name: string
  readonly provider: string
  /** For CreateModelCustomizationJob; cannot be used for inference. */
  readonly customizationId: string
  /** Inference profile of the untouched base, for comparisons; absent when there is none. */
  readonly inferenceId?: string
  /** Regions that customize it. Data must be in the job's region. */
  readonly regions: readonly string[]
  readonly modalities: readonly string[]
  readonly customizationTypes: readonly CustomizationType[]
  readonly format: RecordFormatName
  readonly lifecycle: {
    readonly status: 'active' | 'legacy' | 'end-of-life' | 'unknown'
    /** YYYY-MM-DD. */
    readonly endOfLife?: string
    /** The model's own card was not read; the live answer decides. */
    readonly doubtful?: boolean
    readonly source: string
  }
  readonly records: RecordLimits
  /** `doubtful`: sources contradict each other; a warning, never an error. */
  readonly validationData: 'yes' | 'no' | 'doubtful'
  readonly hyperparameters: readonly Hyperparameter[]
  /** The hyperparameter list is incomplete in the sources: unknown names are passed on with a warning. */
  readonly hyperparametersOpen?: boolean
  readonly deployment: { readonly onDemand: boolean; readonly provisioned: boolean }
  /** Service Quotas code of `Model units per provisioned model for …`. */
  readonly modelUnitsQuotaCode?: string
  /** Service Quotas code of the number of records, where it is adjustable and known. */
  readonly recordsQuotaCode?: string
  readonly prices: ModelPrices
  readonly sources: {
    readonly model: string
    readonly records: string
    readonly hyperparameters: string
    readonly deployment: string
  }
}

/** All base models, with the day on which the facts were read. */
export type Catalogue = {
  /** YYYY-MM-DD. */
  readonly asOf: string
  readonly models: readonly CatalogueModel[]
  /** Which models a user's own file changed or added: model key to file. */
  readonly origins: Readonly<Record<string, string>>
}

export type CustomizationType = 'FINE_TUNING' | 'CONTINUED_PRE_TRAINING'

/** Names of record formats; the rules of each are the dataset area's table. */
export type RecordFormatName =
  | 'converse'
  | 'prompt-completion'
  | 'continued-pre-training'
  | 'haiku'
  | 'image-caption'

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
  /** Words that make the job fail "due to data issues" in a user or system prompt. */
  readonly reservedWords?: readonly string[]
  /** `schemaVersion` must be this constant (Llama); absent: optional. */
  readonly schemaVersion?: string
  /** Record keys and blocks this model takes: images, video, documents, reasoning, tools. */
  readonly allows?: readonly ('image' | 'video' | 'document' | 'reasoning' | 'tools')[]
  readonly systemItems?: 'one' | 'any'
  /** Characters of a caption. */
  readonly captionLength?: { readonly min: number; readonly max: number }
  /** Media must be in the bucket of the data set. */
  readonly mediaInDataBucket?: boolean
  /** What each referenced file may be. */
  readonly media?: Readonly<Partial<Record<'image' | 'video' | 'document', MediaLimits>>>
}

export type MediaLimits = {
  readonly maxBytes?: number
  /** Pixels of each side. */
  readonly minSide?: number
  readonly maxSide?: number
  readonly maxPixels?: number
  /** Longer side by shorter side. */
  readonly maxRatio?: number
}

export type Hyperparameter = {
  readonly name: string
  readonly kind: 'integer' | 'number'
  readonly min?: number
  readonly max?: number
  readonly default?: number
  /** Words taken in place of a number: `auto`. */
  readonly words?: readonly string[]
  /** The service has no default of its own. */
  readonly required?: boolean
  /** Not in the documentation, only seen in real runs. */
  readonly doubtful?: boolean
}

/** A price with its day and origin; absent means unknown and is said so, never guessed. */
export type Price = { readonly microUsd: MicroUsd; readonly asOf: string; readonly source: string }

export type ModelPrices = {
  readonly trainingPer1kTokens?: Price
  readonly storagePerMonth?: Price
  readonly provisionedUnitHour?: {
    readonly none?: Price
    readonly OneMonth?: Price
    readonly SixMonths?: Price
  }
  readonly onDemandInputPer1kTokens?: Price
  readonly onDemandOutputPer1kTokens?: Price
}
