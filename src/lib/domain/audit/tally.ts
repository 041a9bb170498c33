import type { Severity } from '../checkup/finding.ts'
import { digestOf } from '../core/digest.ts'
import type { AuditFinding, AuditReport, AuditUnknown } from './report.ts'
import type { AuditPolicy, Rule, Subject, Unread } from './rule.ts'
import { type FactsOf, type Kind, RULES_BY_KIND } from './rules/index.ts'
import { SEVERITIES } from './severity.ts'

/** So many examples stand for all things that could not be judged. */
const EXAMPLES = 3

export type Tallied = Pick<
  AuditReport,
  'looked' | 'passed' | 'notApplicable' | 'findings' | 'unknown'
>

/**
 * Judges things as they are read and keeps what is to be told of them: faults one by one, what is fine
 * as a number, what is unknown by its reason. The things themselves are not kept, however many there are.
 */
export const createTally = (policy: AuditPolicy) => {
  const looked: Partial<Record<Kind, number>> = {}
  const findings: AuditFinding[] = []
  const unknown = new Map<string, AuditUnknown>()
  let passed = 0
  let notApplicable = 0
  const add = <K extends Kind>(kind: K, facts: FactsOf<K>): void => {
    looked[kind] = (looked[kind] ?? 0) + 1
    for (const rule of RULES_BY_KIND[kind] as readonly Rule<FactsOf<K>>[]) {
      const verdict = rule.judge(facts, policy)
      if (verdict.status === 'ok') passed++
      else if (verdict.status === 'not-applicable') notApplicable++
      else if (verdict.status === 'unknown')
        addUnknown(unknown, { kind, rule, facts }, verdict.unread)
      else findings.push(findingOf({ kind, rule, facts }, verdict, policy))
    }
  }
  const result = (): Tallied => ({
    looked,
    passed,
    notApplicable,
    findings: findings.toSorted(worstFirst),
    unknown: [...unknown.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  })
  return { add, result }
}

/** What was told of several regions, as one. */
export const together = (parts: readonly Tallied[]): Tallied => {
  const looked: Partial<Record<Kind, number>> = {}
  const unknown = new Map<string, AuditUnknown>()
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.looked) as [Kind, number][]) {
      looked[kind] = (looked[kind] ?? 0) + count
    }
    for (const one of part.unknown) {
      const key = `${one.id} ${one.action ?? one.why}`
      const before = unknown.get(key)
      const subjects = [...(before?.subjects ?? []), ...one.subjects].slice(0, EXAMPLES)
      unknown.set(key, { ...one, count: (before?.count ?? 0) + one.count, subjects })
    }
  }
  const sum = (of: (part: Tallied) => number) => parts.reduce((all, part) => all + of(part), 0)
  return {
    looked,
    passed: sum(({ passed }) => passed),
    notApplicable: sum(({ notApplicable }) => notApplicable),
    findings: parts.flatMap(({ findings }) => findings).toSorted(worstFirst),
    unknown: [...unknown.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

export type Tally = ReturnType<typeof createTally>

type Judged<F extends Subject> = {
  readonly kind: Kind
  readonly rule: Rule<F>
  readonly facts: F
}

const findingOf = <F extends Subject>(
  { kind, rule, facts }: Judged<F>,
  { detail, evidence }: { readonly detail: string; readonly evidence: unknown },
  policy: AuditPolicy,
): AuditFinding => {
  const isFixable = rule.fixable === true && (rule.canFix?.(facts) ?? true)
  const command = rule.fixable && !isFixable ? undefined : rule.command?.(facts, policy)
  return {
    id: rule.id,
    title: rule.title,
    status: rule.severity === 'low' ? 'warn' : 'fail',
    severity: rule.severity,
    kind,
    subject: facts.subject,
    name: facts.name,
    detail,
    evidence,
    remedy: {
      text: rule.remedy,
      ...(command === undefined ? {} : { command }),
      ...(isFixable ? { isFixable } : {}),
    },
    fingerprint: fingerprintOf(rule.id, facts.subject),
  }
}

/** What names a finding in baselines and code scanning, whatever its words are. */
export const fingerprintOf = (id: string, subject: string): string =>
  digestOf([id, subject]).slice(0, 24)

const addUnknown = <F extends Subject>(
  all: Map<string, AuditUnknown>,
  { kind, rule, facts }: Judged<F>,
  { why, action }: Unread,
): void => {
  const key = `${rule.id} ${action ?? why}`
  const before = all.get(key)
  const subjects = before?.subjects ?? []
  all.set(key, {
    id: rule.id,
    title: rule.title,
    kind,
    why: before?.why ?? why,
    ...(action === undefined ? {} : { action }),
    count: (before?.count ?? 0) + 1,
    subjects: subjects.length < EXAMPLES ? [...subjects, facts.subject] : subjects,
  })
}

const worstFirst = (a: AuditFinding, b: AuditFinding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  compare(a.id, b.id) ||
  compare(a.subject, b.subject)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Findings that count, by severity. */
export const countsOf = (findings: readonly AuditFinding[]): Readonly<Record<Severity, number>> => {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 }
  for (const { severity, accepted } of findings) if (accepted === undefined) counts[severity]++
  return counts
}
