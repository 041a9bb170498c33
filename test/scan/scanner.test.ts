import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import type { RecordFormatName, RecordLimits } from '../../src/lib/domain/dataset/limits.ts'
import { lineDigest } from '../../src/lib/domain/dataset/line-digest.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import type { ScanSource } from '../../src/lib/ports/scanner.ts'
import { wasmScanner } from '../../src/scan/scanner.ts'
import { chunksOf } from '../support/chunks.ts'
import { jsonRound, recordRound } from '../support/scan-fuzz.ts'
import { fastLog, plainLog } from '../support/scan-log.ts'

const rulesFor = (
  name: RecordFormatName,
  limits: RecordLimits = {},
  rest: { readonly maxLineBytes?: number } = {},
): ScanRules => {
  const format = findFormat(name)
  if (format === undefined) throw new Error(name)
  return { format, limits, ...rest }
}
const NOVA = { reservedWords: ['User:', '[EOS]', '<image>'] }
const turn = (role: string, text: string) => `{"role":"${role}","content":[{"text":"${text}"}]}`
const talk = (question: string, answer: string, more = '') =>
  `{"messages":[${turn('user', question)},${turn('assistant', answer)}]${more}}`

/** Good lines, broken ones of every kind, and odd ones that are legal. */
const MIXED = Buffer.concat([
  Buffer.from(`\ufeff${talk('a', 'b')}\n`),
  Buffer.from(`${talk('日本 😀', '\\u65e5\\ud83d\\ude00 é')}\n`),
  Buffer.from(`\n  \n${talk('same', 'same')}\r\n ${talk('same', 'same')} \n`),
  Buffer.from(`${talk('user: x', 'b')}\n${talk('User: x', 'b')}\n`),
  Buffer.from(`${talk('a\\ud83d', 'b')}\n${talk('a', 'b', ',"messages":1')}\n`),
  Buffer.from(`${talk('x'.repeat(90), 'y'.repeat(90))}\n`),
  Buffer.from('{"messages":[{"role":"user","content":[{"text":"caf\xe9"}]}]}\n', 'latin1'),
  Buffer.from(`[1]\n{"a":\n${talk('  ', 'b')}\n${talk('a', '<thinking>b')}\n`),
  Buffer.from(`{"messages":[${turn('assistant', 'a')},${turn('user', 'b')}]}\n`),
  Buffer.from(talk('the last', 'has no line feed')),
])
const MIXED_RULES = rulesFor('converse', NOVA, { maxLineBytes: 200 })

it('tells what the plain path tells, line by line', async () => {
  const { log, accepted } = await fastLog({ chunks: chunksOf(MIXED) }, MIXED_RULES)
  expect(log).toEqual(await plainLog(MIXED, MIXED_RULES))
  expect(log.length).toBeGreaterThan(20)
  expect(accepted).toBe(4)
})

it('tells the same wherever the bytes are cut in two', async () => {
  const plain = await plainLog(MIXED, MIXED_RULES)
  for (let cut = 0; cut <= MIXED.length; cut++) {
    const { log } = await fastLog({ chunks: chunksOf(MIXED, [cut]) }, MIXED_RULES)
    expect(log, `cut at ${cut}`).toEqual(plain)
  }
})

it('tells the same when the bytes come one by one', async () => {
  const cuts = Array.from({ length: MIXED.length }, (_, i) => i)
  const { log } = await fastLog({ chunks: chunksOf(MIXED, cuts) }, MIXED_RULES)
  expect(log).toEqual(await plainLog(MIXED, MIXED_RULES))
})

const accepted = async (name: RecordFormatName, lines: string, limits: RecordLimits = {}) =>
  (await fastLog({ chunks: chunksOf(lines) }, rulesFor(name, limits))).accepted

