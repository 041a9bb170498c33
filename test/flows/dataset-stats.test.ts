import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { datasetStats } from '../../src/lib/flows/dataset/stats.ts'
import { dataPorts } from '../support/data-ports.ts'

const record = (user: string, assistant: string, system?: string) =>
  JSON.stringify({
    ...(system === undefined ? {} : { system: [{ text: system }] }),
    messages: [
      { role: 'user', content: [{ text: user }] },
      { role: 'assistant', content: [{ text: assistant }] },
    ],
  })
const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('')

it('counts records, roles, turns, labels and repetitions', async () => {
  const { ports, write } = dataPorts()
  write(
    'a.jsonl',
    lines([record('aaaa', 'yes', 'be brief'), record('bbbb', 'no'), record('bbbb', 'no')]),
  )
  write('b.jsonl', lines([record('BBBB ', 'yes'), '', 'no JSON', '[]', '{"odd":1}']))
  const stats = await datasetStats(ports, { files: ['a.jsonl', 'b.jsonl'] })
  expect(stats).toMatchObject({
    records: 5,
    unreadable: 2,
    files: [
      { path: 'a.jsonl', records: 3, unreadable: 0 },
      { path: 'b.jsonl', records: 2, unreadable: 2 },
    ],
    formats: [
      { name: 'converse', count: 4 },
      { name: 'unknown', count: 1 },
    ],
    characters: { summary: { count: 4, sum: 35, min: 6, max: 15 } },
    tokens: { low: 6, high: 12 },
    turns: { bins: [{ from: 2, to: 3, count: 4 }] },
    answers: { kind: 'labels', different: 2, balance: 1 },
    duplicates: {
      records: { total: 5, distinct: 4, error: 0 },
      prompts: { total: 4, distinct: 2, error: 0 },
    },
  })
  expect(stats.roles).toEqual([
    { role: 'system', texts: 1, characters: 8 },
    { role: 'user', texts: 4, characters: 17 },
    { role: 'assistant', texts: 4, characters: 10 },
  ])
})

it('tells the same with the scanner and without, of good lines and of all others', async () => {
  const { ports, write } = dataPorts()
  const good = lines([
    record('Wie ist der Stand? Das ist nicht die Frage.', 'ja', 'kurz'),
    record('WIE IST  DER STAND? Das ist nicht die Frage.', 'ja'),
    record('что это такое и не то', 'ja'),
  ])
  write(
    'a.jsonl',
    `\ufeff${good}${good.replaceAll('\n', '\r\n')} ${good}${lines(['{"x":1}', '[]', '{', '"'])}`,
  )
  write('b.jsonl', lines([JSON.stringify({ completion: 'd', prompt: 'abc' }), record('q', 'a')]))
  write('c.jsonl', Buffer.from('{"prompt":"\xff","completion":"a"}\n\n{"x":1} ', 'latin1'))
  const files = ['a.jsonl', 'b.jsonl', 'c.jsonl']
  const { scanner: _none, ...plain } = ports.files
  const stats = await datasetStats(ports, { files })
  expect(await datasetStats({ ...ports, files: plain }, { files })).toEqual(stats)
  expect(stats).toMatchObject({ records: 14, unreadable: 3 })
  expect(stats.duplicates.records).toMatchObject({ distinct: 7 })
})

it('prices an epoch for every model that takes the data, and says where no price is known', async () => {
  const { ports, write } = dataPorts()
  write('a.jsonl', lines([record('x'.repeat(5_999_990), 'y'.repeat(10))]))
  const { epochCosts } = await datasetStats(ports, { files: ['a.jsonl'] })
  const of = (model: string) => epochCosts.find((cost) => cost.model === model)
  // 1 to 2 million tokens at $0.001 a thousand.
  expect(of('nova-micro')).toEqual({
    model: 'nova-micro',
    low: { amount: '1.00', currency: 'USD' },
    high: { amount: '2.00', currency: 'USD' },
  })
  expect(of('nova-lite')?.unknown).toContain('no training price')
  expect(of('llama3-1-8b')).toBeUndefined()
  const named = await datasetStats(ports, { files: ['a.jsonl'], model: 'nova-micro' })
  expect(named.epochCosts.map(({ model }) => model)).toEqual(['nova-micro'])
})

