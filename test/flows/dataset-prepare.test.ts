import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { type PrepareRequest, prepareDataset } from '../../src/lib/flows/dataset/prepare.ts'
import { splitDataset } from '../../src/lib/flows/dataset/split.ts'
import { dataPorts } from '../support/data-ports.ts'

const CSV = 'amount,country,label\n12.50,DE,0\n900,BR,1\n"1,5",FR,0\n'
type Request = Partial<PrepareRequest>

const prepare = async (
  world: ReturnType<typeof dataPorts>,
  name: string,
  content: string | Uint8Array,
  request: Request = {},
) => {
  const target = await dataTarget(world.ports, { format: 'prompt-completion' })
  return prepareDataset(world.ports, {
    ...target,
    input: world.write(name, content),
    out: 'out.jsonl',
    prompt: 'amount={amount}; country={country}',
    completionColumn: 'label',
    validationSplit: 0,
    seed: 1,
    ...request,
  })
}
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
const MADE = [
  { prompt: 'amount=12.50; country=DE', completion: '0' },
  { prompt: 'amount=900; country=BR', completion: '1' },
  { prompt: 'amount=1,5; country=FR', completion: '0' },
]
const ROWS = [
  { amount: '12.50', country: 'DE', label: 0 },
  { amount: 900, country: 'BR', label: 1 },
  { amount: '1,5', country: 'FR', label: 0 },
]

