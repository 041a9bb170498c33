import type { FoundationModelView } from '../../../ports/foundation-models.ts'
import type { BucketView, ObjectView } from '../../../ports/objects.ts'
import type { CatalogueModel } from '../../catalogue/model.ts'
import type { FinetuneSpec } from '../spec.ts'

/** A fact, or why it could not be read: a check on it then answers "could not tell". */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string }

export const known = <T>(value: T): Known<T> => ({ known: true, value })
export const unknownBecause = <T>(why: string): Known<T> => ({ known: false, why })

/** One data file: where it is going to be, and what was found in it. */
export type DataFile = {
  readonly role: 'training' | 'validation'
  /** As the user gave it. */
  readonly given: string
  readonly uri: string
  /** The file is uploaded by this plan; otherwise it must be there. */
  readonly uploaded: boolean
  readonly object: Known<ObjectView | undefined>
}

/** What the dataset checks found, over both files. */
export type DataFindings = {
  readonly records: { readonly training: number; readonly validation: number }
  /** Findings of severity error or warning, by rule id. */
  readonly errors: Readonly<Record<string, number>>
  readonly warnings: Readonly<Record<string, number>>
  /** Some of the findings worded: `train.jsonl:3:1: …`. */
  readonly examples: readonly string[]
  /** Of the training file. */
  readonly tokens: { readonly low: number; readonly high: number }
}

export type BucketFact = {
  readonly name: string
  readonly created: boolean
  readonly view: Known<BucketView | undefined>
}

export type RoleFact = {
  readonly arn: string
  readonly exists: boolean
  /** Summaries of the steps by which this plan makes or repairs it. */
  readonly repairs: readonly string[]
  /** What still is refused after them: `trust`, `s3:GetObject on …`, with the reason. */
  readonly refused: readonly { readonly what: string; readonly why: string }[]
  /** What could not be found out. */
  readonly doubts: readonly string[]
}

/** Everything the checks look at: read once, judged purely. */
export type World = {
  readonly spec: FinetuneSpec
  readonly model: CatalogueModel
  readonly account: string
  readonly region: string
  /** YYYY-MM-DD. */
  readonly today: string
  readonly jobName: string
  readonly customModelName: string
  readonly foundation: Known<FoundationModelView | undefined>
  readonly files: readonly DataFile[]
  readonly findings: Known<DataFindings>
  readonly outputUri: string
  /** What Bedrock refuses in any of the URIs, worded. */
  readonly uriProblems: readonly string[]
  readonly buckets: readonly BucketFact[]
  readonly role: Known<RoleFact>
  /** Actions the caller lacks. */
  readonly callerLacks: Known<readonly string[]>
  /** Actions on the key that caller or role lack; empty without a key. */
  readonly keyLacks: Known<readonly string[]>
  readonly modelNameTaken: Known<boolean>
  readonly customModels: Known<{ readonly count: number; readonly limit: number }>
  readonly jobsInProgress: Known<number>
  /** No-commitment model units for custom models: of all models together, and of this one. */
  readonly modelUnits: Known<{ readonly all: number; readonly own: number | undefined }>
  readonly hyperparameters: Readonly<Record<string, string>>
}
