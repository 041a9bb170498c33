import type { Place, Rule, Severity } from '../rule.ts'
import type { Excerpt } from '../text.ts'
import { DETECTORS, mayHoldPrivate, needsTraits, type Search } from './detect.ts'
import type { Detector } from './detector.ts'
import { masked, maskedExcerpt, maskedPointer, maskedShown } from './mask.ts'
import { holdsPrivate, privateTexts } from './record.ts'

/** How `dataset validate` takes private values. */
export const PRIVACY_MODES = ['error', 'warn', 'off'] as const
export type PrivacyMode = (typeof PRIVACY_MODES)[number]

const rowOf = ({ id, what, source, kind }: Detector, severity: Severity): Rule => ({
  id: `privacy.${id}`,
  severity,
  what: `no text holds a value that looks like: ${what}`,
  why:
    kind === 'secret'
      ? 'A model can repeat what it was trained on, and whoever asks it gets in.'
      : 'A model can repeat what it was trained on, and data protection law may forbid it.',
  fix:
    kind === 'secret'
      ? 'Revoke it, then: mlctl dataset redact. What may stay goes into an allow-list.'
      : 'mlctl dataset redact in.jsonl -o out.jsonl; what may stay goes into an allow-list.',
  source,
})

/** One rule for each detector. */
export const privacyRules = (severity: Severity = 'warning'): readonly Rule[] =>
  DETECTORS.map((detector) => rowOf(detector, severity))

/** A private value as a finding; pointer and excerpt are masked, and to be shown instead of the raw ones. */
export type PrivacyFault = {
  readonly rule: Rule
  readonly place: Place
  /** Costly: to be called only for findings that are shown. */
  readonly shown: () => { readonly pointer: string; readonly excerpt: Excerpt }
}

type Shown = { readonly message: string; readonly excerpt?: Excerpt }

/** Looks into records for private values. */
export type PrivacyCheck = {
  /** A quick look at the raw line: false means that there is nothing to find. */
  readonly mayHold: (line: string) => boolean
  readonly faults: (root: unknown) => readonly PrivacyFault[]
  /** Whether none of these texts holds anything that is looked for. */
  readonly areClear: (texts: readonly string[]) => boolean
  /** Findings of other rules show texts too. */
  readonly hidden: <T extends Shown>(shown: T) => T
  /** A text without any trait (`traitsOf`) holds nothing that is looked for. */
  readonly byTraits: boolean
}

/** Undefined when nothing is to be looked for. */
export const privacyCheck = (mode: PrivacyMode, search: Search): PrivacyCheck | undefined => {
  if (mode === 'off') return undefined
  const rules = privacyRules(mode === 'error' ? 'error' : 'warning')
  const byId = new Map(rules.map((rule, i) => [DETECTORS[i]?.id ?? '', rule]))
  return {
    byTraits: needsTraits(search),
    hidden: (shown) => maskedShown(shown, search),
    mayHold: (line) => mayHoldPrivate(line, search),
    areClear: (texts) => {
      // What may stay is heard of once: here, or when `faults` looks at the whole record.
      const stays: (readonly [string, string])[] = []
      const passed = (detector: string, value: string) => void stays.push([detector, value])
      const quiet = { ...search, passed }
      if (texts.some((text) => holdsPrivate(text, quiet))) return false
      for (const [detector, value] of stays) search.passed?.(detector, value)
      return true
    },
    faults: (root) =>
      privateTexts(root, search).flatMap(({ pointer, key, text, found }) =>
        found.flatMap((one) => {
          const rule = byId.get(one.detector.id)
          if (rule === undefined) return []
          const message = `${one.detector.what}, ${one.confidence} confidence: ${masked(one.value)}`
          const place = { pointer, message, ...(key ? { key } : { within: one.start }) }
          const shown = () => ({
            pointer: maskedPointer(pointer, search),
            excerpt: maskedExcerpt(text, found, one),
          })
          return [{ rule, place, shown }]
        }),
      ),
  }
}
