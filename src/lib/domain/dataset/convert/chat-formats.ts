import { isObject, type JsonObject } from '../rule.ts'
import { type Chat, type ChatTurn, chatOf, done, failed, type Reading } from './chat.ts'
import { readLog } from './read-log.ts'
import {
  alpacaRecord,
  anthropicRecord,
  openAiRecord,
  RECORD_WRITERS,
  shareGptRecord,
  type Writer,
} from './write-record.ts'

/** A form in which conversations are stored, here or elsewhere. */
export type ChatFormat = {
  readonly name: string
  readonly summary: string
  readonly source: string
  readonly example: JsonObject
  /** The keys that show a record to be of this form. */
  readonly looksLike: (root: JsonObject) => boolean
  readonly read: (root: JsonObject) => Reading<Chat>
  readonly write: Writer
}

const BEDROCK =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html'
const MESSAGES = { role: 'role', text: 'content' }
const SHARE_GPT = { role: 'from', text: 'value' }

const hasMessage = ({ messages }: JsonObject, test: (turn: JsonObject) => boolean): boolean =>
  Array.isArray(messages) && messages.some((turn: unknown) => isObject(turn) && test(turn))

const blocksOf = ({ content }: JsonObject): readonly unknown[] =>
  Array.isArray(content) ? content : []

const isTyped = (block: unknown) => isObject(block) && typeof block.type === 'string'

const messagesChat = (root: JsonObject) => chatOf(root.messages, MESSAGES, root.system)

const QUESTION = 'amount=214.90 EUR; country=BR'
const user = { role: 'user', content: QUESTION }
const assistant = { role: 'assistant', content: 'fraud' }

/** All forms; where two fit, the earlier one is meant. */
export const CHAT_FORMATS: readonly ChatFormat[] = [
  {
    name: 'invocation-log',
    summary: "Bedrock's log of model calls",
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
    example: {
      schemaType: 'ModelInvocationLog',
      input: { inputBodyJson: { messages: [{ role: 'user', content: [{ text: QUESTION }] }] } },
      output: { outputBodyJson: { output: { message: { content: [{ text: 'fraud' }] } } } },
    },
    looksLike: (root) => root.schemaType === 'ModelInvocationLog',
    read: readLog,
    write: RECORD_WRITERS['invocation-log'],
  },
  {
    name: 'sharegpt',
    summary: 'conversations of from and value',
    source: 'https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md',
    example: {
      conversations: [
        { from: 'human', value: QUESTION },
        { from: 'gpt', value: 'fraud' },
      ],
    },
    looksLike: (root) => Array.isArray(root.conversations),
    read: (root) => chatOf(root.conversations, SHARE_GPT, root.system),
    write: shareGptRecord,
  },
  {
    name: 'alpaca',
    summary: 'instruction, input and output',
    source: 'https://github.com/tatsu-lab/stanford_alpaca',
    example: { instruction: 'Label the payment.', input: QUESTION, output: 'fraud' },
    looksLike: (root) => 'instruction' in root && 'output' in root,
    read: (root) => readAlpaca(root),
    write: alpacaRecord,
  },
  {
    name: 'rft',
    summary: 'Chat completions with a reference answer (reinforcement fine-tuning)',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data.html',
    example: { messages: [user], reference_answer: 'fraud' },
    looksLike: (root) => Array.isArray(root.messages) && 'reference_answer' in root,
    read: (root) => readReferenced(root),
    write: RECORD_WRITERS.rft,
  },
  {
    name: 'anthropic',
    summary: "Anthropic's Messages API: system beside messages, text or typed blocks",
    source: 'https://docs.anthropic.com/en/api/messages',
    example: { system: 'Label it.', messages: [user, assistant] },
    looksLike: (root) =>
      hasMessage(root, (turn) => blocksOf(turn).some(isTyped))
        ? !hasSystemTurn(root)
        : isHaiku(root),
    read: messagesChat,
    write: anthropicRecord,
  },
  {
    name: 'openai',
    summary: 'OpenAI chat completions and fine-tuning: system is a turn',
    source: 'https://platform.openai.com/docs/guides/supervised-fine-tuning',
    example: { messages: [{ role: 'system', content: 'Label it.' }, user, assistant] },
    looksLike: (root) =>
      hasMessage(root, (turn) => typeof turn.content === 'string' || blocksOf(turn).some(isTyped)),
    read: messagesChat,
    write: openAiRecord,
  },
  {
    name: 'converse',
    summary: 'bedrock-conversation-2024',
    source: BEDROCK,
    example: {
      messages: [user, assistant].map(({ role, content: text }) => ({ role, content: [{ text }] })),
    },
    looksLike: (root) => hasMessage(root, (turn) => Array.isArray(turn.content)),
    read: messagesChat,
    write: RECORD_WRITERS.converse,
  },
  {
    name: 'distill-prompts',
    summary: 'bedrock-conversation-2024 without answers',
    source:
      'https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-prepare-datasets.html',
    example: { messages: [{ role: 'user', content: [{ text: QUESTION }] }] },
    looksLike: () => false,
    read: messagesChat,
    write: RECORD_WRITERS['distill-prompts'],
  },
  {
    name: 'haiku',
    summary: 'Claude 3 Haiku on Bedrock: as anthropic, text only',
    source: BEDROCK,
    example: { messages: [user, assistant] },
    looksLike: () => false,
    read: messagesChat,
    write: RECORD_WRITERS.haiku,
  },
  {
    name: 'prompt-completion',
    summary: 'prompt and completion',
    source: BEDROCK,
    example: { prompt: QUESTION, completion: 'fraud' },
    looksLike: (root) => typeof root.prompt === 'string' && typeof root.completion === 'string',
    read: ({ prompt, completion }) => pair(prompt, completion),
    write: RECORD_WRITERS['prompt-completion'],
  },
  {
    name: 'continued-pre-training',
    summary: 'Plain text',
    source: BEDROCK,
    example: { input: 'Chargebacks must be answered within 30 days.' },
    looksLike: ({ input, text, ...others }) =>
      typeof (input ?? text) === 'string' && Object.keys(others).length === 0,
    read: ({ input, text = input }) =>
      typeof text === 'string' ? done({ turns: [{ role: 'user', text }] }) : failed('no text'),
    write: RECORD_WRITERS['continued-pre-training'],
  },
]

