import { conditionsHold } from './conditions.ts'
import { matchesTokens, matchesWildcard } from './glob.ts'
import type { Statement } from './policy-document.ts'
import { type Context, fillIn, variablesIn } from './variables.ts'

export type Policy = {
  readonly id: string
  /** In the simulator's words: user, role, aws-managed, user-managed or none. */
  readonly type: string
  readonly statements: readonly Statement[]
}

/** The policy that allows all. */
export const EVERYTHING: Policy = {
  id: 'everything',
  type: 'none',
  statements: [
    {
      sid: undefined,
      effect: 'Allow',
      actions: ['*'],
      notActions: undefined,
      resources: ['*'],
      notResources: undefined,
      principals: undefined,
      notPrincipals: undefined,
      conditions: {},
    },
  ],
}

export type Request = {
  readonly action: string
  readonly resource: string
  readonly context: Context
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

export type Evaluation = {
  readonly decision: Decision
  /** The policies whose statements decided: those that deny, else those that allow. */
  readonly matched: readonly Policy[]
  /** Condition keys that statements on this action and resource ask for and the request lacks. */
  readonly missing: readonly string[]
  /** Whether the permissions boundary allows; undefined without one. */
  readonly allowedByBoundary: boolean | undefined
}

const actionMatches = (statement: Statement, action: string): boolean => {
  const fits = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase())
  return statement.actions?.some(fits) ?? !(statement.notActions ?? []).some(fits)
}

const resourceMatches = (statement: Statement, resource: string, context: Context): boolean => {
  const fits = (pattern: string): boolean => {
    const tokens = fillIn(pattern, context)
    return tokens !== undefined && matchesTokens(tokens, resource)
  }
  return statement.resources?.some(fits) ?? !(statement.notResources ?? []).some(fits)
}

/** Whether a statement is about the action on the resource, whatever its conditions say. */
export const targets = (statement: Statement, request: Request): boolean =>
  actionMatches(statement, request.action) &&
  resourceMatches(statement, request.resource, request.context)

const keysOf = (statement: Statement): readonly string[] => [
  ...Object.entries(statement.conditions).flatMap(([, keys]) => [
    ...Object.keys(keys),
    ...Object.values(keys).flatMap((values) => values.flatMap(variablesIn)),
  ]),
  ...[...(statement.resources ?? []), ...(statement.notResources ?? [])].flatMap(variablesIn),
]

/** What policies of one kind say: an explicit deny before any allow. */
export const decide = (
  policies: readonly Policy[],
  request: Request,
): Pick<Evaluation, 'decision' | 'matched'> => {
  const hit = (policy: Policy, effect: Statement['effect']): boolean =>
    policy.statements.some(
      (statement) =>
        statement.effect === effect &&
        targets(statement, request) &&
        conditionsHold(statement.conditions, request.context),
    )
  const denying = policies.filter((policy) => hit(policy, 'Deny'))
  if (denying.length > 0) return { decision: 'explicitDeny', matched: denying }
  const allowing = policies.filter((policy) => hit(policy, 'Allow'))
  return { decision: allowing.length > 0 ? 'allowed' : 'implicitDeny', matched: allowing }
}

const missingKeys = (policies: readonly Policy[], request: Request): readonly string[] => {
  const asked = policies
    .flatMap(({ statements }) => statements)
    .filter(({ actions, notActions, ...rest }) =>
      actionMatches({ actions, notActions, ...rest }, request.action),
    )
    .flatMap(keysOf)
  return [...new Set(asked)].filter((key) => !request.context.has(key.toLowerCase())).sort()
}

/**
 * Identity policies and a boundary on one request: an explicit deny anywhere wins; then it takes an
 * allow in the policies and, with a boundary, one in the boundary too.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const evaluate = (
  policies: readonly Policy[],
  boundary: Policy | undefined,
  request: Request,
): Evaluation => {
  const identity = decide(policies, request)
  const missing = missingKeys(boundary ? [...policies, boundary] : policies, request)
  if (boundary === undefined) return { ...identity, missing, allowedByBoundary: undefined }
  const limit = decide([boundary], request)
  const allowedByBoundary = limit.decision === 'allowed'
  if (limit.decision === 'explicitDeny') {
    return { ...limit, missing, allowedByBoundary }
  }
  const isCapped = identity.decision === 'allowed' && !allowedByBoundary
  const decision = isCapped ? 'implicitDeny' : identity.decision
  return { decision, matched: isCapped ? [] : identity.matched, missing, allowedByBoundary }
}
