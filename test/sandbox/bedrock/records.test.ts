import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rulesOf } from '../../../src/sandbox/bedrock/models/customization-rules.ts'
import { inspect, sample } from '../../../src/sandbox/bedrock/records/data-sets.ts'
import { linesOf } from '../../../src/sandbox/bedrock/records/lines.ts'
import { examine } from '../../../src/sandbox/bedrock/records/records.ts'
import { conversations } from './payments.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NOVA_MICRO = rulesOf('amazon.nova-micro-v1:0', 'FINE_TUNING')
const NOVA_LITE = rulesOf('amazon.nova-lite-v1:0', 'FINE_TUNING')
const NOVA_2 = rulesOf('amazon.nova-2-lite-v1:0', 'FINE_TUNING')
const LLAMA_33 = rulesOf('meta.llama3-3-70b-instruct-v1:0', 'FINE_TUNING')
const LLAMA_31 = rulesOf('meta.llama3-1-8b-instruct-v1:0', 'FINE_TUNING')
const HAIKU = rulesOf('anthropic.claude-3-haiku-20240307-v1:0', 'FINE_TUNING')
const TEXT = rulesOf('amazon.titan-text-express-v1', 'CONTINUED_PRE_TRAINING')

const text = (value: string) => [{ text: value }]
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const image = { image: { format: 'png', source: { s3Location: { uri: 's3://data/a.png' } } } }
const video = { video: { format: 'mp4', source: { s3Location: { uri: 's3://data/a.mp4' } } } }
const thought = { reasoningContent: { reasoningText: { text: 'hm' } } }
const fine = [user(text('q')), assistant(text('a'))]

describe('a record', () => {
  it.each([
    ['JSON', NOVA_MICRO, '{"messages":', 'not valid JSON'],
    ['an object', NOVA_MICRO, '["messages"]', 'not a JSON object'],
    ['messages', NOVA_MICRO, {}, 'messages must have'],
    ['two messages', NOVA_MICRO, { messages: [user(text('q'))] }, 'messages must have'],
    ['a last assistant turn', NOVA_MICRO, { messages: [...fine, user(text('q'))] }, 'last turn'],
    ['a first user turn', NOVA_MICRO, { messages: [...fine].reverse() }, 'messages[0].role'],
    ['lower-case roles', NOVA_MICRO, { messages: [{ ...fine[0], role: 'User' }, fine[1]] }, 'role'],
    ['content blocks', NOVA_MICRO, { messages: [user('q'), fine[1]] }, 'non-empty array'],
    ['some text', NOVA_MICRO, { messages: [user(text(' ')), fine[1]] }, 'is empty'],
    [
      'text only (Micro)',
      NOVA_MICRO,
      { messages: [user([image]), fine[1]] },
      'does not accept image',
    ],
    [
      'no media in answers',
      NOVA_LITE,
      { messages: [fine[0], assistant([image])] },
      'cannot contain',
    ],
    ['one kind of media', NOVA_LITE, { messages: [user([image, video]), fine[1]] }, 'mix'],
    [
      'at most 10 images',
      NOVA_LITE,
      { messages: [user(Array(11).fill(image)), fine[1]] },
      '10 images',
    ],
    ['no reserved words', NOVA_MICRO, { messages: [user(text('User: hi')), fine[1]] }, 'User:'],
    ['none in system', NOVA_MICRO, { system: text('<image>'), messages: fine }, '<image>'],
    [
      'no reasoning (Nova 1)',
      NOVA_LITE,
      { messages: [fine[0], assistant([thought])] },
      'reasoning',
    ],
    ['the schema (Llama)', LLAMA_33, { messages: fine }, 'schemaVersion'],
    ['prompt and completion', LLAMA_31, { prompt: 'q' }, '"completion"'],
    ['a string prompt', LLAMA_31, { prompt: 1, completion: 'a' }, '"prompt"'],
    ['string content (Haiku)', HAIKU, { messages: fine }, 'must be a string'],
    ['text', TEXT, { output: 'x' }, '"text"'],
  ])('must have %s', (_what, rules, record, problem) => {
    const line = typeof record === 'string' ? record : JSON.stringify(record)
    expect(examine(line, rules)).toEqual({ problem: expect.stringContaining(problem) })
  })

  it.each([
    ['a Nova conversation without schema', NOVA_MICRO, { messages: fine }],
    [
      'lower-case user: in a prompt',
      NOVA_MICRO,
      { messages: [user(text('ecosystem: x')), fine[1]] },
    ],
    [
      'a reserved word in an answer',
      NOVA_MICRO,
      { messages: [fine[0], assistant(text('User: x'))] },
    ],
    ['an image for Lite', NOVA_LITE, { messages: [user([image, ...text('what?')]), fine[1]] }],
    ['reasoning for Nova 2', NOVA_2, { messages: [fine[0], assistant([thought, ...text('a')])] }],
    ['a haiku conversation', HAIKU, { messages: [user('q'), assistant('a')] }],
    ['extra keys beside a prompt', LLAMA_31, { prompt: 'q', completion: 'a', id: 1 }],
    ['plain text', TEXT, { input: 'once upon a time' }],
  ])('may be %s', (_what, rules, record) => {
    expect(examine(JSON.stringify(record), rules)).toHaveProperty('example')
  })

  it('teaches the last answer to the system text and the last question', () => {
    const messages = [...fine, user(text('and now?')), assistant(text('then'))]
    const line = JSON.stringify({ system: text('be brief'), messages })
    expect(examine(line, NOVA_MICRO)).toMatchObject({
      example: { prompt: 'be brief\nand now?', completion: 'then' },
    })
  })
})

