import { describe, expect, it } from 'vitest'
import { loadModel, modelNames } from '../../../src/sandbox/model/load.ts'
import { matcher } from '../../../src/sandbox/model/patterns.ts'
import type { Shape } from '../../../src/sandbox/model/types.ts'
import { cpuMs } from '../../support/cpu-time.ts'

type Patterned = { readonly name: string; readonly pattern: string; readonly max: number }

const patterned: Patterned[] = []
for (const service of modelNames) {
  const shapes: Readonly<Record<string, Shape>> = (await loadModel(service))?.shapes ?? {}
  for (const [name, { pattern, max = 2048 }] of Object.entries(shapes)) {
    if (pattern === undefined) continue
    patterned.push({ name: `${service} ${name}`, pattern, max: Math.min(max, 2048) })
  }
}

const STARTS = [
  '',
  'arn:aws:bedrock:us-east-1:123456789012:custom-model/',
  's3://bucket/',
  'amazon.',
]
const UNITS = ['a', '-', 'a-', '.', '0.', '/', '/a', '_', 'a_', ':', 'a:', ' ', '+', 'é']
const ENDS = ['', '!', '\u0000']

/** Strings that almost match, as long as the API lets them be. */
const nearMisses = (max: number): string[] =>
  STARTS.flatMap((start) =>
    UNITS.flatMap((unit) =>
      ENDS.map(
        (end) =>
          start + unit.repeat(Math.ceil(Math.max(1, max - start.length) / unit.length)) + end,
      ),
    ),
  )

describe('patterns of the API models', () => {
  it('are there', () => expect(patterned.length).toBeGreaterThan(80))

  it('can all be read by JavaScript', () => {
    const unread = patterned.filter(({ pattern }) => matcher(pattern) === undefined)
    expect(unread).toEqual([])
  })

  // Short ones first: a pattern that explodes shows it there, where the test still ends.
  it.each(patterned)('$name answers within 50 ms, whatever it is given', ({ pattern, max }) => {
    const regex = matcher(pattern)
    for (const length of [20, 24, 28, max]) {
      for (const text of nearMisses(Math.min(length, max))) {
        const took = cpuMs(() => regex?.test(text))
        expect(took, JSON.stringify(text)).toBeLessThan(50)
      }
    }
  })

  it.each([
    ['a', true],
    ['a--b', true],
    ['a-', true],
    ['a+b.c', true],
    ['-a', false],
    ['a_b', false],
    ['', false],
  ])('the linear form of job names takes %j: %j', (text, taken) => {
    expect(matcher('[a-zA-Z0-9](-*[a-zA-Z0-9\\+\\-\\.])*')?.test(text)).toBe(taken)
    expect(/^(?:[a-zA-Z0-9](-*[a-zA-Z0-9+\-.])*)$/.test(text)).toBe(taken)
  })
})