it('reads flat records, packed files, wildcards and S3', async () => {
  const { ports, write, objects } = dataPorts()
  const flat = lines([JSON.stringify({ prompt: 'abc', completion: 'de' })])
  write('a-1.jsonl', flat)
  await objects.put({ bucket: 'data', key: 'b.jsonl' }, Buffer.from(flat))
  const stats = await datasetStats(ports, { files: ['a-*.jsonl', 's3://data/b.jsonl'] })
  expect(stats.formats).toEqual([{ name: 'prompt-completion', count: 2, share: 1 }])
  expect(stats.roles).toEqual([
    { role: 'prompt', texts: 2, characters: 6 },
    { role: 'completion', texts: 2, characters: 4 },
  ])
})

it('writes a page with everything inside, where texts cannot become markup', async () => {
  const { ports, write, read } = dataPorts()
  const label = '<script>alert(1)</script>'
  write('a.jsonl', lines(Array.from({ length: 9 }, (_, i) => record(`question ${i}`, label))))
  await datasetStats(ports, { files: ['a.jsonl'], out: 'stats.html' })
  const page = read('stats.html')
  expect(page).toContain('prefers-color-scheme:dark')
  expect(page).toContain('<i style="width:100.0%"></i>')
  expect(page).toContain('&lt;script&gt;alert(1)')
  expect(page).not.toMatch(/<script|<link|<img|url\(|@import|src=/)
  for (const tag of ['tr', 'dl', 'table', 'body']) {
    expect(page.split(`<${tag}`).length).toBe(page.split(`</${tag}>`).length)
  }
})

it('writes JSON and CSV, whose cells are no formulas', async () => {
  const { ports, write, read } = dataPorts()
  write(
    'a.jsonl',
    lines([record('q', '=1+1'), record('r', '=1+1'), record('s', 'a,"b"'), record('t', 'a,"b"')]),
  )
  const report = await datasetStats(ports, { files: ['a.jsonl'], out: 'stats.json' })
  const { out: _out, ...rest } = report
  expect(JSON.parse(read('stats.json'))).toEqual({ schemaVersion: 1, ...rest })
  await datasetStats(ports, { files: ['a.jsonl'], out: 'stats.csv' })
  expect(read('stats.csv')).toContain("Answers,'=1+1,2\r\n")
  expect(read('stats.csv')).toContain('Answers,"a,""b""",2\r\n')
})

it('says of no records that there are none', async () => {
  const { ports, write } = dataPorts()
  write('a.jsonl', '')
  const stats = await datasetStats(ports, { files: ['a.jsonl'] })
  expect(stats).toMatchObject({ records: 0, formats: [], roles: [], epochCosts: [] })
  expect(stats.characters).toBeUndefined()
})

it.each([
  [{ files: ['a.jsonl'], out: 'stats.pdf' }, 'MLC-DATA-042'],
  [{ files: ['absent.jsonl'] }, 'MLC-DATA-001'],
  [{ files: ['a.jsonl'], model: 'nova-mikro' }, 'MLC-FT-003'],
  [{ files: ['a.jsonl'], out: 'a.json' }, 'MLC-DATA-030'],
])('refuses %j with %s', async (request, code) => {
  const { ports, write } = dataPorts()
  write('a.jsonl', lines([record('q', 'a')]))
  write('a.json', 'mine')
  await expect(datasetStats(ports, request)).rejects.toMatchObject({ code })
})

it('stops reading when interrupted', async () => {
  const { ports, io, write } = dataPorts()
  write('a.jsonl', lines([record('q', 'a')]))
  io.interrupt()
  await expect(datasetStats(ports, { files: ['a.jsonl'] })).rejects.toMatchObject({ exitCode: 130 })
})
