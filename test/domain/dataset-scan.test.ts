import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { datasetCheck } from '../../src/lib/domain/dataset/check.ts'
import { findFormat, type RecordFormat } from '../../src/lib/domain/dataset/formats.ts'
import type { RecordFormatName, RecordLimits } from '../../src/lib/domain/dataset/limits.ts'
import { scan } from '../../src/lib/domain/dataset/scan.ts'
import { chunksOf } from '../support/chunks.ts'

const format = (name: RecordFormatName): RecordFormat => {
  const found = findFormat(name)
  if (found === undefined) throw new Error(name)
  return found
}

type Check = {
  readonly name?: RecordFormatName
  readonly limits?: RecordLimits
  readonly cuts?: readonly number[]
  readonly maxLineBytes?: number
  readonly maxFindings?: number
}

const check = async (content: string | Uint8Array, options: Check = {}) => {
  const { name = 'prompt-completion', limits = {}, cuts = [], maxLineBytes } = options
  const rules = { format: format(name), limits }
  const data = datasetCheck({ ...rules, maxFindings: options.maxFindings ?? 0 })
  const file = data.file('f', 'training')
  const size = maxLineBytes === undefined ? {} : { maxLineBytes }
  file.end(await scan(chunksOf(content, cuts), { ...rules, ...size }, file))
  return data.report()
}
const broken = async (content: string | Uint8Array, options: Check = {}) =>
  (await check(content, options)).findings.map(
    ({ rule, line, column }) => `${rule} ${line ?? '-'}:${column ?? '-'}`,
  )

const good = '{"prompt":"a","completion":"b"}'
const other = '{"prompt":"c","completion":"d"}'

it.each<[string, string | Uint8Array, readonly string[]]>([
  ['two good lines', `${good}\n${other}\n`, []],
  ['no newline at the end', `${good}\n${other}`, []],
  ['zero bytes', '', ['file.empty -:-']],
  ['a newline alone', '\n', ['line.blank 1:1']],
  ['an empty line between', `${good}\n\n${other}\n`, ['line.blank 2:1']],
  ['an empty line at the end', `${good}\n\n`, ['line.blank 2:1']],
  ['a byte order mark', `\ufeff${good}\n`, ['file.bom 1:1']],
  ['CRLF', `${good}\r\n${other}\n`, ['line.crlf 1:1']],
  ['a raw U+2028 in a text', '{"prompt":"a\u2028b","completion":"c"}\n', []],
  ['a text with a quote and a colon', '{"prompt":": \\": x","completion":"c"}\n', []],
  ['an array', '[1]\n', ['json.object 1:1']],
  ['a trailing comma', '{"prompt":"a","completion":"b",}\n', ['json.syntax 1:31']],
  ['single quotes', "{'prompt':'a'}\n", ['json.syntax 1:2']],
  ['an open string', '{"prompt":"a\n', ['json.syntax 1:11']],
  ['two records in a line', `${good}${other}\n`, ['json.syntax 1:32']],
  ['a raw tab in a text', '{"prompt":"a\tb","completion":"c"}\n', ['json.syntax 1:13']],
  ['NaN', '{"prompt":NaN,"completion":"c"}\n', ['json.syntax 1:11']],
  ['a key twice', '{"prompt":"a","prompt":"b","completion":"c"}\n', ['json.duplicate-key 1:15']],
  ['a lone surrogate', '{"prompt":"a\\ud83d","completion":"c"}\n', ['json.lone-surrogate 1:13']],
  ['a whole pair', '{"prompt":"a\\ud83d\\ude00","completion":"c"}\n', []],
  [
    'a column after an emoji',
    '{"😀":1,"prompt":"a","completion":"b"}\n',
    ['prompt-completion.unknown-key 1:2'],
  ],
  ['UTF-16', Buffer.from(`\ufeff${good}\n`, 'utf16le'), ['file.utf16 1:1']],
  ['bytes that are all zero', Buffer.alloc(4), ['json.syntax 1:1']],
  ['Latin-1', Buffer.from('{"prompt":"caf\xe9","completion":"b"}\n', 'latin1'), ['line.utf8 1:15']],
  [
    'an overlong form',
    Buffer.from([...Buffer.from('{"prompt":"'), 0xc0, 0xaf, 0x22, 0x7d, 10]),
    ['line.utf8 1:12', 'prompt-completion.completion 1:1'],
  ],
  ['the same record twice', `${good}\n${other}\n ${good}\n`, ['record.duplicate 3:1']],
])('%s: %j', async (_, content, expected) => {
  expect(await broken(content)).toEqual(expected)
})

