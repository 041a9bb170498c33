import type { Acceptance } from './baseline.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Rule, Severity } from './rule.ts'
import type { Excerpt } from './text.ts'

/** One broken rule at one place. */
export type Finding = {
  readonly file: string
  /** From 1; absent when the whole file or data set is meant. */
  readonly line?: number
  /** From 1, in characters. */
  readonly column?: number
  /** JSON pointer inside the record; '' is the record itself. */
  readonly pointer?: string
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly fix: string
  readonly excerpt?: Excerpt
  /** Of the rule and its surroundings, not of the line: it stays when lines move. */
  readonly fingerprint: string
}

/** What a finding says beyond its rule and line; made only for findings that are kept. */
export type Detail = Pick<Finding, 'message' | 'column' | 'pointer' | 'excerpt'> & {
  /** What the finding is about, where no excerpt shows it: the digest of a record. */
  readonly identity?: string
}

export type RuleCount = {
  readonly rule: string
  readonly severity: Severity
  /** Exact, whatever is kept; without what a baseline accepts. */
  readonly count: number
  /** What a baseline accepts. */
  readonly accepted?: number
  readonly what: string
  readonly why: string
  readonly fix: string
  readonly fixable: boolean
  /** Lines of findings that are not kept in full: the first few. */
  readonly alsoLines: readonly string[]
}

export type Collected = {
  readonly errors: number
  readonly warnings: number
  readonly byRule: readonly RuleCount[]
  readonly findings: readonly Finding[]
  /** Findings that are counted but not kept. */
  readonly omitted: number
  /** Findings that a baseline accepts; absent without one. */
  readonly accepted?: number
}

const KEPT_PER_RULE = 10
const ALSO_LINES = 20

export type FindingCollector = {
  /** Answers whether it counts: known findings of a baseline do not. */
  readonly found: (
    rule: Rule,
    at: { readonly file: string; readonly line?: number },
    detail: () => Detail,
  ) => boolean
  readonly collected: () => Collected
}

export type CollectorOptions = {
  /** Findings kept in full; 0 keeps everything. */
  readonly maxFindings: number
  /** Of each rule, of those; 10 when absent. */
  readonly maxPerRule?: number
  readonly acceptance?: Acceptance
  /** Hears every finding in full as it is made, and is the one to keep them: none is kept here. */
  readonly onFinding?: (finding: Finding) => void
}

type Entry = {
  readonly rule: Rule
  count: number
  kept: number
  accepted: number
  readonly also: string[]
}

/**
 * Counts every finding and keeps the first of each rule, at most `maxFindings` in all. So memory does
 * not grow with the number of errors.
 */
export const findingCollector = (options: CollectorOptions): FindingCollector => {
  const { maxFindings, maxPerRule = KEPT_PER_RULE, acceptance, onFinding } = options
  const findings: Finding[] = []
  const counts = new Map<string, Entry>()
  const wanted = (kept: number) =>
    maxFindings === 0 || (findings.length < maxFindings && kept < maxPerRule)
  const entryOf = (rule: Rule): Entry => {
    const entry = counts.get(rule.id) ?? { rule, count: 0, kept: 0, accepted: 0, also: [] }
    counts.set(rule.id, entry)
    return entry
  }
  return {
    found: (rule, at, detail) => {
      const entry = entryOf(rule)
      let made: Finding | undefined
      const finding = () => (made ??= findingOf(rule, at, detail()))
      if (acceptance !== undefined) {
        const { fingerprint, message } = finding()
        if (acceptance.takes(fingerprint, rule.id, `${placeOf(at)}: ${message}`)) {
          entry.accepted++
          return false
        }
      }
      entry.count++
      if (onFinding !== undefined) onFinding(finding())
      else if (wanted(entry.kept)) {
        entry.kept++
        findings.push(finding())
      } else if (entry.also.length < ALSO_LINES && at.line !== undefined) {
        entry.also.push(placeOf(at))
      }
      return true
    },
    collected: () => collectedOf([...counts.values()], findings, acceptance !== undefined),
  }
}

const placeOf = ({ file, line }: { readonly file: string; readonly line?: number }): string =>
  line === undefined ? file : `${file}:${line}`

const findingOf = (
  { id, severity, fix }: Rule,
  at: { readonly file: string; readonly line?: number },
  detail: Detail,
): Finding => {
  const { identity: _notShown, ...shown } = detail
  return { ...at, rule: id, severity, fix, ...shown, fingerprint: fingerprintOf(id, detail) }
}

const collectedOf = (
  entries: readonly Entry[],
  findings: readonly Finding[],
  hasBaseline: boolean,
): Collected => {
  const byRule = entries.map(ruleCount).sort(byWeight)
  const sum = (severity: Severity) =>
    byRule.reduce((n, row) => n + (row.severity === severity ? row.count : 0), 0)
  const [errors, warnings] = [sum('error'), sum('warning')]
  const omitted = errors + warnings - findings.length
  const accepted = entries.reduce((n, entry) => n + entry.accepted, 0)
  return { errors, warnings, byRule, findings, omitted, ...(hasBaseline ? { accepted } : {}) }
}

const ruleCount = ({ rule, count, accepted, also }: Entry): RuleCount => {
  const { id, severity, what, why, fix, fixable = false } = rule
  const known = accepted === 0 ? {} : { accepted }
  return { rule: id, severity, count, ...known, what, why, fix, fixable, alsoLines: also }
}

const byWeight = (a: RuleCount, b: RuleCount): number =>
  a.severity === b.severity ? b.count - a.count : a.severity === 'error' ? -1 : 1

/** Message and remedy as one text. */
export const sentences = ({ message, fix }: Pick<Finding, 'message' | 'fix'>): string =>
  `${message}${/[.?!]$/.test(message) ? '' : '.'} ${fix}`