const hasSystemTurn = (root: JsonObject): boolean =>
  hasMessage(root, ({ role }) => role === 'system' || role === 'developer')

const isHaiku = (root: JsonObject): boolean =>
  typeof root.system === 'string' &&
  hasMessage(root, ({ content }) => typeof content === 'string') &&
  !hasSystemTurn(root)

const pair = (prompt: unknown, completion: unknown): Reading<Chat> =>
  typeof prompt === 'string' && typeof completion === 'string'
    ? done({ turns: turnsOf([[prompt, completion]]) })
    : failed('prompt or completion is no text')

const turnsOf = (pairs: readonly (readonly [string, string])[]): readonly ChatTurn[] =>
  pairs.flatMap(([question, answer]) => [
    { role: 'user' as const, text: question },
    { role: 'assistant' as const, text: answer },
  ])

const readAlpaca = (root: JsonObject): Reading<Chat> => {
  const { instruction, input = '', output, system, history = [] } = root
  if (typeof instruction !== 'string' || typeof output !== 'string') {
    return failed('instruction or output is no text')
  }
  if (!Array.isArray(history)) return failed('history is no list of pairs')
  const pairs: [string, string][] = []
  for (const entry of history as readonly unknown[]) {
    const [question, answer]: readonly unknown[] = Array.isArray(entry) ? entry : []
    if (typeof question !== 'string' || typeof answer !== 'string') {
      return failed('history is no list of pairs')
    }
    pairs.push([question, answer])
  }
  const more = typeof input === 'string' && input.trim() !== '' ? `\n\n${input}` : ''
  const hasSystem = typeof system === 'string' && system !== ''
  return done({
    ...(hasSystem ? { system } : {}),
    turns: turnsOf([...pairs, [`${instruction}${more}`, output]]),
  })
}

const readReferenced = (root: JsonObject): Reading<Chat> => {
  const chat = messagesChat(root)
  if (!chat.ok || chat.value.turns.at(-1)?.role === 'assistant') return chat
  const { reference_answer: answer } = root
  if (answer === undefined || answer === null) return failed('there is no reference answer')
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
  return done({ ...chat.value, turns: [...chat.value.turns, { role: 'assistant', text }] })
}

export const CHAT_FORMAT_NAMES: readonly string[] = CHAT_FORMATS.map(({ name }) => name)

/** Undefined for a name that is no form. */
export const findChatFormat = (name: string): ChatFormat | undefined =>
  CHAT_FORMATS.find((format) => format.name === name)

/** The form that a record seems to have. */
export const chatFormatOf = (root: JsonObject): ChatFormat | undefined =>
  CHAT_FORMATS.find((format) => format.looksLike(root))
