import { Buffer } from 'node:buffer'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkData } from '../../src/lib/flows/dataset/check-data.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { validateDataset, validateFile } from '../../src/lib/flows/dataset/validate.ts'
import { dataPorts } from '../support/data-ports.ts'

const turn = (role: string, content: unknown) => ({ role, content: [{ text: content }] })
const record = (n: number, user: unknown = `question ${n}`) =>
  JSON.stringify({ messages: [turn('user', user), turn('assistant', `answer ${n}`)] })

/** One fault per line, and the one rule that it breaks. */
const PLANTED: readonly (readonly [string | Uint8Array, string])[] = [
  ['', 'line.blank'],
  [`${record(1001)}\r`, 'line.crlf'],
  [record(1002).slice(0, -1), 'json.syntax'],
  ['"text"', 'json.object'],
  [record(1003).replace('"role"', '"role":"user","role"'), 'json.duplicate-key'],
  [record(1004).replace('question', '\\udc00'), 'json.lone-surrogate'],
  [Buffer.from(record(1005).replace('question', 'caf\xe9'), 'latin1'), 'line.utf8'],
  [JSON.stringify({ messages: [turn('user', 'a')] }).replace('}]}]', '}]}]'), 'converse.messages'],
  [record(1006).replace('"user"', '"User"'), 'converse.role'],
  [
    JSON.stringify({ messages: [turn('user', 'a'), turn('user', 'b'), turn('assistant', 'c')] }),
    'converse.alternate',
  ],
  [record(1007).replace('[{"text":"question 1007"}]', '"question 1007"'), 'converse.content'],
  [record(1008, 7), 'converse.text'],
  [record(1009, ' '), 'converse.text-empty'],
  [record(1010, 'User: hello'), 'converse.reserved-word'],
  [record(1011).replace('{"messages"', '{"sytem":[],"messages"'), 'converse.unknown-key'],
  [record(1012).replace('{"text":"question 1012"}', '{"txt":"x"}'), 'converse.block'],
  [record(1013, 'x'.repeat(6 * 33_000)), 'record.tokens'],
  [record(3), 'record.duplicate'],
]

it('finds every planted error once, on its line, and nothing else', async () => {
  const { ports, write } = dataPorts()
  const target = await dataTarget(ports, { model: 'nova-micro' })
  const lines: (string | Uint8Array)[] = []
  const expected: string[] = []
  for (let i = 0; i < 100; i++) {
    lines.push(record(i))
    const planted = i % 5 === 4 ? PLANTED[(i - 4) / 5] : undefined
    if (planted === undefined) continue
    lines.push(planted[0])
    expected.push(`${planted[1]} ${lines.length}`)
  }
  const bytes = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]))
  const path = write('train.jsonl', bytes)
  const report = await validateDataset(ports, { ...target, files: [path], maxFindings: 0 })
  expect(report.findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(expected)
  expect(expected).toHaveLength(PLANTED.length)
})

