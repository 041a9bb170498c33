import fc from 'fast-check'
import { expect, it } from 'vitest'
import { datasetCheck } from '../../src/lib/domain/dataset/check.ts'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import { nearIndex } from '../../src/lib/domain/dataset/near-duplicates/index.ts'
import { shinglesOf } from '../../src/lib/domain/dataset/near-duplicates/shingles.ts'
import { equalBins, signatureOf } from '../../src/lib/domain/dataset/near-duplicates/signature.ts'
import { scan } from '../../src/lib/domain/dataset/scan.ts'
import { chunksOf } from '../support/chunks.ts'

/** A generator of its own, so that the texts do not hang on the code under test. */
const randomOf = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
const WORDS = Array.from({ length: 5_000 }, (_, i) => `w${i.toString(36)}`)
const textOf = (random: () => number, length: number) =>
  Array.from({ length }, () => WORDS[Math.floor(random() ** 2 * WORDS.length)] ?? '')
const changed = (words: readonly string[], share: number, random: () => number) =>
  words.map((word) => (random() < share ? `x${Math.floor(random() * 1e6)}` : word))

const recall = (share: number) => {
  const random = randomOf(7)
  const originals = Array.from({ length: 800 }, () => textOf(random, 60 + random() * 400))
  const pairs = new Map<number, number>()
  const index = nearIndex(({ id }, later) => {
    pairs.set(later, id)
    return 'keep'
  })
  for (const [i, words] of originals.entries()) index.add(words.join(' '), i)
  index.end()
  const unrelated = pairs.size
  const copies = originals.slice(0, 400).map((words) => changed(words, share, random).join(' '))
  const found = copies.filter((text, i) => index.find(text)?.id === i).length
  return { found: found / copies.length, unrelated }
}

it.each([
  [0, 1],
  [0.01, 0.95],
  [0.03, 0.85],
])('of copies with the share %d of their words changed it finds at least %d', (share, least) => {
  expect(recall(share).found).toBeGreaterThanOrEqual(least)
})

it('takes no unrelated texts for copies', () => expect(recall(0).unrelated).toBe(0))

it('is silent about texts that share less than half of their shingles', () => {
  expect(recall(0.25).found).toBeLessThan(0.02)
})

it('reports a likeness only from one half on, and says how large it is', () => {
  const random = randomOf(13)
  const originals = Array.from({ length: 600 }, () => textOf(random, 200))
  const index = nearIndex()
  for (const [i, words] of originals.entries()) index.add(words.join(' '), i)
  index.end()
  const likeness = (share: number) =>
    originals.flatMap((words) => {
      const found = index.find(changed(words, share, random).join(' '))
      return found === undefined ? [] : found.similarity
    })
  const [close, far] = [likeness(0.01), likeness(0.1)]
  expect(Math.min(...close, ...far)).toBeGreaterThanOrEqual(0.5)
  expect(far.length).toBeLessThan(120)
  const mean = close.reduce((sum, one) => sum + one, 0) / close.length
  expect(mean).toBeGreaterThan(0.85)
})

it('does not take a shared instruction for a likeness', () => {
  const random = randomOf(3)
  const instruction = textOf(random, 80).join(' ')
  let near = 0
  const index = nearIndex(() => {
    near++
    return 'keep'
  })
  for (let i = 0; i < 700; i++) index.add(`${instruction} ${textOf(random, 40).join(' ')}`, i)
  index.end()
  expect(near).toBe(0)
})

it('finds copies of Chinese text, which has no word breaks', () => {
  const random = randomOf(9)
  const line = () =>
    Array.from({ length: 120 }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 3_000)))
  const texts = Array.from({ length: 100 }, line)
  const index = nearIndex()
  for (const [i, text] of texts.entries()) index.add(text.join(''), i)
  index.end()
  const found = texts.filter((text, i) => {
    const copy = text.map((sign) => (random() < 0.02 ? '的' : sign)).join('')
    return index.find(copy)?.id === i
  })
  expect(found.length).toBeGreaterThanOrEqual(90)
  expect(index.find(line().join(''))).toBeUndefined()
})

