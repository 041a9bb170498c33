import { describe, expect, it } from 'vitest'
import { trainingCost, trainingEstimate } from '../../src/lib/domain/cost/training.ts'
import { trainingTime } from '../../src/lib/domain/cost/training-time.ts'

const price = (microUsd: number) => ({ microUsd, asOf: '2026-08-01', source: 'a bill' })
const MICRO = {
  key: 'nova-micro',
  prices: { trainingPer1kTokens: price(1_000), storagePerMonth: price(1_950_000) },
}
const tokens = { low: 100_000, high: 200_000 }

describe('the estimate of a training', () => {
  it('is tokens times epochs times price, as a range', () => {
    const { cost } = trainingEstimate(MICRO, tokens, 3)
    expect([cost?.low, cost?.high]).toEqual([300_000, 600_000])
  })

  it('goes into a plan with its upper end, so that no budget is passed by surprise', () => {
    expect(trainingCost(trainingEstimate(MICRO, tokens, 2))).toEqual({
      once: 400_000,
      perMonth: 1_950_000,
    })
  })

  it.each([
    ['without a price', { key: 'nova-lite', prices: {} }, 2, 'no training price of nova-lite'],
    ['without a number of epochs', MICRO, undefined, 'number of epochs'],
  ])('%s is unknown and says why, never guessed', (_what, model, epochs, why) => {
    const estimate = trainingEstimate(model, tokens, epochs)
    expect(estimate.cost).toBeUndefined()
    expect(estimate.unknown).toContain(why)
    expect(trainingCost(estimate).once).toBeUndefined()
    expect(trainingCost(estimate).unknown).toContain(why)
  })

  it('has the time of published runs, of the same model where there are any', () => {
    expect(trainingTime('nova-micro')).toMatchObject({ lowMinutes: 60, highMinutes: 210 })
    expect(trainingTime('nova-pro')).toMatchObject({ lowMinutes: 60, highMinutes: 210 })
    expect(trainingTime('llama3-3-70b').lowMinutes).toBe(81)
    expect(trainingTime('llama3-3-70b').source).toContain('August 2026')
  })
})
