import { borrowed } from './borrowed-rules.ts'
import { CONTENT_RULES } from './converse-content.ts'
import { TEXT_RULES, unknownKeys } from './converse-texts.ts'
import { TURN_RULES } from './converse-turns.ts'
import type { RecordLimits } from './limits.ts'
import { isObject, kindOf, NONE, type Place, type RecordRule, type RecordView } from './rule.ts'

const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-data-prep-option-1.html'
const SCHEMA =
  'aws-samples/amazon-bedrock-samples: custom-models/model_distillation/dataset-validation'
const VERSION = 'bedrock-conversation-2024'

const question = { role: 'user', content: [{ text: 'Is 214.90 EUR in BR unusual?' }] }
const answer = { role: 'assistant', content: [{ text: 'fraud' }] }
/** A prompt; the teacher model gives the answer. */
export const PROMPT_SAMPLE = {
  schemaVersion: VERSION,
  system: [{ text: 'You label card payments.' }],
  messages: [question],
}

const SHARED = {
  prefix: 'distill-prompts',
  source: GUIDE,
  accepted: PROMPT_SAMPLE,
} as const

/** Quotas of distillation, whatever the student (AWS general reference, Bedrock quotas). */
export const DISTILL_LIMITS: RecordLimits = {
  min: 100,
  maxSum: 15_000,
  maxFileBytes: 2 * 1024 * 1024 * 1024,
  maxLineBytes: 16 * 1024,
}

/** Prompts for a teacher model: conversations that need no answer. */
export const DISTILL_RULES: readonly RecordRule[] = [
  {
    id: 'distill-prompts.messages',
    severity: 'error',
    what: 'messages is an array of at least one turn',
    why: 'The teacher answers the prompt; without one there is nothing to answer.',
    fix: 'Give a user turn.',
    source: GUIDE,
    check: ({ root }) => messagesPlaces(root.messages),
    example: { accepted: PROMPT_SAMPLE, refused: { ...PROMPT_SAMPLE, messages: [] } },
  },
  ...borrowed(TURN_RULES, { ...SHARED, names: ['turn', 'role', 'first-role-user', 'alternate'] }),
  ...borrowed(CONTENT_RULES, { ...SHARED, names: ['content', 'block', 'text', 'text-empty'] }),
  {
    id: 'distill-prompts.text-only',
    severity: 'error',
    what: 'all content is text',
    why: 'Distillation takes no media, tools or reasoning.',
    fix: 'Remove the block, or drop the record.',
    source: GUIDE,
    check: (view) =>
      view.blocks.flatMap(({ kind, at }) =>
        kind === undefined || kind === 'text'
          ? []
          : { pointer: at, message: `${kind} is not taken` },
      ),
    example: {
      accepted: PROMPT_SAMPLE,
      refused: {
        ...PROMPT_SAMPLE,
        messages: [{ role: 'user', content: [{ toolUse: { toolUseId: 't' } }] }],
      },
    },
  },
  {
    id: 'distill-prompts.single-turn',
    severity: 'error',
    what: 'a student of Meta takes one user turn and at most one answer',
    why: 'Only Nova students take longer conversations.',
    fix: 'Cut the conversation, or choose a Nova student.',
    source: GUIDE,
    check: (view, { turns }) => (turns === 'one' ? longPlaces(view) : NONE),
    example: {
      accepted: { ...PROMPT_SAMPLE, messages: [question, answer] },
      refused: { ...PROMPT_SAMPLE, messages: [question, answer, question] },
      limits: { turns: 'one' },
    },
  },
  {
    id: 'distill-prompts.schema-version',
    severity: 'error',
    what: `schemaVersion is "${VERSION}"`,
    why: 'AWS’s schema requires the constant; the guide’s prose misspells it once as conversion.',
    fix: `Write "schemaVersion": "${VERSION}".`,
    source: SCHEMA,
    fixable: true,
    check: ({ root }) => versionPlaces(root.schemaVersion),
    example: {
      accepted: PROMPT_SAMPLE,
      refused: { ...PROMPT_SAMPLE, schemaVersion: 'bedrock-conversion-2024' },
    },
  },
  ...borrowed(TEXT_RULES, { ...SHARED, names: ['system'] }),
  {
    id: 'distill-prompts.system-items',
    severity: 'error',
    what: 'system has exactly one text',
    why: 'AWS’s schema allows one.',
    fix: 'Join the texts into one block.',
    source: SCHEMA,
    check: ({ root: { system } }) =>
      Array.isArray(system) && system.length !== 1
        ? [{ pointer: '/system', message: `system has ${system.length} blocks` }]
        : NONE,
    example: {
      accepted: PROMPT_SAMPLE,
      refused: { ...PROMPT_SAMPLE, system: [{ text: 'a' }, { text: 'b' }] },
    },
  },
  {
    id: 'distill-prompts.unknown-key',
    severity: 'error',
    what: 'the record has no other keys than schemaVersion, system and messages',
    why: 'AWS’s schema forbids others.',
    fix: 'Correct or remove the key.',
    source: SCHEMA,
    check: ({ root, turns }) => [
      ...unknownKeys(root, '', ['schemaVersion', 'system', 'messages']),
      ...turns.flatMap(({ value, at }) =>
        isObject(value) ? unknownKeys(value, at, ['role', 'content']) : NONE,
      ),
    ],
    example: { accepted: PROMPT_SAMPLE, refused: { ...PROMPT_SAMPLE, label: 'fraud' } },
  },
]

const messagesPlaces = (messages: unknown): readonly Place[] => {
  if (messages === undefined) return [{ pointer: '', message: 'messages is missing' }]
  const pointer = '/messages'
  if (!Array.isArray(messages)) return [{ pointer, message: `messages is ${kindOf(messages)}` }]
  return messages.length === 0 ? [{ pointer, message: 'messages has no turn' }] : NONE
}

const longPlaces = ({ turns }: RecordView): readonly Place[] =>
  turns.length > 2
    ? [{ pointer: '/messages/2', message: `the conversation has ${turns.length} turns` }]
    : NONE

const versionPlaces = (given: unknown): readonly Place[] => {
  if (given === VERSION) return NONE
  if (given === undefined) return [{ pointer: '', message: 'schemaVersion is missing' }]
  return [{ pointer: '/schemaVersion', message: `schemaVersion is ${JSON.stringify(given)}` }]
}
