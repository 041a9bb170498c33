import fc from 'fast-check'
import { BENIGN, TRUE_VALUES } from './private-values.ts'

const VALUES = Object.values(TRUE_VALUES)
  .flat()
  .map(([, value, before = '']) => `${before}${value}`)

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most })

/** What surrounds numbers and names of secrets in texts. */
const GLUE =
  ' |  |, |. |\n|"|-|.|/|(|) |+|: |=| = "|@|_|\t|é|日本|\\|😀|a|X|00|+49 |call |key is '.split('|')
const WORDS =
  'order 2026-11-22 10:30 | 22.11.2026 | token | password: | 1/2/2026 |Nr. 4711| v1.2.3 '

/** Texts in which private values and what only resembles them stand in each other's way. */
export const privateTexts = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...VALUES, ...Object.values(BENIGN).flat()) },
      { weight: 4, arbitrary: fc.constantFrom(...GLUE) },
      { weight: 1, arbitrary: fc.constantFrom(...WORDS.split('|')) },
      { weight: 2, arbitrary: digits(1, 19) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'AB12cdx'), maxLength: 20 }) },
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((pieces) => pieces.join(''))
