import { readPolicy } from '../../domain/core/policy-document.ts'
import type { RightLook } from '../../domain/doctor/rights.ts'
import { assessRole } from '../../domain/iam/assess.ts'
import { decide, type NamedPolicy } from '../../domain/iam/evaluate.ts'
import { principalOf } from '../../domain/iam/names.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { RoleView, SimulationAnswer } from '../../ports/roles.ts'
import type { RightAsk } from './caller-asks.ts'
import type { Look } from './look.ts'

/** Whose policies decide; of a role also what they say, where they may be read. */
export type Principal = { readonly arn: string; readonly role?: RoleView }

/** Whom the simulator knows: a session's ARN has lost its role's path, which only the role itself tells. */
export const principalOfCaller = async (
  look: Look,
): Promise<Principal | { readonly why: string }> => {
  const { arn } = await look.caller()
  const principal = principalOf(arn)
  switch (principal.kind) {
    case 'user':
      return { arn: principal.arn }
    case 'role': {
      const role = await ifAllowed(() => look.ports.roles.find(principal.roleName))
      return role === undefined
        ? { why: `the role ${principal.roleName} behind the session may not be read (iam:GetRole)` }
        : { arn: role.arn, role }
    }
    case 'root':
      return { why: 'the root user cannot be simulated; no policy limits it' }
    default:
      return { why: 'a federated user cannot be simulated, and its session has limits of its own' }
  }
}

/** Undefined where the caller may not ask, or nobody answers now. */
export const ifAllowed = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AccessError || error instanceof TemporaryError) return undefined
    throw error
  }
}

/**
 * What is decided of each action: by simulation, which sees boundaries and the organization; where it may
 * not be asked, by the role's own policies. Of the resources of one action the kindest answer counts, but a
 * Deny always.
 */
export const rightLooks = async (
  look: Look,
  principal: Principal,
  asks: readonly RightAsk[],
): Promise<readonly RightLook[]> => {
  const each = await eachRight(look, principal, asks)
  const actions = [...new Set(asks.map((ask) => keyOf(ask)))]
  return actions.map((key) => combined(each.filter((_, at) => keyOf(asks[at]) === key)))
}

/** The same of every single ask. */
export const eachRight = async (
  look: Look,
  principal: Principal,
  asks: readonly RightAsk[],
): Promise<readonly RightLook[]> => {
  const simulated = await ifAllowed(() =>
    look.ports.roles.simulate(
      principal.arn,
      asks.map(({ action, resource, context }) => ({
        action,
        resource,
        ...(context && { context }),
      })),
    ),
  )
  return asks.map((ask, at) =>
    simulated?.[at] === undefined
      ? byPolicies(ask, principal)
      : bySimulation(ask, simulated[at], principal),
  )
}

/** A role handed to two services is two questions. */
const keyOf = (ask: RightAsk | undefined): string =>
  `${ask?.action} ${ask?.context?.['iam:PassedToService'] ?? ''}`

const bySimulation = (ask: RightAsk, answer: SimulationAnswer, { role }: Principal): RightLook => {
  const own = role === undefined ? undefined : decide(policiesOf(role), ask)
  const elsewhere =
    ask.isMadeUp && role !== undefined
      ? decide(policiesOf(role), { action: ask.action }).decision !== 'implicitDeny'
      : undefined
  return {
    action: ask.action,
    resource: ask.resource,
    decision: answer.decision,
    missingContextKeys: answer.missingContextKeys,
    isMadeUp: ask.isMadeUp,
    ...(own?.decision === 'explicitDeny' ? { why: own.why } : {}),
    ...(elsewhere === undefined ? {} : { isAllowedElsewhere: elsewhere }),
    ...(answer.allowedByOrganization === undefined
      ? {}
      : { allowedByOrganization: answer.allowedByOrganization }),
    ...(answer.allowedByBoundary === undefined
      ? {}
      : { allowedByBoundary: answer.allowedByBoundary }),
  }
}

const VERDICTS = {
  ok: 'allowed',
  missing: 'implicitDeny',
  blocked: 'explicitDeny',
  unknown: 'unknown',
} as const

const byPolicies = (ask: RightAsk, { role }: Principal): RightLook => {
  const { action, resource } = ask
  const base = { action, resource, missingContextKeys: [], isMadeUp: ask.isMadeUp }
  const requirement = {
    id: action,
    what: action,
    ask: { action, resource, context: ask.context ?? {} },
  }
  const [assessed] = role === undefined ? [] : assessRole(role, [requirement])
  if (assessed === undefined || role === undefined) {
    return { ...base, decision: 'unknown', why: 'the simulator may not be asked' }
  }
  const isElsewhere = decide(policiesOf(role), { action }).decision !== 'implicitDeny'
  const isBoundary = assessed.verdict === 'blocked' && /boundary/.test(assessed.why)
  return {
    ...base,
    decision: VERDICTS[assessed.verdict],
    why: assessed.why,
    ...(ask.isMadeUp ? { isAllowedElsewhere: isElsewhere } : {}),
    ...(isBoundary ? { allowedByBoundary: false } : {}),
  }
}

export const policiesOf = (role: RoleView): readonly NamedPolicy[] =>
  [...role.inlinePolicies, ...role.attachedPolicies].flatMap(({ name, policy }) => {
    const document = readPolicy(policy)
    return document === undefined ? [] : [{ name, policy: document }]
  })

const combined = (looks: readonly RightLook[]): RightLook => {
  const by = (decision: RightLook['decision']) => looks.find((one) => one.decision === decision)
  const denied = by('explicitDeny')
  const refused = looks.find((one) => one.decision === 'implicitDeny' && one.isMadeUp !== true)
  const best = denied ?? by('allowed') ?? refused ?? by('implicitDeny') ?? looks[0]
  if (best === undefined) throw new Error('an action is asked on one resource at least')
  return best
}
