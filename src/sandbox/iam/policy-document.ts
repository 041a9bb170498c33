import { ServiceError } from '../service.ts'
import { type Conditions, parseOperator } from './conditions.ts'

/** A statement with every one-or-many element as a list. */
export type Statement = {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[] | undefined
  readonly notActions: readonly string[] | undefined
  readonly resources: readonly string[] | undefined
  readonly notResources: readonly string[] | undefined
  /** `{AWS: […], Service: […]}`; the bare `*` is `{'*': ['*']}`. */
  readonly principals: Readonly<Record<string, readonly string[]>> | undefined
  readonly notPrincipals: Readonly<Record<string, readonly string[]>> | undefined
  readonly conditions: Conditions
}

/** `resource` is the policy of a bucket, a key or a repository: somebody, and perhaps no resource. */
export type PolicyKind = 'identity' | 'trust' | 'resource'

/** How IAM words a document it does not take (texts as observed; never match on them). */
const malformed = (reason: string): ServiceError =>
  new ServiceError('MalformedPolicyDocument', reason)

const SYNTAX = 'Syntax errors in policy.'

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const texts = (value: unknown): readonly string[] => {
  const items: unknown[] = Array.isArray(value) ? value : [value]
  if (!items.every((item) => typeof item === 'string')) throw malformed(SYNTAX)
  return items as string[]
}

const optionalTexts = (value: unknown): readonly string[] | undefined =>
  value === undefined ? undefined : texts(value)

const principalsOf = (value: unknown): Statement['principals'] => {
  if (value === undefined) return undefined
  if (value === '*') return { '*': ['*'] }
  if (!isObject(value) || Object.keys(value).length === 0)
    throw malformed('Invalid principal in policy.')
  return Object.fromEntries(
    Object.entries(value).map(([kind, held]) => {
      if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) {
        throw malformed('Invalid principal in policy.')
      }
      return [kind, texts(held)]
    }),
  )
}

const conditionsOf = (value: unknown): Conditions => {
  if (value === undefined) return {}
  if (!isObject(value)) throw malformed(SYNTAX)
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => {
      if (parseOperator(operator) === undefined) {
        throw malformed(`Invalid Condition type : ${operator}.`)
      }
      if (!isObject(keys)) throw malformed(SYNTAX)
      const lists = Object.entries(keys).map(([key, held]) => [
        key,
        (Array.isArray(held) ? held : [held]).map(String),
      ])
      return [operator, Object.fromEntries(lists) as Record<string, string[]>]
    }),
  )
}

const FIELDS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
])

const checkActions = (statement: Statement): void => {
  const actions = statement.actions ?? statement.notActions ?? []
  const unprefixed = actions.some((action) => action !== '*' && !/^[\w-]+:[\w*?-]+$/.test(action))
  if (unprefixed) {
    throw malformed('Actions/Conditions must be prefixed by a vendor, e.g., iam, sdb, ec2, etc.')
  }
}

const checkKind = (statement: Statement, kind: PolicyKind): void => {
  const hasPrincipal = (statement.principals ?? statement.notPrincipals) !== undefined
  const resources = statement.resources ?? statement.notResources
  if (kind === 'resource') {
    if (!hasPrincipal) throw malformed('Missing required field Principal')
    return
  }
  if (kind === 'trust') {
    if (!hasPrincipal) throw malformed('Missing required field Principal')
    if (resources !== undefined) throw malformed('Has prohibited field Resource')
    return
  }
  if (hasPrincipal) throw malformed('Policy document should not specify a principal.')
  if (resources === undefined) throw malformed('Policy statement must contain resources.')
  const wrong = resources.find(
    (resource) => resource !== '*' && !/^(arn|\*)(:|.*\*)/.test(resource),
  )
  if (wrong !== undefined) {
    throw malformed(`Resource ${wrong} must be in ARN format or "*".`)
  }
}

const statementOf = (value: unknown, kind: PolicyKind): Statement => {
  if (!isObject(value)) throw malformed(SYNTAX)
  if (Object.keys(value).some((field) => !FIELDS.has(field))) throw malformed(SYNTAX)
  const effect = value.Effect
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(SYNTAX)
  const statement: Statement = {
    sid: typeof value.Sid === 'string' ? value.Sid : undefined,
    effect,
    actions: optionalTexts(value.Action),
    notActions: optionalTexts(value.NotAction),
    resources: optionalTexts(value.Resource),
    notResources: optionalTexts(value.NotResource),
    principals: principalsOf(value.Principal),
    notPrincipals: principalsOf(value.NotPrincipal),
    conditions: conditionsOf(value.Condition),
  }
  if ((statement.actions === undefined) === (statement.notActions === undefined)) {
    throw malformed('Policy statement must contain actions.')
  }
  checkActions(statement)
  checkKind(statement, kind)
  return statement
}

/** The statements of a policy document. Throws MalformedPolicyDocument where IAM does. */
export const parsePolicy = (document: string, kind: PolicyKind): readonly Statement[] => {
  let value: unknown
  try {
    value = JSON.parse(document)
  } catch {
    throw malformed(kind === 'trust' ? 'This policy contains invalid Json' : SYNTAX)
  }
  if (!isObject(value)) throw malformed(SYNTAX)
  if (Object.keys(value).some((field) => !['Version', 'Id', 'Statement'].includes(field))) {
    throw malformed(SYNTAX)
  }
  const { Version = '2008-10-17', Statement } = value
  if (Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string')
  }
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  if (Statement === undefined || statements.length === 0) throw malformed(SYNTAX)
  const parsed = statements.map((statement) => statementOf(statement, kind))
  const sids = parsed.flatMap(({ sid }) => sid ?? [])
  if (new Set(sids).size < sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.')
  }
  return parsed
}
