import {
  asList,
  type OneOrMany,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { judgeConditions } from './conditions.ts'
import { matchesGlob } from './glob.ts'

export type NamedPolicy = { readonly name: string; readonly policy: PolicyDocument }

export type Ask = {
  readonly action: string
  /** Absent for trust policies, which have no resource. */
  readonly resource?: string
  /** Set for resource and trust policies: who asks; of AWS principals all the names that stand for it. */
  readonly principal?: { readonly Service: string } | { readonly AWS: OneOrMany }
  readonly context?: Readonly<Record<string, string>>
  /** Condition keys that the request may carry, with values that nobody can know beforehand. */
  readonly unknowable?: (key: string) => boolean
}

export type Decision = {
  /** `unknown`: a condition that cannot be judged from what is known here. */
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny' | 'unknown'
  /** Which statement decided. */
  readonly why: string
  /** One more Allow would make it allowed for certain. */
  readonly curable: boolean
}

/**
 * What a set of policies says to one request, by IAM's rule: a matching Deny wins, then a matching
 * Allow, else no. Bucket, key and organization policies are not seen here. See
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
 */
export const decide = (policies: readonly NamedPolicy[], ask: Ask): Decision => {
  const matches = policies.flatMap(({ name, policy }) =>
    policy.Statement.map((statement, at) => ({
      effect: statement.Effect,
      match: matchStatement(statement, ask),
      where:
        statement.Sid === undefined ? `${name}, statement ${at + 1}` : `${name}, ${statement.Sid}`,
    })),
  )
  const first = (effect: 'Allow' | 'Deny', match: 'yes' | 'unknown') =>
    matches.find((found) => found.effect === effect && found.match === match)
  const denied = first('Deny', 'yes')
  if (denied) return { decision: 'explicitDeny', why: `denied by ${denied.where}`, curable: false }
  const allowed = first('Allow', 'yes')
  const doubtfulDeny = first('Deny', 'unknown')
  // Without an Allow the answer is no, whatever a doubtful Deny would say.
  if (allowed && doubtfulDeny) {
    return { decision: 'unknown', why: `${doubtfulDeny.where} may deny it`, curable: false }
  }
  if (allowed) return { decision: 'allowed', why: `allowed by ${allowed.where}`, curable: false }
  const doubtfulAllow = first('Allow', 'unknown')
  const curable = doubtfulDeny === undefined
  if (doubtfulAllow)
    return { decision: 'unknown', why: `${doubtfulAllow.where} may allow it`, curable }
  return { decision: 'implicitDeny', why: 'no statement allows it', curable }
}

const matchStatement = (statement: Statement, ask: Ask): 'yes' | 'no' | 'unknown' => {
  const fits =
    listed(statement.Action, statement.NotAction, ask.action.toLowerCase(), lower) &&
    (ask.resource === undefined ||
      listed(statement.Resource, statement.NotResource, ask.resource, same)) &&
    (ask.principal === undefined || principalFits(statement, ask.principal))
  return fits ? judgeConditions(statement.Condition, ask.context ?? {}, ask.unknowable) : 'no'
}

const listed = (
  yes: OneOrMany | undefined,
  no: OneOrMany | undefined,
  value: string,
  prepare: (pattern: string) => string,
): boolean => {
  const any = (patterns: OneOrMany) =>
    asList(patterns).some((pattern) => matchesGlob(prepare(pattern), value))
  if (yes !== undefined) return any(yes)
  return no !== undefined && !any(no)
}

const principalFits = (statement: Statement, asks: NonNullable<Ask['principal']>): boolean => {
  const isService = 'Service' in asks
  const wanted = isService ? [asks.Service] : asList(asks.AWS)
  const names = (principal: Statement['Principal']) =>
    principal === '*'
      ? ['*']
      : principal === undefined
        ? []
        : asList(isService ? principal.Service : principal.AWS)
  const named = (principal: Statement['Principal']) =>
    names(principal).some((name) => wanted.includes(name))
  if (statement.NotPrincipal !== undefined) return !named(statement.NotPrincipal)
  // To deny the account denies everybody in it; to allow it leaves the decision to its own policies.
  const byAccount =
    !isService &&
    statement.Effect === 'Deny' &&
    names(statement.Principal).some((name) => wanted.some((arn) => isAccountOf(name, arn)))
  return names(statement.Principal).includes('*') || named(statement.Principal) || byAccount
}

const isAccountOf = (principal: string, arn: string): boolean => {
  const account = arn.split(':')[4] ?? ''
  return account !== '' && (principal === account || principal.endsWith(`:iam::${account}:root`))
}

const lower = (text: string): string => text.toLowerCase()
const same = (text: string): string => text
