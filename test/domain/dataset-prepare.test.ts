import fc from 'fast-check'
import { expect, it } from 'vitest'
import { balanceCopies } from '../../src/lib/domain/dataset/prepare/balance.ts'
import {
  drawer,
  readSample,
  sampleSize,
  seededRandom,
} from '../../src/lib/domain/dataset/prepare/draw.ts'
import { lineRanges } from '../../src/lib/domain/dataset/prepare/line-ranges.ts'
import {
  type Candidate,
  type SelectionOptions,
  selection,
} from '../../src/lib/domain/dataset/prepare/selection.ts'
import type { BadRow } from '../../src/lib/domain/dataset/table-row.ts'

it('draws exactly as many as are wanted, and the same for the same seed', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), fc.integer(), (count, wanted, seed) => {
      const draw = () => {
        const isDrawn = drawer(count, wanted, seededRandom(seed))
        return Array.from({ length: count }, isDrawn)
      }
      expect(draw().filter(Boolean)).toHaveLength(Math.min(count, wanted))
      expect(draw()).toEqual(draw())
    }),
  )
})

it('draws each of them equally often', () => {
  const times = new Array(10).fill(0) as number[]
  const random = seededRandom(5)
  for (let round = 0; round < 20_000; round++) {
    const isDrawn = drawer(10, 3, random)
    for (let i = 0; i < 10; i++) if (isDrawn()) times[i] = (times[i] ?? 0) + 1
  }
  for (const n of times) expect(Math.abs(n - 6_000)).toBeLessThan(300)
})

it.each([
  ['500', 2_000, 500],
  ['500', 20, 20],
  ['10%', 2_000, 200],
  ['0.5 %', 1_000, 5],
  ['100%', 7, 7],
])('a sample of %s of %i records has %i', (text, total, size) => {
  const sample = readSample(text)
  expect(sample && sampleSize(sample, total)).toBe(size)
})

it.each([['0'], ['-3'], ['0%'], ['101%'], ['ten'], ['1.5'], ['']])('%j is no sample', (text) => {
  expect(readSample(text)).toBeUndefined()
})

const balanced = (labels: readonly string[], balance: 'under' | 'over') => {
  const copies = new Uint32Array(labels.length).fill(1)
  const rows = { takesPart: () => true, stratumOf: (row: number) => labels[row] ?? '' }
  balanceCopies(copies, rows, { balance, random: seededRandom(1) })
  const counts = new Map<string, number>()
  for (const [row, n] of copies.entries()) {
    counts.set(labels[row] ?? '', (counts.get(labels[row] ?? '') ?? 0) + n)
  }
  return { copies, counts: [...counts.values()] }
}

it('gives every class the same number of records, and only takes or only repeats', () => {
  const labels = fc.array(fc.constantFrom('a', 'b', 'b', 'c', 'c', 'c'), { minLength: 1 })
  fc.assert(
    fc.property(labels, (all) => {
      const sizes = ['a', 'b', 'c']
        .map((label) => all.filter((one) => one === label).length)
        .filter((n) => n > 0)
      const [under, over] = [balanced(all, 'under'), balanced(all, 'over')]
      expect(new Set(under.counts)).toEqual(new Set([Math.min(...sizes)]))
      expect(new Set(over.counts)).toEqual(new Set([Math.max(...sizes)]))
      expect(Math.max(...under.copies)).toBeLessThanOrEqual(1)
      expect(Math.min(...over.copies)).toBeGreaterThanOrEqual(1)
    }),
  )
})

it('writes lines as ranges', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (found) => {
      const ranges = lineRanges()
      const lines = found.toSorted((a, b) => a - b)
      for (const line of lines) ranges.add(line)
      const back = ranges
        .text()
        .split(',')
        .filter((part) => part !== '')
        .flatMap((part) => {
          const [first = 0, last = first] = part.split('-').map(Number)
          return Array.from({ length: last - first + 1 }, (_, i) => first + i)
        })
      expect(back).toEqual(lines)
    }),
  )
})

const OPTIONS: SelectionOptions = {
  dedup: 'exact',
  nearTogether: 'auto',
  share: 0.2,
  seed: 1,
}
const candidate = (line: number, prompt: string, answer = 'x', group = ''): Candidate => ({
  line,
  text: JSON.stringify({ prompt, answer }),
  prompt,
  question: prompt,
  answer,
  stratum: answer,
  group,
})
const select = (rows: readonly Candidate[], options: Partial<SelectionOptions>) => {
  const dropped: BadRow[] = []
  const chosen = selection({ ...OPTIONS, ...options }, (row) => dropped.push(row))
  for (const row of rows) chosen.add(row)
  return { ...chosen.choose(), dropped: dropped.map(({ line, reason }) => [line, reason]) }
}
const LONG = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')

it.each<[SelectionOptions['dedup'], readonly (readonly [number, string])[]]>([
  ['off', []],
  ['exact', [[2, 'duplicate']]],
  [
    'normalised',
    [
      [2, 'duplicate'],
      [3, 'duplicate'],
    ],
  ],
  [
    'near',
    [
      [2, 'duplicate'],
      [3, 'duplicate'],
      [4, 'near-duplicate'],
    ],
  ],
])('dedup %s drops %j', (dedup, expected) => {
  const rows = [
    candidate(1, LONG),
    candidate(2, LONG),
    candidate(3, LONG.toUpperCase()),
    candidate(4, LONG.replace('word30', 'other')),
    candidate(5, LONG.replace('word30', 'other'), 'y'),
    candidate(6, LONG.split(' ').toReversed().join(' ')),
  ]
  expect(select(rows, { dedup }).dropped).toEqual(expected)
})

it('never puts near duplicates on both sides, whatever the seed', () => {
  const words = (i: number) =>
    Array.from({ length: 50 }, (_, k) => `t${(i * 31 + k * k * 7) % 997}x${i % 40}`)
  const rows = Array.from({ length: 160 }, (_, i) => {
    const text = words(i % 40)
    text[i % 50] = `changed${i}`
    return candidate(i + 1, text.join(' '), 'x')
  })
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { split, nearTied } = select(rows, { seed })
      expect(nearTied).toBe(120)
      expect(split.validation).toBeGreaterThan(0)
      for (let i = 0; i < 160; i++) expect(split.isValidation[i]).toBe(split.isValidation[i % 40])
    }),
    { numRuns: 20 },
  )
})

it('ties nothing when told not to', () => {
  const rows = [candidate(1, LONG), candidate(2, LONG.replace('word30', 'other'))]
  expect(select(rows, { nearTogether: 'never' })).toMatchObject({ nearTied: 0, nearLooked: 0 })
})

it('balances the training side alone, after the sample', () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    candidate(i + 1, `question ${i}`, i % 4 === 0 ? 'fraud' : 'legitimate'),
  )
  const { copies, split, dropped } = select(rows, { sample: { count: 120 }, balance: 'over' })
  expect(dropped.filter(([, reason]) => reason === 'not-sampled')).toHaveLength(80)
  const sums: Record<string, number> = {}
  for (const [row, n] of copies.entries()) {
    const key = `${split.isValidation[row] === 1 ? 'validation' : split.stratumOf(row)}`
    sums[key] = (sums[key] ?? 0) + n
  }
  expect(sums.fraud).toBe(sums.legitimate)
  expect(sums.validation).toBe(split.validation)
  expect(split.training + split.validation).toBe(120)
})
