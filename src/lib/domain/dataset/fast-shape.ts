import type { LineShape, Shape, ShapeKey } from '../../ports/scanner.ts'
import { DOUBTFUL_WORDS } from './converse-texts.ts'
import type { RecordFormatName, RecordLimits } from './limits.ts'

const required = (name: string, shape: Shape): ShapeKey => ({ name, shape, required: true })
const optional = (name: string, shape: Shape): ShapeKey => ({ name, shape, required: false })

const TEXT: Shape = { kind: 'text', counted: true, notBlank: true, watched: true }
/** Nearly all files have this one; what it is for is the rules' matter. */
const USUAL_VERSION = 'bedrock-conversation-2024'
const BLOCK: Shape = { kind: 'object', keys: [required('text', TEXT)] }
const ROLE: Shape = { kind: 'one-of', values: ['user', 'assistant'], role: true }

const turns = (content: Shape): Shape => ({
  kind: 'array',
  turns: true,
  min: 2,
  items: {
    kind: 'object',
    turn: true,
    keys: [required('role', ROLE), required('content', content)],
  },
})

const converse = ({ schemaVersion, systemItems }: RecordLimits): Shape => {
  const system: Shape = {
    kind: 'array',
    items: BLOCK,
    min: 1,
    ...(systemItems === 'one' ? { max: 1 } : {}),
  }
  const constant: Shape = { kind: 'one-of', values: [schemaVersion ?? USUAL_VERSION] }
  const version =
    schemaVersion === undefined
      ? optional('schemaVersion', constant)
      : required('schemaVersion', constant)
  const messages = required('messages', turns({ kind: 'array', items: BLOCK, min: 1 }))
  return { kind: 'object', keys: [version, optional('system', system), messages] }
}

const flat = (...names: readonly string[]): Shape => ({
  kind: 'object',
  keys: names.map((name) => required(name, TEXT)),
})

const NO_WORDS = { asked: [], answered: [] }
/** The mark of a turn in Claude's prompt, with or without the line feed before it. */
const HAIKU_MARKS = ['Human:', 'Assistant:']
/** What both tags of `converse.thinking-tag` have. */
const THINKING = ['thinking>']

/** What is asked of a teacher; records of several turns, or with an answer, are looked at more slowly. */
const DISTILL: Shape = {
  kind: 'object',
  keys: [
    required('schemaVersion', { kind: 'one-of', values: [USUAL_VERSION] }),
    optional('system', { kind: 'array', items: BLOCK, min: 1, max: 1 }),
    required('messages', {
      kind: 'array',
      min: 1,
      max: 1,
      items: {
        kind: 'object',
        turn: true,
        keys: [
          required('role', { kind: 'one-of', values: ['user'], role: true }),
          required('content', { kind: 'array', items: BLOCK, min: 1 }),
        ],
      },
    }),
  ],
}

/**
 * By format, what its records look like when they surely break no rule; formats without a row take the
 * slower path. A row may be narrower than the rules (a test proves that it is never wider).
 */
const SHAPES: Readonly<
  Partial<Record<RecordFormatName, (limits: RecordLimits) => Omit<LineShape, 'maxCharacters'>>>
> = {
  converse: (limits) => ({
    root: converse(limits),
    words: {
      asked: limits.reservedWords === undefined ? [] : [...limits.reservedWords, ...DOUBTFUL_WORDS],
      answered: THINKING,
    },
  }),
  'distill-prompts': () => ({ root: DISTILL, words: NO_WORDS }),
  'prompt-completion': () => ({ root: flat('prompt', 'completion'), words: NO_WORDS }),
  'continued-pre-training': () => ({ root: flat('input'), words: NO_WORDS }),
  haiku: () => ({
    root: { kind: 'object', keys: [optional('system', TEXT), required('messages', turns(TEXT))] },
    words: { asked: HAIKU_MARKS, answered: HAIKU_MARKS },
  }),
}

/** Characters a token has at least, as `tokensOf` counts the upper end of its range. */
const CHARACTERS_PER_TOKEN = 3

/** The shape that surely good lines of a format have; undefined when none is known. */
export const fastShape = (
  format: RecordFormatName,
  limits: RecordLimits,
): LineShape | undefined => {
  const { maxTokensPerRecord, maxLineBytes } = limits
  const shape = SHAPES[format]
  if (shape === undefined) return undefined
  return {
    ...shape(limits),
    ...(maxTokensPerRecord === undefined
      ? {}
      : { maxCharacters: maxTokensPerRecord * CHARACTERS_PER_TOKEN }),
    ...(maxLineBytes === undefined ? {} : { maxBytes: maxLineBytes }),
  }
}
