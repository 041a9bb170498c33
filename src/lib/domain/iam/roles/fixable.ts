import { asList, type PolicyDocument, type Statement } from '../../core/policy-document.ts'
import { assessRole, type RolePolicies } from '../assess.ts'

/**
 * Why an added Allow cannot help a role to what the statement allows; undefined when it can. A Deny in
 * one of its policies, or a boundary, has the last word.
 */
export const whyAllowIsInVain = (role: RolePolicies, statement: Statement): string | undefined =>
  assessRole(role, asksOf(statement)).find(({ verdict }) => verdict === 'blocked')?.why

/** Each action on each resource, as one request that meets the statement's own conditions. */
const asksOf = (statement: Statement) =>
  asList(statement.Action).flatMap((action) =>
    asList(statement.Resource).map((resource) => ({
      id: 'fix',
      what: `${action} on ${resource}`,
      ask: { action, resource, context: contextOf(statement) },
    })),
  )

const contextOf = (statement: Statement): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.values(statement.Condition ?? {}).flatMap((keys) =>
      Object.entries(keys).map(([key, wanted]) => [key, asList(wanted)[0] ?? '']),
    ),
  )

/** The Sids that mlctl gave its own inline policies begin like this. */
const OWN_PREFIX = 'mlctl-'

/** Which inline policy takes a new statement: one of ours, or a new one; others' are never touched. */
export const policyForFix = (
  role: RolePolicies,
): { readonly name: string; readonly policy?: unknown } =>
  role.inlinePolicies.find(({ name }) => name.startsWith(OWN_PREFIX)) ?? { name: 'mlctl-fix' }

/** Whether a trust policy forbids what the statement would allow, so that no addition helps. */
export const trustDenies = (existing: PolicyDocument | undefined, wanted: Statement): boolean =>
  (existing?.Statement ?? []).some(
    (statement) =>
      statement.Effect === 'Deny' &&
      statement.Condition === undefined &&
      sharesPrincipal(statement, wanted),
  )

const sharesPrincipal = (a: Statement, b: Statement): boolean => {
  const names = ({ Principal }: Statement) =>
    Principal === undefined || Principal === '*' ? ['*'] : Object.values(Principal).flatMap(asList)
  const wanted = names(b)
  return names(a).some((name) => name === '*' || wanted.includes(name))
}
