import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fraudCsv } from '../../scripts/make-fraud-data.mjs'

const rows = () =>
  readFileSync('demo/fraud.csv', 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

it('ships exactly what its script makes', () => {
  expect(readFileSync('demo/fraud.csv', 'utf8')).toBe(fraudCsv())
})

it('has enough payments, about a third of them fraud', () => {
  const all = rows()
  const fraud = all.filter((row) => row.at(-1) === '1').length
  expect(all.length).toBeGreaterThanOrEqual(2_400)
  expect(fraud / all.length).toBeGreaterThan(0.32)
  expect(fraud / all.length).toBeLessThan(0.38)
})

/** What a simple model can see of a row: its values, with numbers by size. */
const evidence = (row: readonly string[]): readonly string[] =>
  row.slice(0, -1).map((value, i) => {
    const size = i === 0 || i === 8 ? Math.round(Math.log2(Number(value))) : value
    return `${i} ${size}`
  })

it('can be learnt to 92 to 96 of 100 by adding up evidence, and no better', () => {
  const all = rows()
  const [train, test] = [all.slice(0, 2_080), all.slice(2_080)]
  const counts = [new Map<string, number>(), new Map<string, number>()] as const
  const totals = [0, 0]
  for (const row of train) {
    const side = row.at(-1) === '1' ? 1 : 0
    totals[side] = (totals[side] ?? 0) + 1
    for (const word of evidence(row)) counts[side].set(word, (counts[side].get(word) ?? 0) + 1)
  }
  const log = (side: 0 | 1, word: string) =>
    Math.log(((counts[side].get(word) ?? 0) + 1) / ((totals[side] ?? 0) + 10))
  const right = test.filter((row) => {
    const prior = Math.log((totals[1] ?? 1) / (totals[0] ?? 1))
    const sum = evidence(row).reduce((n, word) => n + log(1, word) - log(0, word), prior)
    return sum > 0 === (row.at(-1) === '1')
  }).length
  expect(right / test.length).toBeGreaterThan(0.92)
  expect(right / test.length).toBeLessThan(0.96)
})
