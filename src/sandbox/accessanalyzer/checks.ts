import { parsePolicy, type Statement } from '../iam/policy-document.ts'
import { list, text } from '../members.ts'
import { isPublicPolicy, type PolicyStatement } from '../s3/public-policy.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { granting, widening } from './compare.ts'

const parsed = (document: string, type: string): readonly Statement[] => {
  const resource = type === 'RESOURCE_POLICY'
  try {
    return parsePolicy(document, resource ? 'resource' : 'identity')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ServiceError('InvalidParameterException', `The policy is not valid: ${reason}`)
  }
}

const outcome = (
  what: { readonly pass: string; readonly fail: string },
  all: readonly Statement[],
  failing: readonly Statement[],
): Output => {
  if (failing.length === 0) return { result: 'PASS', message: what.pass, reasons: [] }
  const reasons = failing.map((statement) => ({
    description: `${what.fail} in the statement with ${statement.sid === undefined ? 'index' : 'sid'}: ${statement.sid ?? all.indexOf(statement)}.`,
    statementIndex: all.indexOf(statement),
    ...(statement.sid === undefined ? {} : { statementId: statement.sid }),
  }))
  return { result: 'FAIL', message: what.fail, reasons }
}

/** CheckAccessNotGranted: may the policy allow any of these actions on any of these resources? */
export const checkAccessNotGranted = (_call: Call, input: Input): Output => {
  const statements = parsed(text(input, 'policyDocument'), text(input, 'policyType'))
  const failing = new Set<Statement>()
  for (const access of list<Input>(input, 'access')) {
    const actions = list<string>(access, 'actions')
    const resources = list<string>(access, 'resources')
    const open = (all: readonly string[]) => (all.length === 0 ? ['*'] : all)
    for (const each of granting(statements, open(actions), open(resources))) failing.add(each)
  }
  const words = {
    pass: 'The policy document does not grant access to perform the listed actions or resources.',
    fail: 'One or more of the listed actions or resources are granted',
  }
  return outcome(words, statements, [...failing])
}

/** CheckNoNewAccess: does the new policy allow what the existing one does not? */
export const checkNoNewAccess = (_call: Call, input: Input): Output => {
  const type = text(input, 'policyType')
  const now = parsed(text(input, 'newPolicyDocument'), type)
  const existing = parsed(text(input, 'existingPolicyDocument'), type)
  const words = {
    pass: 'The modified permissions do not grant new access compared to your existing policy.',
    fail: 'New access is granted',
  }
  return outcome(words, now, widening(now, existing))
}

/** CheckNoPublicAccess: does the policy of a resource let everybody in? */
export const checkNoPublicAccess = (_call: Call, input: Input): Output => {
  const document = text(input, 'policyDocument')
  const statements = parsed(document, 'RESOURCE_POLICY')
  const { Statement: raw } = JSON.parse(document) as { Statement: unknown }
  const each = (Array.isArray(raw) ? raw : [raw]) as readonly PolicyStatement[]
  const failing = statements.filter((_, index) => isPublicPolicy(each.slice(index, index + 1)))
  const words = {
    pass: 'The resource policy does not grant public access for the given resource type.',
    fail: 'The resource policy grants public access for the given resource type.',
  }
  return outcome(words, statements, failing)
}
