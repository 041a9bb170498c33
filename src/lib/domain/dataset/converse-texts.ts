import { nearest } from '../core/nearest.ts'
import type { Block } from './conversation.ts'
import { SAMPLE } from './converse-turns.ts'
import type { RecordLimits } from './limits.ts'
import { isObject, type JsonObject, kindOf, NONE, type Place, type RecordRule } from './rule.ts'

const NOVA =
  'https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html'
const SCHEMA =
  'aws-samples/amazon-bedrock-samples: custom-models/bedrock-fine-tuning/meta-llama/dataset_validation'
const VALIDATOR =
  'aws-samples/amazon-nova-samples: customization/bedrock-finetuning/understanding/dataset_validation'

const asked = (text: string) => ({
  ...SAMPLE,
  messages: [{ role: 'user', content: [{ text }] }, SAMPLE.messages[1]],
})

/** Words that a validator of AWS refuses and the documentation does not name. */
export const DOUBTFUL_WORDS = ['Thought:', '<unk>']

/** Reserved words, system prompt, schema version and unknown keys (R6, R6b, R16). */
export const TEXT_RULES: readonly RecordRule[] = [
  {
    id: 'converse.reserved-word',
    severity: 'error',
    what: 'no reserved word (User:, Bot:, Assistant:, System:, <image>, <video>, [EOS]) in a user or system text',
    why: 'AWS: the training job will fail due to data issues.',
    fix: 'Reword it: "User:" can become "User -".',
    source: NOVA,
    check: (view, limits) => reserved(view.blocks, limits, true),
    example: {
      accepted: asked('the users paid'),
      refused: asked('User: paid'),
      limits: { reservedWords: ['User:', '[EOS]'] },
    },
  },
  {
    id: 'converse.reserved-word-doubtful',
    severity: 'warning',
    what: 'no reserved word in another case, and neither Thought: nor <unk>',
    why: 'AWS’s newer validator refuses these too, even inside a longer word; the documentation does not.',
    fix: 'Reword it if you can; the job may well accept it.',
    source: VALIDATOR,
    check: (view, limits) => reserved(view.blocks, limits, false),
    example: {
      accepted: asked('the users paid'),
      refused: asked('user: paid'),
      limits: { reservedWords: ['User:'] },
    },
  },
  {
    id: 'converse.system',
    severity: 'error',
    what: 'system is an array of text blocks',
    why: 'A plain string is refused in this format.',
    fix: 'Write "system": [{"text": "…"}].',
    source: NOVA,
    fixable: true,
    check: ({ root }) => systemPlaces(root.system),
    example: { accepted: SAMPLE, refused: { ...SAMPLE, system: 'You label payments.' } },
  },
  {
    id: 'converse.system-items',
    severity: 'error',
    what: 'system has exactly one block, for models that take one only',
    why: 'AWS’s schema for this model allows one.',
    fix: 'Join the texts into one block.',
    source: SCHEMA,
    check: ({ system, root }, { systemItems }) =>
      systemItems === 'one' && Array.isArray(root.system) && system.length !== 1
        ? [{ pointer: '/system', message: `system has ${system.length} blocks` }]
        : NONE,
    example: {
      accepted: SAMPLE,
      refused: { ...SAMPLE, system: [{ text: 'a' }, { text: 'b' }] },
      limits: { systemItems: 'one' },
    },
  },
  {
    id: 'converse.schema-version',
    severity: 'error',
    what: 'schemaVersion is the constant that the model asks for',
    why: 'Llama’s schema has it as a required constant; for Nova it is optional.',
    fix: 'Write "schemaVersion": "bedrock-conversation-2024".',
    source: SCHEMA,
    fixable: true,
    check: ({ root }, limits) => versionPlaces(root, limits),
    example: {
      accepted: SAMPLE,
      refused: { ...SAMPLE, schemaVersion: 'bedrock-conversion-2024' },
      limits: { schemaVersion: 'bedrock-conversation-2024' },
    },
  },
  {
    id: 'converse.unknown-key',
    severity: 'warning',
    what: 'the record and its turns have no other keys',
    why: 'Unknown keys are usually a misspelling; what Bedrock makes of them is not documented.',
    fix: 'Correct or remove the key.',
    source: SCHEMA,
    check: ({ root, turns }) => [
      ...unknownKeys(root, '', ['schemaVersion', 'system', 'messages', 'toolConfig']),
      ...turns.flatMap(({ value, at }) =>
        isObject(value) ? unknownKeys(value, at, ['role', 'content']) : NONE,
      ),
    ],
    example: { accepted: SAMPLE, refused: { ...SAMPLE, sytem: [] } },
  },
]