it('counts training and validation together against the model', async () => {
  const { ports, write } = dataPorts()
  const target = await dataTarget(ports, { model: 'nova-micro' })
  const part = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${record(from + i)}\n`).join('')
  const files = [write('train.jsonl', part(0, 5))]
  const alone = await validateDataset(ports, { ...target, files })
  expect(alone.byRule.map(({ rule }) => rule)).toEqual(['records.too-few'])
  const validation = write('valid.jsonl', part(5, 8))
  const both = await validateDataset(ports, { ...target, files, validation })
  expect(both.verdict).toBe('valid')
  expect(both.records).toEqual({ training: 5, validation: 3, total: 8, good: 8 })
})

it('reads objects of S3 like files', async () => {
  const { ports, objects } = dataPorts()
  const body = Buffer.from(`${record(1)}\n${record(1)}\n`)
  await objects.put({ bucket: 'data', key: 'train.jsonl' }, body)
  const target = await dataTarget(ports, { format: 'converse' })
  const report = await validateFile(ports, 's3://data/train.jsonl', target)
  expect(report.byRule.map(({ rule }) => rule)).toEqual(['record.duplicate'])
})

it.each([
  ['absent.jsonl', 'MLC-DATA-001', 5],
  ['folder', 'MLC-DATA-002', 2],
  ['s3://data/absent.jsonl', 'MLC-DATA-001', 5],
  ['s3://data/prefix/', 'MLC-DATA-002', 2],
])('refuses %s with %s', async (path, code, exitCode) => {
  const { ports, folder } = dataPorts()
  mkdirSync(join(folder, 'folder'))
  const target = await dataTarget(ports, { format: 'converse' })
  await expect(validateFile(ports, path, target)).rejects.toMatchObject({ code, exitCode })
})

it.each([
  [{}, {}, 'MLC-DATA-003'],
  [{ format: 'convers' }, {}, 'MLC-DATA-004'],
  [{ model: 'nova-micro', format: 'prompt-completion' }, {}, 'MLC-DATA-004'],
  [{ model: 'nova-mikro' }, {}, 'MLC-FT-003'],
])('the target %j with settings %j is refused with %s', async (given, settings, code) => {
  const { ports } = dataPorts(undefined, settings)
  await expect(dataTarget(ports, given)).rejects.toMatchObject({ code, exitCode: 2 })
})

it('takes the model from the configuration, and a named format over it', async () => {
  const { ports } = dataPorts(undefined, { 'finetune.baseModel': 'nova-micro' })
  expect((await dataTarget(ports, {})).model).toBe('nova-micro')
  expect((await dataTarget(ports, { format: 'prompt-completion' })).model).toBeUndefined()
})

it('stops reading when interrupted', async () => {
  const { ports, io, write } = dataPorts()
  io.interrupt()
  const path = write('train.jsonl', `${record(1)}\n`)
  const target = await dataTarget(ports, { format: 'converse' })
  await expect(validateFile(ports, path, target)).rejects.toMatchObject({ exitCode: 130 })
})

const FAULTY = [
  `\ufeff${record(1)}\r`,
  '',
  record(2).replace('"user"', '"Human"'),
  record(3).replace('[{"text":"question 3"}]', '"question 3"'),
  `${record(4)}  `,
  record(4),
  record(5),
].join('\n')

it('repairs a copy, says each repair, leaves the input and good lines alone', async () => {
  const { ports, write, read } = dataPorts()
  const input = write('in.jsonl', FAULTY)
  const request = { files: [input], maxFindings: 0, fix: true, out: 'out.jsonl' }
  const result = await checkData(ports, { format: 'converse' }, request)
  expect(result.verdict).toBe('valid')
  expect(result.findings).toEqual([])
  expect(read('out.jsonl')).toBe([1, 2, 3, 4, 5].map((n) => `${record(n)}\n`).join(''))
  expect(read('in.jsonl')).toBe(FAULTY)
  expect(result.fixed?.repairs.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
    'file.bom 1',
    'line.crlf 1',
    'line.blank 2',
    'converse.role 3',
    'converse.content 4',
    'line.trailing-space 5',
    'record.duplicate 6',
  ])
})

it('has nothing left to repair in what it repaired', async () => {
  const { ports, write, read } = dataPorts()
  const request = { maxFindings: 0, fix: true }
  const given = { format: 'converse' }
  await checkData(ports, given, { ...request, files: [write('a.jsonl', FAULTY)], out: 'b.jsonl' })
  const again = await checkData(ports, given, { ...request, files: ['b.jsonl'], out: 'c.jsonl' })
  expect(again.fixed?.repaired).toEqual([])
  expect(read('c.jsonl')).toBe(read('b.jsonl'))
})

it.each([
  [{ fix: true }, 'MLC-DATA-018'],
  [{ fix: false, out: 'x.jsonl' }, 'MLC-DATA-018'],
  [{ fix: true, out: './in.jsonl' }, 'MLC-DATA-006'],
])('refuses %j with %s', async (request, code) => {
  const { ports, write } = dataPorts()
  const files = [write('in.jsonl', FAULTY)]
  await expect(
    checkData(ports, { format: 'converse' }, { files, maxFindings: 0, ...request }),
  ).rejects.toMatchObject({ code })
})
