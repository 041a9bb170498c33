import { describe, expect, it } from 'vitest'
import { findModel, modelSuggestions } from '../../src/lib/domain/catalogue/find.ts'
import type { Catalogue } from '../../src/lib/domain/catalogue/model.ts'
import { readCatalogue } from '../../src/lib/domain/catalogue/read.ts'

const catalogueOf = (document?: unknown): Catalogue => {
  const reading = readCatalogue(
    document === undefined ? undefined : { document, source: 'my.yaml' },
  )
  if (!reading.ok) throw new Error(reading.problems.join('\n'))
  return reading.catalogue
}
const problemsOf = (document: unknown): readonly string[] => {
  const reading = readCatalogue({ document, source: 'my.yaml' })
  return reading.ok ? [] : reading.problems
}
const catalogue = catalogueOf()

describe('the catalogue of base models', () => {
  // Columns: customization id, region, format, validation data, lifecycle, on demand, provisioned.
  it.each([
    [
      'nova-2-lite',
      'amazon.nova-2-lite-v1:0:256k',
      'us-east-1',
      'converse',
      'doubtful',
      'active',
      true,
      true,
    ],
    [
      'nova-micro',
      'amazon.nova-micro-v1:0:128k',
      'us-east-1',
      'converse',
      'yes',
      'active',
      true,
      true,
    ],
    [
      'nova-lite',
      'amazon.nova-lite-v1:0:300k',
      'us-east-1',
      'converse',
      'yes',
      'active',
      true,
      true,
    ],
    ['nova-pro', 'amazon.nova-pro-v1:0:300k', 'us-east-1', 'converse', 'yes', 'active', true, true],
    [
      'nova-canvas',
      'amazon.nova-canvas-v1:0',
      'us-east-1',
      'image-caption',
      'no',
      'end-of-life',
      false,
      true,
    ],
    [
      'titan-image-v1',
      'amazon.titan-image-generator-v1:0',
      'us-east-1,us-west-2',
      'image-caption',
      'no',
      'end-of-life',
      false,
      true,
    ],
    [
      'titan-image-v2',
      'amazon.titan-image-generator-v2:0',
      'us-east-1,us-west-2',
      'image-caption',
      'no',
      'end-of-life',
      false,
      true,
    ],
    [
      'titan-embed-image',
      'amazon.titan-embed-image-v1:0',
      'us-east-1,us-west-2',
      'image-caption',
      'no',
      'unknown',
      false,
      true,
    ],
    [
      'titan-text-express',
      'amazon.titan-text-express-v1:0:8k',
      'us-east-1,us-west-2',
      'prompt-completion',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'claude-3-haiku',
      'anthropic.claude-3-haiku-20240307-v1:0:200k',
      'us-west-2',
      'haiku',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'llama3-1-8b',
      'meta.llama3-1-8b-instruct-v1:0:128k',
      'us-west-2',
      'prompt-completion',
      'yes',
      'legacy',
      false,
      true,
    ],
    [
      'llama3-1-70b',
      'meta.llama3-1-70b-instruct-v1:0:128k',
      'us-west-2',
      'prompt-completion',
      'yes',
      'legacy',
      false,
      true,
    ],
    [
      'llama3-2-1b',
      'meta.llama3-2-1b-instruct-v1:0:128k',
      'us-west-2',
      'converse',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'llama3-2-3b',
      'meta.llama3-2-3b-instruct-v1:0:128k',
      'us-west-2',
      'converse',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'llama3-2-11b',
      'meta.llama3-2-11b-instruct-v1:0:128k',
      'us-west-2',
      'converse',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'llama3-2-90b',
      'meta.llama3-2-90b-instruct-v1:0:128k',
      'us-west-2',
      'converse',
      'yes',
      'end-of-life',
      false,
      true,
    ],
    [
      'llama3-3-70b',
      'meta.llama3-3-70b-instruct-v1:0:128k',
      'us-west-2',
      'converse',
      'yes',
      'legacy',
      true,
      false,
    ],
  ])(
    'has the facts of %s',
    (key, id, regions, format, validation, status, onDemand, provisioned) => {
      const model = findModel(catalogue, key)
      expect(model).toMatchObject({
        customizationId: id,
        format,
        validationData: validation,
        lifecycle: { status },
        deployment: { onDemand, provisioned },
      })
      expect(model?.regions.join(',')).toBe(regions)
    },
  )

  it.each([
    ['nova-micro', 8, 20_000, 32_000],
    ['nova-2-lite', 8, 20_000, 32_000],
    ['llama3-1-8b', 100, 10_000, 16_000],
    ['llama3-2-90b', 100, 10_000, 10_000],
    ['llama3-3-70b', 100, 10_000, 16_000],
    ['claude-3-haiku', 32, 10_000, 32_000],
  ])('has the limits of %s', (key, min, maxSum, maxTokensPerRecord) => {
    expect(findModel(catalogue, key)?.records).toMatchObject({ min, maxSum, maxTokensPerRecord })
  })

  it.each([
    ['nova-micro', 'epochCount', 1, 5, 2],
    ['nova-pro', 'learningRateWarmupSteps', 0, 100, 10],
    ['llama3-1-8b', 'learningRate', 5e-6, 0.1, 1e-4],
    ['claude-3-haiku', 'batchSize', 4, 256, 32],
    ['nova-canvas', 'stepCount', 10, 20_000, 500],
  ])('has the range of %s %s', (key, name, min, max, initial) => {
    const row = findModel(catalogue, key)?.hyperparameters.find((each) => each.name === name)
    expect(row).toMatchObject({ min, max, default: initial })
  })

  it('has no price that no source states', () => {
    const priced = catalogue.models.filter((model) => model.prices.trainingPer1kTokens)
    expect(priced.map((model) => [model.key, model.prices.trainingPer1kTokens?.microUsd])).toEqual([
      ['nova-micro', 1_000],
      ['nova-2-lite', 3_780],
      ['llama3-1-8b', 1_490],
    ])
  })

  it('marks what only real runs have shown as doubtful and leaves the list open', () => {
    const open = catalogue.models.filter((model) => model.hyperparametersOpen)
    expect(open.map((model) => model.key)).toEqual(['nova-2-lite', 'llama3-3-70b'])
    for (const model of open) expect(model.hyperparameters.every((row) => row.doubtful)).toBe(true)
  })
})

