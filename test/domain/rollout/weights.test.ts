import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseVariant } from '../../../src/lib/domain/rollout/choose.ts'
import {
  type LiveVariant,
  planWeights,
  sameShares,
  sharesOf,
  sharesOfWeights,
  weightsOf,
} from '../../../src/lib/domain/rollout/weights.ts'

const live = (weights: Readonly<Record<string, number | undefined>>): LiveVariant[] =>
  Object.entries(weights).map(([variantName, weight]) => ({ variantName, weight }))
const planned = (
  weights: Readonly<Record<string, number | undefined>>,
  split: { variant: string; percent: number; stable?: string },
) =>
  Object.fromEntries(
    planWeights(live(weights), split).map((one) => [one.variantName, one.desiredWeight]),
  )

describe('a percentage is of all untargeted traffic', () => {
  it.each([
    ['two variants', { A: 1, B: 0 }, 'B', 10, { A: 90, B: 10 }],
    ['two, whatever their weights were', { A: 7, B: 3 }, 'B', 50, { A: 50, B: 50 }],
    ['others keep their ratio', { A: 3, B: 1, C: 0 }, 'C', 10, { A: 67.5, B: 22.5, C: 10 }],
    ['decimals', { A: 1, B: 0 }, 'B', 0.5, { A: 99.5, B: 0.5 }],
    ['all of it', { A: 3, B: 1, C: 0 }, 'C', 100, { A: 0, B: 0, C: 100 }],
    ['none of it', { A: 90, B: 10 }, 'B', 0, { A: 100, B: 0 }],
    ['back to the only other one', { A: 0, B: 1 }, 'B', 0, { A: 100, B: 0 }],
    ['thirds', { A: 1, B: 1, C: 1, D: 0 }, 'D', 0, { A: 33.3334, B: 33.3333, C: 33.3333, D: 0 }],
    ['an idle third one stays idle', { A: 1, B: 0, C: 0 }, 'C', 10, { A: 90, B: 0, C: 10 }],
  ])('%s', (_name, weights, variant, percent, wanted) =>
    expect(planned(weights, { variant, percent })).toEqual(wanted),
  )

  it('gives the rest to the stable that is named when all others are at 0', () =>
    expect(planned({ A: 0, B: 0, C: 1 }, { variant: 'C', percent: 10, stable: 'B' })).toEqual({
      A: 0,
      B: 90,
      C: 10,
    }))
})

describe('refusals', () => {
  it.each([
    ['a percentage over 100', { A: 1, B: 0 }, { variant: 'B', percent: 120 }, 'MLC-ROL-001'],
    ['a negative one', { A: 1, B: 0 }, { variant: 'B', percent: -1 }, 'MLC-ROL-001'],
    ['no number', { A: 1, B: 0 }, { variant: 'B', percent: Number.NaN }, 'MLC-ROL-001'],
    ['an unknown variant', { A: 1, B: 0 }, { variant: 'X', percent: 1 }, 'MLC-ROL-002'],
    ['an unknown stable', { A: 1, B: 0 }, { variant: 'B', percent: 1, stable: 'X' }, 'MLC-ROL-002'],
    ['a single variant', { A: 1 }, { variant: 'A', percent: 10 }, 'MLC-ROL-003'],
    [
      'a weight that is not told',
      { A: undefined, B: 0 },
      { variant: 'B', percent: 1 },
      'MLC-ROL-004',
    ],
    ['nobody to take the rest', { A: 0, B: 0, C: 1 }, { variant: 'C', percent: 9 }, 'MLC-ROL-006'],
    [
      'the new variant taking the rest itself',
      { A: 0, B: 0, C: 1 },
      { variant: 'C', percent: 9, stable: 'C' },
      'MLC-ROL-006',
    ],
  ])('%s', (_name, weights, split, code) => {
    expect(() => planned(weights, split)).toThrow(expect.objectContaining({ code }))
  })

  it('shares of weights that are all 0 do not exist', () =>
    expect(() => sharesOf(live({ A: 0, B: 0 }))).toThrow(
      expect.objectContaining({ code: 'MLC-ROL-004' }),
    ))
})

const variants = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 10 })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.oneof(fc.constant(0), fc.float({ min: 0, max: 1e6, noNaN: true })), {
        minLength: names.length,
        maxLength: names.length,
      }),
      fc.nat({ max: names.length - 1 }),
      fc.oneof(fc.constantFrom(0, 10, 100), fc.double({ min: 0, max: 100, noNaN: true })),
    ),
  )
  .map(([names, weights, at, percent]) => ({
    live: names.map((variantName, i) => ({ variantName, weight: weights[i] ?? 0 })),
    variant: names[at] ?? '',
    stable: names[(at + 1) % names.length] ?? '',
    percent,
  }))

