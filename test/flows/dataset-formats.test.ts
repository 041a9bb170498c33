import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import { checkData } from '../../src/lib/flows/dataset/check-data.ts'
import { listFormats } from '../../src/lib/flows/dataset/formats.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { validateDataset } from '../../src/lib/flows/dataset/validate.ts'
import { dataPorts } from '../support/data-ports.ts'

type World = ReturnType<typeof dataPorts>
type Given = { readonly model?: string; readonly format?: string }

const json = JSON.stringify
const file = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')
const user = (...content: unknown[]) => ({ role: 'user', content })
const assistant = (...content: unknown[]) => ({ role: 'assistant', content })
const text = (value: string) => ({ text: value })
const s3 = (uri: string) => ({ s3Location: { uri } })
const image = (uri: string) => ({ image: { format: 'png', source: s3(uri) } })

const found = async (world: World, given: Given, files: readonly string[], validation?: string) => {
  const target = await dataTarget(world.ports, given)
  const more = validation === undefined ? {} : { validation }
  return validateDataset(world.ports, { ...target, files, maxFindings: 0, ...more })
}
const places = async (world: World, given: Given, files: readonly string[]) =>
  (await found(world, given, files)).findings.map(({ rule, line }) => `${rule} ${line}`)

/** The example of a format with a text of its own, so that no two records are equal. */
const unique = (format: (typeof FORMATS)[number], n: number): string =>
  json(format.example)
    .replace('amount=214.90', `amount=${n}.90`)
    .replace('214.90 EUR', `${n} EUR`)
    .replace('within 30 days', `within ${n} days`)
    .replace('"Hi"', `"Hi ${n}"`)
    .replace('a cat on', `cat ${n} on`)

it.each(FORMATS)(
  '$name: each planted error is found once, on its line, and nothing else',
  async (format) => {
    const world = dataPorts()
    const lines: string[] = []
    const expected: string[] = []
    const rules = format.rules.filter(({ example }) => example.limits === undefined)
    for (const [i, rule] of rules.entries()) {
      for (let n = 0; n < 3; n++) lines.push(unique(format, i * 10 + n))
      lines.push(json(rule.example.refused))
      expected.push(`${rule.id} ${lines.length}`)
    }
    for (let n = 0; n < 100; n++) lines.push(unique(format, 5_000 + n))
    const all = await places(world, { format: format.name }, [
      world.write('train.jsonl', file(lines)),
    ])
    // The examples have images, videos and documents, which no one data set may have.
    expect(all.filter((place) => !place.startsWith('record.modality'))).toEqual(expected)
  },
)

it('accepts the example of every format as data of that format, and names it when asked', async () => {
  for (const format of FORMATS) {
    const world = dataPorts()
    const lines = Array.from({ length: 120 }, (_, n) => unique(format, n))
    const path = world.write('train.jsonl', file(lines))
    const request = { files: [path], maxFindings: 10, fix: false }
    const report = await checkData(world.ports, { format: 'auto' }, request)
    expect([report.format, report.verdict, report.records.total]).toEqual([
      format.name,
      'valid',
      120,
    ])
  }
})

const logged = (messages: readonly unknown[], more: object = {}) =>
  json({
    schemaType: 'ModelInvocationLog',
    operation: 'Converse',
    modelId: 'amazon.nova-pro-v1:0',
    input: { inputBodyJson: { messages } },
    output: { outputBodyJson: {} },
    ...more,
  })

it('judges invocation logs without asking for a .jsonl name', async () => {
  const world = dataPorts()
  const lines = [
    ...Array.from({ length: 100 }, (_, n) => logged([user(text(`q ${n}`))], { requestId: `${n}` })),
    logged([user(text('a')), assistant(text('b')), user(text('c'))]),
    logged([user(image('s3://data/a.png'))]),
    logged([user(text('x'))], { input: { inputBodyS3Path: 's3://logs/data/1.json.gz' } }),
    logged([user(text('y'))], { errorCode: 'ThrottlingException' }),
    logged([user(text('z'))], { schemaType: 'Other' }),
  ]
  const path = world.write('20T0.json', file(lines))
  expect(await places(world, { format: 'invocation-log' }, [path])).toEqual([
    'invocation-log.single-turn 101',
    'invocation-log.single-turn 102',
    'invocation-log.input 103',
    'invocation-log.failed-call 104',
    'invocation-log.schema-type 105',
  ])
})

const prompt = (...messages: unknown[]) =>
  json({ schemaVersion: 'bedrock-conversation-2024', messages })

