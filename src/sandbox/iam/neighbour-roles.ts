import type { Documents, Neighbours, SandboxClock } from '../service.ts'
import { evaluate } from './evaluate.ts'
import { permissionsOf } from './permissions.ts'
import { type RoleRecord, readIam } from './records.ts'
import { trusts } from './trust.ts'
import { contextOf } from './variables.ts'

type Parts = { readonly documents: Documents; readonly clock: SandboxClock }

/**
 * What other services see of IAM. With `iamDelay`, a role is unknown, and its new trust policy not
 * in force, until so many seconds have passed: the eventual consistency that every caller meets.
 */
export const createRoles = (
  { documents, clock }: Parts,
  delaySeconds: () => number,
): Neighbours['roles'] => {
  const hasPropagated = (since: number): boolean =>
    clock.now() >= since + clock.duration(delaySeconds())
  const visible = (roleArn: string): RoleRecord | undefined => {
    const role = Object.values(readIam(documents).roles).find(({ arn }) => arn === roleArn)
    return role !== undefined && hasPropagated(role.createdAt) ? role : undefined
  }
  return {
    find: (roleArn) => {
      const role = visible(roleArn)
      return role && { roleName: role.name, createdAt: role.createdAt }
    },
    trusts: (roleArn, service, context) => {
      const role = visible(roleArn)
      if (role === undefined || !hasPropagated(role.trustChangedAt)) return false
      return trusts(role.trust, { kind: 'Service', names: [service] }, context)
    },
    allows: (roleArn, action, resource, context = {}) => {
      const role = visible(roleArn)
      if (role === undefined) return false
      const { policies, boundary } = permissionsOf(readIam(documents), role, 'role')
      const request = { action, resource, context: contextOf(context) }
      return evaluate(policies, boundary, request).decision === 'allowed'
    },
  }
}