it.each<[string, RecordFormatName, string, RecordLimits]>([
  ['a conversation', 'converse', talk('a', 'b'), {}],
  ['a system prompt', 'converse', talk('a', 'b', ',"system":[{"text":"c"}]'), NOVA],
  ['texts in other scripts', 'converse', talk('日本語', 'ответ'), NOVA],
  ['a text that begins with white space', 'converse', talk('\\n\\u3000\u00a0x', ' b'), {}],
  ['a colon that is no reserved word', 'converse', talk('Buser: no: a: b <images>', 'b'), {}],
  [
    'keys in another order',
    'converse',
    '{"messages":[{"content":[{"text":"a"}],"role":"user"},{"content":[{"text":"b"}],"role":"assistant"}]}',
    NOVA,
  ],
  ['a reserved word in an answer', 'converse', talk('a', 'User: b'), NOVA],
  [
    'the version that is asked for',
    'converse',
    talk('a', 'b', ',"schemaVersion":"v1"'),
    { schemaVersion: 'v1' },
  ],
  ['prompt and completion', 'prompt-completion', '{"prompt":"a","completion":"b"}', {}],
  [
    'the last length allowed',
    'prompt-completion',
    '{"prompt":"abc","completion":"def"}',
    { maxTokensPerRecord: 2 },
  ],
  [
    'a prompt for a teacher',
    'distill-prompts',
    `{"schemaVersion":"bedrock-conversation-2024","messages":[${turn('user', 'a')}]}`,
    { maxLineBytes: 16_384, turns: 'one' },
  ],
  ['the text to read on', 'continued-pre-training', '{"input":"a"}', {}],
  [
    'a conversation of plain texts',
    'haiku',
    '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
    {},
  ],
])('accepts %s without a second look', async (_, name, line, limits) => {
  expect(await accepted(name, line, limits)).toBe(1)
})

it.each<[string, RecordFormatName, string, RecordLimits]>([
  ['a reserved word', 'converse', talk('see User: there', 'b'), NOVA],
  ['a reserved word in another case', 'converse', talk('uSER: x', 'b'), NOVA],
  ['a reserved word behind other signs', 'converse', talk(`${'a: '.repeat(20)}<unk>`, 'b'), NOVA],
  ['a reserved word written with an escape', 'converse', talk('User\\u003a x', 'b'), NOVA],
  ['a reserved word with an escaped letter', 'converse', talk('U\\u0073er: x', 'b'), NOVA],
  [
    'a reserved word in a system prompt behind the turns',
    'converse',
    talk('a', 'b', ',"system":[{"text":"Bot: User:"}]'),
    NOVA,
  ],
  [
    'a reserved word in a turn that names its role last',
    'converse',
    '{"messages":[{"content":[{"text":"User: a"}],"role":"user"},{"content":[{"text":"b"}],"role":"assistant"}]}',
    NOVA,
  ],
  ['a thinking tag', 'converse', talk('a', 'b </THINKING>'), {}],
  ['another version', 'converse', talk('a', 'b', ',"schemaVersion":"v2"'), { schemaVersion: 'v1' }],
  ['two unknown keys', 'converse', talk('a', 'b', ',"sytem":[],"x":1'), {}],
  ['one turn', 'converse', `{"messages":[${turn('user', 'a')}]}`, {}],
  [
    'three turns',
    'converse',
    `{"messages":[${turn('user', 'a')},${turn('assistant', 'b')},${turn('user', 'c')}]}`,
    {},
  ],
  [
    'two turns of one side',
    'converse',
    `{"messages":[${turn('user', 'a')},${turn('user', 'b')}]}`,
    {},
  ],
  [
    'a role in upper case',
    'converse',
    `{"messages":[${turn('User', 'a')},${turn('assistant', 'b')}]}`,
    {},
  ],
  ['a turn of white space', 'converse', talk('\\u00a0 \\n\u3000\u2028', 'b'), {}],
  [
    'an image',
    'converse',
    talk('a', 'b').replace('{"text":"a"}', '{"image":{"format":"png"}}'),
    {},
  ],
  ['a text that is a number', 'prompt-completion', '{"prompt":1,"completion":"b"}', {}],
  [
    'one character too many',
    'prompt-completion',
    '{"prompt":"abcd","completion":"def"}',
    { maxTokensPerRecord: 2 },
  ],
  [
    'a line of more bytes than are taken',
    'prompt-completion',
    '{"prompt":"a","completion":"b"}',
    { maxLineBytes: 30 },
  ],
  [
    'a prompt with an answer and another prompt, of a student who takes one turn',
    'distill-prompts',
    `{"schemaVersion":"bedrock-conversation-2024","messages":[${turn('user', 'a')},${turn('assistant', 'b')},${turn('user', 'c')}]}`,
    { turns: 'one' },
  ],
  [
    'a mark of turns',
    'haiku',
    '{"messages":[{"role":"user","content":"a\\n\\nHuman: x"},{"role":"assistant","content":"b"}]}',
    {},
  ],
])('leaves %s to the rules', async (_, name, line, limits) => {
  expect(await accepted(name, line, limits)).toBe(0)
})

