import type { Severity } from '../checkup/finding.ts'

/** Why a member could not be read; `action` is the IAM action that would allow it, where that is the reason. */
export type Unread = { readonly why: string; readonly action?: string }

/** What one call answered, or why it did not. */
export type Read<T> = { readonly value: T } | { readonly unread: Unread }

/** What a rule says of one thing. `evidence` is the part of the service's answer that shows it. */
export type Verdict =
  | { readonly status: 'ok' }
  | { readonly status: 'not-applicable' }
  | { readonly status: 'unknown'; readonly unread: Unread }
  | { readonly status: 'fault'; readonly detail: string; readonly evidence: unknown }

/** What the account, and those who ask, want; the same for all rules of one run. */
export type AuditPolicy = {
  /** Milliseconds since the epoch, for ages. */
  readonly now: number
  readonly partition: string
  readonly region: string
  readonly account: string
  /** Tag keys that everything must have; empty when none are demanded. */
  readonly requiredTags: readonly string[]
  /** Buckets must be encrypted with a key of the customer's. */
  readonly requireKms: boolean
}

/** A row of the table that findings, SARIF, the docs page and `--fix` read. */
export type RuleRow = {
  /** Check and aspect: `A17.root-access`; stable. */
  readonly id: string
  readonly title: string
  readonly severity: Severity
  /** What must hold. */
  readonly what: string
  readonly why: string
  readonly source: string
  /** What to do, in one sentence. */
  readonly remedy: string
  /** `--fix` can do it. */
  readonly fixable?: true
}

export type Rule<Facts> = RuleRow & {
  readonly judge: (facts: Facts, policy: AuditPolicy) => Verdict
  /** Of a rule that is fixable: whether it is for this thing; absent where it always is. A command fits then too. */
  readonly canFix?: (facts: Facts) => boolean
  /** A line that does it, of AWS CLI v2 or mlctl; absent where only people can decide. */
  readonly command?: (facts: Facts, policy: AuditPolicy) => string
}

/** Every thing that is judged has the text that names it in findings: an ARN where AWS has one. */
export type Subject = { readonly subject: string; readonly name: string }

export const OK: Verdict = { status: 'ok' }
export const NOT_APPLICABLE: Verdict = { status: 'not-applicable' }

export const fault = (detail: string, evidence: unknown): Verdict => ({
  status: 'fault',
  detail,
  evidence,
})

/** The verdict of what was read; what could not be read is unknown, which is neither good nor bad. */
export const judged = <T>(read: Read<T>, judge: (value: T) => Verdict): Verdict =>
  'unread' in read ? { status: 'unknown', unread: read.unread } : judge(read.value)

/** Fine when `holds`; otherwise a fault. */
export const demand = (holds: boolean, detail: string, evidence: unknown): Verdict =>
  holds ? OK : fault(detail, evidence)
