import { defined, list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { evaluate, type Policy, type Request } from './evaluate.ts'
import { judge, type Layers, type Refusal, type ResourcePolicy } from './judge.ts'
import { controlsOf } from './organization.ts'
import { pageOf } from './pages.ts'
import { identityOf, type Permissions, permissionsOf } from './permissions.ts'
import { type PolicyKind, parsePolicy } from './policy-document.ts'
import type { Principal } from './principals.ts'
import { readIam } from './records.ts'
import { decideForPrincipal } from './resource-access.ts'
import { type Context, contextOf } from './variables.ts'

const parsed = (document: string, name: string, kind: PolicyKind): Policy['statements'] => {
  try {
    return parsePolicy(document, kind)
  } catch {
    throw new ServiceError('InvalidInput', `The policy ${name} is not valid.`)
  }
}

const given = (input: Input, name: string): readonly Policy[] =>
  list<string>(input, name).map((document, index) => ({
    id: `${name}.${index + 1}`,
    type: 'none',
    statements: parsed(document, `${name}.member.${index + 1}`, 'identity'),
  }))

/** What is simulated: whose policies, and what else speaks. */
type Subject = Permissions & {
  readonly principal: Principal
  readonly controls: Layers['controls']
  readonly resource: ResourcePolicy | undefined
}

const accountIn = (arn: string): string => arn.split(':')[4] ?? ''

const principalOf = (arn: string): Principal => ({
  kind: 'AWS',
  arn,
  account: accountIn(arn),
  ...(arn.includes(':role/') ? { roleArn: arn } : {}),
})

/** The policy that every resource is taken to have; those of real buckets and keys are not asked. */
const resourceFor = (call: Call, input: Input): ResourcePolicy | undefined => {
  const document = optionalText(input, 'ResourcePolicy')
  if (document === undefined) return undefined
  const owner = optionalText(input, 'ResourceOwner')
  return {
    statements: parsed(document, 'ResourcePolicy', 'resource'),
    account: owner === undefined ? call.accountId : owner.replace(/^arn:.*::(\d+):.*$/, '$1'),
    voice: 'may',
  }
}

const subjectOf = (call: Call, input: Input, own: Permissions, source?: string): Subject => {
  const boundary = given(input, 'PermissionsBoundaryPolicyInputList')
  const resource = resourceFor(call, input)
  const caller = optionalText(input, 'CallerArn') ?? source
  if (resource !== undefined && caller === undefined) {
    throw new ServiceError('InvalidInput', 'CallerArn is required when ResourcePolicy is given.')
  }
  return {
    policies: [...own.policies, ...given(input, 'PolicyInputList')],
    boundary: boundary[0] ?? own.boundary,
    principal: principalOf(caller ?? call.caller.arn),
    // A policy of nobody in particular is outside every organization.
    controls: source === undefined ? undefined : controlsOf(call.documents),
    resource,
  }
}

const contextFor = (input: Input): Context => {
  const entries = list<Input>(input, 'ContextEntries').map((entry) => [
    optionalText(entry, 'ContextKeyName') ?? '',
    list<string>(entry, 'ContextKeyValues'),
  ])
  return contextOf(Object.fromEntries(entries) as Record<string, readonly string[]>)
}

const decisionOf = (refusal: Refusal | undefined): string =>
  refusal === undefined ? 'allowed' : refusal.isExplicit ? 'explicitDeny' : 'implicitDeny'

const matchedIn = ({ resource, principal }: Subject, request: Request, own: readonly Policy[]) => {
  const said = resource && decideForPrincipal(resource.statements, principal, request)
  const isTold = said !== undefined && (said.denies || said.grant !== undefined)
  return [
    ...own.map(({ id, type }) => ({ SourcePolicyId: id, SourcePolicyType: type })),
    ...(isTold ? [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'resource' }] : []),
  ]
}

const resultOf = (subject: Subject, request: Request): Output => {
  const { policies, boundary, principal, controls, resource } = subject
  const own = evaluate(policies, boundary, request)
  const refusal = judge({ principal, identity: policies, boundary, controls, resource }, request)
  const byOrganization =
    controls && judge({ principal, identity: controls, resource: undefined }, request) === undefined
  return defined({
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: decisionOf(refusal),
    MatchedStatements: matchedIn(subject, request, own.matched),
    MissingContextValues: own.missing,
    OrganizationsDecisionDetail:
      byOrganization === undefined ? undefined : { AllowedByOrganizations: byOrganization },
    PermissionsBoundaryDecisionDetail:
      own.allowedByBoundary === undefined
        ? undefined
        : { AllowedByPermissionsBoundary: own.allowedByBoundary },
  })
}

const simulate = (subject: Subject, input: Input): Output => {
  const context = contextFor(input)
  const resources = input.ResourceArns === undefined ? ['*'] : list<string>(input, 'ResourceArns')
  const asked = list<string>(input, 'ActionNames').flatMap((action) => {
    if (!/^[\w-]+:[\w*]+$/.test(action)) {
      throw new ServiceError('InvalidInput', `Invalid Action ${action}: must be service:Action.`)
    }
    return resources.map((resource) => ({ action, resource, context }))
  })
  const { items, tail } = pageOf(asked, input)
  return { EvaluationResults: items.map((each) => resultOf(subject, each)), ...tail }
}

/**
 * Every action on every resource (default `*`) against the policies of a role or user, its boundary
 * and the organization's. Matched statements name the policy but not the position in its text.
 */
export const simulatePrincipalPolicy = (call: Call, input: Input): Output => {
  const arn = text(input, 'PolicySourceArn')
  const iam = readIam(call.documents)
  const found = identityOf(iam, arn)
  if (found === undefined) {
    throw new ServiceError('NoSuchEntity', `The entity with ARN ${arn} cannot be found.`, 404)
  }
  const own = permissionsOf(iam, found.identity, found.kind)
  return simulate(subjectOf(call, input, own, arn), input)
}

/** The same for policies of nobody in particular. */
export const simulateCustomPolicy = (call: Call, input: Input): Output =>
  simulate(subjectOf(call, input, { policies: [], boundary: undefined }), input)
