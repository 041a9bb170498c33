/**
 * What one check says of one thing. `unknown`: it could not be told (no permission, no answer), which is
 * neither good nor bad; `not-applicable`: there is nothing to look at.
 */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'unknown' | 'not-applicable'

export type Severity = 'low' | 'medium' | 'high' | 'critical'

/** Statement to add, and where: to the caller's policies, a role, a bucket's or a key's policy, a trust policy. */
export type MissingStatement = {
  readonly to:
    | { readonly kind: 'caller'; readonly arn: string }
    | { readonly kind: 'role' | 'trust'; readonly roleName: string }
    | { readonly kind: 'bucket'; readonly bucket: string }
    | { readonly kind: 'key'; readonly keyArn: string }
    | { readonly kind: 'organization' | 'boundary'; readonly arn?: string }
  readonly statement: unknown
}

export type CheckResult = {
  /** D01 … of doctor, A01 … of audit (facts: security-and-cost §9); stable. */
  readonly id: string
  readonly title: string
  readonly status: CheckStatus
  /** Of a warning or failure. */
  readonly severity?: Severity
  /** What was looked at: an ARN, a bucket, a file. */
  readonly subject?: string
  /** What was found, in one sentence. */
  readonly detail: string
  /** The part of the service's answer that shows it. */
  readonly evidence?: unknown
  readonly remedy?: {
    /** What to do, in one sentence. */
    readonly text: string
    /** A line that does it. */
    readonly command?: string
    readonly missing?: readonly MissingStatement[]
    /** `--fix` can do it by itself. */
    readonly isFixable?: boolean
  }
}
