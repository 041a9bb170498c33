import { unknownKeys } from './converse-texts.ts'
import { kindOf, NONE, type Place, type RecordRule } from './rule.ts'

const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'
const TITAN =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html (earlier edition)'

/** A text member of a flat record, and what an empty one means. */
type Field = {
  readonly rule: string
  readonly name: string
  readonly why: string
  readonly source: string
  readonly emptyIs: RecordRule['severity']
  readonly sample: Readonly<Record<string, string>>
}

const PAIR = { prompt: 'amount=214.90 EUR; country=BR', completion: 'fraud' }
const TEXT = { input: 'Chargebacks must be answered within 30 days.' }
const CAPTION = { 'image-ref': 's3://data/cat.png', caption: 'a cat on a mat' }

/** Required and non-empty: two rules for each text member. */
const fieldRules = (field: Field): readonly RecordRule[] => {
  const { rule, name, sample } = field
  const pointer = `/${name}`
  const { [name]: _gone, ...without } = sample
  return [
    {
      id: `${rule}.${name}`,
      severity: 'error',
      what: `${name} is there and is a string`,
      why: field.why,
      fix: `Write "${name}": "…".`,
      source: field.source,
      check: ({ root }) => stringPlaces(root[name], name),
      example: { accepted: sample, refused: without },
    },
    {
      id: `${rule}.${name}-empty`,
      severity: field.emptyIs,
      what: `${name} says something`,
      why: 'An empty text teaches nothing.',
      fix: 'Write the text, or drop the record.',
      source: field.source,
      check: ({ root }) =>
        typeof root[name] === 'string' && root[name].trim() === ''
          ? [{ pointer, message: `${name} is empty` }]
          : NONE,
      example: { accepted: sample, refused: { ...sample, [name]: ' ' } },
    },
  ]
}

const stringPlaces = (value: unknown, name: string): readonly Place[] => {
  if (typeof value === 'string') return NONE
  if (value === undefined) return [{ pointer: '', message: `${name} is missing` }]
  return [{ pointer: `/${name}`, message: `${name} is ${kindOf(value)}` }]
}

const onlyKeys = (rule: string, sample: Readonly<Record<string, string>>): RecordRule => ({
  id: `${rule}.unknown-key`,
  severity: 'warning',
  what: `the record has no other keys than ${Object.keys(sample).join(', ')}`,
  why: 'They are ignored at best; often they are a misspelling.',
  fix: 'Correct or remove the key.',
  source: GUIDE,
  check: ({ root }) => unknownKeys(root, '', Object.keys(sample)),
  example: { accepted: sample, refused: { ...sample, comment: 'x' } },
})

const pair = {
  rule: 'prompt-completion',
  why: 'The model learns to give the completion for the prompt.',
  source: GUIDE,
  sample: PAIR,
}

/** Llama 3.1; formerly Titan Text and Cohere. */
export const PROMPT_COMPLETION_RULES: readonly RecordRule[] = [
  ...fieldRules({ ...pair, name: 'prompt', emptyIs: 'error' }),
  ...fieldRules({ ...pair, name: 'completion', emptyIs: 'warning' }),
  onlyKeys('prompt-completion', PAIR),
]

/** Historic on Bedrock: no active base model takes it. */
export const PRE_TRAINING_RULES: readonly RecordRule[] = [
  ...fieldRules({
    rule: 'continued-pre-training',
    name: 'input',
    why: 'The text is what the model reads on.',
    source: TITAN,
    emptyIs: 'error',
    sample: TEXT,
  }),
  onlyKeys('continued-pre-training', TEXT),
]

const CAPTION_LENGTH = { min: 3, max: 1_024 }
const image = { rule: 'image-caption', why: 'An image is learnt by its caption.', source: GUIDE }

/** Titan Image, Titan Multimodal Embeddings, Nova Canvas. */
export const IMAGE_CAPTION_RULES: readonly RecordRule[] = [
  ...fieldRules({ ...image, name: 'image-ref', emptyIs: 'error', sample: CAPTION }),
  ...fieldRules({ ...image, name: 'caption', emptyIs: 'warning', sample: CAPTION }),
  {
    id: 'image-caption.reference',
    severity: 'error',
    what: 'image-ref is the S3 URI of a png, jpg or jpeg',
    why: 'Bedrock reads images from S3, and these kinds only.',
    fix: 'Write s3://bucket/path.png.',
    source: GUIDE,
    check: ({ root }) => {
      const uri = root['image-ref']
      return typeof uri === 'string' && !/^s3:\/\/[^/]+\/.+\.(png|jpe?g)$/i.test(uri)
        ? [{ pointer: '/image-ref', message: 'not the S3 URI of a png or jpeg' }]
        : NONE
    },
    example: { accepted: CAPTION, refused: { ...CAPTION, 'image-ref': '/tmp/cat.png' } },
  },
  {
    id: 'image-caption.caption-length',
    severity: 'warning',
    what: `caption has ${CAPTION_LENGTH.min} to ${CAPTION_LENGTH.max} characters`,
    why: 'Titan Image refuses others; Titan Embeddings takes up to 2,560.',
    fix: 'Shorten or write the caption.',
    source: GUIDE,
    check: ({ root: { caption } }) => {
      if (typeof caption !== 'string') return NONE
      const { length } = caption
      return length < CAPTION_LENGTH.min || length > CAPTION_LENGTH.max
        ? [{ pointer: '/caption', message: `caption has ${length} characters` }]
        : NONE
    },
    example: { accepted: CAPTION, refused: { ...CAPTION, caption: 'ab' } },
  },
  onlyKeys('image-caption', CAPTION),
]
