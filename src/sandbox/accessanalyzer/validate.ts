import { optionalNumber, optionalText, text } from '../members.ts'
import { pageOf } from '../pages.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { elementFindings } from './check-elements.ts'
import { grammarFindings, type PolicyKind } from './check-grammar.ts'
import { practiceFindings } from './check-practice.ts'
import { type Finding, finding, linkOf } from './finding.ts'
import { JsonPlaceError, positionOf, readPlaces } from './json-places.ts'
import { knownActions } from './known-actions.ts'
import { statementsOf } from './read-statement.ts'

/** What is to be said about a policy document, the worst first. */
export const findingsIn = async (
  document: string,
  kind: PolicyKind,
): Promise<readonly Finding[]> => {
  try {
    const root = readPlaces(document)
    const known = await knownActions()
    const statements = statementsOf(root)
    const found = [
      ...grammarFindings(root, kind),
      ...statements.flatMap((statement) => elementFindings(statement, known)),
      ...practiceFindings(statements),
    ]
    return ORDER.flatMap((type) => found.filter((each) => each.type === type))
  } catch (error) {
    if (!(error instanceof JsonPlaceError)) throw error
    const { line, column, offset } = positionOf(document, error.offset)
    const node = { start: offset, end: offset, value: undefined }
    return [finding('JSON_SYNTAX_ERROR', { node, path: [] }, offset, line, column)]
  }
}

const ORDER: readonly Finding['type'][] = ['ERROR', 'SECURITY_WARNING', 'WARNING', 'SUGGESTION']

const form = (document: string, found: Finding): Output => ({
  findingDetails: found.details,
  findingType: found.type,
  issueCode: found.code,
  learnMoreLink: linkOf(found),
  locations: [
    {
      path: found.path.map((step) =>
        typeof step === 'number' ? { index: step } : { value: step },
      ),
      span: {
        start: positionOf(document, found.node.start),
        end: positionOf(document, found.node.end),
      },
    },
  ],
})

/** ValidatePolicy, as far as its checks are known here: `ISSUES` of ./finding.ts are those. */
export const validatePolicy = async (_call: Call, input: Input): Promise<Output> => {
  const document = text(input, 'policyDocument')
  const kind: PolicyKind = {
    type: text(input, 'policyType') as PolicyKind['type'],
    resourceType: optionalText(input, 'validatePolicyResourceType'),
  }
  const found = await findingsIn(document, kind)
  const { items, next } = pageOf(found, {
    token: optionalText(input, 'nextToken'),
    size: optionalNumber(input, 'maxResults') ?? 100,
    invalid: () =>
      new ServiceError('ValidationException', 'The nextToken is not valid.', 400, {
        reason: 'other',
      }),
  })
  return {
    findings: items.map((each) => form(document, each)),
    ...(next === undefined ? {} : { nextToken: next }),
  }
}
