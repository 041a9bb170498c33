import { canonicalJson } from './digest.ts'

/** In a policy, one value and a list of one value mean the same. */
export type OneOrMany = string | readonly string[]

/** Operator → key → values: `{ StringEquals: { 'aws:SourceAccount': '111122223333' } }`. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>

export type Statement = {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany>>
  readonly NotPrincipal?: '*' | Readonly<Record<string, OneOrMany>>
  readonly Action?: OneOrMany
  readonly NotAction?: OneOrMany
  readonly Resource?: OneOrMany
  readonly NotResource?: OneOrMany
  readonly Condition?: Conditions
}

/** A policy as every AWS service that has policies writes it. */
export type PolicyDocument = {
  readonly Version: string
  readonly Id?: string
  readonly Statement: readonly Statement[]
}

export const POLICY_VERSION = '2012-10-17'

export const asList = (value: OneOrMany | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/**
 * A policy from parsed JSON: a lone statement becomes a list, condition values become text (people
 * write `false` for `"false"`). Undefined when it is no policy.
 */
export const readPolicy = (value: unknown): PolicyDocument | undefined => {
  if (!isRecord(value)) return undefined
  const { Version, Id, Statement: body } = value
  const statements = Array.isArray(body) ? body : [body]
  if (!statements.every(isStatement)) return undefined
  return {
    Version: typeof Version === 'string' ? Version : '2008-10-17',
    ...(typeof Id === 'string' ? { Id } : {}),
    Statement: statements.map((statement) =>
      statement.Condition === undefined
        ? statement
        : { ...statement, Condition: textValues(statement.Condition) },
    ),
  }
}

/** A statement's meaning as text: equal when only order, repetition, list form or Sid differ. */
export const meaningOf = (statement: Statement): string => {
  const { Sid: _, Condition, Principal, NotPrincipal, ...rest } = statement
  return canonicalJson({
    Effect: rest.Effect,
    Action: sorted(asList(rest.Action).map(lower)),
    NotAction: sorted(asList(rest.NotAction).map(lower)),
    Resource: sorted(asList(rest.Resource)),
    NotResource: sorted(asList(rest.NotResource)),
    Principal: principals(Principal),
    NotPrincipal: principals(NotPrincipal),
    Condition: conditionFacts(Condition),
  })
}

/** Whether two policies say the same, whatever their order and writing. */
export const samePolicy = (a: unknown, b: unknown): boolean => {
  const [left, right] = [readPolicy(a), readPolicy(b)]
  if (left === undefined || right === undefined) return canonicalJson(a) === canonicalJson(b)
  return policyMeaning(left) === policyMeaning(right)
}

/** The policy's meaning as text, for fingerprints. */
export const policyMeaning = (policy: PolicyDocument): string =>
  canonicalJson(sorted(policy.Statement.map(meaningOf)))

/** Conditions as a sorted list of `operator key value…`; operators and keys ignore case, as in IAM. */
export const conditionFacts = (conditions: Conditions | undefined): readonly string[] =>
  sorted(
    Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        canonicalJson([lower(operator), lower(key), sorted(asList(values))]),
      ),
    ),
  )

/** Characters as the IAM quotas count them: white space is free. */
export const policySize = (policy: unknown): number =>
  JSON.stringify(policy).replace(/\s/g, '').length

const principals = (value: Statement['Principal']): readonly string[] => {
  if (value === undefined) return []
  // For IAM, "*" and {"AWS": "*"} are the same everyone.
  const record = value === '*' ? { AWS: '*' } : value
  return sorted(
    Object.entries(record).flatMap(([kind, names]) =>
      asList(names).map((name) => `${kind}:${name}`),
    ),
  )
}

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()

const lower = (text: string): string => text.toLowerCase()

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStatement = (value: unknown): value is Statement =>
  isRecord(value) && (value.Effect === 'Allow' || value.Effect === 'Deny')

const textValues = (conditions: Conditions): Conditions =>
  mapValues(conditions, (keys) =>
    mapValues(keys, (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value))),
  )

const mapValues = <A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
