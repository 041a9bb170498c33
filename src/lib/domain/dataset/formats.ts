import { conversationView, flatView } from './conversation.ts'
import { CONTENT_RULES } from './converse-content.ts'
import { MEDIA_RULES, mediaKinds } from './converse-media.ts'
import { REASONING_RULES } from './converse-reasoning.ts'
import { TEXT_RULES } from './converse-texts.ts'
import { TOOL_RULES } from './converse-tools.ts'
import { SAMPLE, TURN_RULES } from './converse-turns.ts'
import { IMAGE_CAPTION_RULES, PRE_TRAINING_RULES, PROMPT_COMPLETION_RULES } from './flat-formats.ts'
import { HAIKU_RULES } from './haiku.ts'
import type { RecordFormatName, RecordLimits } from './limits.ts'
import type { JsonObject, Place, RecordRule, RecordView } from './rule.ts'

/** What checks across records need to know of one. */
export type RecordFacts = {
  /** UTF-16 units of all its texts. */
  readonly characters: number
  /** What the model is asked; undefined when the record has none. */
  readonly prompt: string | undefined
  /** `text`, or the kinds of media in it. */
  readonly modality: string
}

/** One record format: its rules are rows, and everything that words or checks it reads them. */
export type RecordFormat = {
  readonly name: RecordFormatName
  readonly summary: string
  readonly example: JsonObject
  readonly source: string
  readonly rules: readonly RecordRule[]
  readonly view: (root: JsonObject) => RecordView
  readonly facts: (view: RecordView) => RecordFacts
  /** The keys that show a record to be of this format. */
  readonly looksLike: (root: JsonObject) => boolean
}

const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'

const conversationFacts = (view: RecordView): RecordFacts => {
  let characters = 0
  let prompt = ''
  for (const { text, owner } of view.blocks) {
    characters += text?.length ?? 0
    if (owner !== 'assistant') prompt += `${text ?? ''}\n`
  }
  return { characters, prompt, modality: mediaKinds(view).join('+') || 'text' }
}

const flatFacts =
  (promptKey: string, otherKey?: string) =>
  ({ root }: RecordView): RecordFacts => {
    const [prompt, other] = [root[promptKey], otherKey === undefined ? undefined : root[otherKey]]
    const length = (value: unknown) => (typeof value === 'string' ? value.length : 0)
    return {
      characters: length(prompt) + length(other),
      prompt: typeof prompt === 'string' ? prompt : undefined,
      modality: 'text',
    }
  }

const hasBlocks = ({ messages }: JsonObject): boolean =>
  Array.isArray(messages) &&
  messages.some(
    (turn: unknown) =>
      typeof turn === 'object' && turn !== null && 'content' in turn && Array.isArray(turn.content),
  )

/** Every record format, best supported first. */
export const FORMATS: readonly RecordFormat[] = [
  {
    name: 'converse',
    summary:
      'Conversations of user and assistant turns (bedrock-conversation-2024): Nova, Llama 3.2 and 3.3',
    example: SAMPLE,
    source: GUIDE,
    rules: [
      ...TURN_RULES,
      ...CONTENT_RULES,
      ...TEXT_RULES,
      ...MEDIA_RULES,
      ...REASONING_RULES,
      ...TOOL_RULES,
    ],
    view: conversationView,
    facts: conversationFacts,
    looksLike: (root) => hasBlocks(root),
  },
  {
    name: 'prompt-completion',
    summary: 'Prompt and completion: Llama 3.1',
    example: { prompt: 'amount=214.90 EUR; country=BR', completion: 'fraud' },
    source: GUIDE,
    rules: PROMPT_COMPLETION_RULES,
    view: flatView,
    facts: flatFacts('prompt', 'completion'),
    looksLike: (root) => 'prompt' in root && 'completion' in root,
  },
  {
    name: 'continued-pre-training',
    summary: 'Plain text to read on; no active Bedrock model takes it',
    example: { input: 'Chargebacks must be answered within 30 days.' },
    source: GUIDE,
    rules: PRE_TRAINING_RULES,
    view: flatView,
    facts: flatFacts('input'),
    looksLike: (root) => 'input' in root || ('text' in root && Object.keys(root).length === 1),
  },
  {
    name: 'haiku',
    summary: 'Conversations with plain text content: Claude 3 Haiku (end of life)',
    example: {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
    },
    source: GUIDE,
    rules: HAIKU_RULES,
    view: conversationView,
    facts: conversationFacts,
    looksLike: (root) => Array.isArray(root.messages) && !hasBlocks(root),
  },
  {
    name: 'image-caption',
    summary: 'Image reference and caption: Titan Image, Titan Multimodal Embeddings, Nova Canvas',
    example: { 'image-ref': 's3://data/cat.png', caption: 'a cat on a mat' },
    source: GUIDE,
    rules: IMAGE_CAPTION_RULES,
    view: flatView,
    facts: (view) => ({
      ...flatFacts('caption')(view),
      prompt: String(view.root['image-ref'] ?? ''),
    }),
    looksLike: (root) => 'image-ref' in root,
  },
]

export const FORMAT_NAMES: readonly RecordFormatName[] = FORMATS.map((format) => format.name)

/** Undefined for a name that is no format. */
export const findFormat = (name: string): RecordFormat | undefined =>
  FORMATS.find((format) => format.name === name)

/** The format that a record seems to be written for, whatever it was meant to be. */
export const shapeOf = (root: JsonObject): RecordFormatName | undefined =>
  FORMATS.find((format) => format.looksLike(root))?.name

export type Broken = { readonly rule: RecordRule; readonly place: Place }

/**
 * Every rule that a parsed record breaks. Limits come from the model; without them the rules that
 * need them stay silent.
 */
export const checkRecord = (
  format: RecordFormat,
  root: JsonObject,
  limits: RecordLimits,
): { readonly broken: readonly Broken[]; readonly facts: RecordFacts } => {
  const view = format.view(root)
  let broken: Broken[] | undefined
  for (const rule of format.rules) {
    const places = rule.check(view, limits)
    if (places.length === 0) continue
    broken = [...(broken ?? []), ...places.map((place) => ({ rule, place }))]
  }
  return { broken: broken ?? [], facts: format.facts(view) }
}
