import { matchesWildcard } from '../iam/glob.ts'
import type { Statement } from '../iam/policy-document.ts'

/** Whether a text fits both patterns: the characters of both are walked together. */
export const overlap = (a: string, b: string): boolean => {
  const reach = (row: readonly boolean[], at: number): boolean => row[at] ?? false
  let row: boolean[] = []
  for (let i = 0; i <= a.length; i++) {
    const next: boolean[] = []
    for (let j = 0; j <= b.length; j++) {
      const [x, y] = [a[i - 1], b[j - 1]]
      const isEqual = x === y || x === '?' || y === '?'
      next[j] =
        (i === 0 && j === 0) ||
        (x === '*' && (reach(row, j) || (j > 0 && reach(next, j - 1)))) ||
        (y === '*' && (reach(next, j - 1) || (i > 0 && reach(row, j)))) ||
        (i > 0 && j > 0 && isEqual && reach(row, j - 1))
    }
    row = next
  }
  return reach(row, b.length)
}

const lower = (text: string): string => text.toLowerCase()

type Fit = (pattern: string, other: string) => boolean

const actionFit = (statement: Statement, action: string, fits: Fit): boolean =>
  statement.actions?.some((each) => fits(lower(each), lower(action))) ??
  !(statement.notActions ?? []).some((each) => matchesWildcard(lower(each), lower(action)))

const resourceFit = (statement: Statement, resource: string, fits: Fit): boolean =>
  statement.resources?.some((each) => fits(each, resource)) ??
  !(statement.notResources ?? []).some((each) => matchesWildcard(each, resource))

const isUnconditional = ({ conditions }: Statement): boolean => Object.keys(conditions).length === 0

/** Whether a deny without conditions takes all of it back. */
const isDenied = (statements: readonly Statement[], action: string, resource: string): boolean =>
  statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      isUnconditional(statement) &&
      actionFit(statement, action, matchesWildcard) &&
      resourceFit(statement, resource, matchesWildcard),
  )

/** Statements that may allow one of the actions on one of the resources; `*` is any. */
export const granting = (
  statements: readonly Statement[],
  actions: readonly string[],
  resources: readonly string[],
): readonly Statement[] =>
  statements.filter((statement) =>
    actions.some((action) =>
      resources.some(
        (resource) =>
          statement.effect === 'Allow' &&
          actionFit(statement, action, overlap) &&
          resourceFit(statement, resource, overlap) &&
          !isDenied(statements, action, resource),
      ),
    ),
  )

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Whether each condition of the one is also one of the other, which is then the narrower. */
const isNarrower = (narrow: Statement, wide: Statement): boolean =>
  Object.entries(wide.conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      sameText(narrow.conditions[operator]?.[key], values),
    ),
  )

const isWithin = (statement: Statement, existing: readonly Statement[]): boolean => {
  // What is left open by `Not…` is compared as a whole.
  const actions = statement.actions ?? ['*']
  const resources = statement.resources ?? ['*']
  const principals = JSON.stringify(statement.principals ?? statement.notPrincipals)
  return actions.every((action) =>
    resources.every((resource) =>
      existing.some(
        (old) =>
          old.effect === 'Allow' &&
          actionFit(old, action, matchesWildcard) &&
          resourceFit(old, resource, matchesWildcard) &&
          isNarrower(statement, old) &&
          (old.principals?.['*'] !== undefined ||
            JSON.stringify(old.principals ?? old.notPrincipals) === principals),
      ),
    ),
  )
}

/**
 * Statements of a new policy that may allow what the existing one does not, and denials that are no
 * longer there. On the safe side: what cannot be shown to be within is called new.
 */
export const widening = (
  now: readonly Statement[],
  existing: readonly Statement[],
): readonly Statement[] => {
  const isKept = (deny: Statement): boolean => now.some((each) => sameText(each, deny))
  const lost = existing.some((each) => each.effect === 'Deny' && !isKept(each))
  return now.filter(
    (statement) => statement.effect === 'Allow' && (lost || !isWithin(statement, existing)),
  )
}
