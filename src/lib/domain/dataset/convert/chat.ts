import { isObject } from '../rule.ts'

export type ChatTurn = { readonly role: 'user' | 'assistant'; readonly text: string }

/** What every text format says, in one form. The last turn is the answer, when there is one. */
export type Chat = {
  readonly system?: string
  readonly turns: readonly ChatTurn[]
}

/** A conversation read, a record written, or why it cannot be. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }

export const done = <T>(value: T): Reading<T> => ({ ok: true, value })
export const failed = (problem: string): Reading<never> => ({ ok: false, problem })

/** Roles of other chat formats; `system` is no turn. */
const ROLES: Readonly<Record<string, ChatTurn['role'] | 'system'>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  system: 'system',
  developer: 'system',
}

/** Where a format keeps role and text of a turn. */
export type TurnKeys = { readonly role: string; readonly text: string }

/**
 * Reads turns of any chat format; system turns become the system prompt, wherever they stand.
 * Several texts of one turn are joined by line breaks.
 */
export const chatOf = (turns: unknown, keys: TurnKeys, system?: unknown): Reading<Chat> => {
  if (!Array.isArray(turns) || turns.length === 0) return failed('there are no turns')
  const read: ChatTurn[] = []
  const systems: string[] = []
  if (system !== undefined && system !== null) {
    const text = textOfContent(system)
    if (!text.ok) return text
    if (text.value !== '') systems.push(text.value)
  }
  for (const [index, turn] of turns.entries()) {
    const one = turnOf(turn, keys)
    if (!one.ok) return failed(`turn ${index + 1}: ${one.problem}`)
    const { role, text } = one.value
    if (role === 'system') systems.push(text)
    else read.push({ role, text })
  }
  return done({ ...(systems.length > 0 ? { system: systems.join('\n\n') } : {}), turns: read })
}

type ReadTurn = { readonly role: ChatTurn['role'] | 'system'; readonly text: string }

const turnOf = (turn: unknown, keys: TurnKeys): Reading<ReadTurn> => {
  if (!isObject(turn)) return failed('it is no object')
  const said = turn[keys.role]
  const role = typeof said === 'string' ? ROLES[said.trim().toLowerCase()] : undefined
  if (role === undefined) return failed(`the role ${JSON.stringify(said) ?? 'is missing'}`)
  if (Array.isArray(turn.tool_calls) && turn.tool_calls.length > 0) return failed('tool calls')
  const text = textOfContent(turn[keys.text])
  return text.ok ? done({ role, text: text.value }) : text
}

/** A string, or blocks that are text alone; anything else would be lost, so it is a problem. */
export const textOfContent = (content: unknown): Reading<string> => {
  if (typeof content === 'string') return done(content)
  if (!Array.isArray(content)) return failed('there is no text')
  const texts: string[] = []
  for (const block of content as readonly unknown[]) {
    if (typeof block === 'string') texts.push(block)
    else if (isObject(block) && typeof block.text === 'string') texts.push(block.text)
    else return failed(`${blockName(block)} cannot be carried over, only text can`)
  }
  return texts.length === 0 ? failed('there is no text') : done(texts.join('\n'))
}

const blockName = (block: unknown): string => {
  if (!isObject(block)) return 'a block'
  if (typeof block.type === 'string') return block.type
  return Object.keys(block)[0] ?? 'an empty block'
}

/** The answer that is learnt: the last turn, when it is the assistant's. */
export const answerOf = ({ turns }: Chat): string | undefined => {
  const last = turns.at(-1)
  return last?.role === 'assistant' ? last.text : undefined
}

/** What the user says, without answers and system prompt. */
export const questionOf = ({ turns }: Chat): string =>
  turns
    .filter(({ role }) => role === 'user')
    .map(({ text }) => text)
    .join('\n')

/** The same conversation with another answer. */
export const withAnswer = (chat: Chat, text: string): Chat => ({
  ...chat,
  turns: [...chat.turns.slice(0, -1), { role: 'assistant', text }],
})

/** One question and its answer, the system prompt before the question; undefined for more turns. */
export const pairOf = (
  chat: Chat,
): { readonly prompt: string; readonly completion: string } | undefined => {
  const [question, answer] = chat.turns
  if (chat.turns.length !== 2 || question?.role !== 'user' || answer?.role !== 'assistant') {
    return undefined
  }
  return { prompt: withSystem(chat, question.text), completion: answer.text }
}

/** The flat formats have no place for a system prompt: it goes before the text. */
export const withSystem = ({ system }: Chat, text: string): string =>
  system === undefined ? text : `${system}\n\n${text}`
