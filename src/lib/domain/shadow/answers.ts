import type { CapturedAnswer } from './captured.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import type { AnswerPair, PairedBy, Pairing } from './pairs.ts'

export type AnswerRules = {
  /** Numbers agree that differ by no more than this part of the greater one, or of 1 if that is less. */
  readonly tolerance: number
  /** Places that do not count, without indices: `requestId`, `predictions[].time`. */
  readonly ignore: readonly string[]
  /** Differences that are shown, at most. */
  readonly examples: number
}

/** Two different answers to one request. */
export type AnswerDifference = {
  readonly eventId: string
  readonly at: string
  /** Cut where it is long. */
  readonly input?: string
  /** The first place that differs; empty for an answer without parts. */
  readonly where: string
  readonly production: string
  readonly shadow: string
}

/** How far numbers at the same place are apart. */
export type Closeness = {
  readonly compared: number
  readonly meanDifference: number
  readonly medianDifference: number
  readonly largestDifference: number
  /** Pearson's; absent where one side never changes. */
  readonly correlation?: number
}

export type AnswersComparison = {
  readonly pairs: number
  readonly pairedBy: Readonly<Record<PairedBy, number>>
  readonly unpaired: Pairing['unpaired']
  readonly agreed: number
  readonly numbers?: Closeness
  readonly examples: readonly AnswerDifference[]
}

/** Numbers of one answer that closeness looks at: an embedding of thousands must not fill the memory. */
const MOST_NUMBERS = 100
const LONGEST_SHOWN = 200

/** Compares the answers of production and shadow, request by request. */
export const compareAnswers = (
  { pairs, unpaired }: Pairing,
  rules: AnswerRules,
): AnswersComparison => {
  const numbers: (readonly [number, number])[] = []
  const pairedBy = { inferenceId: 0, eventId: 0, input: 0 }
  const examples: AnswerDifference[] = []
  let agreed = 0
  for (const pair of pairs) {
    pairedBy[pair.by]++
    const { difference, together } = comparedPair(pair, rules)
    numbers.push(...together.slice(0, MOST_NUMBERS))
    if (difference === undefined) agreed++
    else if (examples.length < rules.examples) examples.push(shown(pair.production, difference))
  }
  const closeness = closenessOf(numbers)
  return {
    pairs: pairs.length,
    pairedBy,
    unpaired,
    agreed,
    ...(closeness === undefined ? {} : { numbers: closeness }),
    examples,
  }
}

type Difference = Pick<AnswerDifference, 'where' | 'production' | 'shadow'>

const comparedPair = (pair: AnswerPair, { tolerance, ignore }: AnswerRules) => {
  const [mine, theirs] = [leavesOf(pair.production.output), leavesOf(pair.shadow.output)]
  const together: (readonly [number, number])[] = []
  let difference: Difference | undefined
  for (const where of new Set([...mine.keys(), ...theirs.keys()])) {
    if (ignore.includes(where.replace(/\[\d+\]/g, '[]'))) continue
    const [a, b] = [mine.get(where), theirs.get(where)]
    if (typeof a === 'number' && typeof b === 'number') together.push([a, b])
    if (agrees(a, b, tolerance)) continue
    difference ??= { where, production: leafText(a), shadow: leafText(b) }
  }
  return { difference, together }
}

const agrees = (a: Leaf | undefined, b: Leaf | undefined, tolerance: number): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
    : a === b

const leafText = (leaf: Leaf | undefined): string =>
  leaf === undefined ? 'absent' : cut(`${leaf}`)

const cut = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text

const shown = ({ eventId, at, input }: CapturedAnswer, difference: Difference) => ({
  eventId,
  at,
  ...(input === undefined ? {} : { input: cut(input.text) }),
  ...difference,
})

const closenessOf = (pairs: readonly (readonly [number, number])[]): Closeness | undefined => {
  if (pairs.length === 0) return undefined
  const apart = Float64Array.from(pairs, ([a, b]) => Math.abs(a - b)).sort()
  const [low, high] = [apart[(apart.length - 1) >> 1] ?? 0, apart[apart.length >> 1] ?? 0]
  const correlation = correlationOf(pairs)
  return {
    compared: pairs.length,
    meanDifference: apart.reduce((sum, each) => sum + each, 0) / apart.length,
    medianDifference: (low + high) / 2,
    largestDifference: apart.at(-1) ?? 0,
    ...(correlation === undefined ? {} : { correlation }),
  }
}

const correlationOf = (pairs: readonly (readonly [number, number])[]): number | undefined => {
  const mean = (of: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length
  const [meanA, meanB] = [mean(0), mean(1)]
  let [both, squareA, squareB] = [0, 0, 0]
  for (const [a, b] of pairs) {
    both += (a - meanA) * (b - meanB)
    squareA += (a - meanA) ** 2
    squareB += (b - meanB) ** 2
  }
  return squareA === 0 || squareB === 0 ? undefined : both / Math.sqrt(squareA * squareB)
}
