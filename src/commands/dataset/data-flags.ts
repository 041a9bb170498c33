import { RECORD_FORMAT_NAMES } from '../../lib/domain/dataset/limits.ts'
import type { FlagTable } from '../define.ts'

/** What the records are for: `--model` names it, or `--format` when there is no model yet. */
export const TARGET_FLAGS = {
  model: {
    spec: '--model <name>',
    describe: 'Base model the data is for (default: finetune.baseModel)',
  },
  format: {
    spec: '--format <name>',
    describe:
      'Record format, without a model’s limits; distill-prompts, rft, invocation-log beside one',
    choices: RECORD_FORMAT_NAMES,
  },
} as const satisfies FlagTable

/** What counts as private, and what may stay. */
export const PRIVACY_FLAGS = {
  allow: {
    spec: '--allow <file>',
    describe: 'Allow-list: values or patterns that may stay, each with a reason',
    completes: 'file',
  },
  minConfidence: {
    spec: '--min-confidence <degree>',
    describe: 'How sure a private value must be; low adds IP addresses and numbers without context',
    choices: ['high', 'medium', 'low'],
    default: 'medium',
  },
} as const satisfies FlagTable

/** Where data is read from S3. */
export const READ_ACTIONS = ['s3:GetObject', 's3:ListBucket'] as const

/** How records are made of a table, and where they go. */
export const RECORD_FLAGS = {
  out: {
    spec: '-o, --out <file>',
    describe: 'Training records (default: <table>.train.jsonl)',
    completes: 'file',
  },
  validationOut: {
    spec: '--validation-out <file>',
    describe: 'Validation records (default: beside --out)',
    completes: 'file',
  },
  prompt: {
    spec: '--prompt <template>',
    describe: "What the model is asked, with {column} placeholders: 'amount={amount}'",
    config: 'dataset.prompt',
  },
  promptColumn: { spec: '--prompt-column <name>', describe: 'One column as the prompt' },
  completion: {
    spec: '--completion <template>',
    describe: 'What it is to answer, with {column} placeholders',
    config: 'dataset.completion',
  },
  completionColumn: { spec: '--completion-column <name>', describe: 'One column as the answer' },
  system: {
    spec: '--system <text>',
    describe: 'System prompt of every record',
    config: 'dataset.system',
  },
  labelWords: {
    spec: '--label-words <label=word,…>',
    describe: 'Words instead of labels: 1=fraud,0=legitimate',
    config: 'dataset.labelWords',
  },
} as const satisfies FlagTable

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

/** Columns that decide the sides. */
export const GROUP_FLAGS = {
  stratify: {
    spec: '--stratify <column>',
    describe: 'Spread its values evenly (default: the answer)',
  },
  group: { spec: '--group <column>', describe: 'Keep rows with an equal value on one side' },
} as const satisfies FlagTable

/** Rows that say nearly the same must not stand on both sides. */
export const NEAR_FLAG = {
  nearDuplicates: {
    spec: '--near-duplicates <what>',
    describe:
      'Texts that share most of their wording: keep them on one side (together), for the first 50,000 records (auto), or not (apart)',
    choices: ['together', 'auto', 'apart'],
    default: 'auto',
  },
} as const satisfies FlagTable

/** The word of the flag as the flows have it. */
export const nearTogether = (word: 'together' | 'auto' | 'apart'): 'always' | 'auto' | 'never' =>
  word === 'together' ? 'always' : word === 'apart' ? 'never' : 'auto'

/** For every command that writes data. */
export const OVERWRITE_FLAG = {
  overwrite: {
    spec: '--overwrite',
    describe: 'Replace output files of other content without asking',
    kind: 'boolean',
  },
} as const satisfies FlagTable

export const SKIP_FLAG = {
  skipBadRows: {
    spec: '--skip-bad-rows',
    describe: 'Leave bad rows out; the result lists them',
    kind: 'boolean',
  },
} as const satisfies FlagTable

/** Private values, replaced while records are made. */
const REDACT_FLAGS = {
  redact: {
    spec: '--redact <form>',
    describe: 'Replace private values: TYPE gives [EMAIL-kfzqhbtw], hash letters alone, mask stars',
    choices: ['TYPE', 'hash', 'mask'],
  },
  redactSeed: {
    spec: '--redact-seed <text>',
    describe: 'Secret that keys the pseudonyms, for the same ones in several files',
  },
  ...PRIVACY_FLAGS,
} as const satisfies FlagTable

/** Which records are taken, how many of each class, and with which texts. */
export const SELECTION_FLAGS = {
  dedup: {
    spec: '--dedup <how>',
    describe:
      'Drop repeated records: the same bytes (exact), case and spacing aside (normalised), or most of the wording and the same label (near)',
    choices: ['off', 'exact', 'normalised', 'near'],
    default: 'exact',
  },
  minTokens: {
    spec: '--min-tokens <count>',
    describe: 'Drop records surely below, by the estimate of 3 to 6 characters a token',
    kind: 'integer',
  },
  maxTokens: {
    spec: '--max-tokens <count>',
    describe: 'Drop records surely above, by the same estimate',
    kind: 'integer',
  },
  sample: { spec: '--sample <n|percent>', describe: 'Take that many records: 500, or 10%' },
  balance: {
    spec: '--balance <how>',
    describe:
      'Same number of training records of each answer: leave some out (under), or repeat some (over)',
    choices: ['under', 'over'],
  },
  ...REDACT_FLAGS,
} as const satisfies FlagTable

/** What outputs are named after when nobody names them: the input without its endings, here. */
export const stemOf = (input: string): string => {
  const path = input.startsWith('s3://') ? (input.split('/').at(-1) ?? '') : input
  return path.replace(/(\.[a-z]+)(\.gz|\.zst)?$/i, '')
}

/** The members of `values` that are given: flows take absent members, not undefined ones. */
export const given = <T extends Readonly<Record<string, unknown>>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
