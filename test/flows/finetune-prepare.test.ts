import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readRecipe } from '../../src/lib/domain/finetune/recipe.ts'
import { completeSpec, type PrepareRecipe } from '../../src/lib/domain/finetune/spec.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { type PrepareRequest, prepareDataset } from '../../src/lib/flows/dataset/prepare.ts'
import { withPaths } from '../../src/lib/flows/finetune/data-paths.ts'
import { prepareSource } from '../../src/lib/flows/finetune/prepare.ts'
import { fileJournal } from '../../src/lib/io/journal.ts'
import { dataPorts } from '../support/data-ports.ts'

const LONG_TEXT = Array.from(
  { length: 40 },
  (_, i) => `word${String.fromCharCode(97 + (i % 26))}${i}`,
).join(' ')
const CSV = [
  'text,label',
  ...Array.from({ length: 60 }, (_, i) => `case ${i} of user${i}@firma.de,${i % 4 ? 'a' : 'b'}`),
  'case 1 of user1@firma.de,a',
  ...['one', 'other'].map((last) => `${LONG_TEXT} ${last},a`),
].join('\n')

/** What a recipe makes of the table, and what the command makes of it with the flags of that meaning. */
const both = async (prepare: PrepareRecipe, flags: Partial<PrepareRequest>) => {
  const world = dataPorts()
  const ports = { ...world.ports, journal: fileJournal(join(world.folder, '.mlctl')) }
  world.write('in.csv', CSV)
  world.write('allow.yaml', "allow: [{ pattern: 'user3@*', reason: public }]")
  const columns = { promptColumn: 'text', completionColumn: 'label' }
  const reading = readRecipe({
    name: 'r',
    baseModel: 'nova-micro',
    data: { source: 'in.csv', prepare: { ...columns, ...prepare } },
  })
  const spec = reading.ok ? completeSpec(reading.spec) : undefined
  if (spec === undefined || !('source' in spec.data)) throw new Error('no recipe')
  const { train } = await prepareSource(ports, spec, spec.data)
  const target = await dataTarget(ports, { model: 'nova-micro' })
  const request = { ...target, ...columns, input: 'in.csv', out: 'o.jsonl', seed: 1, ...flags }
  await prepareDataset(ports, { validationSplit: 0, ...request })
  return { recipe: readFileSync(world.ports.files.absolute(train), 'utf8'), world }
}

it.each<[PrepareRecipe, Partial<PrepareRequest>]>([
  [{ sample: '10' }, { sample: { count: 10 } }],
  [
    { sample: '50%', seed: 7 },
    { sample: { share: 0.5 }, seed: 7 },
  ],
  [{ balance: 'under' }, { balance: 'under' }],
  [{ dedup: 'off' }, { dedup: 'off' }],
  [
    { dedup: 'near', nearDuplicates: 'together' },
    { dedup: 'near', nearTogether: 'always' },
  ],
  [{ maxTokens: 20 }, { maxTokens: 20 }],
  [{ minTokens: 20 }, { minTokens: 20 }],
  [{ redact: 'TYPE' }, { redact: 'TYPE' }],
  [
    { redact: 'mask', allow: 'allow.yaml', minConfidence: 'low' },
    { redact: 'mask', allow: 'allow.yaml', minConfidence: 'low' },
  ],
])('a recipe with %j makes what the command makes', async (prepare, flags) => {
  const { recipe, world } = await both(prepare, flags)
  expect(recipe).toBe(world.read('o.jsonl'))
  expect(recipe, 'as without').not.toBe((await both({}, {})).recipe)
})

it('a recipe can name the kind of its table', async () => {
  const { recipe, world } = await both({ inputFormat: 'csv' }, { kind: 'csv' })
  expect(recipe).toBe(world.read('o.jsonl'))
})

it.each([
  ['inputFormat', 'xls'],
  ['sample', 'x'],
  ['balance', 'both'],
  ['dedup', true],
  ['minTokens', 1.5],
  ['redact', 'yes'],
])('a recipe with %s: %s is refused', async (member, value) => {
  const reading = readRecipe({ data: { source: 'in.csv', prepare: { [member]: value } } })
  const made = reading.ok ? both({ [member]: value }, {}) : Promise.reject(new Error('refused'))
  await expect(made).rejects.toThrow()
})

it('takes the allow-list from the folder of the recipe, as it takes the table', () => {
  const data = { source: 'in.csv', prepare: { allow: 'allow.yaml' } }
  expect(withPaths(data, (path) => `sub/${path}`)).toEqual({
    source: 'sub/in.csv',
    prepare: { allow: 'sub/allow.yaml' },
  })
})
