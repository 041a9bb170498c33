import {
  asList,
  conditionFacts,
  meaningOf,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { matchesGlob } from './glob.ts'

/** A wanted statement that a policy does not fully give. */
export type Gap = {
  readonly statement: Statement
  /** Nothing of it is there. */
  readonly whole: boolean
  readonly missingActions: readonly string[]
  readonly missingResources: readonly string[]
}

/**
 * What `wanted` says and `existing` does not. A statement is covered by others of its effect at least
 * as wide in action and resource, with no condition of their own; order and writing do not count.
 * Trust statements and those with NotAction are compared as wholes.
 */
export const gapsOf = (
  existing: PolicyDocument | undefined,
  wanted: PolicyDocument,
): readonly Gap[] => wanted.Statement.flatMap((statement) => gapOf(existing, statement) ?? [])

const gapOf = (existing: PolicyDocument | undefined, statement: Statement): Gap | undefined => {
  const statements = existing?.Statement ?? []
  if (statement.Principal !== undefined || statement.Action === undefined) {
    const there = statements.some((other) => meaningOf(other) === meaningOf(statement))
    return there ? undefined : whole(statement)
  }
  const pairs = asList(statement.Action).flatMap((action) =>
    asList(statement.Resource).map((resource) => ({ action, resource })),
  )
  const open = pairs.filter(
    (pair) => !statements.some((other) => coversPair(other, pair, statement)),
  )
  if (open.length === 0) return undefined
  if (open.length === pairs.length) return whole(statement)
  return {
    statement,
    whole: false,
    missingActions: distinct(open.map(({ action }) => action)),
    missingResources: distinct(open.map(({ resource }) => resource)),
  }
}

const whole = (statement: Statement): Gap => ({
  statement,
  whole: true,
  missingActions: asList(statement.Action),
  missingResources: asList(statement.Resource),
})

const coversPair = (
  other: Statement,
  pair: { readonly action: string; readonly resource: string },
  wanted: Statement,
): boolean => {
  if (other.Effect !== wanted.Effect) return false
  const conditions = new Set(conditionFacts(wanted.Condition))
  return (
    conditionFacts(other.Condition).every((fact) => conditions.has(fact)) &&
    asList(other.Action).some((action) =>
      matchesGlob(action.toLowerCase(), pair.action.toLowerCase()),
    ) &&
    asList(other.Resource).some(
      (resource) => resource === pair.resource || matchesGlob(resource, pair.resource),
    )
  )
}

/** Statements of `existing` that `wanted` does not speak of: shown, and left alone. */
export const extrasOf = (
  existing: PolicyDocument | undefined,
  wanted: PolicyDocument,
): readonly Statement[] =>
  (existing?.Statement ?? []).filter(
    (statement) => gapsOf(wanted, { ...wanted, Statement: [statement] }).length > 0,
  )

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()