describe('laws of every plan', () => {
  it('names every variant, sums to 100 after single-precision rounding, and gives what was asked', () => {
    fc.assert(
      fc.property(variants, ({ live: before, variant, stable, percent }) => {
        const weights = planWeights(before, { variant, percent, stable })
        expect(weights.map((one) => one.variantName)).toEqual(before.map((v) => v.variantName))
        const wire = weights.map((one) => Math.fround(one.desiredWeight))
        expect(Math.abs(wire.reduce((sum, weight) => sum + weight, 0) - 100)).toBeLessThan(1e-4)
        expect(wire.every((weight) => weight >= 0)).toBe(true)
        const got = weights.find((one) => one.variantName === variant)?.desiredWeight
        expect(Math.abs((got ?? Number.NaN) - percent)).toBeLessThanOrEqual(0.00005 + 1e-9)
      }),
    )
  })

  it('keeps the mutual ratio of the others', () => {
    fc.assert(
      fc.property(variants, ({ live: before, variant, stable, percent }) => {
        const others = before.filter((one) => one.variantName !== variant)
        fc.pre(others.some(({ weight }) => weight > 0) && percent < 99)
        const after = planWeights(before, { variant, percent, stable })
          .filter((one) => one.variantName !== variant)
          .map(({ variantName, desiredWeight }) => ({ variantName, weight: desiredWeight }))
        expect(sameShares(sharesOf(others), sharesOf(after))).toBe(true)
      }),
    )
  })

  it('is a no-op when repeated on its own result', () => {
    fc.assert(
      fc.property(variants, ({ live: before, variant, stable, percent }) => {
        const once = planWeights(before, { variant, percent, stable })
        const seen = once.map((one) => ({
          variantName: one.variantName,
          weight: Math.fround(one.desiredWeight),
        }))
        const twice = planWeights(seen, { variant, percent, stable })
        expect(sameShares(sharesOfWeights(once), sharesOfWeights(twice))).toBe(true)
      }),
    )
  })

  it('a snapshot of shares can be restored', () => {
    fc.assert(
      fc.property(variants, ({ live: before }) => {
        fc.pre(before.some(({ weight }) => weight > 0))
        const shares = sharesOf(before)
        expect(sameShares(sharesOfWeights(weightsOf(shares)), shares)).toBe(true)
      }),
    )
  })
})

describe('shares are compared, not weights', () => {
  it.each([
    ['9:1 and 90:10', { A: 9, B: 1 }, { A: 90, B: 10 }, true],
    ['another order', { A: 9, B: 1 }, { B: 10, A: 90 }, true],
    ['under half a tenth of a point', { A: 90, B: 10 }, { A: 90.04, B: 9.96 }, true],
    ['a tenth of a point', { A: 90, B: 10 }, { A: 90.1, B: 9.9 }, false],
    ['another variant', { A: 90, B: 10 }, { A: 90, C: 10 }, false],
    ['one more variant', { A: 90, B: 10 }, { A: 90, B: 10, C: 0 }, false],
  ])('%s', (_name, a, b, same) =>
    expect(sameShares(sharesOf(live(a)), sharesOf(live(b)))).toBe(same),
  )
})

describe('which variant is meant', () => {
  const none = { named: undefined, remembered: undefined }
  it.each([
    ['the named one', { A: 1, B: 0 }, { named: 'A', remembered: 'B' }, 'A'],
    ['the one of the rollout', { A: 1, B: 1, C: 1 }, { ...none, remembered: 'B' }, 'B'],
    ['of two, the one without traffic', { A: 1, B: 0 }, none, 'B'],
  ])('%s', (_name, weights, known, variant) =>
    expect(chooseVariant(live(weights), known)).toMatchObject({ kind: 'chosen', variant }),
  )
  it.each([
    ['two with traffic', { A: 1, B: 1 }, none],
    ['two without', { A: 0, B: 0 }, none],
    ['three', { A: 1, B: 0, C: 1 }, none],
    ['a rollout of a variant that is gone', { A: 1, B: 1 }, { ...none, remembered: 'X' }],
  ])('nobody guesses with %s', (_name, weights, known) =>
    expect(chooseVariant(live(weights), known).kind).toBe('ask'),
  )
})
