import type { RecordFormatName } from '../limits.ts'
import type { JsonObject } from '../rule.ts'
import {
  answerOf,
  type Chat,
  type ChatTurn,
  done,
  failed,
  pairOf,
  type Reading,
  withSystem,
} from './chat.ts'

/** The one value of schemaVersion that any model takes (AWS's schema for Llama and distillation). */
const SCHEMA_VERSION = 'bedrock-conversation-2024'

export type Writer = (chat: Chat) => Reading<JsonObject>

const NO_ANSWER = 'there is no answer'
const NOT_ONE_PAIR = 'the format has one question and one answer; the conversation has not'

const block = ({ role, text }: ChatTurn) => ({ role, content: [{ text }] })
const plain = ({ role, text }: ChatTurn) => ({ role, content: text })

const conversation = ({ system, turns }: Chat): JsonObject => ({
  schemaVersion: SCHEMA_VERSION,
  ...(system === undefined ? {} : { system: [{ text: system }] }),
  messages: turns.map(block),
})

const answered =
  (write: (chat: Chat, answer: string) => JsonObject): Writer =>
  (chat) => {
    const answer = answerOf(chat)
    return answer === undefined ? failed(NO_ANSWER) : done(write(chat, answer))
  }

const asMessages = (chat: Chat): readonly JsonObject[] => [
  ...(chat.system === undefined ? [] : [{ role: 'system', content: chat.system }]),
  ...chat.turns.map(plain),
]

/** `system` beside `messages`: Claude 3 Haiku on Bedrock, and Anthropic's Messages API. */
export const anthropicRecord: Writer = answered(({ system, turns }) => ({
  ...(system === undefined ? {} : { system }),
  messages: turns.map(plain),
}))

/** OpenAI's chat fine-tuning. */
export const openAiRecord: Writer = answered((chat) => ({ messages: asMessages(chat) }))

/** `conversations` of `from` and `value`. */
export const shareGptRecord: Writer = answered(({ system, turns }) => ({
  conversations: [
    ...(system === undefined ? [] : [{ from: 'system', value: system }]),
    ...turns.map(({ role, text }) => ({ from: role === 'user' ? 'human' : 'gpt', value: text })),
  ],
}))

/** Earlier turns go to `history`, in pairs. */
export const alpacaRecord: Writer = ({ system, turns }) => {
  const pairs: (readonly [string, string])[] = []
  for (let i = 0; i < turns.length; i += 2) {
    const [question, answer] = [turns[i], turns[i + 1]]
    if (question?.role !== 'user' || answer?.role !== 'assistant') {
      return failed('questions and answers do not alternate')
    }
    pairs.push([question.text, answer.text])
  }
  const last = pairs.pop()
  if (last === undefined) return failed(NO_ANSWER)
  return done({
    instruction: last[0],
    input: '',
    output: last[1],
    ...(system === undefined ? {} : { system }),
    ...(pairs.length === 0 ? {} : { history: pairs }),
  })
}

/** How a conversation becomes a record of each Bedrock format. */
export const RECORD_WRITERS: Readonly<Record<RecordFormatName, Writer>> = {
  converse: answered(conversation),
  'distill-prompts': (chat) => done(conversation(chat)),
  'prompt-completion': (chat) => {
    const pair = pairOf(chat)
    return pair === undefined ? failed(NOT_ONE_PAIR) : done(pair)
  },
  rft: answered((chat, answer) => ({
    messages: asMessages({ ...chat, turns: chat.turns.slice(0, -1) }),
    reference_answer: answer,
  })),
  haiku: anthropicRecord,
  'continued-pre-training': (chat) =>
    done({ input: withSystem(chat, chat.turns.map(({ text }) => text).join('\n')) }),
  'invocation-log': () => failed('logs are made by Bedrock alone'),
  'image-caption': () => failed('the format needs images'),
}
