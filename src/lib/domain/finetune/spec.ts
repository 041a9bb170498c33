import type { CustomizationType } from '../catalogue/model.ts'

/** How a table becomes records; the dataset area gives the members their meaning. */
export type PrepareRecipe = {
  /** Templates with `{column}` places. */
  readonly prompt?: string
  readonly completion?: string
  readonly promptColumn?: string
  readonly completionColumn?: string
  readonly system?: string
  /** What the values of the completion column are called: `1: fraud`. */
  readonly labels?: Readonly<Record<string, string>>
  /** Share of the records kept for validation, 0 to below 1. */
  readonly validationSplit?: number
  readonly seed?: number
  readonly stratify?: string
  readonly group?: string
  /** A kind of table or a form of conversations, when it is not seen by itself. */
  readonly inputFormat?: string
  /** A query whose rows are taken; the table is `data`. */
  readonly sql?: string
  /** `500` or `10%` of the records. */
  readonly sample?: string
  readonly balance?: 'under' | 'over'
  readonly dedup?: 'off' | 'exact' | 'normalised' | 'near'
  readonly nearDuplicates?: 'together' | 'auto' | 'apart'
  /** By the estimate; records surely outside are left out. */
  readonly minTokens?: number
  readonly maxTokens?: number
  readonly skipBadRows?: boolean
  /** What stands for private values; a seed is secret, so no recipe has one, and the content keys them. */
  readonly redact?: 'TYPE' | 'hash' | 'mask'
  /** Path of the list of values that may stay. */
  readonly allow?: string
  readonly minConfidence?: 'high' | 'medium' | 'low'
}

/** Files are local paths or `s3://` URIs; `source` is a table that is turned into records first. */
export type DataRecipe =
  | { readonly train: string; readonly validation?: string }
  | { readonly source: string; readonly prepare: PrepareRecipe }

/** How the model is going to be used: decides which quotas are looked at before the training. */
export type IntendedUse = 'on-demand' | 'provisioned'

/** Everything a customization needs to be told; a recipe file and flags give the same. */
export type FinetuneSpec = {
  /** Jobs and models are called `<name>-<digest>`. */
  readonly name: string
  /** Key or id, as `findModel` takes it. */
  readonly baseModel: string
  readonly customizationType: CustomizationType
  readonly data: DataRecipe
  readonly bucket?: string
  /** Folder inside the bucket. */
  readonly prefix?: string
  /** `s3://` folder for what the job writes. */
  readonly output?: string
  /** Name or ARN of the service role. */
  readonly role?: string
  /** Encrypts the custom model. */
  readonly kmsKey?: string
  readonly vpc?: {
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  readonly hyperparameters: Readonly<Record<string, string>>
  readonly use?: IntendedUse
  readonly tags: Readonly<Record<string, string>>
}

/** A spec of which parts may still be missing, from a file or from flags. */
export type PartialSpec = { readonly [K in keyof FinetuneSpec]?: FinetuneSpec[K] }

/** What has to be given and is not, as flags; the recipe member has the same name in camel case. */
export const missingIn = (spec: PartialSpec): readonly string[] =>
  [
    spec.name === undefined ? '--name' : '',
    spec.baseModel === undefined ? '--base-model' : '',
    spec.data === undefined ? '--train' : '',
  ].filter((flag) => flag !== '')

/** `over` wins member by member; hyperparameters and tags are merged by name. */
export const mergeSpecs = (base: PartialSpec, over: PartialSpec): PartialSpec => ({
  ...base,
  ...over,
  hyperparameters: { ...base.hyperparameters, ...over.hyperparameters },
  tags: { ...base.tags, ...over.tags },
})

/** The spec, once nothing is missing; fine-tuning is the default type, as in the API. */
export const completeSpec = (spec: PartialSpec): FinetuneSpec | undefined => {
  const { name, baseModel, data } = spec
  if (name === undefined || baseModel === undefined || data === undefined) return undefined
  return {
    customizationType: 'FINE_TUNING',
    hyperparameters: {},
    tags: {},
    ...spec,
    name,
    baseModel,
    data,
  }
}
