import { borrowed } from './borrowed-rules.ts'
import { unknownKeys } from './converse-texts.ts'
import { TURN_RULES } from './converse-turns.ts'
import { isObject, type JsonObject, kindOf, NONE, type RecordRule } from './rule.ts'

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
const SHARED = ['messages', 'turn', 'role', 'first-role-user', 'alternate', 'last-role-assistant']

/** A conversation of blocks with the text of each first block in place of the blocks. */
const asText = (record: JsonObject): JsonObject => {
  const text: unknown = JSON.parse(
    JSON.stringify(record, (_, value: unknown) =>
      Array.isArray(value) && isObject(value[0]) && typeof value[0].text === 'string'
        ? value[0].text
        : value,
    ),
  )
  const { schemaVersion: _notHere, ...rest } = isObject(text) ? text : {}
  return rest
}

/** Claude 3 Haiku (end of life September 2026); kept so that its files are recognised. */
export const HAIKU_RULES: readonly RecordRule[] = [
  ...borrowed(TURN_RULES, {
    names: SHARED,
    prefix: 'haiku',
    source: SOURCE,
    accepted: SAMPLE,
    refused: asText,
  }),
  {
    id: 'haiku.content',
    severity: 'error',
    what: 'content is a non-empty string',
    why: 'This format has plain text, not blocks.',
    fix: 'Write "content": "…".',
    source: SOURCE,
    fixable: true,
    check: ({ turns }) =>
      turns.flatMap(({ value, content, at }) => {
        if (!isObject(value) || (typeof content === 'string' && content.trim() !== '')) return []
        const found = typeof content === 'string' ? 'empty' : kindOf(content)
        return {
          pointer: content === undefined ? at : `${at}/content`,
          message: `content is ${found}`,
        }
      }),
    example: {
      accepted: SAMPLE,
      refused: { messages: [{ role: 'user', content: ['a'] }, SAMPLE.messages[1]] },
    },
  },
  {
    id: 'haiku.system',
    severity: 'error',
    what: 'system is a string',
    why: 'This format has plain text; null makes AWS’s own script fail.',
    fix: 'Write "system": "…", or leave it out.',
    source: SOURCE,
    fixable: true,
    check: ({ root: { system } }) =>
      system === undefined || typeof system === 'string'
        ? NONE
        : [{ pointer: '/system', message: `system is ${kindOf(system)}` }],
    example: { accepted: SAMPLE, refused: { ...SAMPLE, system: [{ text: 'a' }] } },
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
  {
    id: 'haiku.unknown-key',
    severity: 'warning',
    what: 'the record has no other keys than system and messages, its turns than role and content',
    why: 'They are ignored at best; often they are a misspelling.',
    fix: 'Correct or remove the key.',
    source: SOURCE,
    check: ({ root, turns }) => [
      ...unknownKeys(root, '', ['system', 'messages']),
      ...turns.flatMap(({ value, at }) =>
        isObject(value) ? unknownKeys(value, at, ['role', 'content']) : NONE,
      ),
    ],
    example: { accepted: SAMPLE, refused: { ...SAMPLE, name: 'x' } },
  },
]
