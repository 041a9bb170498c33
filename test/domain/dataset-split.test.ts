import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digest64, digestTable } from '../../src/lib/domain/dataset/digest-table.ts'
import { partSizeOf, partsOf } from '../../src/lib/domain/dataset/parts.ts'
import { splitter } from '../../src/lib/domain/dataset/split.ts'

type Row = { readonly prompt: string; readonly group: string; readonly label: string }

const divide = (rows: readonly Row[], share: number, seed: number) => {
  const split = splitter()
  for (const { prompt, group, label } of rows) {
    split.add({ keys: [digest64(`p ${prompt}`), digest64(`g ${group}`)], stratum: label })
  }
  return split.divide({ share, seed })
}
const rowsOf = (prompts: number, groups: number) =>
  fc.array(
    fc.record({
      prompt: fc.nat(prompts).map(String),
      group: fc.nat(groups).map(String),
      label: fc.constantFrom('fraud', 'legitimate'),
    }),
    { minLength: 1, maxLength: 120 },
  )

it('never puts equal prompts or equal groups on both sides', () => {
  fc.assert(
    fc.property(rowsOf(60, 90), fc.integer(), (rows, seed) => {
      const { isValidation } = divide(rows, 0.3, seed)
      for (const key of ['prompt', 'group'] as const) {
        const sides = new Map<string, number>()
        for (const [i, row] of rows.entries()) {
          const side = isValidation[i] ?? 0
          expect(sides.get(row[key]) ?? side).toBe(side)
          sides.set(row[key], side)
        }
      }
    }),
  )
})

it('gives the same sides for the same rows and seed, in any order', () => {
  fc.assert(
    fc.property(rowsOf(200, 1_000), fc.integer(), (rows, seed) => {
      const distinct = rows.filter((row, i) => rows.findIndex((r) => r.prompt === row.prompt) === i)
      const side = (order: readonly Row[]) => {
        const { isValidation } = divide(order, 0.2, seed)
        return new Map(order.map((row, i) => [row.prompt, isValidation[i]]))
      }
      const [forward, backward] = [side(distinct), side(distinct.toReversed())]
      for (const { prompt } of distinct) expect(backward.get(prompt)).toBe(forward.get(prompt))
    }),
  )
})

it('takes the share exactly, and of each class, when no rows are tied together', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 50, max: 400 }),
      fc.integer({ min: 1, max: 9 }),
      (count, tenths) => {
        const rows = Array.from({ length: count }, (_, i) => ({
          prompt: `${i}`,
          group: `${i}`,
          label: i % 4 === 0 ? 'fraud' : 'legitimate',
        }))
        const share = tenths / 20
        const { validation, training, strata } = divide(rows, share, 1)
        expect(validation).toBe(Math.round(count * share))
        expect(training + validation).toBe(count)
        const { fraud } = strata
        const all = (fraud?.training ?? 0) + (fraud?.validation ?? 0)
        expect(Math.abs((fraud?.validation ?? 0) - all * share)).toBeLessThanOrEqual(1)
      },
    ),
    { examples: [[90, 7]] },
  )
})

it('draws other rows with another seed', () => {
  const rows = Array.from({ length: 200 }, (_, i) => ({
    prompt: `${i}`,
    group: `${i}`,
    label: 'x',
  }))
  const [one, two] = [1, 2].map((seed) => divide(rows, 0.5, seed).isValidation.join(''))
  expect(one).not.toBe(two)
})

it('does not take free texts for classes', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    prompt: `${i}`,
    group: `${i}`,
    label: `${i}`,
  }))
  const { validation, strata } = divide(rows, 0.1, 1)
  expect(validation).toBe(10)
  expect(Object.keys(strata)).toEqual([''])
})

it('leaves nothing for validation with a share of 0', () => {
  expect(divide([{ prompt: 'a', group: 'b', label: 'c' }], 0, 1).validation).toBe(0)
})

it('remembers the first value of each digest, however many there are', () => {
  const table = digestTable()
  for (let i = 0; i < 20_000; i++) expect(table.add(digest64(`${i}`), i)).toBeUndefined()
  for (let i = 0; i < 20_000; i += 97) expect(table.add(digest64(`${i}`), -1)).toBe(i)
  expect(table.get(digest64('absent'))).toBeUndefined()
  expect(table.size()).toBe(20_000)
})

const MIB = 1024 * 1024

it.each([
  [1, 8 * MIB, 1],
  [8 * MIB, 8 * MIB, 1],
  [8 * MIB + 1, 8 * MIB, 2],
  [80_000 * MIB, 8 * MIB, 10_000],
  [80_000 * MIB + 1, 9 * MIB, 8_889],
])('a file of %i bytes is sent in parts of %i, %i of them', (size, partSize, count) => {
  expect(partSizeOf(size)).toBe(partSize)
  const parts = partsOf(size, partSize)
  expect(parts).toHaveLength(count)
  expect(parts.reduce((sum, part) => sum + part.end - part.start, 0)).toBe(size)
  expect(parts.at(-1)?.end).toBe(size)
})
