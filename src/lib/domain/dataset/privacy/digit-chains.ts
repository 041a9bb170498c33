import { groupEnd, isOneValue, joins, MANY_DIGITS } from './numbers.ts'
import { isDigitAt, isLetterAt } from './signs.ts'

/** Digits with at most a little between them, of which nine or more may be a value. */
export type DigitChain = {
  /** Of its first digit. */
  readonly start: number
  /** Behind its last. */
  readonly end: number
  /** How many digits stand in one group, a bit each, from nine to thirty. */
  readonly plain: number
  /** How many stand in groups one after the other. */
  readonly composed: number
}

const MOST_TOGETHER = 30
/** Of nine digits and more. */
const LARGE_SUMS = -(1 << MANY_DIGITS)

/** The chains of a text that may hold a value, in their order. */
export const digitChains = (text: string): readonly DigitChain[] => {
  const chains: DigitChain[] = []
  let [start, end, plain, composed, count] = [0, -1, 0, 0, 0]
  const finish = () => {
    composed &= LARGE_SUMS
    if ((plain | composed) !== 0) chains.push({ start, end, plain, composed })
  }
  for (let i = 0; i < text.length; i++) {
    if (!isDigitAt(text, i)) continue
    if (end < 0 || !joins(text, end - 1, i)) {
      finish()
      count = 0
      start = i
      plain = 0
      composed = 0
    }
    end = groupEnd(text, i)
    const digits = end - i
    if (isLetterAt(text, i - 1) || !isOneValue(text, i, end)) count = 0
    else {
      composed |= sumsWith(digits, count)
      GROUPS[count++ % GROUPS.length] = digits
      if (digits >= MANY_DIGITS && digits <= MOST_TOGETHER) plain |= 1 << digits
    }
    i = end
  }
  finish()
  return chains
}

/** The groups of digits read last; as many as a sum can have. */
const GROUPS = new Uint32Array(32)

/** What a group makes with one or more of the `count` before it, a bit for each sum. */
const sumsWith = (digits: number, count: number): number => {
  let [sums, sum] = [0, digits]
  for (let i = count - 1; i >= 0; i--) {
    sum += GROUPS[i % GROUPS.length] ?? 0
    if (sum > MOST_TOGETHER) break
    sums |= 1 << sum
  }
  return sums
}

/** Whether so many digits stand together as a value may have them. */
export const canHold = (
  { plain, composed }: DigitChain,
  [least, most]: DigitRange,
  inOneGroup: boolean,
): boolean => ((inOneGroup ? plain : plain | composed) & ((2 << most) - (1 << least))) !== 0

/** How many digits a value has, least and most. */
export type DigitRange = readonly [number, number]
