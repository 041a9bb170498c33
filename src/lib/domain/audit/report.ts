import type { CheckResult, Severity } from '../checkup/finding.ts'
import type { Acceptance } from './baseline.ts'
import type { RuleRow } from './rule.ts'
import type { Kind } from './rules/index.ts'

/** One fault of one thing. */
export type AuditFinding = CheckResult & {
  readonly severity: Severity
  readonly subject: string
  readonly kind: Kind
  /** Short name of the subject: what commands take. */
  readonly name: string
  /** Of rule and subject: the same on every run. */
  readonly fingerprint: string
  /** Where it was found, in an audit of several regions; absent for what belongs to none. */
  readonly region?: string
  /** The baseline knows it: it is told and does not count. */
  readonly accepted?: Acceptance
}

/** One rule that could not be judged of some things, for one reason. */
export type AuditUnknown = {
  readonly id: string
  readonly title: string
  readonly kind: Kind
  readonly why: string
  /** The IAM action that would allow it. */
  readonly action?: string
  readonly count: number
  /** The first of them. */
  readonly subjects: readonly string[]
}

export type AuditReport = {
  readonly scope: string
  readonly account: string
  readonly region: string
  /** All that were looked at, where they are several; the first is `region`. */
  readonly regions?: readonly string[]
  readonly auditedAt: string
  /** How many things of each kind were looked at. */
  readonly looked: Readonly<Partial<Record<Kind, number>>>
  readonly passed: number
  readonly notApplicable: number
  /** Of those that no baseline accepts. */
  readonly counts: Readonly<Record<Severity, number>>
  readonly accepted: number
  /** The rules that the findings break. */
  readonly rules: readonly RuleRow[]
  /** Worst first. */
  readonly findings: readonly AuditFinding[]
  readonly unknown: readonly AuditUnknown[]
  /** Lists that could not be read, and what has no way to be looked for. */
  readonly gaps: readonly string[]
  readonly apiCalls: number
  readonly baseline?: BaselineUse
  readonly fix?: FixOutcome
}

export type BaselineUse = {
  readonly file: string
  /** Entries whose fault was not found any more. */
  readonly stale: number
  /** Entries whose time is over: their faults count again. */
  readonly expired: number
  readonly written?: true
}

export type FixOutcome = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly planFile?: string
  /** Findings that were there before and are gone, proved by reading again. */
  readonly fixed: readonly { readonly id: string; readonly subject: string }[]
}