const turn = (role: string, text: string) => `{"role":"${role}","content":[{"text":"${text}"}]}`
const talk = (...turns: readonly string[]) => `{"messages":[${turns.join(',')}]}`

it('points at the word, the role and the block that is meant', async () => {
  const lines = [
    talk(turn('user', 'é User: x'), turn('assistant', 'y')),
    talk(turn('User', 'a'), turn('assistant', 'y')),
    talk(turn('user', 'a'), '{"role":"assistant","content":"plain"}'),
  ]
  const column = (line: number, text: string) => (lines[line] ?? '').indexOf(text) + 1
  const report = await check(lines.join('\n'), {
    name: 'converse',
    limits: { reservedWords: ['User:'] },
  })
  expect(
    report.findings.map(({ rule, line, column, pointer }) => [rule, line, column, pointer]),
  ).toEqual([
    ['converse.reserved-word', 1, column(0, 'User:'), '/messages/0/content/0/text'],
    ['converse.role', 2, column(1, '"User"'), '/messages/0/role'],
    ['converse.content', 3, column(2, '"plain"'), '/messages/1/content'],
  ])
  for (const { excerpt, line, column } of report.findings) {
    const from = [...(lines[(line ?? 0) - 1] ?? '')].slice((column ?? 0) - 1).join('')
    expect(from.startsWith(excerpt?.text.slice(excerpt.mark, excerpt.mark + 5) ?? '?')).toBe(true)
  }
})

it('finds the same wherever the chunks are cut', async () => {
  const text = `\ufeff${good}\r\n\n{"prompt":"é\u2028","x":1}\n${good}\n[]`
  const bytes = Buffer.from(text)
  const whole = await check(bytes)
  expect(whole.errors).toBe(4)
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await check(bytes, { cuts: [cut] }), `cut at ${cut}`).toEqual(whole)
  }
})

it('copies what it keeps, for the reader may use its buffer again', async () => {
  const buffer = Buffer.alloc(7)
  const text = `${good}\n${other}\n`
  const chunks = (async function* () {
    for (let at = 0; at < text.length; at += buffer.length) {
      yield buffer.subarray(0, buffer.write(text.slice(at, at + buffer.length), 'latin1'))
    }
  })()
  const rules = { format: format('prompt-completion'), limits: {} }
  const data = datasetCheck({ ...rules, maxFindings: 0 })
  const file = data.file('f', 'training')
  file.end(await scan(chunks, rules, file))
  expect(data.report()).toMatchObject({ verdict: 'valid', records: { training: 2 } })
})

it('counts escapes as one character of the text and as many of the line', async () => {
  const line = talk(turn('user', '\\u00e9\\n\\"User: x'), turn('assistant', 'y'))
  const report = await check(line, { name: 'converse', limits: { reservedWords: ['User:'] } })
  expect(report.findings.map(({ column }) => column)).toEqual([line.indexOf('User:') + 1])
})

it('refuses a line above the cap with its line and offset, and goes on with the next', async () => {
  const long = `{"prompt":"${'x'.repeat(500)}","completion":"b"}`
  const report = await check(`${good}\n${long}\n${other}\n[]`, {
    maxLineBytes: 200,
    cuts: [100, 300],
  })
  expect(report.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
    'line.too-long 2',
    'json.object 4',
  ])
  expect(report.findings[0]?.message).toContain(`from byte ${good.length + 1} of`)
  expect(report.records.training).toBe(2)
})