const file = (content: string | Uint8Array): string => {
  const path = join(temporaryFolder(), 'train.jsonl')
  writeFileSync(path, content)
  return path
}

const good = JSON.stringify({ messages: fine })

describe('a file', () => {
  it.each([
    ['a blank line', `${good}\n\n${good}\n`, 3, 1, 'Line 2: empty line'],
    ['a second final line break', `${good}\n\n`, 2, 1, 'Line 2: empty line'],
    [
      'bad UTF-8',
      Buffer.from([...Buffer.from(`${good}\n"`), 0xff, 0x22]),
      2,
      1,
      'Line 2: not valid UTF-8',
    ],
    ['a byte order mark', `\uFEFF${good}\n`, 1, 1, 'Line 1: not valid JSON'],
    ['two bad lines', `x\n${good}\ny\n`, 3, 2, 'Line 1: not valid JSON'],
  ])('with %s fails at that line', async (_what, content, records, rejected, failure) => {
    const report = await inspect(file(content), 'in/train.jsonl', NOVA_MICRO)
    expect(report).toMatchObject({ records, rejected })
    expect(report.failure).toBe(
      `Unable to parse Amazon S3 file: in/train.jsonl. Data files must conform to JSONL format. ${failure}.`,
    )
  })

  it('fails for a record of too many characters, and names its start', async () => {
    const long = JSON.stringify({ messages: [user(text('x'.repeat(192_000))), fine[1]] })
    const { failure } = await inspect(file(`${good}\n${long}\n`), 't.jsonl', NOVA_MICRO)
    expect(failure).toMatch(
      /^Input size exceeded in file t\.jsonl for record starting with \{"messages".*line 2/,
    )
  })

  it('fails for a reserved word as a data issue', async () => {
    const line = JSON.stringify({ messages: [user(text('Bot: hi')), fine[1]] })
    const { failure } = await inspect(file(line), 't.jsonl', NOVA_MICRO)
    expect(failure).toContain('due to data issues')
  })

  it('is read in lines however its chunks fall', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => `é${n}`.repeat(9_000))
    const read: (string | undefined)[] = []
    for await (const line of linesOf(file(lines.join('\n')))) read.push(line.text)
    expect(read).toEqual(lines)
  })

  it('is sampled the same way for the same seed, and never beyond the limit', async () => {
    const path = file(conversations(500, 'pool'))
    const draw = (seed: string) => sample(path, NOVA_MICRO, { most: 50, seed })
    expect(await draw('a')).toHaveLength(50)
    expect(await draw('a')).toEqual(await draw('a'))
    expect(await draw('a')).not.toEqual(await draw('b'))
  })
})
