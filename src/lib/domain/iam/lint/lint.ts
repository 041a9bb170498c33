import { policySize, readPolicy, type Statement } from '../../core/policy-document.ts'
import { POLICY_LIMITS } from '../limits.ts'
import type { LintFinding, LintPlace, PolicyKind } from './findings.ts'
import { hasPolicyForm } from './form.ts'
import { STATEMENT_RULES } from './statement-rules.ts'

/** Size limits by kind, in characters without white space. An identity policy may become a managed one. */
const LIMITS: Readonly<Record<PolicyKind, number>> = {
  identity: POLICY_LIMITS.roleInline,
  trust: POLICY_LIMITS.trust,
  bucket: POLICY_LIMITS.bucket,
  key: POLICY_LIMITS.key,
}

/**
 * Reads a policy as strictly as IAM, and more: what it must not say. Needs no network; Access Analyzer has
 * the last word where it may be asked.
 */
export const lintPolicy = (
  document: unknown,
  kind: PolicyKind,
  place: LintPlace,
): readonly LintFinding[] => {
  const policy = hasPolicyForm(document) ? readPolicy(document) : undefined
  if (policy === undefined) {
    return [{ rule: 'document.unreadable', level: 'error', says: 'it is no policy document' }]
  }
  const size = policySize(policy)
  return [
    ...(policy.Version === '2012-10-17'
      ? []
      : [whole('document.version', 'Version is not 2012-10-17: policy variables do not work')]),
    ...(policy.Statement.length === 0 ? [whole('document.empty', 'it has no statement')] : []),
    ...(size > LIMITS[kind]
      ? [whole('document.size', `it has ${size} characters, ${LIMITS[kind]} are allowed`)]
      : []),
    ...sidFindings(policy.Statement, kind),
    ...policy.Statement.flatMap((statement, at) =>
      statementFindings(statement, at, { kind, place }),
    ),
  ]
}

const whole = (rule: string, says: string): LintFinding => ({ rule, level: 'error', says })

const statementFindings = (
  statement: Statement,
  at: number,
  about: { readonly kind: PolicyKind; readonly place: LintPlace },
): readonly LintFinding[] =>
  STATEMENT_RULES.flatMap(({ rule, judge }) =>
    judge({ statement, ...about }).map((verdict) => ({
      rule,
      ...verdict,
      statement: at,
      ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    })),
  )

/** IAM takes letters and digits alone in a Sid; the policies of buckets and keys also other characters. */
const sidFindings = (
  statements: readonly Statement[],
  kind: PolicyKind,
): readonly LintFinding[] => {
  const seen = new Set<string>()
  return statements.flatMap(({ Sid: sid }, at): readonly LintFinding[] => {
    if (sid === undefined || sid === '') return []
    const isTwin = seen.has(sid)
    seen.add(sid)
    const strict = kind === 'identity' || kind === 'trust'
    return [
      ...(isTwin ? [sidFinding('sid.twice', at, sid, 'another statement has the same Sid')] : []),
      ...(strict && !/^[A-Za-z0-9]+$/.test(sid)
        ? [sidFinding('sid.characters', at, sid, 'a Sid has letters and digits alone')]
        : []),
    ]
  })
}

const sidFinding = (rule: string, statement: number, sid: string, says: string): LintFinding => ({
  ...{ rule, level: 'error', statement, sid, says },
})
