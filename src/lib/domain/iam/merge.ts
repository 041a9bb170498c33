import { asList, meaningOf, type PolicyDocument, type Statement } from '../core/policy-document.ts'
import { gapsOf } from './compare.ts'

/**
 * An existing policy of ours plus what is wanted, dropping nothing: a role that serves two projects
 * keeps the rights of the first. A statement that differs only in its resources takes the new ones
 * up; what is covered already is not added.
 */
export const mergePolicies = (
  existing: PolicyDocument | undefined,
  wanted: PolicyDocument,
): PolicyDocument =>
  existing === undefined
    ? wanted
    : gapsOf(existing, wanted).reduce(
        (policy, gap) => addStatement(policy, gap.statement),
        existing,
      )

const addStatement = (policy: PolicyDocument, added: Statement): PolicyDocument => {
  const at = policy.Statement.findIndex((statement) => sameButResource(statement, added))
  if (at < 0) return { ...policy, Statement: [...policy.Statement, withFreeSid(policy, added)] }
  return {
    ...policy,
    Statement: policy.Statement.map((statement, index) =>
      index === at ? { ...statement, Resource: unionOfResources(statement, added) } : statement,
    ),
  }
}

const unionOfResources = (a: Statement, b: Statement): readonly string[] =>
  [...new Set([...asList(a.Resource), ...asList(b.Resource)])].sort()

const sameButResource = (a: Statement, b: Statement): boolean =>
  a.Resource !== undefined &&
  b.Resource !== undefined &&
  meaningOf({ ...a, Resource: '*' }) === meaningOf({ ...b, Resource: '*' })

/** Sids are unique within a policy. */
const withFreeSid = (policy: PolicyDocument, statement: Statement): Statement => {
  if (statement.Sid === undefined) return statement
  const taken = new Set(policy.Statement.map(({ Sid }) => Sid))
  let name = statement.Sid
  for (let n = 2; taken.has(name); n++) name = `${statement.Sid}${n}`
  return { ...statement, Sid: name }
}