it.each<[string, string | Uint8Array]>([
  ['a.csv', CSV],
  ['crlf.csv', CSV.replaceAll('\n', '\r\n')],
  ['no-end.csv', CSV.trimEnd()],
  ['bom.csv', `\ufeff${CSV}`],
  ['semicolon.csv', 'amount;country;label\n12.50;DE;0\n900;BR;1\n1,5;FR;0\n'],
  ['a.tsv', 'amount\tcountry\tlabel\n12.50\tDE\t0\n900\tBR\t1\n1,5\tFR\t0\n'],
  ['utf16.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
  ['a.json', JSON.stringify(ROWS, null, 1)],
  ['a.jsonl', ROWS.map((row) => JSON.stringify(row)).join('\n')],
])('makes the same records of %s', async (name, content) => {
  const world = dataPorts()
  const result = await prepare(world, name, content)
  expect(lines(world.read('out.jsonl'))).toEqual(MADE)
  expect(result.records).toEqual({ training: 3, validation: 0 })
  expect(result.check?.verdict).toBe('valid')
})

it('says that UTF-16 was converted', async () => {
  const world = dataPorts()
  await prepare(world, 'a.csv', Buffer.from(`\ufeff${CSV}`, 'utf16le'))
  expect(world.io.notes.join()).toContain('UTF-16LE')
})

it.each<[string, string | Uint8Array, Request, string, RegExp]>([
  [
    'an unclosed quote',
    'amount,country,label\n1,DE,0\n2,"FR,0\n3,PL,1\n',
    {},
    'MLC-DATA-010',
    /:3: a quote is opened/,
  ],
  [
    'text after a quote',
    'amount,country,label\n1,"DE"x,0\n',
    {},
    'MLC-DATA-010',
    /:2: something follows/,
  ],
  ['a column twice', 'amount,amount,label\n1,2,3\n', {}, 'MLC-DATA-010', /:1: the column amount/],
  ['a nameless column', 'amount,,label\n1,2,3\n', {}, 'MLC-DATA-010', /:1: column 2/],
  ['a short row', `${CSV}7,DE\n`, {}, 'MLC-DATA-015', /1 row gives/],
  ['a long row', `${CSV}7,DE,0,9\n`, {}, 'MLC-DATA-015', /1 row gives/],
  ['an empty answer', `${CSV}7,DE,\n`, {}, 'MLC-DATA-015', /1 row gives/],
  ['an unknown label', CSV, { labelWords: '1=fraud' }, 'MLC-DATA-015', /2 rows give/],
  [
    'Latin-1',
    Buffer.from('amount,country,label\n1,Espa\xf1a,0\n', 'latin1'),
    {},
    'MLC-DATA-011',
    /:2: byte 27/,
  ],
  ['no rows', 'amount,country,label\n', {}, 'MLC-DATA-014', /no record/],
  ['nothing', '', {}, 'MLC-DATA-014', /empty/],
  ['a missing column', CSV, { prompt: '{amuont}' }, 'MLC-DATA-012', /amuont/],
  ['a missing group', CSV, { group: 'card' }, 'MLC-DATA-012', /card/],
  ['a bad template', CSV, { prompt: '{amount' }, 'MLC-DATA-013', /no template/],
  ['a fixed prompt', CSV, { prompt: 'hello' }, 'MLC-DATA-013', /no \{column\}/],
  ['two prompts', CSV, { promptColumn: 'amount' }, 'MLC-DATA-013', /exclude/],
  ['bad label words', CSV, { labelWords: 'fraud' }, 'MLC-DATA-013', /label=word/],
  ['a share above one half', CSV, { validationSplit: 0.9 }, 'MLC-DATA-016', /0.9/],
  ['the input as output', CSV, { out: 'a.csv' }, 'MLC-DATA-006', /read and written/],
])('refuses %s and writes nothing', async (_, content, request, code, message) => {
  const world = dataPorts()
  const run = prepare(world, 'a.csv', content, request)
  await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  expect(readdirSync(world.folder)).toEqual(['a.csv'])
})

it('refuses a .json file that is no array, with the line', async () => {
  const run = prepare(dataPorts(), 'a.json', '[{"amount":1,"country":"DE","label":0},\n,]')
  await expect(run).rejects.toMatchObject({ code: 'MLC-DATA-010', details: { line: 2 } })
})

it('leaves bad rows out when told to, and lists them with their lines', async () => {
  const world = dataPorts()
  const content = `${CSV}7,DE\n"8\n8",DE,0\n9,DE,\n900,BR,1\n"a\nb",DE\n`
  const result = await prepare(world, 'a.csv', content, { skipBadRows: true })
  expect(result.dropped.map(({ reason, count, lines: at }) => [reason, count, at])).toEqual([
    ['malformed-row', 2, [5, 10]],
    ['missing-value', 1, [8]],
    ['duplicate', 1, [9]],
  ])
  expect(result.records.training).toBe(4)
})

it('maps labels to words and puts the system prompt where the format has it', async () => {
  const world = dataPorts()
  const target = await dataTarget(world.ports, { model: 'nova-micro' })
  const labelWords = '1=fraud,0=legitimate'
  await prepare(world, 'a.csv', CSV, { ...target, labelWords, system: 'Label {payments}.' })
  expect(lines(world.read('out.jsonl'))[1]).toEqual({
    schemaVersion: 'bedrock-conversation-2024',
    system: [{ text: 'Label {payments}.' }],
    messages: [
      { role: 'user', content: [{ text: 'amount=900; country=BR' }] },
      { role: 'assistant', content: [{ text: 'fraud' }] },
    ],
  })
})

it('leaves out rows whose record would break a rule of the model', async () => {
  const world = dataPorts()
  const target = await dataTarget(world.ports, { model: 'nova-micro' })
  const content = `${CSV}User: 5,DE,1\n`
  const result = await prepare(world, 'a.csv', content, { ...target, skipBadRows: true })
  expect(result.dropped).toMatchObject([{ reason: 'breaks-rule', lines: [5] }])
  expect(result.check?.byRule.map(({ rule }) => rule)).toEqual(['records.too-few'])
})

it('asks on a terminal for the columns, from the header', async () => {
  const world = dataPorts({ '--completion-column': 'label', '--prompt': 'All other columns' })
  const flags = { prompt: undefined, completionColumn: undefined }
  await prepare(world, 'a.csv', CSV, flags)
  expect(world.io.asked).toEqual(['--completion-column', '--prompt'])
  expect(lines(world.read('out.jsonl'))).toEqual(MADE)
})

it('names the flag when nobody can be asked', async () => {
  const run = prepare(dataPorts(), 'a.csv', CSV, { completionColumn: undefined })
  await expect(run).rejects.toThrow('--completion-column')
})

it('writes nothing on a dry run, and says what it would make', async () => {
  const world = dataPorts()
  const result = await prepare(world, 'a.csv', CSV, { dryRun: true })
  expect(result.records.training).toBe(3)
  expect(readdirSync(world.folder)).toEqual(['a.csv'])
})

/** Most prompts are there twice, half of these with another answer. */
const BIG = `amount,country,label\n${Array.from({ length: 400 }, (_, i) => `${i % 250},DE,${i < 250 ? i % 2 : (i >> 1) % 2}\n`).join('')}`

it('divides without leaks, evenly, and the same way every time', async () => {
  const runs = []
  for (let i = 0; i < 2; i++) {
    const world = dataPorts()
    const result = await prepare(world, 'a.csv', BIG, { validationSplit: 0.25, seed: 7 })
    const [train, valid] = ['out.jsonl', 'out.validation.jsonl'].map(world.read) as [string, string]
    runs.push({ train, valid, manifest: world.read('out.manifest.json') })
    const prompts = (text: string) =>
      lines(text).map((record) => (record as { prompt: string }).prompt)
    const seen = new Set(prompts(train))
    expect(prompts(valid).filter((prompt) => seen.has(prompt))).toEqual([])
    const { training, validation } = result.records
    expect(training + validation).toBe(400 - (result.dropped[0]?.count ?? 0))
    expect(new Set(prompts(train)).size).toBeLessThan(training)
    expect(Math.abs(validation / (training + validation) - 0.25)).toBeLessThan(0.02)
    for (const { training: t, validation: v } of Object.values(result.strata)) {
      expect(Math.abs(v / (t + v) - 0.25)).toBeLessThan(0.08)
    }
    expect(result.check?.byRule.filter(({ rule }) => rule.startsWith('leak'))).toEqual([])
    for (const { path, sha256 } of result.outputs) {
      expect(createHash('sha256').update(world.read(path)).digest('hex')).toBe(sha256)
    }
  }
  expect(runs[1]).toEqual(runs[0])
})

it('splits ready records and copies every line to the byte', async () => {
  const world = dataPorts()
  const all = Array.from(
    { length: 40 },
    (_, i) => `{"prompt": "q${i % 30}",  "completion": "${i % 2}"}`,
  )
  const input = world.write('all.jsonl', `${all.join('\n')}\n`)
  const { format } = await dataTarget(world.ports, { format: 'prompt-completion' })
  const paths = { out: 't.jsonl', validationOut: 'v.jsonl' }
  const result = await splitDataset(world.ports, { input, ...paths, format, share: 0.25, seed: 3 })
  expect(result.records).toEqual({ training: 30, validation: 10 })
  const both = [
    ...world.read('t.jsonl').trim().split('\n'),
    ...world.read('v.jsonl').trim().split('\n'),
  ]
  expect(both.toSorted()).toEqual(all.toSorted())
})

it('does not divide what is no record', async () => {
  const world = dataPorts()
  const input = world.write('all.jsonl', '{"prompt":"a","completion":"b"}\n[]\n')
  const { format } = await dataTarget(world.ports, { format: 'prompt-completion' })
  const paths = { out: 't.jsonl', validationOut: 'v.jsonl' }
  const run = splitDataset(world.ports, { input, ...paths, format, share: 0.5, seed: 3 })
  await expect(run).rejects.toMatchObject({ code: 'MLC-DATA-017' })
})
