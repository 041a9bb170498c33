import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { convertDataset, requireChatFormat } from '../../src/lib/flows/dataset/convert.ts'
import { inputForm } from '../../src/lib/flows/dataset/input-form.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { type PrepareRequest, prepareDataset } from '../../src/lib/flows/dataset/prepare.ts'
import { requireSample, sampleDataset } from '../../src/lib/flows/dataset/sample.ts'
import { splitDataset } from '../../src/lib/flows/dataset/split.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { dataPorts } from '../support/data-ports.ts'

type World = ReturnType<typeof dataPorts>
const jsonLines = (records: readonly unknown[]) =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')
const openAi = (n: number) => ({
  messages: [
    { role: 'system', content: 'Label it.' },
    { role: 'user', content: `question ${n}` },
    { role: 'assistant', content: n % 2 === 0 ? 'yes' : 'no' },
  ],
})
const shareGpt = (n: number) => ({
  conversations: [
    { from: 'system', value: 'Label it.' },
    { from: 'human', value: `question ${n}` },
    { from: 'gpt', value: n % 2 === 0 ? 'yes' : 'no' },
  ],
})
const log = (n: number) => ({
  schemaType: 'ModelInvocationLog',
  input: {
    inputBodyJson: {
      system: [{ text: 'Label it.' }],
      messages: [{ role: 'user', content: [{ text: `question ${n}` }] }],
    },
  },
  output: {
    outputBodyJson: { output: { message: { content: [{ text: n % 2 === 0 ? 'yes' : 'no' }] } } },
  },
})
const MADE = {
  schemaVersion: 'bedrock-conversation-2024',
  system: [{ text: 'Label it.' }],
  messages: [
    { role: 'user', content: [{ text: 'question 0' }] },
    { role: 'assistant', content: [{ text: 'yes' }] },
  ],
}
const tenOf = <T>(make: (n: number) => T) => Array.from({ length: 10 }, (_, n) => make(n))

const prepare = async (world: World, input: string, request: Partial<PrepareRequest> = {}) =>
  prepareDataset(world.ports, {
    ...(await dataTarget(world.ports, { model: 'nova-micro' })),
    input,
    out: 'out.jsonl',
    validationSplit: 0,
    seed: 1,
    ...request,
  })

it.each<[string, string | Uint8Array, string]>([
  ['chats.jsonl', jsonLines(tenOf(openAi)), 'openai'],
  ['chats.json', JSON.stringify(tenOf(shareGpt)), 'sharegpt'],
  ['logs.json.gz', gzipSync(jsonLines(tenOf(log))), 'invocation-log'],
])('makes records of %s without being told what it is', async (name, content, form) => {
  const world = dataPorts()
  const result = await prepare(world, world.write(name, content))
  expect(result).toMatchObject({ input: { chat: form, rows: 10 }, records: { training: 10 } })
  expect(JSON.parse(world.read('out.jsonl').split('\n')[0] ?? '')).toEqual(MADE)
  expect(world.io.asked).toEqual([])
})

it('takes rows for a table when columns are named, and for a form when that is', async () => {
  const world = dataPorts()
  const rows = [{ instruction: 'Is it?', input: 'x', output: 'yes' }]
  const input = world.write('rows.jsonl', jsonLines(rows))
  const named = { promptColumn: 'input', completionColumn: 'output' }
  const table = await prepare(world, input, { ...named, out: 'table.jsonl' })
  expect(table.input.chat).toBeUndefined()
  expect(world.read('table.jsonl')).toContain('"text":"x"')
  const forced = inputForm('alpaca')
  await prepare(world, input, { ...named, ...forced, out: 'form.jsonl' })
  expect(world.read('form.jsonl')).toContain('Is it?\\n\\nx')
})

it('lists conversations that cannot be carried over', async () => {
  const world = dataPorts()
  const image = { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }
  const input = world.write('chats.jsonl', jsonLines([...tenOf(openAi), image]))
  await expect(prepare(world, input)).rejects.toMatchObject({ code: 'MLC-DATA-015' })
  const { dropped } = await prepare(world, input, { skipBadRows: true })
  expect(dropped).toMatchObject([{ reason: 'not-convertible', lines: [11], allLines: '11' }])
})

it('says that there is nothing to balance', async () => {
  const world = dataPorts()
  const texts = tenOf((n) => ({ prompt: `q ${n}`, completion: `a ${n}` }))
  await prepare(world, world.write('a.jsonl', jsonLines(texts)), { balance: 'under' })
  expect(world.io.warnings.join()).toContain('Nothing was balanced')
})

const FIXTURES = 'test/fixtures/parquet'

