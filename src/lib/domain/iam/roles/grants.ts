import type { Conditions, Statement } from '../../core/policy-document.ts'
import type { Requirement } from '../requirements.ts'

/**
 * A right of a role, told once: the statement that gives it, and concrete requests that it must let
 * through, with the context that AWS gives them.
 */
export type Grant = {
  /** Stable, for `--json`: `pull-image`. */
  readonly id: string
  readonly sid: string
  /** For people, after "may": `write logs`. */
  readonly what: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly condition?: Conditions
  readonly probes: readonly {
    readonly resource: string
    readonly context?: Readonly<Record<string, string>>
  }[]
}

export const statementsOf = (grants: readonly Grant[]): readonly Statement[] =>
  grants.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: resources.length === 1 ? (resources[0] ?? '*') : [...resources].sort(),
    ...(condition === undefined ? {} : { Condition: condition }),
  }))

export const requirementsOf = (grants: readonly Grant[]): readonly Requirement[] =>
  grants.flatMap(({ id, what, actions, probes }) =>
    probes.flatMap(({ resource, context = {} }) =>
      actions.map((action) => ({
        id,
        what: `${what} (${action})`,
        ask: { action, resource, context },
      })),
    ),
  )
