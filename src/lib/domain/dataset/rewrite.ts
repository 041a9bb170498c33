import { walkJson } from './json-walk.ts'

/** Decimal digits that a double keeps for sure (IEEE 754: 15). */
const SURE_DIGITS = 15

/**
 * Whether a line means the same when it is parsed and written again: no key twice, no half surrogate
 * pair, no number that a double would round.
 */
export const survivesWriting = (text: string): boolean =>
  walkJson(text).problems.length === 0 && numbersIn(text).every(isKept)

const numbersIn = (text: string): readonly string[] =>
  text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? []

const isKept = (number: string): boolean => {
  const [digits = ''] = number.split(/e/i)
  const significant = digits.replace(/[-.]/g, '').replace(/^0+/, '')
  const value = Number(number)
  return (
    significant.length <= SURE_DIGITS &&
    Number.isFinite(value) &&
    (value !== 0 || significant === '')
  )
}
