import type { LineShape, ObjectShape, Shape, ShapeKey } from '../../ports/scanner.ts'
import { DOUBTFUL_WORDS } from './converse-texts.ts'
import {
  ANY,
  contentOf,
  NOTE,
  object,
  open,
  optional,
  required,
  TEXT,
  TEXT_BLOCK,
  UNREAD,
  warned,
} from './fast-blocks.ts'
import { METADATA, OPERATIONS } from './invocation-log.ts'
import type { RecordFormatName, RecordLimits } from './limits.ts'
import { GRADED_ROLES } from './rft.ts'

/** Nearly all files have this one; what it is for is the rules' matter. */
const USUAL_VERSION = 'bedrock-conversation-2024'
const ROLE: Shape = { kind: 'one-of', values: ['user', 'assistant'], role: true }
/** A record whose other keys are warned of. */
const record = (...keys: readonly ShapeKey[]): ObjectShape =>
  warned(object(...keys), NOTE.unknownKey)
/** No value has it: what may not stand in a line that is surely good. */
const NEVER: Shape = { kind: 'either' }

const turn = (content: Shape): ObjectShape => ({
  kind: 'object',
  turn: true,
  keys: [required('role', ROLE), required('content', content)],
})
const warnedTurn = (content: Shape): Shape => warned(turn(content), NOTE.unknownTurnKey)

const conversation = (asked: Shape, answered = asked): Shape => ({
  kind: 'array',
  turns: true,
  answeredLast: true,
  min: 2,
  items: warnedTurn(asked),
  ...(asked === answered ? {} : { odd: warnedTurn(answered) }),
})

const texts = (max?: number): Shape => ({
  kind: 'array',
  items: TEXT_BLOCK,
  min: 1,
  ...(max === undefined ? {} : { max }),
})

const converse = (limits: RecordLimits): Shape => {
  const { schemaVersion, systemItems } = limits
  const constant: Shape = { kind: 'one-of', values: [schemaVersion ?? USUAL_VERSION] }
  const content = [contentOf('user', limits), contentOf('assistant', limits)] as const
  return record(
    schemaVersion === undefined
      ? optional('schemaVersion', constant)
      : required('schemaVersion', constant),
    optional('system', texts(systemItems === 'one' ? 1 : undefined)),
    required('messages', conversation(...content)),
    optional('toolConfig', { kind: 'any', note: NOTE.toolConfig }),
  )
}

const flat = (...names: readonly string[]): Shape =>
  record(...names.map((name) => required(name, TEXT)))

/** Bedrock's key, or SageMaker's, which is warned of. */
const READ_ON: Shape = {
  ...record(optional('input', TEXT), { ...optional('text', TEXT), note: NOTE.sagemakerKey }),
  one: true,
}

const NO_WORDS = { asked: [], answered: [] }
/** The mark of a turn in Claude's prompt, with or without the line feed before it. */
const HAIKU_MARKS = ['Human:', 'Assistant:']
/** What both tags of `converse.thinking-tag` have. */
const THINKING = ['thinking>']

const distill = ({ turns }: RecordLimits): Shape =>
  object(
    required('schemaVersion', { kind: 'one-of', values: [USUAL_VERSION] }),
    optional('system', texts(1)),
    required('messages', {
      kind: 'array',
      turns: true,
      min: 1,
      ...(turns === 'one' ? { max: 2 } : {}),
      items: turn(texts()),
    }),
  )

const FUNCTION = open(
  required('type', { kind: 'one-of', values: ['function'] }),
  required('function', open(required('name', UNREAD))),
)

const GRADED = open(
  optional('id', UNREAD),
  required('messages', {
    kind: 'array',
    asks: true,
    min: 1,
    items: {
      kind: 'object',
      turn: true,
      keys: [
        required('role', { kind: 'one-of', values: GRADED_ROLES, role: true }),
        required('content', TEXT),
      ],
      others: { shape: ANY },
    },
  }),
  { ...optional('reference_answer', ANY), wanted: true },
  optional('tools', { kind: 'array', items: FUNCTION, min: 1 }),
  // These are metadata here, but other code reads them as parts of a conversation.
  optional('system', NEVER),
  optional('toolConfig', NEVER),
)

