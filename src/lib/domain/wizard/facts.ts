/** What a base model means for the questions: the catalogue joined with the live lifecycle. */
export type ModelFact = {
  readonly key: string
  readonly name: string
  /** One line: price and ways to use it. */
  readonly description: string
  /** Why it cannot be taken here and now; absent when it can. */
  readonly disabled?: string
  readonly takesValidation: 'yes' | 'no' | 'doubtful'
  readonly hyperparameters: readonly HyperparameterFact[]
}

export type HyperparameterFact = {
  readonly name: string
  readonly min?: number
  readonly max?: number
  readonly default?: number
  readonly required: boolean
}

/** What lies at the path that was given as data. */
export type SourceFact = {
  /** The answer this was found for. */
  readonly of: string
  /** `missing` carries the reason in `problem`. */
  readonly kind: 'table' | 'records' | 'object' | 'missing'
  readonly problem?: string
  /** Of a table: its columns, in order. */
  readonly columns?: readonly ColumnFact[]
  readonly records?: number
}

export type ColumnFact = {
  readonly name: string
  /** The values seen, when they are few (at most 12): a label column has few. */
  readonly values?: readonly string[]
  readonly example: string
}

/** The verdict on the records that would be sent. */
export type DatasetFact = {
  /** Fingerprint of the answers it was made from: see `datasetKey`. */
  readonly of: string
  readonly records: number
  readonly errors: number
  readonly warnings: number
  /** The first findings, worded. */
  readonly findings: readonly string[]
  readonly fixable: boolean
  /** A record as the model will see it. */
  readonly example?: string
}

/** What a validation file of the user's own is good for. */
export type ValidationFileFact = {
  /** Fingerprint of the answers it was found for: see `validationKey`. */
  readonly of: string
  /** Why it cannot be taken; absent when it can. */
  readonly problem?: string
}

export type RoleFact = {
  readonly name: string
  /** Why it cannot be used as it is; absent when it can. */
  readonly disabled?: string
}

export type TargetFact = {
  readonly name: 'aws' | 'sandbox'
  readonly account: string
  readonly region: string
}

/** What is known of the world so far; what is absent is looked up when a question needs it. */
export type Facts = {
  readonly target: TargetFact
  readonly models?: readonly ModelFact[]
  readonly source?: SourceFact
  readonly dataset?: DatasetFact
  readonly validationFile?: ValidationFileFact
  readonly buckets?: readonly string[]
  readonly roles?: readonly RoleFact[]
}

/** What can be looked up. */
export type FactName = Exclude<keyof Facts, 'target'>

/** Checks that belong to other areas: undefined when fine, else what is wrong. */
export type Rules = {
  readonly name: (text: string) => string | undefined
  readonly bucketName: (text: string) => string | undefined
  readonly roleName: (text: string) => string | undefined
  readonly objectUri: (text: string) => string | undefined
  /** Checks one hyperparameter of a model. */
  readonly hyperparameter: (model: string, name: string, text: string) => string | undefined
  readonly proposedBucket: (target: TargetFact) => string
  readonly proposedRole: (bucket: string) => string
}
