import { readPolicy } from '../../src/lib/domain/core/policy-document.ts'
import { decide } from '../../src/lib/domain/iam/evaluate.ts'
import { AccessError, StateError } from '../../src/lib/errors.ts'
import type { Roles, RoleView, SimulationAnswer } from '../../src/lib/ports/roles.ts'

export type FakeRole = Partial<Omit<RoleView, 'roleName'>>

export type FakeRoles = Roles & {
  readonly state: Map<string, RoleView>
  /** Names of the changing calls, in order. */
  readonly changes: string[]
}

type Options = {
  readonly account?: string
  /** The caller may not simulate. */
  readonly mayNotSimulate?: boolean
  /** What an organization policy forbids, unseen in any policy of the role. */
  readonly organizationDenies?: readonly string[]
}

/** Roles in memory, with names taken once and the simulator answering from the stored policies. */
export const fakeRoles = (
  roles: Readonly<Record<string, FakeRole>> = {},
  options: Options = {},
): FakeRoles => {
  const account = options.account ?? '111122223333'
  const changes: string[] = []
  const view = (roleName: string, role: FakeRole): RoleView => ({
    roleName,
    arn: `arn:aws:iam::${account}:role/${roleName}`,
    trustPolicy: { Version: '2012-10-17', Statement: [] },
    createdAt: '2026-11-22T10:00:00Z',
    tags: {},
    inlinePolicies: [],
    attachedPolicies: [],
    ...role,
  })
  const state = new Map(Object.entries(roles).map(([name, role]) => [name, view(name, role)]))
  const existing = (roleName: string): RoleView => {
    const role = state.get(roleName)
    if (role === undefined) throw new StateError('MLC-AWS-010', `no role ${roleName}`)
    return role
  }
  return {
    state,
    changes,
    find: async (roleName) => structuredClone(state.get(roleName)),
    list: async () => [...state.values()],
    create: async ({ roleName, description: _, ...role }) => {
      changes.push(`create ${roleName}`)
      if (state.has(roleName)) throw new StateError('MLC-AWS-012', 'EntityAlreadyExists')
      state.set(roleName, view(roleName, role))
      return { arn: existing(roleName).arn }
    },
    updateTrust: async (roleName, trustPolicy) => {
      changes.push(`trust ${roleName}`)
      state.set(roleName, { ...existing(roleName), trustPolicy })
    },
    putInlinePolicy: async (roleName, name, policy) => {
      changes.push(`policy ${roleName}/${name}`)
      const role = existing(roleName)
      const others = role.inlinePolicies.filter((other) => other.name !== name)
      state.set(roleName, { ...role, inlinePolicies: [...others, { name, policy }] })
    },
    simulate: async (principalArn, asks) => {
      if (options.mayNotSimulate) throw new AccessError('MLC-AWS-003', 'may not simulate')
      const role = [...state.values()].find(({ arn }) => arn === principalArn)
      const policies = [...(role?.inlinePolicies ?? []), ...(role?.attachedPolicies ?? [])].flatMap(
        ({ name, policy }) => {
          const document = readPolicy(policy)
          return document === undefined ? [] : [{ name, policy: document }]
        },
      )
      return asks.map((ask): SimulationAnswer => {
        const { decision } = decide(policies, ask)
        const forbidden = options.organizationDenies?.includes(ask.action)
        return {
          ...ask,
          decision: forbidden ? 'explicitDeny' : decision === 'unknown' ? 'implicitDeny' : decision,
          missingContextKeys: [],
        }
      })
    },
  }
}