const SAID: Shape = { kind: 'text', counted: true }
const LOGGED_TEXT: Shape = {
  kind: 'either',
  text: SAID,
  array: { kind: 'array', items: open(required('text', SAID)), min: 0 },
}
const LOGGED_BODY = open(
  optional('messages', {
    kind: 'array',
    items: open(required('content', LOGGED_TEXT)),
    min: 1,
    max: 1,
  }),
  optional('system', LOGGED_TEXT),
  optional('toolConfig', { kind: 'any', note: NOTE.toolConfig }),
)
const LOG = open(
  required('schemaType', { kind: 'one-of', values: ['ModelInvocationLog'] }),
  required('modelId', UNREAD),
  required('operation', { kind: 'one-of', values: OPERATIONS }),
  required('input', open(required('inputBodyJson', LOGGED_BODY))),
  required('output', open(required('outputBodyJson', { kind: 'either', object: ANY, array: ANY }))),
  optional('requestMetadata', {
    kind: 'object',
    keys: [],
    others: { shape: { kind: 'text', maxBytes: METADATA.characters }, max: METADATA.pairs },
  }),
  optional('errorCode', NEVER),
)

/**
 * By format, what its records look like when they surely break no rule; what is noted is
 * judged by `noteJudge`. A row may be narrower than the rules (a test proves that it is never wider).
 */
const SHAPES: Readonly<
  Record<RecordFormatName, (limits: RecordLimits) => Omit<LineShape, 'maxCharacters'>>
> = {
  converse: (limits) => ({
    root: converse(limits),
    words: {
      asked: limits.reservedWords === undefined ? [] : [...limits.reservedWords, ...DOUBTFUL_WORDS],
      answered: THINKING,
    },
  }),
  'distill-prompts': (limits) => ({ root: distill(limits), words: NO_WORDS }),
  rft: () => ({ root: GRADED, words: NO_WORDS }),
  'invocation-log': () => ({ root: LOG, words: NO_WORDS }),
  'prompt-completion': () => ({ root: flat('prompt', 'completion'), words: NO_WORDS }),
  'continued-pre-training': () => ({ root: READ_ON, words: NO_WORDS }),
  haiku: () => ({
    root: record(
      optional('system', TEXT),
      required('messages', conversation(TEXT)),
      optional('toolConfig', NEVER),
    ),
    words: { asked: HAIKU_MARKS, answered: HAIKU_MARKS },
  }),
  'image-caption': () => ({
    root: record(
      required('image-ref', { kind: 'text', note: NOTE.image }),
      required('caption', TEXT),
    ),
    words: NO_WORDS,
  }),
}

/** Characters a token has at least, as `tokensOf` counts the upper end of its range. */
const CHARACTERS_PER_TOKEN = 3

/** The shape that surely good lines of a format have. */
export const fastShape = (format: RecordFormatName, limits: RecordLimits): LineShape => {
  const { maxTokensPerRecord, maxLineBytes } = limits
  return {
    ...SHAPES[format](limits),
    ...(maxTokensPerRecord === undefined
      ? {}
      : { maxCharacters: maxTokensPerRecord * CHARACTERS_PER_TOKEN }),
    ...(maxLineBytes === undefined ? {} : { maxBytes: maxLineBytes }),
  }
}

const OF_TEXTS: readonly RecordFormatName[] = [
  'converse',
  'prompt-completion',
  'distill-prompts',
  'continued-pre-training',
  'haiku',
]

/** The shape of records that have nothing but texts, in known places; undefined where they have more. */
export const textShape = (format: RecordFormatName): LineShape | undefined =>
  OF_TEXTS.includes(format) ? fastShape(format, { allows: [] }) : undefined
