import { countOf } from '../core/count.ts'
import { unknownKeys } from './converse-texts.ts'
import { kindOf, NONE, type Place, type RecordRule, type RecordView } from './rule.ts'

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

const onlyKeys = (
  rule: string,
  sample: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): RecordRule => ({
  id: `${rule}.unknown-key`,
  severity: 'warning',
  what: `the record has no other keys than ${[...Object.keys(sample), ...others].join(', ')}`,
  why: 'They are ignored at best; often they are a misspelling.',
  fix: 'Correct or remove the key.',
  source: GUIDE,
  check: ({ root }) => unknownKeys(root, '', [...Object.keys(sample), ...others]),
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

const NOVA_TEXT = { text: TEXT.input }
const textOf = ({ root }: RecordView): unknown => root.input ?? root.text
const textKey = ({ root }: RecordView): string => (root.input === undefined ? 'text' : 'input')
const preTraining = { source: TITAN, severity: 'error' } as const

/** Historic on Bedrock (key `input`), and Nova on SageMaker (key `text`): no active Bedrock model. */
export const PRE_TRAINING_RULES: readonly RecordRule[] = [
  {
    ...preTraining,
    id: 'continued-pre-training.input',
    what: 'input is there and is a string; Nova on SageMaker calls it text',
    why: 'The text is what the model reads on.',
    fix: 'Write "input": "…".',
    check: (view) =>
      textOf(view) === undefined
        ? [{ pointer: '', message: 'input is missing' }]
        : stringPlaces(textOf(view), textKey(view)),
    example: { accepted: TEXT, refused: {} },
  },
  {
    ...preTraining,
    id: 'continued-pre-training.input-empty',
    what: 'the text says something',
    why: 'An empty text teaches nothing.',
    fix: 'Write the text, or drop the record.',
    check: (view) => {
      const text = textOf(view)
      return typeof text === 'string' && text.trim() === ''
        ? [{ pointer: `/${textKey(view)}`, message: 'the text is empty' }]
        : NONE
    },
    example: { accepted: TEXT, refused: { input: ' ' } },
  },
  {
    ...preTraining,
    id: 'continued-pre-training.one-key',
    what: 'a record has input or text, not both',
    why: 'Which of the two would be read is not documented.',
    fix: 'Make two records of it.',
    check: ({ root }) =>
      root.input !== undefined && root.text !== undefined
        ? [{ pointer: '/text', key: true, message: 'input and text are both there' }]
        : NONE,
    example: { accepted: TEXT, refused: { ...TEXT, ...NOVA_TEXT } },
  },
  {
    id: 'continued-pre-training.sagemaker-key',
    severity: 'warning',
    what: 'the key is input, as Bedrock’s older pages have it',
    why: 'text is the key of Nova on SageMaker; what a Bedrock job makes of it is not documented.',
    fix: 'Rename it to input for Bedrock; leave it for SageMaker.',
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/nova-cpt.html',
    check: ({ root }) =>
      root.text !== undefined && root.input === undefined
        ? [{ pointer: '/text', key: true, message: 'the key is text' }]
        : NONE,
    example: { accepted: TEXT, refused: NOVA_TEXT },
  },
  onlyKeys('continued-pre-training', TEXT, ['text']),
]

/** Of Titan Image, the narrowest known: what is within is within every model's. */
export const CAPTION_LENGTH = { min: 3, max: 1_024 }
/** Whether the models of captions take the file, by its address. */
export const isImageUri = (uri: string): boolean => /^s3:\/\/[^/]+\/.+\.(png|jpe?g)$/i.test(uri)
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
      return typeof uri === 'string' && uri.trim() !== '' && !isImageUri(uri)
        ? [{ pointer: '/image-ref', message: 'not the S3 URI of a png or jpeg' }]
        : NONE
    },
    example: { accepted: CAPTION, refused: { ...CAPTION, 'image-ref': '/tmp/cat.png' } },
  },
  {
    id: 'image-caption.caption-length',
    severity: 'error',
    what: 'caption is as long as the model takes it',
    why: 'Titan Image takes 3 to 1,024 characters, Titan Embeddings up to 2,560; others are refused.',
    fix: 'Shorten or write the caption.',
    source: GUIDE,
    check: ({ root }, { captionLength }) =>
      captionLength === undefined ? NONE : lengthPlaces(root.caption, captionLength),
    example: {
      accepted: CAPTION,
      refused: { ...CAPTION, caption: 'x'.repeat(1_025) },
      limits: { captionLength: CAPTION_LENGTH },
    },
  },
  {
    id: 'image-caption.caption-length-doubtful',
    severity: 'warning',
    what: `caption has ${CAPTION_LENGTH.min} to ${CAPTION_LENGTH.max} characters, where the model’s limit is not known`,
    why: 'Titan Image refuses others; Titan Embeddings takes up to 2,560.',
    fix: 'Shorten or write the caption, or name the model.',
    source: GUIDE,
    check: ({ root }, { captionLength }) =>
      captionLength === undefined && String(root.caption).trim() !== ''
        ? lengthPlaces(root.caption, CAPTION_LENGTH)
        : NONE,
    example: { accepted: CAPTION, refused: { ...CAPTION, caption: 'ab' } },
  },
  onlyKeys('image-caption', CAPTION),
]

const lengthPlaces = (
  caption: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): readonly Place[] =>
  typeof caption === 'string' && (caption.length < min || caption.length > max)
    ? [{ pointer: '/caption', message: `caption has ${countOf(caption.length, 'character')}` }]
    : NONE
