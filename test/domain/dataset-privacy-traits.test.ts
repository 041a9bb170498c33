import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  DETECTORS,
  findPrivate,
  matchesOf,
  slicesOf,
} from '../../src/lib/domain/dataset/privacy/detect.ts'
import { ANY_TRAIT, TRAIT, traitsOf } from '../../src/lib/domain/dataset/privacy/traits.ts'
import { cpuMs } from '../support/cpu-time.ts'
import { privateTexts } from '../support/private-texts.ts'

it('every text in which a detector finds something shows what lets the detector look', () => {
  fc.assert(
    fc.property(privateTexts, (text) => {
      const traits = traitsOf(text, false)
      for (const { id, needs, gate, find } of DETECTORS) {
        if (find(text).length === 0) continue
        const seen = `${id} in ${JSON.stringify(text)}`
        if (needs !== ANY_TRAIT) expect(needs & traits, seen).not.toBe(0)
        expect(gate?.test(text), seen).not.toBe(false)
      }
    }),
    { numRuns: 20_000 },
  )
})

it('a detector finds the same in the chains of digits that it is shown as in the whole text', () => {
  fc.assert(
    fc.property(privateTexts, (text) => {
      const traits = traitsOf(text, false)
      const shown = { traits, slices: slicesOf(text, traits) }
      for (const detector of DETECTORS) {
        const found = detector.find(text)
        const inChains = matchesOf(detector, text, shown)
        if (found.length + inChains.length === 0) continue
        const seen = `${detector.id} in ${JSON.stringify(text)}`
        expect(inChains, seen).toEqual(found)
      }
    }),
    { numRuns: 20_000 },
  )
})

it('a line of JSON shows what its texts show', () => {
  fc.assert(
    fc.property(privateTexts, (text) => {
      const traits = traitsOf(JSON.stringify({ text }), true)
      expect((traits | TRAIT.escape) & traitsOf(text, false)).toBe(traitsOf(text, false))
    }),
    { numRuns: 5_000 },
  )
})

it.each([
  'It was 2026-11-22 10:30, then 22.11.2026 11:45.',
  'see https://docs.example.org/guides/api-reference/v2/charges-and-refunds',
  'GPT-4, iPhone 15 Pro, ISO 9001, version 12.4.1, user_id_12, 1990-2000',
  'order #48213 for 214.90 EUR ($1,234,567), 12-14 weeks, 99 %',
  'npm install @scope/package, then decorate with @Component',
  'state-of-the-art_well-known-internationalization',
])('ordinary text shows nothing: %s', (text) => expect(traitsOf(text, false)).toBe(0))

it('takes time in proportion to the text, whatever it is made of', () => {
  const pieces = ['1', '1 ', '@', 'a@', '1.', 'A1', ': ', '-----BEGIN PRIVATE KEY', '://a', '2026-']
  for (const piece of pieces) {
    const text = `${piece.repeat(300_000 / piece.length)}@`
    const took = cpuMs(() => findPrivate(text, { minConfidence: 'medium' }))
    expect(took, piece).toBeLessThan(4_000)
  }
})