it.each(readdirSync(FIXTURES).filter((name) => name.startsWith('payments')))(
  'reads %s, written by another program',
  async (name) => {
    const world = dataPorts()
    const input = world.write(name, readFileSync(`${FIXTURES}/${name}`))
    const result = await prepare(world, input, {
      prompt: '{amount} {country} {seen}',
      completionColumn: 'label',
    })
    expect(result.input).toMatchObject({ kind: 'parquet', rows: 3 })
    const texts = world
      .read('out.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).messages[0].content[0].text)
    expect(texts).toEqual([
      '12.50 DE 2026-11-01T10:00:00.000Z',
      '900 BR',
      '1,5 FR 2026-11-02T00:00:00.000Z',
    ])
  },
)

it('reads conversations in Parquet, also from S3', async () => {
  const world = dataPorts()
  const body = readFileSync(`${FIXTURES}/chats.parquet`)
  world.objects.stored.set('data/chats.parquet', { body, options: undefined })
  const result = await prepare(world, 's3://data/chats.parquet')
  expect(result).toMatchObject({ input: { kind: 'parquet', chat: 'openai' } })
  expect(result.records.training).toBe(5)
})

it('says what is no Parquet', async () => {
  const world = dataPorts()
  const cut = readFileSync(`${FIXTURES}/chats.parquet`).subarray(0, 300)
  const run = prepare(world, world.write('a.parquet', cut))
  await expect(run).rejects.toMatchObject({ code: 'MLC-DATA-010' })
})

it('converts there and back to the same bytes', async () => {
  const world = dataPorts()
  const content = jsonLines(tenOf(openAi))
  const input = world.write('a.jsonl', content)
  const to = requireChatFormat
  await convertDataset(world.ports, { input, out: 'b.jsonl', to: to('converse') })
  await convertDataset(world.ports, { input: 'b.jsonl', out: 'c.jsonl', to: to('sharegpt') })
  const back = await convertDataset(world.ports, {
    input: 'c.jsonl',
    out: 'd.jsonl',
    to: to('openai'),
  })
  expect(back).toMatchObject({ from: 'sharegpt', records: 10, output: { status: 'written' } })
  expect(world.read('d.jsonl')).toBe(content)
})

it.each([
  ['a.jsonl', '{"x":1}\n', 'MLC-DATA-031'],
  ['a.jsonl', jsonLines([openAi(1), { messages: [] }]), 'MLC-DATA-015'],
  ['b.jsonl', jsonLines([openAi(1)]), 'MLC-DATA-006'],
])('does not convert %s holding %j', async (name, content, code) => {
  const world = dataPorts()
  const input = world.write(name, content)
  const run = convertDataset(world.ports, {
    input,
    out: 'b.jsonl',
    to: requireChatFormat('converse'),
  })
  await expect(run).rejects.toMatchObject({ code })
  expect(readdirSync(world.folder)).toEqual([name])
})

it('names the form that is meant', () => {
  expect(() => requireChatFormat('sharegtp')).toThrow(/called sharegtp/)
  expect(() => inputForm('parqet')).toThrow(/input format parqet/)
})

it('samples lines to the byte, as many as asked, the same for a seed', async () => {
  const world = dataPorts()
  const lines = Array.from({ length: 100 }, (_, i) => `{"n":  ${i}}`)
  const input = world.write('a.jsonl', `${lines.join('\n')}\n`)
  const draw = async (seed: number, out: string) => {
    const sample = requireSample('-n', '20%')
    const { records } = await sampleDataset(world.ports, { input, out, sample, seed })
    expect(records).toBe(20)
    return world.read(out)
  }
  const drawn = (await draw(1, 'one.jsonl')).trim().split('\n')
  expect(drawn).toEqual(lines.filter((line) => drawn.includes(line)))
  expect(await draw(1, 'again.jsonl')).toBe(world.read('one.jsonl'))
  expect(await draw(2, 'two.jsonl')).not.toBe(world.read('one.jsonl'))
})

const WRITERS: readonly (readonly [
  string,
  (world: World, overwrite?: boolean) => Promise<unknown>,
])[] = [
  ['prepare', (world, overwrite = false) => prepare(world, 'a.jsonl', { overwrite })],
  [
    'split',
    async ({ ports }, overwrite = false) => {
      const { format } = await dataTarget(ports, { format: 'haiku' })
      const files = { input: 'a.jsonl', out: 'out.jsonl', validationOut: 'v.jsonl' }
      return splitDataset(ports, { ...files, format, share: 0, seed: 1, overwrite })
    },
  ],
  [
    'convert',
    ({ ports }, overwrite = false) =>
      convertDataset(ports, {
        input: 'a.jsonl',
        out: 'out.jsonl',
        to: requireChatFormat('rft'),
        overwrite,
      }),
  ],
  [
    'sample',
    ({ ports }, overwrite = false) =>
      sampleDataset(ports, {
        input: 'a.jsonl',
        out: 'out.jsonl',
        sample: { count: 5 },
        seed: 1,
        overwrite,
      }),
  ],
]
const withData = (answers?: Record<string, unknown>) => {
  const world = dataPorts(answers)
  world.write('a.jsonl', jsonLines(tenOf(openAi)))
  return world
}

it.each(WRITERS)('%s replaces a file of other content only when it may', async (_, write) => {
  const nobody = withData()
  nobody.write('out.jsonl', 'mine\n')
  await expect(write(nobody)).rejects.toMatchObject({
    code: 'MLC-DATA-030',
    exitCode: 5,
    hint: expect.stringContaining('--overwrite'),
  })
  expect(nobody.read('out.jsonl')).toBe('mine\n')
  expect(readdirSync(nobody.folder).sort()).toEqual(['a.jsonl', 'out.jsonl'])
  await write(nobody, true)
  expect(nobody.read('out.jsonl')).not.toBe('mine\n')

  const no = withData({ '--overwrite': false })
  no.write('out.jsonl', 'mine\n')
  await expect(write(no)).rejects.toMatchObject({ code: 'MLC-DATA-030' })
  const yes = withData({ '--overwrite': true })
  yes.write('out.jsonl', 'mine\n')
  await write(yes)
  expect(yes.io.asked).toEqual(['--overwrite'])
  expect(yes.read('out.jsonl')).toBe(nobody.read('out.jsonl'))
})

it.each(WRITERS)('%s leaves a file of the same content alone', async (_, write) => {
  const world = withData()
  await write(world)
  const before = await world.ports.files.stat('out.jsonl')
  const again = (await write(world)) as { outputs?: unknown[]; output?: unknown }
  expect(again.outputs?.[0] ?? again.output).toMatchObject({ status: 'unchanged' })
  expect(await world.ports.files.stat('out.jsonl')).toEqual(before)
})

it('keeps a manifest of other content before it writes anything', async () => {
  const world = withData()
  world.write('out.manifest.json', '{}\n')
  await expect(prepare(world, 'a.jsonl')).rejects.toMatchObject({ code: 'MLC-DATA-030' })
  expect(readdirSync(world.folder).sort()).toEqual(['a.jsonl', 'out.manifest.json'])
})

/** The same bytes, cut anywhere. */
const chopped = ({ ports }: World, size: number): Pick<Ports, 'files' | 'io' | 'objects'> => ({
  ...ports,
  files: {
    ...ports.files,
    async *read(path, range) {
      for await (const chunk of ports.files.read(path, range)) {
        for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size)
      }
    },
  },
})

