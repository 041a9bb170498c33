import { matchesWildcard } from '../iam/glob.ts'
import { type Finding, finding } from './finding.ts'
import { type Item, memberOf, membersOf, type RawStatement, textsOf } from './read-statement.ts'

const covers = (pattern: string, other: string): boolean =>
  matchesWildcard(pattern.toLowerCase(), other.toLowerCase())

const conditionKeys = (statement: RawStatement): readonly string[] => {
  const condition = statement.member('Condition')
  if (condition === undefined) return []
  return membersOf(condition).flatMap((operator) =>
    membersOf(operator).map(({ name }) => name.toLowerCase()),
  )
}

const isAllow = (statement: RawStatement): boolean =>
  statement.member('Effect')?.node.value === 'Allow'

/** An ARN whose resource is left open: `*`, or a role's name of wildcards alone. */
const isOpen = (resource: string): boolean =>
  resource === '*' || /^arn:[^:]*:iam::[^:]*:(\*|role\/\*)$/.test(resource)

type Star = {
  readonly action: string
  readonly inAction:
    | 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE'
    | 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE'
  readonly inResource: 'PASS_ROLE_WITH_STAR_IN_RESOURCE' | 'CREATE_SLR_WITH_STAR_IN_RESOURCE'
  /** A condition key that makes it narrow enough. */
  readonly narrowedBy: string
}

const STARS: readonly Star[] = [
  {
    action: 'iam:PassRole',
    inAction: 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
    inResource: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
    narrowedBy: 'iam:passedtoservice',
  },
  {
    action: 'iam:CreateServiceLinkedRole',
    inAction: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
    inResource: 'CREATE_SLR_WITH_STAR_IN_RESOURCE',
    narrowedBy: 'iam:awsservicename',
  },
]

const starFindings = (statement: RawStatement): readonly Finding[] => {
  if (!isAllow(statement)) return []
  const open = textsOf(statement.member('Resource')).find(({ text }) => isOpen(text))
  if (open === undefined) return []
  const keys = conditionKeys(statement)
  return STARS.filter(({ narrowedBy }) => !keys.includes(narrowedBy)).flatMap((star) => {
    const item = textsOf(statement.member('Action')).find(({ text }) => covers(text, star.action))
    if (item === undefined) return []
    const code = /[*?]/.test(item.text) ? star.inAction : star.inResource
    return [finding(code, code === star.inAction ? item : open)]
  })
}

const SOURCES = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']

const principalFindings = (statement: RawStatement): readonly Finding[] => {
  if (!isAllow(statement)) return []
  const not = statement.member('NotPrincipal')
  if (not !== undefined) return [finding('ALLOW_WITH_NOT_PRINCIPAL', not)]
  const principal = statement.member('Principal')
  const service = principal && memberOf(principal, 'Service')
  const keys = conditionKeys(statement)
  if (service === undefined || SOURCES.some((key) => keys.includes(key))) return []
  return [finding('RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', service)]
}

/** Those of a list that another one covers; of two alike the later. */
const covered = (items: readonly Item[], covering: typeof covers): readonly Item[] =>
  items.filter((item, index) =>
    items.some(
      (other, at) =>
        at !== index &&
        covering(other.text, item.text) &&
        (at < index || !covering(item.text, other.text)),
    ),
  )

const redundancies = (statement: RawStatement): readonly Finding[] => {
  const actions = covered(textsOf(statement.member('Action')), covers)
  const resources = covered(textsOf(statement.member('Resource')), matchesWildcard)
  const [action] = actions
  const [resource] = resources
  return [
    ...(action === undefined
      ? []
      : [finding('REDUNDANT_ACTION', action, actions.length, action.text)]),
    ...(resource === undefined ? [] : [finding('REDUNDANT_RESOURCE', resource, resources.length)]),
  ]
}

const emptyFindings = (statement: RawStatement): readonly Finding[] => {
  const [action, resource] = [statement.member('Action'), statement.member('Resource')]
  return [
    ...(action?.node.items?.length === 0 ? [finding('EMPTY_ARRAY_ACTION', action)] : []),
    ...(resource?.node.items?.length === 0 ? [finding('EMPTY_ARRAY_RESOURCE', resource)] : []),
  ]
}

/** What of a policy works and is unwise. */
export const practiceFindings = (statements: readonly RawStatement[]): readonly Finding[] => {
  const seen = new Set<string>()
  return statements.flatMap((statement) => {
    const { Sid: _name, ...rest } = statement.node.value as Readonly<Record<string, unknown>>
    const meaning = JSON.stringify(rest)
    const isTwice = seen.has(meaning)
    seen.add(meaning)
    return [
      ...starFindings(statement),
      ...principalFindings(statement),
      ...redundancies(statement),
      ...emptyFindings(statement),
      ...(isTwice ? [finding('REDUNDANT_STATEMENT', statement)] : []),
    ]
  })
}
