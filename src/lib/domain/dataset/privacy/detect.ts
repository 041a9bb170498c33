import { CONTACT_DETECTORS } from './contacts.ts'
import {
  CONFIDENCES,
  type Confidence,
  type Detector,
  type Match,
  WORDS_WITHIN,
} from './detector.ts'
import { canHold, type DigitChain, digitChains } from './digit-chains.ts'
import { EUROPEAN_ID_DETECTORS } from './national-ids-europe.ts'
import { WORLD_ID_DETECTORS } from './national-ids-world.ts'
import { NETWORK_DETECTORS } from './network.ts'
import { PAYMENT_DETECTORS } from './payments.ts'
import { TOKEN_DETECTORS } from './secrets.ts'
import { CONTEXT_SECRET_DETECTORS } from './secrets-in-context.ts'
import { ANY_TRAIT, TRAIT, traitsOf } from './traits.ts'

/** Everything that is looked for; where two see the same place equally sure, the earlier one names it. */
export const DETECTORS: readonly Detector[] = [
  ...TOKEN_DETECTORS,
  ...CONTEXT_SECRET_DETECTORS,
  ...PAYMENT_DETECTORS,
  ...EUROPEAN_ID_DETECTORS,
  ...WORLD_ID_DETECTORS,
  ...CONTACT_DETECTORS,
  ...NETWORK_DETECTORS,
]

/** What is looked for, and what is let pass. */
export type Search = {
  /** Less sure matches are not reported. */
  readonly minConfidence: Confidence
  /** Values that may stay, by detector id. */
  readonly allows?: (detector: string, value: string) => boolean
  /** Hears of every value that may stay. */
  readonly passed?: (detector: string, value: string) => void
}

export type PrivateValue = Match & { readonly detector: Detector; readonly value: string }

/** The private values in a text, in order, without overlaps: the surest wins, then the longest. */
export const findPrivate = (text: string, search: Search): readonly PrivateValue[] => {
  const { detectors, needs } = LEVELS[search.minConfidence]
  const traits = traitsOf(text, false)
  if (needs !== ANY_TRAIT && (needs & traits) === 0) return NOTHING
  const slices = slicesOf(text, traits)
  const all: PrivateValue[] = []
  for (const detector of detectors) {
    if (!hasNeeds(detector, traits)) continue
    for (const match of matchesOf(detector, text, { traits, slices })) {
      if (!atLeast(match.confidence, search.minConfidence)) continue
      const value = text.slice(match.start, match.end)
      if (search.allows?.(detector.id, value)) search.passed?.(detector.id, value)
      else all.push({ ...match, detector, value })
    }
  }
  return all.length < 2 ? all : apart(all)
}

type Shown = { readonly traits: number; readonly slices: readonly Slice[] }

/** A chain of digits with what stands around it. */
type Slice = { readonly chain: DigitChain; readonly text: string; readonly at: number }

/** A sign or bracket, and what must not stand before it. */
const BEFORE_DIGITS = 3
/** A last letter, and what must not stand behind it. */
const BEHIND_DIGITS = 4

/** The chains of digits of a text with the trait `digits`. */
export const slicesOf = (text: string, traits: number): readonly Slice[] =>
  (traits & TRAIT.digits) === 0
    ? NO_SLICES
    : digitChains(text).map((chain) => {
        const at = Math.max(0, chain.start - BEFORE_DIGITS - WORDS_WITHIN)
        return { chain, text: text.slice(at, chain.end + BEHIND_DIGITS), at }
      })

const NO_SLICES: readonly Slice[] = []
const NO_MATCHES: readonly Match[] = []

/**
 * What a detector finds. One that looks for digits alone is shown only the chains that may hold so
 * many: patterns are slow, and most numbers are too short.
 */
export const matchesOf = (
  detector: Detector,
  text: string,
  { traits, slices }: Shown,
): readonly Match[] => {
  const { needs, digits, inOneGroup = false, gate, find } = detector
  // Letters take the place of some digits in ids.
  if (digits === undefined || (needs & traits & TRAIT.id) !== 0) {
    return gate?.test(text) === false ? NO_MATCHES : find(text)
  }
  let found = NO_MATCHES
  for (const { chain, text: slice, at } of slices) {
    if (!canHold(chain, digits, inOneGroup)) continue
    const matches = find(slice, Math.max(0, chain.start - BEFORE_DIGITS - at))
    if (matches.length > 0) found = [...found, ...matches.map((match) => moved(match, at))]
  }
  return found
}

const moved = ({ start, end, confidence }: Match, by: number): Match => ({
  start: start + by,
  end: end + by,
  confidence,
})

const hasNeeds = ({ needs }: Detector, traits: number): boolean =>
  needs === ANY_TRAIT || (needs & traits) !== 0

const weight = (confidence: Confidence): number => CONFIDENCES.indexOf(confidence)
const atLeast = (confidence: Confidence, least: Confidence): boolean =>
  weight(confidence) <= weight(least)

const levelOf = (least: Confidence) => {
  const detectors = DETECTORS.filter(({ confidence }) => atLeast(confidence, least))
  return { detectors, needs: detectors.reduce((all, { needs }) => all | needs, 0) }
}

/** What is looked for, and the traits that it needs, by the least confidence. */
const LEVELS: Readonly<Record<Confidence, ReturnType<typeof levelOf>>> = {
  high: levelOf('high'),
  medium: levelOf('medium'),
  low: levelOf('low'),
}
const NOTHING: readonly PrivateValue[] = []

/** One sweep, so that a text full of matches takes no longer than they are many. */
const apart = (all: readonly PrivateValue[]): readonly PrivateValue[] => {
  const taken: PrivateValue[] = []
  for (const one of all.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = taken.at(-1)
    if (last === undefined || last.end <= one.start) taken.push(one)
    else if (isBetter(one, last)) taken[taken.length - 1] = one
  }
  return taken
}

const isBetter = (a: PrivateValue, b: PrivateValue): boolean => {
  const surer = weight(b.confidence) - weight(a.confidence)
  return surer > 0 || (surer === 0 && a.end - a.start > b.end - b.start)
}

/**
 * Whether a line of JSON may hold a private value: a quick look at the raw text, wrong only in the
 * safe direction.
 */
export const mayHoldPrivate = (line: string, search: Search): boolean => {
  const traits = traitsOf(line, true)
  if ((traits & TRAIT.escape) !== 0) return true
  return LEVELS[search.minConfidence].detectors.some(
    (one) => hasNeeds(one, traits) && one.gate?.test(line) !== false,
  )
}

/** Whether everything that is looked for shows in the traits of its text. */
export const needsTraits = ({ minConfidence }: Search): boolean =>
  LEVELS[minConfidence].needs !== ANY_TRAIT
