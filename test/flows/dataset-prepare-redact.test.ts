import { expect, it } from 'vitest'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { type PrepareRequest, prepareDataset } from '../../src/lib/flows/dataset/prepare.ts'
import { redactDataset } from '../../src/lib/flows/dataset/redact.ts'
import { dataPorts } from '../support/data-ports.ts'

const CSV = [
  'text,label,team',
  'write to anna@firma.de,mail,anna@firma.de',
  'call +49 30 901820 or anna@firma.de,call,berlin',
  'nothing here,none,berlin',
].join('\n')

const prepare = async (
  world: ReturnType<typeof dataPorts>,
  request: Partial<PrepareRequest> = {},
) => {
  const target = await dataTarget(world.ports, { format: 'prompt-completion' })
  return prepareDataset(world.ports, {
    ...target,
    input: world.write('in.csv', CSV),
    out: 'out.jsonl',
    promptColumn: 'text',
    completionColumn: 'label',
    validationSplit: 0,
    seed: 1,
    ...request,
  })
}

it('replaces private values alike in all records, and counts them', async () => {
  const world = dataPorts()
  const { redaction, records } = await prepare(world, { redact: 'TYPE' })
  const text = world.read('out.jsonl')
  expect(text).not.toMatch(/anna|901820/)
  expect(new Set(text.match(/\[EMAIL-\w{8}\]/g)).size).toBe(1)
  expect(text).toContain('nothing here')
  expect(records).toEqual({ training: 3, validation: 0 })
  expect(redaction?.found.map(({ id, count }) => [id, count])).toEqual([
    ['email', 2],
    ['phone', 1],
  ])
})

it('gives the pseudonyms that redacting the records gives, for one seed', async () => {
  const world = dataPorts()
  await prepare(world, { redact: 'hash', redactSeed: 'secret' })
  await prepare(world, { out: 'plain.jsonl' })
  await redactDataset(world.ports, {
    input: 'plain.jsonl',
    out: 'redacted.jsonl',
    replaceWith: 'hash',
    minConfidence: 'medium',
    seed: 'secret',
  })
  expect(world.read('out.jsonl')).toBe(world.read('redacted.jsonl'))
})

it('says in the manifest what was replaced, and never a value or the seed', async () => {
  const world = dataPorts()
  await prepare(world, { redact: 'mask', redactSeed: 'secret', stratify: 'team' })
  const manifest = world.read('out.manifest.json')
  expect(JSON.parse(manifest)).toMatchObject({
    redaction: { replaceWith: 'mask', seed: 'given', minConfidence: 'medium' },
  })
  expect(manifest).not.toMatch(/anna|901820|"secret"/)
})

it('looks without writing in a dry run', async () => {
  const { redaction, outputs } = await prepare(dataPorts(), { redact: 'TYPE', dryRun: true })
  expect(redaction?.found).toHaveLength(2)
  expect(outputs).toEqual([])
})

it('lets stay what is allowed, and counts that too', async () => {
  const world = dataPorts()
  const list = "allow: [{ pattern: '*@firma.de', detector: email, reason: our own }]"
  const allow = world.write('allow.yaml', list)
  const { redaction } = await prepare(world, { redact: 'TYPE', allow })
  expect(world.read('out.jsonl')).toContain('anna@firma.de')
  expect(redaction?.found.map(({ id }) => id)).toEqual(['phone'])
  expect(redaction?.allowed).toEqual([{ reason: 'our own', count: 2 }])
})

it('hides values in messages about bad rows too', async () => {
  const world = dataPorts()
  const made = prepare(world, { redact: 'TYPE', completionColumn: 'team', labelWords: 'berlin=b' })
  await expect(made).rejects.toMatchObject({ code: 'MLC-DATA-015' })
  await expect(made).rejects.not.toMatchObject({ why: expect.stringContaining('anna@') })
})

it.each([{ allow: 'allow.yaml' }, { redactSeed: 'secret' }])(
  'refuses %j without a form: private values would stay',
  async (flags) => {
    await expect(prepare(dataPorts(), flags)).rejects.toMatchObject({ code: 'MLC-DATA-044' })
  },
)
