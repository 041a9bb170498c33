import * as v from 'valibot'

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day: YYYY-MM-DD'))
const text = v.pipe(v.string(), v.minLength(1))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const price = v.strictObject({
  microUsd: v.pipe(v.number(), v.integer('must be whole millionths of a dollar'), v.minValue(0)),
  asOf: day,
  source: text,
})

const lifecycle = v.strictObject({
  status: v.picklist(['active', 'legacy', 'end-of-life', 'unknown']),
  endOfLife: v.exactOptional(day),
  doubtful: v.exactOptional(v.boolean()),
  source: text,
})

const media = v.exactOptional(
  v.strictObject({
    maxBytes: v.exactOptional(count),
    minSide: v.exactOptional(count),
    maxSide: v.exactOptional(count),
    maxPixels: v.exactOptional(count),
    maxRatio: v.exactOptional(v.number()),
  }),
)

const records = v.strictObject({
  min: v.exactOptional(count),
  minAdvised: v.exactOptional(count),
  maxSum: v.exactOptional(count),
  maxTraining: v.exactOptional(count),
  maxValidation: v.exactOptional(count),
  maxTokensPerRecord: v.exactOptional(count),
  maxFileBytes: v.exactOptional(count),
  maxValidationFileBytes: v.exactOptional(count),
  reservedWords: v.exactOptional(v.array(text)),
  schemaVersion: v.exactOptional(text),
  allows: v.exactOptional(
    v.array(v.picklist(['image', 'video', 'document', 'reasoning', 'tools'])),
  ),
  systemItems: v.exactOptional(v.picklist(['one', 'any'])),
  captionLength: v.exactOptional(v.strictObject({ min: count, max: count })),
  mediaInDataBucket: v.exactOptional(v.boolean()),
  media: v.exactOptional(v.strictObject({ image: media, video: media, document: media })),
})

const hyperparameter = v.strictObject({
  name: text,
  kind: v.picklist(['integer', 'number']),
  min: v.exactOptional(v.number()),
  max: v.exactOptional(v.number()),
  default: v.exactOptional(v.number()),
  words: v.exactOptional(v.array(text)),
  required: v.exactOptional(v.boolean()),
  doubtful: v.exactOptional(v.boolean()),
})

const prices = v.strictObject({
  trainingPer1kTokens: v.exactOptional(price),
  storagePerMonth: v.exactOptional(price),
  provisionedUnitHour: v.exactOptional(
    v.strictObject({
      none: v.exactOptional(price),
      OneMonth: v.exactOptional(price),
      SixMonths: v.exactOptional(price),
    }),
  ),
  onDemandInputPer1kTokens: v.exactOptional(price),
  onDemandOutputPer1kTokens: v.exactOptional(price),
})

/** One model of the file; its key is the member name. */
export const modelSchema = v.strictObject({
  name: text,
  provider: text,
  customizationId: text,
  inferenceId: v.exactOptional(text),
  regions: v.pipe(v.array(text), v.minLength(1)),
  modalities: v.array(text),
  customizationTypes: v.pipe(
    v.array(v.picklist(['FINE_TUNING', 'CONTINUED_PRE_TRAINING'])),
    v.minLength(1),
  ),
  format: v.picklist([
    'converse',
    'prompt-completion',
    'continued-pre-training',
    'haiku',
    'image-caption',
  ]),
  lifecycle,
  records,
  validationData: v.picklist(['yes', 'no', 'doubtful']),
  hyperparameters: v.array(hyperparameter),
  hyperparametersOpen: v.exactOptional(v.boolean()),
  deployment: v.strictObject({ onDemand: v.boolean(), provisioned: v.boolean() }),
  modelUnitsQuotaCode: v.exactOptional(text),
  recordsQuotaCode: v.exactOptional(text),
  prices,
  sources: v.strictObject({
    model: text,
    records: text,
    hyperparameters: text,
    deployment: text,
  }),
})

/** The whole file. */
export const catalogueSchema = v.strictObject({
  schemaVersion: v.literal(1),
  asOf: day,
  models: v.record(
    v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case with dashes')),
    modelSchema,
  ),
})
