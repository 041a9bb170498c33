import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkHyperparameters } from '../../src/lib/domain/finetune/hyperparameters.ts'
import { readRecipe, recipeOf } from '../../src/lib/domain/finetune/recipe.ts'
import { completeSpec, type FinetuneSpec, mergeSpecs } from '../../src/lib/domain/finetune/spec.ts'

const FULL: FinetuneSpec = {
  name: 'fraud',
  baseModel: 'nova-micro',
  customizationType: 'FINE_TUNING',
  data: { source: 'fraud.csv', prepare: { completionColumn: 'label', labels: { '1': 'fraud' } } },
  bucket: 'acme-ml',
  prefix: 'trainings',
  output: 's3://acme-ml/out/',
  role: 'ft-role',
  kmsKey: 'alias/ml',
  vpc: { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] },
  hyperparameters: { epochCount: '2' },
  use: 'on-demand',
  tags: { team: 'risk' },
}

describe('a recipe', () => {
  it('reads numbers as the texts that the API takes', () => {
    const reading = readRecipe({ hyperparameters: { epochCount: 2, learningRate: 0.00001 } })
    expect(reading).toEqual({
      ok: true,
      spec: { hyperparameters: { epochCount: '2', learningRate: '0.00001' } },
    })
  })

  it('written from a spec gives the spec again', () => {
    const reading = readRecipe(JSON.parse(JSON.stringify(recipeOf(FULL))))
    expect(reading.ok && completeSpec(reading.spec)).toEqual(FULL)
  })

  it('gives any spec again that has any of its members', () => {
    const members = fc.subarray(Object.keys(FULL) as (keyof FinetuneSpec)[])
    fc.assert(
      fc.property(members, (kept) => {
        const part = Object.fromEntries(kept.map((name) => [name, FULL[name]]))
        const spec = completeSpec({ ...part, name: 'n', baseModel: 'm', data: { train: 't' } })
        const reading = readRecipe(recipeOf(spec as FinetuneSpec))
        expect(reading.ok && completeSpec(reading.spec)).toEqual(spec)
      }),
    )
  })

  it.each([
    [{ baseModle: 'x' }, ['baseModle'], 'did you mean baseModel?'],
    [{ data: { trian: 'x' } }, ['data', 'trian'], 'did you mean train?'],
    [
      { data: { source: 'a.csv', prepare: { lables: {} } } },
      ['data', 'prepare', 'lables'],
      'labels',
    ],
    [{ vpc: { subnetIds: ['a'] } }, ['vpc', 'securityGroupIds'], ''],
    [{ name: 7 }, ['name'], 'must be a text'],
    [{ name: '' }, ['name'], 'must not be empty'],
    [{ customizationType: 'TUNE' }, ['customizationType'], 'FINE_TUNING or'],
    [{ data: {} }, ['data'], 'needs train, or source'],
    [{ data: { source: 'a', train: 'b' } }, ['data', 'train'], 'cannot stand beside source'],
    [{ data: { source: 'a', validation: 'b' } }, ['data', 'validation'], 'validationSplit'],
    [{ data: { train: 'a', prepare: {} } }, ['data', 'prepare'], 'there is no source'],
    [
      { data: { source: 'a', prepare: { validationSplit: 2 } } },
      ['data', 'prepare', 'validationSplit'],
      '',
    ],
    [[], [], 'must be a map'],
    ['text', [], 'must be a map'],
  ])('%j is refused at its place', (document, path, message) => {
    const reading = readRecipe(document)
    if (reading.ok) throw new Error('was taken')
    const [problem] = reading.problems
    expect(problem?.path).toEqual(path)
    expect(problem?.message).toContain(message)
  })

  it('names every problem, not only the first', () => {
    const reading = readRecipe({ nmae: 1, tgas: {}, bucket: 4 })
    expect(!reading.ok && reading.problems).toHaveLength(3)
  })
})

describe('specs laid over each other', () => {
  it('take what stands on top, and merge hyperparameters and tags by name', () => {
    const over = mergeSpecs(
      { name: 'a', hyperparameters: { epochCount: '1', batchSize: '1' }, tags: { x: '1' } },
      { name: 'b', hyperparameters: { epochCount: '3' }, tags: { y: '2' } },
    )
    expect(over).toEqual({
      name: 'b',
      hyperparameters: { epochCount: '3', batchSize: '1' },
      tags: { x: '1', y: '2' },
    })
  })
})

describe('hyperparameters', () => {
  const model = {
    name: 'M',
    hyperparameters: [
      { name: 'epochCount', kind: 'integer' as const, min: 1, max: 5, default: 2 },
      { name: 'learningRate', kind: 'number' as const, min: 1e-6, max: 1e-4 },
      { name: 'odd', kind: 'number' as const, max: 1, doubtful: true },
      { name: 'stepCount', kind: 'integer' as const, words: ['auto'], required: true },
    ],
  }
  it.each([
    [{ epochCount: '5', stepCount: 'auto' }, 0, 0],
    [{ epochCount: '6', stepCount: '1' }, 1, 0],
    [{ epochCount: '0', stepCount: '1' }, 1, 0],
    [{ epochCount: '2.5', stepCount: '1' }, 1, 0],
    [{ epochCount: 'two', stepCount: '1' }, 1, 0],
    [{ epochCount: '1' }, 1, 0],
    [{ learningRate: '1e-5', stepCount: '1' }, 0, 0],
    [{ learningRate: '0.1', stepCount: '1' }, 1, 0],
    [{ odd: '7', stepCount: '1' }, 0, 1],
    [{ epochs: '2', stepCount: '1' }, 1, 0],
  ])('%j gives %i errors and %i warnings', (given, errors, warnings) => {
    const verdict = checkHyperparameters(model, given)
    expect([verdict.errors.length, verdict.warnings.length]).toEqual([errors, warnings])
  })

  it('that nobody knows are only warned of where the list is open', () => {
    const open = { ...model, hyperparametersOpen: true }
    const verdict = checkHyperparameters(open, { epohcCount: '1', stepCount: '1' })
    expect(verdict.errors).toEqual([])
    expect(verdict.warnings[0]).toContain('did you mean epochCount?')
  })
})
