import type { MissingStatement } from '../../domain/checkup/finding.ts'
import type { CheckRow } from '../../domain/iam/check-rows.ts'
import { callerStatement, statementsFor } from '../../domain/iam/missing.ts'
import { type Requirement, roleRequirements } from '../../domain/iam/requirements.ts'
import type { AnyRoleSpec, RoleScope } from '../../domain/iam/spec.ts'
import { trustPolicy } from '../../domain/iam/trust-policy.ts'

/** What the role and its trust lack, by the rows that are missing. */
export const roleLack = (
  scope: RoleScope & { readonly roleName: string },
  spec: AnyRoleSpec | undefined,
  checks: readonly CheckRow[],
): readonly MissingStatement[] => {
  const { roleName } = scope
  const lacking = checks.filter((row) => row.result === 'missing' && row.subject === 'role')
  const trust = lacking.some(({ id }) => id === 'trust') ? trustPolicy(scope).Statement : []
  const isLacking = ({ action, resource }: Requirement['ask']) =>
    lacking.some((row) => row.action === action && row.resource === resource)
  const asks = spec === undefined ? [] : roleRequirements(spec).map(({ ask }) => ask)
  const rights = spec === undefined ? [] : statementsFor(spec, asks.filter(isLacking))
  return [
    ...trust.map((statement) => ({ to: { kind: 'trust' as const, roleName }, statement })),
    ...rights.map((statement) => ({ to: { kind: 'role' as const, roleName }, statement })),
  ]
}

/** What the caller lacks, for whoever administers the caller. */
export const callerLack = (
  arn: string,
  needs: readonly Requirement[],
  checks: readonly CheckRow[],
): readonly MissingStatement[] => {
  const lacking = new Set(
    checks
      .filter((row) => row.result === 'missing' && row.subject === 'caller')
      .map(({ action }) => action),
  )
  return needs
    .filter(({ ask }) => lacking.has(ask.action))
    .map(({ ask }) => ({ to: { kind: 'caller', arn }, statement: callerStatement(ask) }))
}