/** Keys of `value` outside `known`, with the spelling that was probably meant. */
export const unknownKeys = (
  value: JsonObject,
  at: string,
  known: readonly string[],
): readonly Place[] => {
  let places: Place[] | undefined
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const [meant] = nearest(name, known)
    const ask = meant === undefined ? '' : `; did you mean "${meant}"?`
    const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    places ??= []
    places.push({ pointer, key: true, message: `unknown key ${JSON.stringify(name)}${ask}` })
  }
  return places ?? NONE
}

type Words = {
  readonly pattern: RegExp
  /** A sign that every word has: most texts have none of them, and need no slower look. */
  readonly sign: RegExp
}
const known = new WeakMap<readonly string[], Words>()

/** The patterns of a model's words, compiled at its first record. */
const wordsOf = (words: readonly string[]): Words => {
  const there = known.get(words)
  if (there !== undefined) return there
  const escaped = (text: string) => text.replace(/[[\](){}.*+?^$|\\]/g, '\\$&')
  const all = [...words, ...DOUBTFUL_WORDS]
  const signs = all.map((word) => escaped(/[^A-Za-z0-9]/.exec(word)?.[0] ?? word))
  const made = {
    pattern: new RegExp(all.map(escaped).join('|'), 'gi'),
    sign: new RegExp([...new Set(signs)].join('|'), 'i'),
  }
  known.set(words, made)
  return made
}

const PLACES = { user: 'user text', system: 'system prompt', unknown: 'text' } as const

const reserved = (
  blocks: readonly Block[],
  { reservedWords }: RecordLimits,
  exact: boolean,
): readonly Place[] => {
  if (reservedWords === undefined) return NONE
  const { pattern, sign } = wordsOf(reservedWords)
  let places: Place[] | undefined
  for (const { owner, text, kind, at } of blocks) {
    if (text === undefined || owner === 'assistant' || !sign.test(text)) continue
    for (const { 0: word, index } of text.matchAll(pattern)) {
      if (reservedWords.includes(word) !== exact) continue
      const pointer = kind === 'text' ? `${at}/text` : at
      places ??= []
      places.push({ pointer, within: index, message: `${word} in a ${PLACES[owner]}` })
    }
  }
  return places ?? NONE
}

const systemPlaces = (system: unknown): readonly Place[] => {
  if (system === undefined) return NONE
  if (!Array.isArray(system))
    return [{ pointer: '/system', message: `system is ${kindOf(system)}` }]
  return system.flatMap((block: unknown, i) =>
    isObject(block) && block.text === undefined && Object.keys(block).length === 1
      ? { pointer: `/system/${i}`, message: 'system takes text blocks only' }
      : [],
  )
}

const versionPlaces = (root: JsonObject, { schemaVersion }: RecordLimits): readonly Place[] => {
  const given = root.schemaVersion
  if (schemaVersion === undefined || given === schemaVersion) return NONE
  if (given === undefined) return [{ pointer: '', message: 'schemaVersion is missing' }]
  return [{ pointer: '/schemaVersion', message: `schemaVersion is ${JSON.stringify(given)}` }]
}
