import { TURN_RULES } from './converse-turns.ts'
import { isObject, kindOf, NONE, type RecordRule } from './rule.ts'

const SOURCE =
  'aws-samples/amazon-bedrock-samples: custom-models/bedrock-fine-tuning/claude-haiku/DataValidation'

const SAMPLE = {
  system: 'You label card payments.',
  messages: [
    { role: 'user', content: 'amount=214.90 EUR; country=BR' },
    { role: 'assistant', content: 'fraud' },
  ],
}
/** The older Claude form shares the order of turns; its content is plain text. */
const SHARED = ['messages', 'role', 'first-role-user', 'alternate', 'last-role-assistant']

const asText = (record: unknown): unknown =>
  JSON.parse(
    JSON.stringify(record, (_, value: unknown) =>
      Array.isArray(value) && isObject(value[0]) && typeof value[0].text === 'string'
        ? value[0].text
        : value,
    ),
  )

const textExample = ({ example }: RecordRule): RecordRule['example'] => {
  const refused = asText(example.refused)
  return { accepted: SAMPLE, refused: isObject(refused) ? refused : {} }
}

/** Claude 3 Haiku (end of life September 2026); kept so that its files are recognised. */
export const HAIKU_RULES: readonly RecordRule[] = [
  ...TURN_RULES.filter(({ id }) => SHARED.includes(id.replace('converse.', ''))).map((rule) => {
    const { fixable: _converseOnly, ...kept } = rule
    return {
      ...kept,
      id: rule.id.replace('converse.', 'haiku.'),
      source: SOURCE,
      example: textExample(rule),
    }
  }),
  {
    id: 'haiku.content',
    severity: 'error',
    what: 'content is a non-empty string',
    why: 'This format has plain text, not blocks.',
    fix: 'Write "content": "…".',
    source: SOURCE,
    check: ({ turns }) =>
      turns.flatMap(({ content, at }) =>
        typeof content === 'string' && content.trim() !== ''
          ? []
          : { pointer: at, message: `content is ${content === '' ? 'empty' : kindOf(content)}` },
      ),
    example: {
      accepted: SAMPLE,
      refused: { messages: [{ role: 'user', content: ['a'] }, SAMPLE.messages[1]] },
    },
  },
  {
    id: 'haiku.reserved-word',
    severity: 'error',
    what: 'neither "\\nHuman:" nor "\\nAssistant:" in a text',
    why: 'They separate the turns in Claude’s own prompt.',
    fix: 'Reword it.',
    source: SOURCE,
    check: ({ root, turns }) => {
      const texts = [...turns.map(({ content, at }) => ({ text: content, at: `${at}/content` }))]
      const all = [...texts, { text: root.system, at: '/system' }]
      const bad = all.filter(({ text }) => /\n(Human|Assistant):/.test(String(text)))
      return bad.length === 0
        ? NONE
        : bad.map(({ at }) => ({ pointer: at, message: 'has a reserved turn mark' }))
    },
    example: { accepted: SAMPLE, refused: { ...SAMPLE, system: 'a\nHuman: b' } },
  },
]
