import { refusal } from '../errors.ts'

export type RecordFormat = 'converse' | 'prompt-completion' | 'haiku' | 'text'

type Range = {
  readonly name: string
  readonly integer: boolean
  readonly min: number
  readonly max: number
  readonly initial: string
}

/** What one base model takes: record format, limits per data set, hyperparameters. */
export type CustomizationRules = {
  readonly format: RecordFormat
  readonly minRecords: number
  /** Training and validation records together; `recordsQuota` names the quota that can raise it. */
  readonly maxRecords: number
  readonly recordsQuota?: string
  /** Tokens per record; AWS counts six characters to a token. */
  readonly maxTokens: number
  readonly media: readonly ('image' | 'video' | 'document')[]
  readonly reservedWords: readonly string[]
  readonly reasoning: boolean
  /** `schemaVersion` must be the constant (Llama) or may be anything (Nova). */
  readonly strictSchema: boolean
  readonly hyperParameters: readonly Range[]
}

const int = (name: string, min: number, max: number, initial: string): Range => ({
  name,
  integer: true,
  min,
  max,
  initial,
})
const float = (name: string, min: number, max: number, initial: string): Range => ({
  ...int(name, min, max, initial),
  integer: false,
})

const NOVA: CustomizationRules = {
  format: 'converse',
  minRecords: 8,
  maxRecords: 20_000,
  maxTokens: 32_000,
  media: [],
  reservedWords: ['User:', 'Bot:', 'Assistant:', 'System:', '<image>', '<video>', '[EOS]'],
  reasoning: false,
  strictSchema: false,
  hyperParameters: [
    int('epochCount', 1, 5, '2'),
    float('learningRate', 1e-6, 1e-4, '0.00001'),
    int('learningRateWarmupSteps', 0, 100, '10'),
  ],
}

const LLAMA: CustomizationRules = {
  ...NOVA,
  minRecords: 100,
  maxRecords: 10_000,
  maxTokens: 16_000,
  reservedWords: [],
  strictSchema: true,
  hyperParameters: [
    int('epochCount', 1, 10, '5'),
    int('batchSize', 1, 1, '1'),
    float('learningRate', 5e-6, 0.1, '0.0001'),
  ],
}

/**
 * Per base model id. Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html,
 * custom-models-hp.html, the Nova guides' fine-tune-prepare-data-understanding.html,
 * and general/latest/gr/bedrock.html for quotas. The ranges
 * of Nova 2 Lite are in no table: they follow Nova's, with the batch size that real jobs have used (?).
 */
export const CUSTOMIZATION_RULES: Readonly<Record<string, CustomizationRules>> = {
  'amazon.nova-micro-v1:0': { ...NOVA, recordsQuota: 'L-EC6A6ABC' },
  'amazon.nova-lite-v1:0': { ...NOVA, media: ['image', 'video'], recordsQuota: 'L-031F46A7' },
  'amazon.nova-pro-v1:0': { ...NOVA, media: ['image', 'video'], recordsQuota: 'L-70FC4C0E' },
  'amazon.nova-2-lite-v1:0': {
    ...NOVA,
    media: ['image', 'video', 'document'],
    recordsQuota: 'L-82EE9228',
    reasoning: true,
    hyperParameters: [...NOVA.hyperParameters, int('batchSize', 1, 64, '1')],
  },
  'meta.llama3-1-8b-instruct-v1:0': { ...LLAMA, format: 'prompt-completion' },
  'meta.llama3-1-70b-instruct-v1:0': { ...LLAMA, format: 'prompt-completion' },
  'meta.llama3-2-1b-instruct-v1:0': LLAMA,
  'meta.llama3-2-3b-instruct-v1:0': LLAMA,
  'meta.llama3-3-70b-instruct-v1:0': LLAMA,
  'anthropic.claude-3-haiku-20240307-v1:0': {
    ...NOVA,
    format: 'haiku',
    minRecords: 32,
    maxRecords: 10_000,
    reservedWords: ['\nHuman:', '\nAssistant:'],
    hyperParameters: [
      int('epochCount', 1, 10, '2'),
      int('batchSize', 4, 256, '32'),
      float('learningRateMultiplier', 0.1, 2, '1'),
      float('earlyStoppingThreshold', 0, 0.1, '0.001'),
      int('earlyStoppingPatience', 1, 10, '2'),
    ],
  },
  'amazon.titan-text-express-v1': {
    ...NOVA,
    format: 'prompt-completion',
    minRecords: 1,
    maxRecords: 10_000,
    maxTokens: 4_096,
    reservedWords: [],
    hyperParameters: [
      int('epochCount', 1, 10, '5'),
      int('batchSize', 1, 64, '1'),
      float('learningRate', 0, 1, '0.00001'),
      int('learningRateWarmupSteps', 0, 250, '5'),
    ],
  },
}

/** The rules of a base model for a customization type; continued pre-training takes plain text. */
export const rulesOf = (modelId: string, type: string): CustomizationRules => {
  const rules = CUSTOMIZATION_RULES[modelId] ?? NOVA
  return type === 'CONTINUED_PRE_TRAINING'
    ? { ...rules, format: 'text', maxRecords: 100_000 }
    : rules
}

const checked = (range: Range, value: string): string => {
  const shape = range.integer ? /^\d+$/ : /^\d+(\.\d+)?([eE][-+]?\d+)?$/
  const number = Number(value)
  if (!shape.test(value) || number < range.min || number > range.max) {
    throw refusal.validation(
      `The value ${value} of hyperparameter ${range.name} is invalid: it must be ${range.integer ? 'an integer' : 'a number'} between ${range.min} and ${range.max}.`,
    )
  }
  return value
}

/** The hyperparameters in force: those given, checked, and the defaults of the others. */
export const effectiveHyperParameters = (
  rules: CustomizationRules,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  for (const name of Object.keys(given)) {
    if (!rules.hyperParameters.some((range) => range.name === name)) {
      const known = rules.hyperParameters.map((range) => range.name).join(', ')
      throw refusal.validation(
        `Hyperparameter ${name} is not supported by the base model. Supported: ${known}.`,
      )
    }
  }
  return Object.fromEntries(
    rules.hyperParameters.map((range) => [
      range.name,
      checked(range, given[range.name] ?? range.initial),
    ]),
  )
}
