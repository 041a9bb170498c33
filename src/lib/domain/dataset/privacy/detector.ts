import type { DigitRange } from './digit-chains.ts'

/** How sure a detector is that a match is what it looks for. */
export type Confidence = 'high' | 'medium' | 'low'

export const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low']

/** A place in a text, in UTF-16 units: `start` inclusive, `end` exclusive. */
export type Match = {
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
}

/** One kind of private value: a row of the table that findings, redaction and docs read. */
export type Detector = {
  /** Stable: `iban`; its rule is `privacy.iban`. */
  readonly id: string
  readonly kind: 'secret' | 'contact' | 'payment' | 'national-id' | 'network'
  readonly what: string
  /** The highest confidence that it gives. */
  readonly confidence: Confidence
  /** Where the form or checksum is described. */
  readonly source: string
  /** Traits of a text (`traitsOf`), one of which every text with a match has. */
  readonly needs: number
  /** How many digits a match has, least and most, all in one chain, unless it has the trait `id`. */
  readonly digits?: DigitRange
  /** With nothing between them. */
  readonly inOneGroup?: true
  /** Words that every text with a match has, where there are such. */
  readonly gate?: RegExp
  /** From a place on; linear in the length of the text, whatever it holds. */
  readonly find: (text: string, from?: number) => readonly Match[]
}

/** What a detector of one pattern is made of. */
export type PatternRow = Omit<Detector, 'find'> & {
  /**
   * Global. The group `value`, where there is one, is the value. Every quantifier is bounded, so
   * that the work at each start is too.
   */
  readonly pattern: RegExp
  /** Undefined: no match. Gets the value as it stands in the text. */
  readonly judge?: (value: string) => Confidence | undefined
  /** Words shortly before the value that raise the confidence by one step. */
  readonly words?: RegExp
  /** Without such a word there is no match. */
  readonly needsWords?: true
}

/** A detector that looks for a pattern and judges each value. */
export const patternDetector = (row: PatternRow): Detector => {
  const { pattern, judge = () => row.confidence, words, needsWords, ...rest } = row
  // Where a value begins inside a match is costly to know, and few patterns need it.
  const flags = pattern.source.includes('(?<value>') ? 'd' : ''
  const indexed = new RegExp(pattern.source, pattern.flags.replace('d', '') + flags)
  const find = (text: string, from = 0): readonly Match[] => {
    const found: Match[] = []
    indexed.lastIndex = from
    for (let match = indexed.exec(text); match !== null; match = indexed.exec(text)) {
      const whole = match.index
      const [start, end] = match.indices?.groups?.value ?? [whole, whole + match[0].length]
      const judged = judge(text.slice(start, end))
      if (judged === undefined) continue
      const named = words?.test(before(text, start)) === true
      if (needsWords && !named) continue
      found.push({ start, end, confidence: named && !needsWords ? raised(judged) : judged })
    }
    return found
  }
  return { ...rest, find }
}

/** So far before a value stand the words that tell it. */
export const WORDS_WITHIN = 40

const before = (text: string, start: number): string =>
  text.slice(Math.max(0, start - WORDS_WITHIN), start)

const raised = (confidence: Confidence): Confidence => (confidence === 'low' ? 'medium' : 'high')

/** The digits of a value, without separators. */
export const digitsOf = (value: string): string => {
  let digits = ''
  for (const sign of value) if (sign >= '0' && sign <= '9') digits += sign
  return digits
}

/** Sum of digit × weight. */
export const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i] ?? 0), 0)
