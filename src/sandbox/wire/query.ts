import { type Model, type Reference, type Shape, shapeOf } from '../model/types.ts'
import { fromText } from './xml.ts'

type Members = Record<string, unknown>

/** A form body as a tree: `Tags.member.1.Key=a` is `{Tags: {member: {1: {Key: 'a'}}}}`. */
type Tree = { text?: string; readonly branches: Map<string, Tree> }

const treeOf = (form: URLSearchParams): Tree => {
  const root: Tree = { branches: new Map() }
  for (const [path, text] of form) {
    let node = root
    for (const part of path.split('.')) {
      let next = node.branches.get(part)
      if (next === undefined) {
        next = { branches: new Map() }
        node.branches.set(part, next)
      }
      node = next
    }
    node.text = text
  }
  return root
}

/** The numbered branches in numeric order; AWS allows gaps. */
const numbered = (tree: Tree | undefined): Tree[] =>
  [...(tree?.branches ?? [])]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, branch]) => branch)

/** EC2's forms flatten every list. */
const isFlat = (model: Model, reference: Reference, shape: Shape): boolean =>
  model.protocol === 'ec2' || reference.flattened === true || shape.flattened === true

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** A member's name in a form; EC2 has rules of its own for it. */
const formName = (model: Model, name: string, reference: Reference): string => {
  const located = reference.locationName
  if (model.protocol !== 'ec2') return located ?? name
  return reference.queryName ?? (located === undefined ? name : capitalised(located))
}

const readList = (model: Model, reference: Reference, shape: Shape, tree: Tree): unknown[] => {
  const member = shape.member
  if (member === undefined) return []
  const flat = isFlat(model, reference, shape)
  const items = flat ? tree : tree.branches.get(member.locationName ?? 'member')
  return numbered(items).map((item) => readTree(model, member, item))
}

const readMap = (model: Model, reference: Reference, shape: Shape, tree: Tree): Members => {
  const { key, value } = shape
  if (key === undefined || value === undefined) return {}
  const flat = reference.flattened === true || shape.flattened === true
  return Object.fromEntries(
    numbered(flat ? tree : tree.branches.get('entry')).flatMap((entry) => {
      const name = entry.branches.get(key.locationName ?? 'key')?.text
      const item = entry.branches.get(value.locationName ?? 'value')
      return name === undefined || item === undefined ? [] : [[name, readTree(model, value, item)]]
    }),
  )
}

const readTree = (model: Model, reference: Reference, tree: Tree): unknown => {
  const shape = shapeOf(model, reference.shape)
  if (shape.type === 'structure') return readMembers(model, shape, tree)
  if (shape.type === 'list') return readList(model, reference, shape, tree)
  if (shape.type === 'map') return readMap(model, reference, shape, tree)
  return fromText(shape, tree.text ?? '')
}

const readMembers = (model: Model, shape: Shape, tree: Tree): Members => {
  const out: Members = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    const branch = tree.branches.get(formName(model, name, reference))
    if (branch !== undefined) out[name] = readTree(model, reference, branch)
  }
  return out
}

/** An awsQuery or ec2Query form by the operation's input structure. */
export const fromForm = (model: Model, shape: Shape, form: URLSearchParams): Members =>
  readMembers(model, shape, treeOf(form))
