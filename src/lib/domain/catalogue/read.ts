import { getDotPath, safeParse } from 'valibot'
import builtIn from './catalogue.json' with { type: 'json' }
import type { Catalogue } from './model.ts'
import { catalogueSchema } from './schema.ts'

/** A user's own file over the built-in facts; `document` is what its YAML or JSON says. */
export type CatalogueOverride = { readonly document: unknown; readonly source: string }

export type CatalogueReading =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly problems: readonly string[] }

type Members = Readonly<Record<string, unknown>>

/**
 * The built-in catalogue, with a user's file laid over it member by member: objects are merged,
 * lists and values replaced, `null` removes a member (to say that a price is unknown). The result is
 * checked as a whole, so that an override cannot make a model that lacks a fact.
 */
export const readCatalogue = (override?: CatalogueOverride): CatalogueReading => {
  if (override !== undefined && !isMembers(override.document)) {
    return { ok: false, problems: [`${override.source} must be an object with a member "models"`] }
  }
  const given = override === undefined ? {} : (override.document as Members)
  const parsed = safeParse(catalogueSchema, merged(builtIn, { schemaVersion: 1, ...given }))
  if (!parsed.success) {
    const problems = parsed.issues.map(
      (issue) => `${getDotPath(issue) ?? 'the file'}: ${issue.message}`,
    )
    return { ok: false, problems }
  }
  const { asOf, models } = parsed.output
  return {
    ok: true,
    catalogue: {
      asOf,
      models: Object.entries(models).map(([key, model]) => ({ key, ...model })),
      origins: originsOf(given, override?.source),
    },
  }
}

const originsOf = (given: Members, source: string | undefined): Readonly<Record<string, string>> =>
  source === undefined || !isMembers(given.models)
    ? {}
    : Object.fromEntries(Object.keys(given.models).map((key) => [key, source]))

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const merged = (base: unknown, over: unknown): unknown => {
  if (!isMembers(base) || !isMembers(over)) return over
  const names = [...new Set([...Object.keys(base), ...Object.keys(over)])]
  return Object.fromEntries(
    names
      .filter((name) => over[name] !== null)
      .map((name) => [
        name,
        Object.hasOwn(over, name) ? merged(base[name], over[name]) : base[name],
      ]),
  )
}
