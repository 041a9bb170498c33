import { conversationView, flatView } from './conversation.ts'
import { CONTENT_RULES } from './converse-content.ts'
import { MEDIA_RULES } from './converse-media.ts'
import { REASONING_RULES } from './converse-reasoning.ts'
import { TEXT_RULES } from './converse-texts.ts'
import { TOOL_RULES } from './converse-tools.ts'
import { SAMPLE, TURN_RULES } from './converse-turns.ts'
import { DISTILL_LIMITS, DISTILL_RULES, PROMPT_SAMPLE } from './distill-prompts.ts'
import { conversationFacts, flatFacts, type MediaReference, type RecordFacts } from './facts.ts'
import { IMAGE_CAPTION_RULES, PRE_TRAINING_RULES, PROMPT_COMPLETION_RULES } from './flat-formats.ts'
import { HAIKU_RULES } from './haiku.ts'
import { LOG_LIMITS, LOG_RULES, LOG_SAMPLE, loggedBody } from './invocation-log.ts'
import { RECORD_FORMAT_NAMES, type RecordFormatName, type RecordLimits } from './limits.ts'
import { RFT_LIMITS, RFT_RULES, RFT_SAMPLE } from './rft.ts'
import type { JsonObject, Place, RecordRule, RecordView } from './rule.ts'

export type { MediaReference, RecordFacts }

/** One record format: its rules are rows, and everything that words or checks it reads them. */
export type RecordFormat = {
  readonly name: RecordFormatName
  readonly summary: string
  readonly example: JsonObject
  readonly source: string
  /** Limits of the kind of job, whatever the model; those of the model stand beside them. */
  readonly limits?: RecordLimits
  /** The format belongs to a kind of job, not to a model: any model may be named with it. */
  readonly anyModel?: true
  readonly rules: readonly RecordRule[]
  readonly view: (root: JsonObject) => RecordView
  readonly facts: (view: RecordView) => RecordFacts
  /** The keys that show a record to be of this format. */
  readonly looksLike: (root: JsonObject) => boolean
}

const GUIDE =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'

type Turnish = { readonly role?: unknown; readonly content?: unknown }

const turnsIn = ({ messages }: JsonObject): readonly Turnish[] =>
  Array.isArray(messages)
    ? messages.filter((turn: unknown) => typeof turn === 'object' && turn !== null)
    : []

const hasBlocks = (root: JsonObject): boolean =>
  turnsIn(root).some(({ content }) => Array.isArray(content))

/** A lone question: a training record of conversations has an answer too. */
const isPrompt = (root: JsonObject): boolean => {
  const turns = turnsIn(root)
  return turns.length === 1 && turns[0]?.role === 'user'
}

const isGraded = (root: JsonObject): boolean =>
  Array.isArray(root.messages) &&
  !hasBlocks(root) &&
  ('reference_answer' in root || turnsIn(root).at(-1)?.role === 'user')

const isLog = (root: JsonObject): boolean => root.schemaType === 'ModelInvocationLog'

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
    looksLike: (root) => hasBlocks(root) && !isPrompt(root),
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
    name: 'distill-prompts',
    summary:
      'Prompts of a distillation, answered by the teacher; an own answer is a golden example',
    example: PROMPT_SAMPLE,
    source:
      'https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-data-prep-option-1.html',
    limits: DISTILL_LIMITS,
    anyModel: true,
    rules: DISTILL_RULES,
    view: conversationView,
    facts: conversationFacts,
    looksLike: (root) => hasBlocks(root) && isPrompt(root),
  },
  {
    name: 'rft',
    summary: 'Prompts of reinforcement fine-tuning, with what the grader compares answers to',
    example: RFT_SAMPLE,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html',
    limits: RFT_LIMITS,
    anyModel: true,
    rules: RFT_RULES,
    view: conversationView,
    facts: conversationFacts,
    looksLike: isGraded,
  },
  {
    name: 'invocation-log',
    summary: 'Model invocation logs of Bedrock (.gz), as input of distillation or reinforcement',
    example: LOG_SAMPLE,
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
    limits: LOG_LIMITS,
    anyModel: true,
    rules: LOG_RULES,
    view: flatView,
    facts: ({ root }) => conversationFacts(conversationView(loggedBody(root) ?? {})),
    looksLike: isLog,
  },
  {
    name: 'continued-pre-training',
    summary: 'Plain text to read on; no active Bedrock model takes it',
    example: { input: 'Chargebacks must be answered within 30 days.' },
    source: GUIDE,
    rules: PRE_TRAINING_RULES,
    view: flatView,
    facts: (view) => flatFacts(view.root.input === undefined ? 'text' : 'input')(view),
    looksLike: (root) =>
      typeof root.input === 'string' ? !('output' in root) : Object.keys(root).join() === 'text',
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
    looksLike: (root) => Array.isArray(root.messages) && !hasBlocks(root) && !isGraded(root),
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
      media: [{ kind: 'image', uri: String(view.root['image-ref'] ?? ''), pointer: '/image-ref' }],
    }),
    looksLike: (root) => 'image-ref' in root,
  },
]

export const FORMAT_NAMES: readonly RecordFormatName[] = RECORD_FORMAT_NAMES

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
