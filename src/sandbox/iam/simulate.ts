import { defined, list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { evaluate, type Policy } from './evaluate.ts'
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

const resultOf = ({ policies, boundary }: Permissions, asked: Asked): Output => {
  const { decision, matched, missing, allowedByBoundary } = evaluate(policies, boundary, asked)
  return defined({
    EvalActionName: asked.action,
    EvalResourceName: asked.resource,
    EvalDecision: decision,
    MatchedStatements: matched.map(({ id, type }) => ({
      SourcePolicyId: id,
      SourcePolicyType: type,
    })),
    MissingContextValues: missing,
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
  const resources = input.ResourceArns === undefined ? ['*'] : list<string>(input, 'ResourceArns')
  const asked = list<string>(input, 'ActionNames').flatMap((action) => {
    if (!/^[\w-]+:[\w*]+$/.test(action)) {
      throw new ServiceError('InvalidInput', `Invalid Action ${action}: must be service:Action.`)
    }
    return resources.map((resource) => ({ action, resource, context }))
  })
  const { items, tail } = pageOf(asked, input)
  return { EvaluationResults: items.map((each) => resultOf(permissions, each)), ...tail }
}
