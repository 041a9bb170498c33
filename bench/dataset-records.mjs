// One good record of each kind that bench/dataset.mjs can make: the formats of `mlctl dataset formats`,
// and what is usual in them beyond plain text. `text(median)` makes a text of about so many words.

const VERSION = 'bedrock-conversation-2024'
const turn = (role, ...content) => ({ role, content })
const digits = (random, count) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
const place = (random, folder, ending) => ({
  s3Location: {
    uri: `s3://training-data/${folder}/part-${digits(random, 3)}/${digits(random, 5)}.${ending}`,
  },
})

const pairs = (text, count) =>
  Array.from({ length: count }, () => [
    turn('user', { text: text(35) }),
    turn('assistant', { text: text(55) }),
  ]).flat()

const talk = (text) => conversation(pairs(text, 2))
const conversation = (...messages) => ({ schemaVersion: VERSION, messages: messages.flat() })

/** A question with media before it. */
const withMedia =
  (...media) =>
  (text, random) => {
    const blocks = media.map((make) => make(random))
    return conversation(
      turn('user', ...blocks, { text: text(35) }),
      turn('assistant', { text: text(55) }),
    )
  }
const image = (random) => ({ image: { format: 'png', source: place(random, 'images', 'png') } })
const video = (random) => ({ video: { format: 'mp4', source: place(random, 'videos', 'mp4') } })
const pdf = (random) => ({ document: { format: 'pdf', source: place(random, 'papers', 'pdf') } })

const tool = (name, ...fields) => ({
  toolSpec: {
    name,
    description: `Looks up the ${name} of a payment, as the bank has it at the time of the call.`,
    inputSchema: {
      json: {
        type: 'object',
        properties: Object.fromEntries(
          fields.map((field) => [
            field,
            { type: 'string', description: `The ${field} to look for.` },
          ]),
        ),
        required: fields,
      },
    },
  },
})
const TOOLS = [
  tool('account', 'holder', 'country'),
  tool('order', 'number'),
  tool('limit', 'card', 'day'),
]

const logged = (text, random, messages) => ({
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  timestamp: '2026-11-20T10:00:00Z',
  accountId: '123456789012',
  region: 'us-east-1',
  requestId: `5e2b7a0c-0c7e-4a55-9a38-${digits(random, 12)}`,
  operation: 'Converse',
  modelId: 'us.amazon.nova-pro-v1:0',
  input: {
    inputContentType: 'application/json',
    inputBodyJson: { system: [{ text: text(20) }], messages, inferenceConfig: { maxTokens: 512 } },
    inputTokenCount: 214,
  },
  output: {
    outputContentType: 'application/json',
    outputBodyJson: {
      output: { message: turn('assistant', { text: text(60) }) },
      stopReason: 'end_turn',
      metrics: { latencyMs: 812 },
      usage: { inputTokens: 214, outputTokens: 97, totalTokens: 311 },
    },
    outputTokenCount: 97,
  },
  requestMetadata: { team: 'risk' },
})

/** By kind: the format that it is checked as, and a maker of records; how lines end, what is cut off them. */
export const KINDS = {
  converse: {
    format: 'converse',
    make: (text, random) => ({
      schemaVersion: VERSION,
      ...(random() < 0.5 ? { system: [{ text: text(20) }] } : {}),
      messages: pairs(text, 1 + Math.floor(random() * 4)),
    }),
  },
  'converse-images': { format: 'converse', make: withMedia(image, image) },
  'converse-video': { format: 'converse', make: withMedia(video) },
  'converse-documents': { format: 'converse', make: withMedia(pdf) },
  'converse-reasoning': {
    format: 'converse',
    make: (text) =>
      conversation(
        turn('user', { text: text(35) }),
        turn(
          'assistant',
          { reasoningContent: { reasoningText: { text: text(60) } } },
          { text: text(30) },
        ),
      ),
  },
  'converse-tools': {
    format: 'converse',
    make: (text, random) => {
      const id = `call_${digits(random, 4)}`
      const use = { toolUseId: id, name: 'order', input: { number: digits(random, 5) } }
      return {
        ...conversation(
          turn('user', { text: text(35) }),
          turn('assistant', { toolUse: use }),
          turn('user', { toolResult: { toolUseId: id, content: [{ text: text(20) }] } }),
          turn('assistant', { text: text(55) }),
        ),
        toolConfig: { tools: TOOLS },
      }
    },
  },
  'prompt-completion': {
    format: 'prompt-completion',
    make: (text) => ({ prompt: text(100), completion: text(60) }),
  },
  'distill-prompts': {
    format: 'distill-prompts',
    make: (text) => conversation(turn('user', { text: text(100) })),
  },
  'distill-answers': { format: 'distill-prompts', make: (text) => conversation(pairs(text, 1)) },
  rft: {
    format: 'rft',
    make: (text, random) => ({
      id: `case-${digits(random, 5)}`,
      messages: [
        { role: 'system', content: text(20) },
        { role: 'user', content: text(60) },
      ],
      reference_answer: { label: random() < 0.5 ? 'fraud' : 'fine', score: 3.5, why: text(20) },
      difficulty: 2,
    }),
  },
  'rft-tools': {
    format: 'rft',
    make: (text) => ({
      messages: [{ role: 'user', content: text(60) }],
      tools: TOOLS.map(({ toolSpec: { name, description, inputSchema } }) => ({
        type: 'function',
        function: { name, description, parameters: inputSchema.json },
      })),
      reference_answer: text(10),
    }),
  },
  'invocation-log': {
    format: 'invocation-log',
    make: (text, random) => logged(text, random, [turn('user', { text: text(60) })]),
  },
  'continued-pre-training': {
    format: 'continued-pre-training',
    make: (text) => ({ input: text(200) }),
  },
  haiku: {
    format: 'haiku',
    make: (text) => ({
      system: text(20),
      messages: [
        { role: 'user', content: text(35) },
        { role: 'assistant', content: text(55) },
      ],
    }),
  },
  'image-caption': {
    format: 'image-caption',
    make: (text, random) => ({
      'image-ref': place(random, 'images', 'png').s3Location.uri,
      caption: text(10).slice(0, 1_000).padEnd(3, '.'),
    }),
  },
  // What warns or is wrong on every line.
  'converse-crlf': { format: 'converse', make: (text) => talk(text), ending: '\r\n' },
  'converse-unknown-key': {
    format: 'converse',
    make: (text) => ({ ...talk(text), source: 'export' }),
  },
  'pre-training-text': { format: 'continued-pre-training', make: (text) => ({ text: text(200) }) },
  'rft-unanswered': {
    format: 'rft',
    make: (text) => ({ messages: [{ role: 'user', content: text(60) }] }),
  },
  'converse-wrong-end': {
    format: 'converse',
    make: (text) => conversation(...pairs(text, 2), turn('user', { text: text(35) })),
  },
  'converse-cut': { format: 'converse', make: (text) => talk(text), cut: 3 },
}
