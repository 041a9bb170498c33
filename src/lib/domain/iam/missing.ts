import { asList, type Statement } from '../core/policy-document.ts'
import { decide } from './evaluate.ts'
import { permissionPolicy } from './permission-policy.ts'
import type { Requirement } from './requirements.ts'
import type { AnyRoleSpec } from './spec.ts'

/**
 * The statements of the role's own policy that give what is missing: each whole, once, and with only the
 * actions that are missing, so that the repair is the smallest.
 */
export const statementsFor = (
  spec: AnyRoleSpec,
  missing: readonly Requirement['ask'][],
): readonly Statement[] =>
  permissionPolicy(spec).Statement.flatMap((statement) => {
    const policies = [{ name: 'wanted', policy: { Version: '', Statement: [statement] } }]
    const given = missing.filter((ask) => decide(policies, ask).decision === 'allowed')
    if (given.length === 0) return []
    const actions = new Set(given.map(({ action }) => action))
    return [
      { ...statement, Action: asList(statement.Action).filter((action) => actions.has(action)) },
    ]
  })

/** What the caller lacks, as a statement for whoever administers the caller's permissions. */
export const callerStatement = (ask: Requirement['ask']): Statement => ({
  Effect: 'Allow',
  Action: [ask.action],
  Resource: [ask.resource.replace(/mlctl-check$/, '*')],
  ...(Object.keys(ask.context).length === 0 ? {} : { Condition: { StringEquals: ask.context } }),
})
