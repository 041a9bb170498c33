import type { At, Step } from './finding.ts'
import type { JsonNode } from './json-places.ts'

/** A value of a statement with its place. */
export type Item = At & { readonly text: string }

/** A statement as it stands in the document, before anything of it is believed. */
export type RawStatement = At & {
  /** A member by name; undefined when it is absent. */
  readonly member: (name: string) => At | undefined
}

const place = (node: JsonNode, path: readonly Step[]): At => ({ node, path })

/** A member of an object by name. */
export const memberOf = ({ node, path }: At, name: string): At | undefined => {
  const found = node.members?.find((each) => each.name === name)
  return found && place(found.node, [...path, name])
}

/** All members of an object. */
export const membersOf = ({ node, path }: At): readonly (At & { readonly name: string })[] =>
  (node.members ?? []).map((each) => ({
    name: each.name,
    ...place(each.node, [...path, each.name]),
  }))

/** The values of a one-or-many element. */
export const valuesOf = (at: At | undefined): readonly At[] => {
  if (at === undefined) return []
  return at.node.items?.map((item, index) => place(item, [...at.path, index])) ?? [at]
}

/** The texts among them. */
export const textsOf = (at: At | undefined): readonly Item[] =>
  valuesOf(at).flatMap((each) =>
    typeof each.node.value === 'string' ? [{ ...each, text: each.node.value }] : [],
  )

/** The statements of a document: a list, or one alone. */
export const statementsOf = (root: JsonNode): readonly RawStatement[] => {
  const statement = memberOf(place(root, []), 'Statement')
  return valuesOf(statement)
    .filter(({ node }) => node.members !== undefined)
    .map((at) => ({ ...at, member: (name) => memberOf(at, name) }))
}
