import { defined, list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { evaluate, type Policy } from './evaluate.ts'
import { controlsOf } from './organization.ts'
import { pageOf } from './pages.ts'
import { identityOf, type Permissions, permissionsOf } from './permissions.ts'
import { parsePolicy } from './policy-document.ts'
import { readIam } from './records.ts'
import { type Context, contextOf } from './variables.ts'

const given = (input: Input, name: string): readonly Policy[] =>
  list<string>(input, name).map((document, index) => {
    try {
      return {
        id: `${name}.${index + 1}`,
        type: 'none',
        statements: parsePolicy(document, 'identity'),
      }
    } catch {
      throw new ServiceError('InvalidInput', `The policy ${name}.member.${index + 1} is not valid.`)
    }
  })

const permissionsFor = (call: Call, input: Input): Permissions => {
  const arn = text(input, 'PolicySourceArn')
  const iam = readIam(call.documents)
  const found = identityOf(iam, arn)
  if (found === undefined) {
    throw new ServiceError('NoSuchEntity', `The entity with ARN ${arn} cannot be found.`, 404)
  }
  const own = permissionsOf(iam, found.identity, found.kind)
  const boundary = given(input, 'PermissionsBoundaryPolicyInputList')
  return {
    policies: [...own.policies, ...given(input, 'PolicyInputList')],
    boundary: boundary[0] ?? own.boundary,
  }
}

const contextFor = (input: Input): Context => {
  const entries = list<Input>(input, 'ContextEntries').map((entry) => [
    optionalText(entry, 'ContextKeyName') ?? '',
    list<string>(entry, 'ContextKeyValues'),
  ])
  return contextOf(Object.fromEntries(entries) as Record<string, readonly string[]>)
}

type Asked = { readonly action: string; readonly resource: string; readonly context: Context }

/** What the organization's own policies say of a request; undefined outside an organization. */
const byOrganization = (controls: readonly Policy[] | undefined, asked: Asked) =>
  controls === undefined ? undefined : evaluate(controls, undefined, asked).decision

const resultOf = (
  { policies, boundary }: Permissions,
  controls: readonly Policy[] | undefined,
  asked: Asked,
): Output => {
  const own = evaluate(policies, boundary, asked)
  const { matched, missing, allowedByBoundary } = own
  const organization = byOrganization(controls, asked)
  const decision =
    own.decision === 'allowed' && organization !== undefined ? organization : own.decision
  return defined({
    EvalActionName: asked.action,
    EvalResourceName: asked.resource,
    EvalDecision: decision,
    MatchedStatements: matched.map(({ id, type }) => ({
      SourcePolicyId: id,
      SourcePolicyType: type,
    })),
    MissingContextValues: missing,
    OrganizationsDecisionDetail:
      organization === undefined
        ? undefined
        : { AllowedByOrganizations: organization === 'allowed' },
    PermissionsBoundaryDecisionDetail:
      allowedByBoundary === undefined
        ? undefined
        : { AllowedByPermissionsBoundary: allowedByBoundary },
  })
}

/**
 * Every action on every resource (default `*`) against the policies of a role or user. Matched
 * statements name the policy but not the position in its text.
 */
export const simulatePrincipalPolicy = (call: Call, input: Input): Output => {
  const permissions = permissionsFor(call, input)
  const context = contextFor(input)
  const controls = controlsOf(call.documents)
  const resources = input.ResourceArns === undefined ? ['*'] : list<string>(input, 'ResourceArns')
  const asked = list<string>(input, 'ActionNames').flatMap((action) => {
    if (!/^[\w-]+:[\w*]+$/.test(action)) {
      throw new ServiceError('InvalidInput', `Invalid Action ${action}: must be service:Action.`)
    }
    return resources.map((resource) => ({ action, resource, context }))
  })
  const { items, tail } = pageOf(asked, input)
  return { EvaluationResults: items.map((each) => resultOf(permissions, controls, each)), ...tail }
}
