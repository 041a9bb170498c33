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
}

/** What a finding says beyond its rule and line; made only for findings that are kept. */
export type Detail = Pick<Finding, 'message' | 'column' | 'pointer' | 'excerpt'>

export type RuleCount = {
  readonly rule: string
  readonly severity: Severity
  /** Exact, whatever is kept. */
  readonly count: number
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
}

const KEPT_PER_RULE = 10
const ALSO_LINES = 20

export type FindingCollector = {
  readonly found: (
    rule: Rule,
    at: { readonly file: string; readonly line?: number },
    detail: () => Detail,
  ) => void
  readonly collected: () => Collected
}

/**
 * Counts every finding and keeps the first of each rule, at most `maxFindings` in all; 0 keeps
 * everything. So memory does not grow with the number of errors.
 */
export const findingCollector = (maxFindings: number): FindingCollector => {
  const findings: Finding[] = []
  const counts = new Map<string, { rule: Rule; count: number; kept: number; also: string[] }>()
  const wanted = (kept: number) =>
    maxFindings === 0 || (findings.length < maxFindings && kept < KEPT_PER_RULE)
  return {
    found: (rule, at, detail) => {
      const entry = counts.get(rule.id) ?? { rule, count: 0, kept: 0, also: [] }
      counts.set(rule.id, entry)
      entry.count++
      if (wanted(entry.kept)) {
        entry.kept++
        const { id, severity, fix } = rule
        findings.push({ ...at, rule: id, severity, fix, ...detail() })
      } else if (entry.also.length < ALSO_LINES && at.line !== undefined) {
        entry.also.push(`${at.file}:${at.line}`)
      }
    },
    collected: () => {
      const byRule = [...counts.values()].map(ruleCount).sort(byWeight)
      const sum = (severity: Severity) =>
        byRule.reduce((n, row) => n + (row.severity === severity ? row.count : 0), 0)
      const [errors, warnings] = [sum('error'), sum('warning')]
      return { errors, warnings, byRule, findings, omitted: errors + warnings - findings.length }
    },
  }
}

const ruleCount = (entry: { rule: Rule; count: number; also: readonly string[] }): RuleCount => {
  const { id, severity, what, why, fix, fixable = false } = entry.rule
  return { rule: id, severity, count: entry.count, what, why, fix, fixable, alsoLines: entry.also }
}

const byWeight = (a: RuleCount, b: RuleCount): number =>
  a.severity === b.severity ? b.count - a.count : a.severity === 'error' ? -1 : 1
