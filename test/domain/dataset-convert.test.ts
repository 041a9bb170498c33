import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Chat } from '../../src/lib/domain/dataset/convert/chat.ts'
import {
  CHAT_FORMATS,
  chatFormatOf,
  findChatFormat,
} from '../../src/lib/domain/dataset/convert/chat-formats.ts'
import { readLog } from '../../src/lib/domain/dataset/convert/read-log.ts'
import { checkRecord, FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import type { JsonObject } from '../../src/lib/domain/dataset/rule.ts'

const format = (name: string) => {
  const found = findChatFormat(name)
  if (found === undefined) throw new Error(`no form ${name}`)
  return found
}
const read = (name: string, root: JsonObject): Chat => {
  const reading = format(name).read(root)
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}
const pair = (question: string, answer: string): Chat['turns'] => [
  { role: 'user', text: question },
  { role: 'assistant', text: answer },
]

/** Texts that are no white space alone: formats refuse blank ones. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((t) => `a${t}`)
const chats = fc.record(
  {
    system: text,
    turns: fc
      .array(fc.tuple(text, text), { minLength: 1, maxLength: 4 })
      .map((pairs) => pairs.flatMap(([question, answer]) => pair(question, answer))),
  },
  { requiredKeys: ['turns'] },
)
const KEEPS_ALL = ['converse', 'openai', 'sharegpt', 'alpaca', 'anthropic', 'haiku', 'rft']

it.each(KEEPS_ALL)('%s gives back every conversation that it was given', (name) => {
  fc.assert(
    fc.property(chats, (chat) => {
      const written = format(name).write(chat)
      expect(written.ok).toBe(true)
      if (written.ok) expect(read(name, written.value)).toEqual(chat)
    }),
  )
})

it.each(['converse', 'openai', 'sharegpt', 'alpaca', 'rft'])(
  'a record written as %s is known by its keys',
  (name) => {
    fc.assert(
      fc.property(chats, (chat) => {
        const written = format(name).write(chat)
        expect(written.ok && chatFormatOf(written.value)?.name).toBe(name)
      }),
    )
  },
)

it.each(FORMATS.map(({ name }) => name))('what is written as %s breaks no rule of it', (name) => {
  const record = FORMATS.find((one) => one.name === name)
  fc.assert(
    fc.property(chats, (chat) => {
      const written = format(name === 'image-caption' ? 'openai' : name).write(chat)
      if (!written.ok || record === undefined || name === 'image-caption') return
      const errors = checkRecord(record, written.value, {}).broken.filter(
        ({ rule }) => rule.severity === 'error',
      )
      expect(errors.map(({ rule, place }) => `${rule.id}: ${place.message}`)).toEqual([])
    }),
  )
})

it.each(CHAT_FORMATS.map((one) => [one.name, one] as const))('reads its example: %s', (_, one) => {
  const reading = one.read(one.example)
  expect(reading).toMatchObject({ ok: true })
  if (reading.ok) expect(reading.value.turns[0]?.role).toBe('user')
})

it.each<[string, string, JsonObject, Chat]>([
  [
    'several texts of one turn',
    'converse',
    {
      system: [{ text: 'S' }],
      messages: [
        { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
        { role: 'assistant', content: [{ text: 'c' }] },
      ],
    },
    { system: 'S', turns: pair('a\nb', 'c') },
  ],
  [
    'developer turns as the system prompt',
    'openai',
    {
      messages: [
        { role: 'developer', content: 'S' },
        { role: 'user', content: [{ type: 'text', text: 'a' }] },
        { role: 'assistant', content: 'c', refusal: null },
      ],
    },
    { system: 'S', turns: pair('a', 'c') },
  ],
  [
    'instruction and input as one question',
    'alpaca',
    { instruction: 'Label it.', input: 'x=1', output: 'fraud', history: [['q', 'r']] },
    { turns: [...pair('q', 'r'), ...pair('Label it.\n\nx=1', 'fraud')] },
  ],
  [
    'a reference answer that is no text',
    'rft',
    { messages: [{ role: 'user', content: 'a' }], reference_answer: { label: 1 } },
    { turns: pair('a', '{"label":1}') },
  ],
])('reads %s of %s', (_, name, root, chat) => expect(read(name, root)).toEqual(chat))

it.each<[string, JsonObject, RegExp]>([
  [
    'openai',
    { messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'x' }] }] },
    /turn 1: tool calls/,
  ],
  [
    'converse',
    { messages: [{ role: 'user', content: [{ image: { format: 'png' } }] }] },
    /image cannot be carried over/,
  ],
  ['sharegpt', { conversations: [{ from: 'function_call', value: '{}' }] }, /function_call/],
  ['openai', { messages: [] }, /no turns/],
  ['rft', { messages: [{ role: 'user', content: 'a' }] }, /no reference answer/],
  ['alpaca', { instruction: 'a', output: 'b', history: 'c' }, /history/],
])('%s refuses %j', (name, root, problem) => {
  expect(format(name).read(root)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(problem),
  })
})

it.each([
  ['prompt-completion', { turns: [...pair('a', 'b'), ...pair('c', 'd')] }],
  ['converse', { turns: [{ role: 'user', text: 'a' }] }],
  ['invocation-log', { turns: pair('a', 'b') }],
] as const)('%s cannot hold %j', (name, chat) => expect(format(name).write(chat).ok).toBe(false))

const logged = (input: unknown, output: unknown) => ({
  schemaType: 'ModelInvocationLog',
  input: { inputBodyJson: input },
  output: { outputBodyJson: output },
})
const asked = { messages: [{ role: 'user', content: [{ text: 'q' }] }] }

it.each<[string, JsonObject]>([
  ['Converse', logged(asked, { output: { message: { content: [{ text: 'a' }] } } })],
  [
    'ConverseStream',
    logged(asked, [
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { delta: { text: 'a' } } },
    ]),
  ],
  [
    'InvokeModel of Claude',
    logged(
      { system: 'S', messages: [{ role: 'user', content: [{ type: 'text', text: 'q' }] }] },
      { content: [{ type: 'text', text: 'a' }] },
    ),
  ],
  ['InvokeModel of Llama', logged({ prompt: 'q' }, { generation: 'a' })],
  ['InvokeModel of Titan', logged({ inputText: 'q' }, { results: [{ outputText: 'a' }] })],
  ['InvokeModel of Mistral', logged({ prompt: 'q' }, { outputs: [{ text: 'a' }] })],
  ['OpenAI models', logged(asked, { choices: [{ message: { content: 'a' } }] })],
  [
    'streamed Claude',
    logged(asked, [{ type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } }]),
  ],
])('reads the log of %s', (_, root) => {
  expect(readLog(root)).toMatchObject({ ok: true, value: { turns: pair('q', 'a') } })
})

it.each<[string, JsonObject]>([
  ['a failed call', { ...logged(asked, {}), errorCode: 'ThrottlingException' }],
  ['a body in another object', { schemaType: 'ModelInvocationLog', input: {}, output: {} }],
  ['an answer of unknown form', logged(asked, { words: 'a' })],
])('refuses %s', (_, root) => expect(readLog(root).ok).toBe(false))
