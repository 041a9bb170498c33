import { nearest } from '../core/nearest.ts'
import { BLOCK_KINDS, type Turn } from './conversation.ts'
import { assistant, ofTurns, SAMPLE, user, withMessages } from './converse-turns.ts'
import { isObject, kindOf, type Place, type RecordRule } from './rule.ts'

const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'

/** What turns are made of (R3, R5). */
export const CONTENT_RULES: readonly RecordRule[] = [
  {
    id: 'converse.content',
    severity: 'error',
    what: 'content is a non-empty array of blocks',
    why: 'Plain text is the older Claude form; Bedrock refuses it in this format.',
    fix: 'Write [{"text": "…"}] instead of "…".',
    source: GUIDE,
    fixable: true,
    check: (view) => ofTurns(view, contentPlace),
    example: {
      accepted: SAMPLE,
      refused: withMessages({ role: 'user', content: 'a' }, assistant('b')),
    },
  },
  {
    id: 'converse.block',
    severity: 'error',
    what: `each block has exactly one of ${BLOCK_KINDS.join(', ')}`,
    why: 'The kind of a block is its one member.',
    fix: 'Write one {"text": "…"} per block.',
    source: GUIDE,
    check: (view) =>
      view.blocks.flatMap(({ kind, value, at }) =>
        kind === undefined && typeof value !== 'string' ? blockPlace(value, at) : [],
      ),
    example: {
      accepted: SAMPLE,
      refused: withMessages({ role: 'user', content: [{ txt: 'a' }] }, assistant('b')),
    },
  },
  {
    id: 'converse.text',
    severity: 'error',
    what: 'text is a string',
    why: 'Numbers and null are not text.',
    fix: 'Put the value into quotes.',
    source: GUIDE,
    check: (view) =>
      view.blocks.flatMap(({ kind, text, value, at }) =>
        kind === 'text' && text === undefined && isObject(value)
          ? { pointer: `${at}/text`, message: `text is ${kindOf(value.text)}` }
          : [],
      ),
    example: {
      accepted: SAMPLE,
      refused: withMessages({ role: 'user', content: [{ text: 7 }] }, assistant('b')),
    },
  },
  {
    id: 'converse.text-empty',
    severity: 'error',
    what: 'a turn of text alone says something',
    why: 'Empty turns are refused, and teach nothing.',
    fix: 'Write the text, or drop the record.',
    source:
      'aws-samples/amazon-bedrock-samples: custom-models/bedrock-fine-tuning/nova/understanding',
    check: (view) =>
      ofTurns(view, ({ blocks, at }) => {
        const blank = blocks.length > 0 && blocks.every((block) => block.text?.trim() === '')
        return blank
          ? { pointer: `${at}/content`, message: 'the text of this turn is empty' }
          : undefined
      }),
    example: { accepted: SAMPLE, refused: withMessages(user('  '), assistant('b')) },
  },
]

const contentPlace = ({ value, content, at }: Turn): Place | undefined => {
  if (!isObject(value)) return undefined
  if (content === undefined) return { pointer: at, message: 'content is missing' }
  const pointer = `${at}/content`
  if (!Array.isArray(content)) return { pointer, message: `content is ${kindOf(content)}` }
  return content.length === 0 ? { pointer, message: 'content is empty' } : undefined
}

const blockPlace = (value: unknown, at: string): Place => {
  if (!isObject(value)) return { pointer: at, message: `the block is ${kindOf(value)}` }
  const names = Object.keys(value)
  const known = names.filter((name) => (BLOCK_KINDS as readonly string[]).includes(name))
  if (known.length > 1) return { pointer: at, message: `one block has ${known.join(' and ')}` }
  const [meant] = names.flatMap((name) => nearest(name, BLOCK_KINDS))
  const ask = meant === undefined ? '' : `; did you mean "${meant}"?`
  return { pointer: at, message: `the block has ${names.join(', ') || 'no member'}${ask}` }
}