it('keeps no more than the cap of a 50 MB line', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0x78)
  let peak = 0
  const chunks = (async function* () {
    for (let i = 0; i < 50; i++) {
      yield chunk
      peak = Math.max(peak, process.memoryUsage().arrayBuffers)
    }
  })()
  const before = process.memoryUsage().arrayBuffers
  const data = datasetCheck({ format: format('prompt-completion'), limits: {}, maxFindings: 10 })
  const file = data.file('f', 'training')
  file.end(await scan(chunks, { format: format('prompt-completion'), limits: {} }, file))
  expect(data.report().byRule.map(({ rule }) => rule)).toEqual(['line.too-long'])
  expect(peak - before).toBeLessThan(40 * 1024 * 1024)
})

it.each<[RecordLimits, number, readonly string[]]>([
  [{ min: 8 }, 7, ['records.too-few']],
  [{ min: 8 }, 8, []],
  [{ min: 8, minAdvised: 10 }, 9, ['records.few']],
  [{ maxSum: 9 }, 9, []],
  [{ maxSum: 9 }, 10, ['records.too-many']],
  [{ maxFileBytes: 10 }, 1, ['file.too-large']],
])('with the limits %j, %i records break %j', async (limits, count, expected) => {
  const lines = Array.from({ length: count }, (_, i) => `{"prompt":"${i}","completion":"b"}\n`)
  const report = await check(lines.join(''), { limits })
  expect(report.findings.map(({ rule }) => rule)).toEqual(expected)
})

it.each([
  [600, []],
  [601, ['record.tokens-doubtful']],
  [1200, ['record.tokens-doubtful']],
  [1201, ['record.tokens']],
])('%i characters break %j at 200 tokens', async (characters, expected) => {
  const line = `{"prompt":"${'x'.repeat(characters - 1)}","completion":"b"}\n`
  const report = await check(line, { limits: { maxTokensPerRecord: 200 } })
  expect(report.findings.map(({ rule }) => rule)).toEqual(expected)
})

it('says which format the records look like when all are refused alike', async () => {
  const report = await check(`${good}\n${other}\n`, { name: 'converse' })
  expect(report.looksLike).toBe('prompt-completion')
  expect(report.byRule.map(({ rule }) => rule)).toContain('format.mismatch')
})

it('counts every finding exactly and keeps a bounded number', async () => {
  const report = await check(`${'{"prompt":1}\n'.repeat(5_000)}`, { maxFindings: 100 })
  const counts = Object.fromEntries(report.byRule.map(({ rule, count }) => [rule, count]))
  expect(counts['prompt-completion.prompt']).toBe(5_000)
  expect(counts['prompt-completion.completion']).toBe(5_000)
  expect(report.findings.length).toBeLessThanOrEqual(100)
  expect(report.errors + report.warnings).toBe(report.findings.length + report.omitted)
})

it('finds leaked records and leaked prompts against the validation data', async () => {
  const rules = { format: format('prompt-completion'), limits: {} }
  const data = datasetCheck({ ...rules, maxFindings: 0 })
  const valid = data.file('v', 'validation')
  valid.end(await scan(chunksOf(`${good}\n${other}\n`), rules, valid))
  const train = data.file('t', 'training')
  const lines = `{"prompt":" C ","completion":"x"}\n${good}\n{"prompt":"new","completion":"y"}\n`
  train.end(await scan(chunksOf(lines), rules, train))
  const found = data.report().findings.map(({ rule, line, message }) => [rule, line, message])
  expect(found).toEqual([
    ['leak.prompt', 1, 'the same prompt as v:2'],
    ['leak.record', 2, 'the same record as v:1'],
  ])
})

it('finds several kinds of media across the data set', async () => {
  const media = (kind: string, type: string) =>
    `{"messages":[{"role":"user","content":[{"${kind}":{"format":"${type}","source":{"s3Location":{"uri":"s3://data/a.${type}"}}}}]},${turn('assistant', kind)}]}`
  const report = await check(`${media('image', 'png')}\n${media('video', 'mp4')}\n`, {
    name: 'converse',
  })
  expect(report.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(['record.modality 2'])
})