it('takes longer conversations for a Nova student and one turn for one of Meta', async () => {
  const world = dataPorts()
  const lines = [
    ...Array.from({ length: 100 }, (_, n) => prompt(user(text(`q ${n}`)))),
    prompt(user(text('a')), assistant(text('b')), user(text('c'))),
  ]
  const files = [world.write('prompts.jsonl', file(lines))]
  const format = 'distill-prompts'
  expect(await places(world, { format, model: 'nova-micro' }, files)).toEqual([])
  expect(await places(world, { format, model: 'llama3-3-70b' }, files)).toEqual([
    'distill-prompts.single-turn 101',
  ])
})

it('holds prompts of a distillation to 100, and lines to 16 KB', async () => {
  const world = dataPorts()
  const files = [world.write('prompts.jsonl', file([prompt(user(text('x'.repeat(16_384))))]))]
  const report = await found(world, { format: 'distill-prompts' }, files)
  expect(report.byRule.map(({ rule }) => rule).toSorted()).toEqual([
    'record.line-bytes',
    'records.too-few',
  ])
})

it.each([
  ['nova-micro', { model: 'nova-micro', format: 'prompt-completion' }],
  ['nova-micro', { model: 'nova-micro', format: 'haiku' }],
])('refuses a format that %s does not take: %j', async (_model, given) => {
  const { ports } = dataPorts()
  await expect(dataTarget(ports, given)).rejects.toMatchObject({ code: 'MLC-DATA-004' })
})

const spec = (description: string) => ({
  toolSpec: { name: 'lookup', description, inputSchema: { json: { type: 'object' } } },
})
const withTool = (n: number, description: string) =>
  json({
    toolConfig: { tools: [spec(description)] },
    messages: [user(text(`q${n}`)), assistant(text('a'))],
  })

it('finds a tool that is defined in two ways', async () => {
  const world = dataPorts()
  const reordered = withTool(3, 'd').replace(
    '"name":"lookup","description":"d"',
    '"description":"d","name":"lookup"',
  )
  const lines = [withTool(1, 'd'), withTool(2, 'other'), reordered]
  const files = [world.write('train.jsonl', file(lines))]
  const report = await found(world, { format: 'converse' }, files)
  expect(report.findings).toMatchObject([
    { rule: 'record.tools-differ', line: 2, message: expect.stringContaining('train.jsonl:1') },
  ])
})

const seen = (n: number, uri: string) =>
  json({ messages: [user(text(`q${n}`), image(uri)), assistant(text('a'))] })
const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(64)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

it('wants the media of Nova in the bucket of the data', async () => {
  const world = dataPorts()
  const lines = Array.from({ length: 9 }, (_, n) => seen(n, `s3://data/${n}.png`))
  lines.push(seen(10, 's3://other/a.png'))
  for (let n = 0; n < 9; n++) {
    await world.objects.put({ bucket: 'data', key: `${n}.png` }, png(10, 10))
  }
  await world.objects.put({ bucket: 'other', key: 'a.png' }, png(10, 10))
  await world.objects.put({ bucket: 'data', key: 'train.jsonl' }, Buffer.from(file(lines)))
  const given = { model: 'nova-lite' }
  const remote = await found(world, given, ['s3://data/train.jsonl'])
  expect(remote.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { rule: 'record.media-bucket', line: 10 },
  ])
  const local = await found(world, given, [world.write('train.jsonl', file(lines))])
  expect(local.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { rule: 'record.media-bucket', line: 10, message: expect.stringContaining('train.jsonl:1') },
  ])
  expect(local.unchecked?.[0]).toContain('the data is not on S3')
})

it('looks at media on S3: there, its bytes and its pixels', async () => {
  const world = dataPorts()
  const caption = (n: number, key: string) =>
    json({ 'image-ref': `s3://data/${key}`, caption: `caption ${n}` })
  const sizes = { 'ok.png': [600, 600], 'small.png': [100, 600], 'long.png': [512, 4000] } as const
  for (const [key, [width, height]] of Object.entries(sizes)) {
    await world.objects.put({ bucket: 'data', key }, png(width, height))
  }
  await world.objects.put({ bucket: 'data', key: 'empty.png' }, Buffer.alloc(0))
  const keys = ['ok.png', 'small.png', 'long.png', 'empty.png', 'gone.png']
  const lines = keys.map((key, n) => caption(n, key))
  await world.objects.put({ bucket: 'data', key: 'train.jsonl' }, Buffer.from(file(lines)))
  expect(await places(world, { model: 'titan-image-v2' }, ['s3://data/train.jsonl'])).toEqual([
    'media.dimensions 2',
    'media.dimensions 3',
    'media.size 4',
    'media.missing 5',
  ])
})

