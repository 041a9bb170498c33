import type { FlagTable } from '../define.ts'

/** What the records are for: `--model` names it, or `--format` when there is no model yet. */
export const TARGET_FLAGS = {
  model: {
    spec: '--model <name>',
    describe: 'Base model the data is for (default: finetune.baseModel)',
  },
  format: {
    spec: '--format <name>',
    describe: 'Record format, instead of a model; limits of a model are then not checked',
    choices: ['converse', 'prompt-completion', 'continued-pre-training', 'haiku', 'image-caption'],
  },
} as const satisfies FlagTable

/** Where data is read from S3. */
export const READ_ACTIONS = ['s3:GetObject', 's3:ListBucket'] as const

/** How a table is divided. */
export const SPLIT_FLAGS = {
  validationSplit: {
    spec: '--validation-split <share>',
    describe: 'Share of the records for validation, 0 to 0.5',
    kind: 'number',
    config: 'dataset.validationSplit',
    default: 0.1,
  },
  seed: {
    spec: '--seed <number>',
    describe: 'The same seed and data give the same sides',
    kind: 'integer',
    config: 'dataset.seed',
    default: 1,
  },
} as const satisfies FlagTable

/** The members of `values` that are given: flows take absent members, not undefined ones. */
export const given = <T extends Readonly<Record<string, unknown>>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