it('compares short texts exactly only', () => {
  const index = nearIndex()
  index.add('amount 12 country DE hour 3', 0)
  index.end()
  expect(index.find('amount 12 country DE hour 3')).toBeUndefined()
})

it('keeps dropped texts out of the index', () => {
  const text = textOf(randomOf(1), 100).join(' ')
  const heard: number[] = []
  const index = nearIndex(({ id }) => {
    heard.push(id)
    return 'drop'
  })
  for (let i = 0; i < 4; i++) index.add(text, i)
  index.end()
  expect([heard, index.size()]).toEqual([[0, 0, 0], 1])
})

it('does not look at case, spacing, punctuation or Unicode form', () => {
  const same = (a: string, b: string) => expect([...shinglesOf(a)]).toEqual([...shinglesOf(b)])
  same('The quick, brown fox jumps over it.', 'the  QUICK brown\nfox jumps – over it')
  same('café a b c d e', 'cafe\u0301 a b c d e')
  same('ｆｕｌｌ a b c d', 'full a b c d')
})

it.each([
  ['私の注文の状況', 3],
  ['one two three four five six', 2],
  ['one two three four five one two three four five', 5],
  ['one two three four', 0],
  ['call 𠮷野 at once 😀 today', 2],
])(
  'five words in a row, or characters where words have no breaks, make a shingle: %s',
  (text, count) => {
    expect(shinglesOf(text)).toHaveLength(count)
  },
)

it('estimates the share of common shingles', () => {
  const hashes = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), {
    minLength: 600,
    maxLength: 800,
  })
  fc.assert(
    fc.property(hashes, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const common = Math.floor((all.length / 2) * share)
      const half = Math.floor(all.length / 2)
      const [a, b] = [all.slice(0, half), [...all.slice(0, common), ...all.slice(half)]]
      const truth = common / new Set([...a, ...b]).size
      const estimate = equalBins(signatureOf(a), signatureOf(b)) / 128
      expect(Math.abs(estimate - truth)).toBeLessThan(0.25)
    }),
    { numRuns: 60 },
  )
})

const checkOf = async (validation: readonly string[], training: readonly string[]) => {
  const format = findFormat('converse')
  if (format === undefined) throw new Error('no converse')
  const check = datasetCheck({ format, limits: {}, maxFindings: 0 })
  const record = (text: string) => ({
    system: [{ text: INSTRUCTION }],
    messages: [
      { role: 'user', content: [{ text }] },
      { role: 'assistant', content: [{ text: 'yes' }] },
    ],
  })
  for (const [path, role, texts] of [
    ['v', 'validation', validation],
    ['t', 'training', training],
  ] as const) {
    const file = check.file(path, role)
    const lines = texts.map((text) => `${JSON.stringify(record(text))}\n`).join('')
    file.end(await scan(chunksOf(lines), { format, limits: {}, prompts: true }, file))
  }
  return check.report().findings.filter(({ rule }) => rule === 'leak.near')
}
const INSTRUCTION = textOf(randomOf(11), 120).join(' ')

it('warns of training prompts in nearly the words of the validation data', async () => {
  const random = randomOf(5)
  const held = Array.from({ length: 12 }, () => textOf(random, 90))
  const fresh = Array.from({ length: 50 }, () => textOf(random, 90).join(' '))
  const copy = changed(held[7] ?? [], 0.02, random).join(' ')
  const found = await checkOf(
    held.map((words) => words.join(' ')),
    [...fresh, copy],
  )
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({
    file: 't',
    line: 51,
    severity: 'warning',
    message: expect.stringMatching(/^about \d+ % of the wording of the prompt of v:8$/),
  })
})
