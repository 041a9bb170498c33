import type { ValidationReport } from './check.ts'
import { EXTRA_OF } from './converse-media.ts'
import type { Extra, RecordFormatName, RecordLimits } from './limits.ts'

/** A model as far as the choice for a data set needs it. */
export type Candidate = {
  readonly key: string
  readonly format: RecordFormatName
  readonly records: RecordLimits
  readonly isActive: boolean
}

/** What the data was probably meant for, when nearly all records fail alike. */
export type Suggestion = {
  readonly format: RecordFormatName
  /** That take it, active ones first. */
  readonly models: readonly string[]
  /** What they take and the named model does not. */
  readonly kinds?: readonly string[]
}

const MAX_MODELS = 5
/** Share of the records above which the model itself is doubted. */
const ALIKE_SHARE = 0.9

/** Undefined when the records do not fail alike, or nothing else would take them. */
export const suggestionFor = (
  report: ValidationReport,
  candidates: readonly Candidate[],
): Suggestion | undefined => {
  const { looksLike, format, model, records, byRule } = report
  if (looksLike !== undefined) {
    return { format: looksLike, models: keysOf(candidates.filter((c) => c.format === looksLike)) }
  }
  const refused = byRule.find(({ rule }) => rule === 'converse.block-not-taken')
  if (refused === undefined || refused.count < records.total * ALIKE_SHARE) return undefined
  const kinds = new Set(
    report.findings.flatMap(({ rule, message }) =>
      rule === 'converse.block-not-taken' ? extraOf(message) : [],
    ),
  )
  const takers = candidates.filter(
    ({ key, format: own, records: { allows = [] } }) =>
      key !== model && own === format && [...kinds].every((kind) => allows.includes(kind)),
  )
  return takers.length === 0 ? undefined : { format, models: keysOf(takers), kinds: [...kinds] }
}

const extraOf = (message: string): readonly Extra[] => {
  const extra = Object.entries(EXTRA_OF).find(([kind]) => message.startsWith(`${kind} `))?.[1]
  return extra === undefined ? [] : [extra]
}

const keysOf = (candidates: readonly Candidate[]): readonly string[] =>
  [...candidates.filter((c) => c.isActive), ...candidates.filter((c) => !c.isActive)]
    .slice(0, MAX_MODELS)
    .map(({ key }) => key)
