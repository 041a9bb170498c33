import { CONTACT_DETECTORS } from './contacts.ts'
import { CONFIDENCES, type Confidence, type Detector, type Match } from './detector.ts'
import { EUROPEAN_ID_DETECTORS } from './national-ids-europe.ts'
import { WORLD_ID_DETECTORS } from './national-ids-world.ts'
import { NETWORK_DETECTORS } from './network.ts'
import { canHold, digitForms } from './numbers.ts'
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
  const forms = digitForms(text, (traits & TRAIT.digits) !== 0)
  const all: PrivateValue[] = []
  for (const detector of detectors) {
    if (!isOpen(detector, text, traits)) continue
    if (detector.digits !== undefined && !canHold(forms, detector.digits)) continue
    for (const match of detector.find(text)) {
      if (!atLeast(match.confidence, search.minConfidence)) continue
      const value = text.slice(match.start, match.end)
      if (search.allows?.(detector.id, value)) search.passed?.(detector.id, value)
      else all.push({ ...match, detector, value })
    }
  }
  return all.length < 2 ? all : apart(all)
}

const isOpen = ({ needs, gate }: Detector, text: string, traits: number): boolean =>
  (needs === ANY_TRAIT || (needs & traits) !== 0) && gate?.test(text) !== false

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
  return LEVELS[search.minConfidence].detectors.some((one) => isOpen(one, line, traits))
}

/** Whether everything that is looked for shows in the traits of its text. */
export const needsTraits = ({ minConfidence }: Search): boolean =>
  LEVELS[minConfidence].needs !== ANY_TRAIT
