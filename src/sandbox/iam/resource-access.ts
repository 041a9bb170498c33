import { conditionsHold } from './conditions.ts'
import { type Request, targets } from './evaluate.ts'
import type { Statement } from './policy-document.ts'
import { type Naming, namingIn, type Principal, stronger } from './principals.ts'

export type ResourceDecision = {
  /** How the strongest statement that allows names the principal; undefined when none allows. */
  readonly grant: Naming | undefined
  readonly denies: boolean
}

/** What the policy of a resource, or of a role's trust, says about somebody's request. */
export const decideForPrincipal = (
  statements: readonly Statement[],
  principal: Principal,
  request: Request,
): ResourceDecision => {
  const applying = statements.flatMap((statement) => {
    const naming = namingIn(statement, principal)
    const applies =
      naming !== undefined &&
      targets(statement, request) &&
      conditionsHold(statement.conditions, request.context)
    return applies ? [{ effect: statement.effect, naming }] : []
  })
  return {
    denies: applying.some(({ effect }) => effect === 'Deny'),
    grant: applying
      .filter(({ effect }) => effect === 'Allow')
      .map(({ naming }): Naming | undefined => naming)
      .reduce(stronger, undefined),
  }
}