it.each(['', '\n', '\n\n', ' ', '\r\n', '\ufeff', '{}', '{}\n{}', '\0'])(
  'takes the file %j as the plain path does',
  async (text) => {
    const rules = rulesFor('converse')
    const bytes = Buffer.from(text)
    const { log } = await fastLog({ chunks: chunksOf(bytes) }, rules)
    expect(log).toEqual(await plainLog(bytes, rules))
  },
)

it('counts a line above the limit and goes on behind it, whatever the chunks', async () => {
  const rules = rulesFor('prompt-completion', {}, { maxLineBytes: 100 })
  const good = '{"prompt":"a","completion":"b"}'
  const bytes = Buffer.from(`${good}\n${'x'.repeat(1_000)}\n${good}\n${'y'.repeat(500)}`)
  const plain = await plainLog(bytes, rules)
  expect(plain.filter((told) => told.includes('line.too-long'))).toHaveLength(2)
  for (const size of [1, 7, 50, 99, 100, 101, 400, 2_000]) {
    const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size)
    expect((await fastLog({ chunks: chunksOf(bytes, cuts) }, rules)).log).toEqual(plain)
  }
})

it('keeps nothing of a line above the limit', async () => {
  const scanner = wasmScanner({
    shape: { root: { kind: 'any' }, words: { asked: [], answered: [] } },
    maxLineBytes: 1024 * 1024,
  })
  const chunk = new Uint8Array(1024 * 1024).fill(0x20)
  const source: ScanSource = {
    chunks: (async function* () {
      for (let i = 0; i < 200; i++) yield chunk
    })(),
  }
  const seen: number[] = []
  const before = process.memoryUsage().rss
  await scanner?.scan(source, {
    accepted: () => undefined,
    refused: () => undefined,
    tooLong: ({ sizeBytes }) => void seen.push(sizeBytes),
  })
  expect(seen).toEqual([200 * 1024 * 1024])
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
})

it('makes the digest that the plain path makes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (random) => {
      const line = random.map((byte) => (byte <= 32 ? 33 : byte))
      const digests: unknown[] = []
      const scanner = wasmScanner({
        shape: { root: { kind: 'any' }, words: { asked: [], answered: [] } },
        maxLineBytes: 1_000,
      })
      await scanner?.scan(
        { chunks: chunksOf(line) },
        {
          accepted: ({ digest }) => void digests.push(digest),
          refused: ({ digest }) => void digests.push(digest),
          tooLong: () => undefined,
        },
      )
      expect(digests).toEqual([lineDigest(line)])
    }),
    { numRuns: 300 },
  )
})

it('gives different digests to lines that differ in one place', () => {
  const digests = new Set<string>()
  const line = new Uint8Array(100).fill(0x61)
  for (let at = 0; at < line.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const { high, low } = lineDigest(line.with(at, 0x61 ^ (1 << bit)))
      digests.add(`${high}:${low}`)
      digests.add(String(low))
    }
  }
  expect(digests.size).toBe(1600)
})

it.each([1, 1_000, 2_000])(
  'agrees with the walker and the rules on random and broken bytes (from seed %i)',
  async (first) => {
    for (let seed = first; seed < first + 60; seed++) {
      expect(await jsonRound(seed), `seed ${seed}`).toEqual([])
      expect(await recordRound(seed), `seed ${seed}`).toEqual([])
    }
  },
)