it('refuses media for a model of text, and names models that take it', async () => {
  const world = dataPorts()
  const lines = Array.from({ length: 10 }, (_, n) => seen(n, 's3://data/a.png'))
  const path = world.write('train.jsonl', file(lines))
  const request = { files: [path], maxFindings: 100, fix: false }
  const report = await checkData(world.ports, { model: 'nova-micro' }, request)
  expect(report.byRule[0]).toMatchObject({ rule: 'converse.block-not-taken', count: 10 })
  expect(report.suggestion).toMatchObject({ kinds: ['image'] })
  expect(report.suggestion?.models).toContain('nova-lite')
  expect(report.suggestion?.models).not.toContain('nova-micro')
})

it('names the format and the models that records of another form are for', async () => {
  const world = dataPorts()
  const lines = Array.from({ length: 10 }, (_, n) => json({ prompt: `p${n}`, completion: 'c' }))
  const path = world.write('train.jsonl', file(lines))
  const request = { files: [path], maxFindings: 100, fix: false }
  const report = await checkData(world.ports, { model: 'nova-micro' }, request)
  expect(report.suggestion).toMatchObject({ format: 'prompt-completion' })
  expect(report.suggestion?.models).toContain('llama3-1-8b')
  await expect(checkData(world.ports, {}, request)).rejects.toMatchObject({
    code: 'MLC-DATA-003',
    hint: expect.stringContaining('prompt-completion'),
  })
})

const pairs = (from: number, to: number) =>
  file(Array.from({ length: to - from }, (_, i) => unique(FORMATS[0] ?? never(), from + i)))
const never = (): never => {
  throw new Error('no format')
}
const haiku = (n: number) =>
  json({
    messages: [
      { role: 'user', content: `q ${n}` },
      { role: 'assistant', content: 'a' },
    ],
  })

it('limits the validation records of Claude 3 Haiku by themselves', async () => {
  const world = dataPorts()
  const many = (from: number, to: number) =>
    file(Array.from({ length: to - from }, (_, i) => haiku(from + i)))
  const files = [world.write('train.jsonl', many(0, 40))]
  const given = { model: 'claude-3-haiku' }
  const fine = await found(world, given, files, world.write('valid.jsonl', many(100, 1100)))
  expect(fine.byRule).toEqual([])
  const more = await found(world, given, files, world.write('valid.jsonl', many(100, 1101)))
  expect(more.byRule.map(({ rule }) => rule)).toEqual(['records.too-many-validation'])
})

it.each([
  ['nova-2-lite', ['validation.not-taken']],
  ['nova-micro', []],
])('validation data for %s: %j', async (model, expected) => {
  const world = dataPorts()
  const files = [world.write('train.jsonl', pairs(0, 250))]
  const report = await found(world, { model }, files, world.write('valid.jsonl', pairs(500, 520)))
  expect(report.byRule.map(({ rule }) => rule)).toEqual(expected)
  expect(report.verdict).toBe('valid')
})

it.each([
  ['train.jsonl', []],
  ['train.json', ['file.name']],
  ['my train.jsonl', ['file.name']],
  ['daten-2026_v1.jsonl', []],
])('a file named %s: %j', async (name, expected) => {
  const world = dataPorts()
  const report = await found(world, { format: 'converse' }, [world.write(name, pairs(0, 3))])
  expect(report.byRule.map(({ rule }) => rule)).toEqual(expected)
})

it('lists any model beside formats of kinds of jobs, with their limits', async () => {
  const { ports } = dataPorts()
  const { formats } = await listFormats(ports, {})
  const distill = formats.find(({ name }) => name === 'distill-prompts')
  expect(distill).toMatchObject({ anyModel: true, limits: { min: 100, maxSum: 15_000 } })
})

it.each([
  ['in/train.jsonl', []],
  ['dt=2026-11-01/train.jsonl', ['file.uri']],
  ['in/my train.jsonl', ['file.uri', 'file.name']],
  ['in//train.jsonl', ['file.uri']],
])('an object s3://data/%s: %j', async (key, expected) => {
  const world = dataPorts()
  await world.objects.put({ bucket: 'data', key }, Buffer.from(pairs(0, 3)))
  const report = await found(world, { format: 'converse' }, [`s3://data/${key}`])
  expect(report.byRule.map(({ rule }) => rule)).toEqual(expected)
})