it('makes the same bytes of the same input, flags and seed, however the input is read', async () => {
  const rows = fc.array(
    fc.record({
      amount: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `${text}1`),
      card: fc.nat(9).map(String),
      label: fc.constantFrom('0', '1'),
    }),
    { minLength: 8, maxLength: 60 },
  )
  const options = fc.record({
    dedup: fc.constantFrom(
      'off' as const,
      'exact' as const,
      'normalised' as const,
      'near' as const,
    ),
    sample: fc.constantFrom({ share: 1 }, { share: 0.7 }, { count: 20 }),
    balance: fc.constantFrom('under' as const, 'over' as const),
    validationSplit: fc.constantFrom(0, 0.2, 0.5),
    seed: fc.integer(),
    group: fc.constantFrom('card'),
  })
  await fc.assert(
    fc.asyncProperty(rows, options, fc.integer({ min: 1, max: 64 }), async (table, how, size) => {
      const texts: string[] = []
      for (const bytes of [Number.MAX_SAFE_INTEGER, size]) {
        const world = dataPorts()
        world.write('a.jsonl', Buffer.from(jsonLines(table)))
        const target = await dataTarget(world.ports, { format: 'prompt-completion' })
        const flags = { promptColumn: 'amount', completionColumn: 'label', skipBadRows: true }
        const files = { input: 'a.jsonl', out: 'out.jsonl', nearTogether: 'always' as const }
        await prepareDataset(chopped(world, bytes), { ...target, ...flags, ...files, ...how })
        const made = readdirSync(world.folder).sort()
        texts.push(made.map((name) => `${name}\n${world.read(name)}`).join('\n'))
      }
      expect(texts[1]).toBe(texts[0])
    }),
    { numRuns: 40 },
  )
})
