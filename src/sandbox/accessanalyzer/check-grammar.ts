import { type Finding, finding } from './finding.ts'
import type { JsonNode } from './json-places.ts'
import { memberOf, membersOf, type RawStatement, statementsOf, valuesOf } from './read-statement.ts'

/** What a document is checked as. */
export type PolicyKind = {
  readonly type:
    | 'IDENTITY_POLICY'
    | 'RESOURCE_POLICY'
    | 'SERVICE_CONTROL_POLICY'
    | 'RESOURCE_CONTROL_POLICY'
  /** AWS::IAM::AssumeRolePolicyDocument and the like. */
  readonly resourceType?: string | undefined
}

/** The trust policy of a role: it has no resource. */
export const isTrust = ({ resourceType }: PolicyKind): boolean =>
  resourceType === 'AWS::IAM::AssumeRolePolicyDocument'

const ROOT = ['Version', 'Id', 'Statement']
const PARTS = [
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource'],
  ...['Principal', 'NotPrincipal', 'Condition'],
]

const versionFindings = (root: JsonNode): readonly Finding[] => {
  const at = { node: root, path: [] }
  const version = memberOf(at, 'Version')
  if (version === undefined) return [finding('MISSING_VERSION', at)]
  const { value } = version.node
  if (typeof value !== 'string') return [finding('DATA_TYPE_MISMATCH', version, 'String')]
  const isKnown = value === '2012-10-17' || value === '2008-10-17'
  return isKnown ? [] : [finding('INVALID_VERSION', version, value)]
}

const effectFindings = (statement: RawStatement): readonly Finding[] => {
  const effect = statement.member('Effect')
  if (effect === undefined) return [finding('MISSING_EFFECT', statement)]
  const { value } = effect.node
  if (typeof value !== 'string') return [finding('DATA_TYPE_MISMATCH', effect, 'String')]
  return value === 'Allow' || value === 'Deny' ? [] : [finding('INVALID_EFFECT', effect, value)]
}

/** Elements of which a statement has one, not both. */
const PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const

const pairFindings = (statement: RawStatement): readonly Finding[] =>
  PAIRS.flatMap(([one, other]) =>
    statement.member(one) !== undefined && statement.member(other) !== undefined
      ? [finding('UNSUPPORTED_ELEMENT_COMBINATION', statement, one, other)]
      : [],
  )

const has = (statement: RawStatement, name: string): boolean =>
  statement.member(name) !== undefined || statement.member(`Not${name}`) !== undefined

const presenceFindings = (statement: RawStatement, kind: PolicyKind): readonly Finding[] => {
  const principal = statement.member('Principal') ?? statement.member('NotPrincipal')
  const found: Finding[] = []
  if (!has(statement, 'Action')) found.push(finding('MISSING_ACTION', statement))
  if (!has(statement, 'Resource') && !isTrust(kind)) {
    found.push(finding('MISSING_RESOURCE', statement))
  }
  if (kind.type === 'RESOURCE_POLICY' || kind.type === 'RESOURCE_CONTROL_POLICY') {
    if (principal === undefined) found.push(finding('MISSING_PRINCIPAL', statement))
  } else if (principal !== undefined) {
    found.push(
      kind.type === 'SERVICE_CONTROL_POLICY'
        ? finding('SCP_SYNTAX_ERROR_PRINCIPAL', principal)
        : finding('UNSUPPORTED_PRINCIPAL', principal, kind.type),
    )
  }
  return found
}

const textFindings = (statement: RawStatement): readonly Finding[] =>
  ['Action', 'NotAction', 'Resource', 'NotResource'].flatMap((name) =>
    valuesOf(statement.member(name))
      .filter(({ node }) => typeof node.value !== 'string')
      .map((at) => finding('DATA_TYPE_MISMATCH', at, 'String')),
  )

const sidFindings = (statements: readonly RawStatement[], kind: PolicyKind): readonly Finding[] => {
  const seen = new Set<string>()
  return statements.flatMap((statement) => {
    const sid = statement.member('Sid')
    const text = sid?.node.value
    if (sid === undefined || typeof text !== 'string') return []
    const isTwice = seen.has(text)
    seen.add(text)
    const isPlain = kind.type !== 'IDENTITY_POLICY' || /^[a-zA-Z0-9]*$/.test(text)
    return [
      ...(isTwice ? [finding('UNIQUE_SIDS_REQUIRED', sid)] : []),
      ...(isPlain ? [] : [finding('UNSUPPORTED_SID', sid)]),
    ]
  })
}

const strangers = (
  at: { node: JsonNode; path: readonly (string | number)[] },
  known: readonly string[],
) =>
  membersOf(at)
    .filter(({ name }) => !known.includes(name))
    .map((member) => finding('INVALID_POLICY_ELEMENT', member, member.name))

/** What of a document breaks the grammar of policies. */
export const grammarFindings = (root: JsonNode, kind: PolicyKind): readonly Finding[] => {
  const at = { node: root, path: [] }
  if (root.members === undefined) return [finding('DATA_TYPE_MISMATCH', at, 'Object')]
  const statements = statementsOf(root)
  const noStatement = memberOf(at, 'Statement') === undefined
  return [
    ...strangers(at, ROOT),
    ...versionFindings(root),
    ...(noStatement ? [finding('MISSING_STATEMENT', at)] : []),
    ...sidFindings(statements, kind),
    ...statements.flatMap((statement) => [
      ...strangers(statement, PARTS),
      ...effectFindings(statement),
      ...pairFindings(statement),
      ...presenceFindings(statement, kind),
      ...textFindings(statement),
    ]),
  ]
}