describe('findModel', () => {
  it.each([
    'nova-micro',
    'Nova Micro',
    'amazon.nova-micro-v1:0:128k',
    'amazon.nova-micro-v1:0',
    'us.amazon.nova-micro-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k',
    'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-micro-v1:0',
  ])('knows Nova Micro as %s', (name) => expect(findModel(catalogue, name)?.key).toBe('nova-micro'))

  it('tells models apart that differ in version only', () => {
    expect(findModel(catalogue, 'amazon.titan-image-generator-v2:0')?.key).toBe('titan-image-v2')
    expect(findModel(catalogue, 'meta.llama3-1-70b-instruct-v1:0')?.key).toBe('llama3-1-70b')
  })

  it('suggests what may have been meant', () => {
    expect(findModel(catalogue, 'nova-mirco')).toBeUndefined()
    expect(modelSuggestions(catalogue, 'nova-mirco')[0]).toBe('nova-micro')
  })
})

describe('an override file', () => {
  it('changes one price and keeps everything else, with its origin', () => {
    const price = { microUsd: 2_000, asOf: '2026-11-01', source: 'contract' }
    const mine = catalogueOf({
      models: { 'nova-lite': { prices: { trainingPer1kTokens: price } } },
    })
    const model = findModel(mine, 'nova-lite')
    expect(model?.prices.trainingPer1kTokens).toEqual(price)
    expect(model?.prices.storagePerMonth?.microUsd).toBe(1_950_000)
    expect(model?.hyperparameters).toHaveLength(3)
    expect(mine.origins).toEqual({ 'nova-lite': 'my.yaml' })
  })

  it('removes a fact with null', () => {
    const mine = catalogueOf({
      models: { 'nova-micro': { prices: { trainingPer1kTokens: null } } },
    })
    expect(findModel(mine, 'nova-micro')?.prices.trainingPer1kTokens).toBeUndefined()
  })

  it.each([
    [[], ['my.yaml must be an object with a member "models"']],
    [{ modles: {} }, ['modles: ']],
    [{ models: { 'nova-micro': { format: 'csv' } } }, ['models.nova-micro.format: ']],
    [{ models: { 'nova-micro': { prise: 1 } } }, ['models.nova-micro.prise: ']],
    [{ models: { mine: { name: 'Mine' } } }, ['models.mine.provider: ']],
    [
      { models: { 'nova-micro': { prices: { storagePerMonth: { microUsd: 1.5 } } } } },
      ['models.nova-micro.prices.storagePerMonth.microUsd: must be whole millionths'],
    ],
  ])('%j is refused with the place', (document, starts) => {
    const problems = problemsOf(document)
    expect(problems.length).toBeGreaterThan(0)
    for (const start of starts) expect(problems.some((text) => text.startsWith(start))).toBe(true)
  })
})
