/** What the linter says of one place of a policy. `error` stops, `warning` is shown. */
export type LintFinding = {
  /** Stable: `action.everything`. */
  readonly rule: string
  readonly level: 'error' | 'warning'
  /** Index of the statement, from 0; absent for the whole document. */
  readonly statement?: number
  readonly sid?: string
  readonly says: string
}

/** What the document is: the rules differ. */
export type PolicyKind = 'identity' | 'trust' | 'bucket' | 'key'

/** Where the policy will live. */
export type LintPlace = {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/** `statement 2 (ReadData): …`, for people. */
export const findingText = ({ statement, sid, says }: LintFinding): string => {
  if (statement === undefined) return says
  return `statement ${statement + 1}${sid === undefined ? '' : ` (${sid})`}: ${says}`
}
