import { refusal } from '../errors.ts'
import type { FoundationModel } from '../models/foundation-models.ts'
import type { Question } from './reply.ts'

type Members = Readonly<Record<string, unknown>>

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? (value as Members) : {}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const textsOf = (blocks: unknown): string =>
  listOf(blocks)
    .map((block) => membersOf(block).text)
    .filter((text) => typeof text === 'string')
    .join('\n')

const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

const checkTurns = (messages: readonly Members[]): void => {
  if (messages[0]?.role !== 'user') {
    throw refusal.validation(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    )
  }
  if (messages.some(({ role }, i) => i > 0 && role === messages[i - 1]?.role)) {
    throw refusal.validation(
      'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
    )
  }
  if (messages.at(-1)?.role !== 'user') {
    throw refusal.validation('A conversation must end with a user message.')
  }
}

const checkBlocks = (message: Members, model: FoundationModel): void => {
  const blocks = listOf(message.content)
  if (blocks.length === 0) {
    throw refusal.validation('The content field in the Message object is empty.')
  }
  const image = blocks.some((block) => membersOf(block).image !== undefined)
  if (image && !model.inputs.includes('IMAGE')) {
    throw refusal.validation(
      "This model doesn't support the image content block that you provided.",
    )
  }
}

/**
 * The question in a conversation (Converse, and the Nova body of InvokeModel): system text and the
 * last user turn, as the stand-in has learnt them. Refused when the turns are out of order.
 */
export const questionOf = (input: Members, model: FoundationModel): Question => {
  const messages = listOf(input.messages).map(membersOf)
  checkTurns(messages)
  for (const message of messages) checkBlocks(message, model)
  const system = textsOf(input.system)
  const config = membersOf(input.inferenceConfig)
  const said = messages.reduce((sum, message) => sum + textsOf(message.content).length, 0)
  return {
    prompt: `${system}\n${textsOf(messages.at(-1)?.content)}`,
    characters: system.length + said,
    maxTokens: number(config.maxTokens ?? config.max_new_tokens),
    temperature: number(config.temperature),
    stopSequences: listOf(config.stopSequences).map(String),
  }
}
