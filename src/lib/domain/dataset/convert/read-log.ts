import { isObject, type JsonObject } from '../rule.ts'
import { type Chat, chatOf, done, failed, type Reading, textOfContent } from './chat.ts'

const KEYS = { role: 'role', text: 'content' }

/**
 * The conversation of one entry of Bedrock's model invocation log. Bodies of InvokeModel are the
 * models' own: Messages (Claude, Nova), `inputText` (Titan), `prompt` (Llama, Mistral).
 */
export const readLog = (root: JsonObject): Reading<Chat> => {
  if (root.errorCode !== undefined && root.errorCode !== null) return failed('the call failed')
  const input = bodyOf(root, 'input')
  const output = bodyOf(root, 'output')
  if (!isObject(input)) return failed('the prompt is not in the log (inputBodyJson)')
  const asked = askedIn(input)
  if (!asked.ok) return asked
  const answer = answerIn(output)
  if (!answer.ok) return failed(`the answer: ${answer.problem}`)
  const { turns } = asked.value
  return done({ ...asked.value, turns: [...turns, { role: 'assistant', text: answer.value }] })
}

const bodyOf = (root: JsonObject, side: 'input' | 'output'): unknown => {
  const found = root[side]
  return isObject(found) ? found[`${side}BodyJson`] : undefined
}

const askedIn = (body: JsonObject): Reading<Chat> => {
  const text = body.inputText ?? body.prompt
  if (typeof text === 'string') return done({ turns: [{ role: 'user', text }] })
  return chatOf(body.messages, KEYS, body.system)
}

/** The members that hold the answer, by model family; tried in this order. */
const ANSWERS: readonly ((body: JsonObject) => unknown)[] = [
  ({ output }) =>
    isObject(output) && isObject(output.message) ? output.message.content : undefined,
  ({ content }) => content,
  ({ generation }) => generation,
  ({ results }) => first(results)?.outputText,
  ({ outputs }) => first(outputs)?.text,
  ({ choices }) => (isObject(first(choices)?.message) ? messageOf(choices) : undefined),
]

const first = (list: unknown): JsonObject | undefined => {
  const found: unknown = Array.isArray(list) ? list[0] : undefined
  return isObject(found) ? found : undefined
}

const messageOf = (choices: unknown): unknown => {
  const message = first(choices)?.message
  return isObject(message) ? message.content : undefined
}

const answerIn = (body: unknown): Reading<string> => {
  if (Array.isArray(body)) return streamed(body)
  if (!isObject(body)) return failed('it is not in the log (outputBodyJson)')
  for (const find of ANSWERS) {
    const found = find(body)
    if (found !== undefined) return textOfContent(found)
  }
  return failed('its form is not known')
}

/** Streaming calls are logged as their events; the text is in the deltas. */
const streamed = (events: readonly unknown[]): Reading<string> => {
  let text = ''
  for (const event of events) {
    if (!isObject(event)) continue
    const holder = isObject(event.contentBlockDelta) ? event.contentBlockDelta : event
    const delta = holder.delta
    if (isObject(delta) && typeof delta.text === 'string') text += delta.text
    else if (typeof event.generation === 'string') text += event.generation
  }
  return text === '' ? failed('its events hold no text') : done(text)
}
