import { matcher } from './patterns.ts'
import { type Model, type Shape, shapeOf } from './types.ts'

/** One broken constraint, in AWS's words for it. */
export type Violation = {
  /** Lower-camel path with 1-based list positions: `tags.1.member.key`. */
  readonly path: string
  /** The member of the input that holds the value. */
  readonly top: string
  readonly kind: 'required' | 'length' | 'range' | 'enum' | 'pattern' | 'union'
  readonly value: string
  readonly constraint: string
}

type At = { readonly path: string; readonly top: string }

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const show = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return 'java.nio.HeapByteBuffer'
  return JSON.stringify(value) ?? String(value)
}

const sizeOf = (shape: Shape, value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.length
  if (Array.isArray(value)) return value.length
  if (shape.type === 'map') return Object.keys(value as object).length
  return undefined
}

/** Bounds and their wording: numbers have a value, everything else a length. */
const boundsBroken = (shape: Shape, value: unknown): Pick<Violation, 'kind' | 'constraint'>[] => {
  const size = sizeOf(shape, value)
  if (size === undefined) return []
  const isNumber = typeof value === 'number'
  const kind = isNumber ? 'range' : 'length'
  const what = isNumber ? 'value' : 'length'
  const word = (relation: string, bound: number) =>
    ({
      kind,
      constraint: `Member must have ${what} ${relation} than or equal to ${bound}`,
    }) as const
  return [
    ...(shape.min !== undefined && size < shape.min ? [word('greater', shape.min)] : []),
    ...(shape.max !== undefined && size > shape.max ? [word('less', shape.max)] : []),
  ]
}

const scalarBroken = (shape: Shape, value: unknown): Pick<Violation, 'kind' | 'constraint'>[] => {
  const found = boundsBroken(shape, value)
  if (typeof value !== 'string') return found
  if (shape.enum && !shape.enum.includes(value)) {
    const set = shape.enum.join(', ')
    found.push({ kind: 'enum', constraint: `Member must satisfy enum value set: [${set}]` })
  }
  if (shape.pattern !== undefined && matcher(shape.pattern)?.test(value) === false) {
    const constraint = `Member must satisfy regular expression pattern: ${shape.pattern}`
    found.push({ kind: 'pattern', constraint })
  }
  return found
}

const inside = (at: At, name: string): At => ({
  path: at.path === '' ? lowerFirst(name) : `${at.path}.${lowerFirst(name)}`,
  top: at.top === '' ? name : at.top,
})

const checkStructure = (model: Model, shape: Shape, value: object, at: At): Violation[] => {
  const held = value as Record<string, unknown>
  const missing = (shape.required ?? [])
    .filter((name) => held[name] === undefined && !shape.members?.[name]?.streaming)
    .map((name) => ({
      ...inside(at, name),
      kind: 'required' as const,
      value: 'null',
      constraint: 'Member must not be null',
    }))
  const inner = Object.entries(shape.members ?? {}).flatMap(([name, reference]) =>
    held[name] === undefined || reference.streaming
      ? []
      : checkShape(model, shapeOf(model, reference.shape), held[name], inside(at, name)),
  )
  const unset = shape.union === true && Object.keys(held).length !== 1
  // Worded only where it is needed: a structure may hold megabytes.
  const union = () => ({
    ...at,
    kind: 'union' as const,
    value: show(value),
    constraint: 'Member must have exactly one of its members set',
  })
  return [...missing, ...inner, ...(unset ? [union()] : [])]
}

const checkShape = (model: Model, shape: Shape, value: unknown, at: At): Violation[] => {
  if (shape.document || shape.eventstream) return []
  const own = scalarBroken(shape, value).map((broken) => ({
    ...broken,
    path: at.path,
    top: at.top,
    value: shape.sensitive ? '***' : show(value),
  }))
  if (shape.type === 'list' && Array.isArray(value) && shape.member) {
    const element = shapeOf(model, shape.member.shape)
    const inner = value.flatMap((item, index) =>
      checkShape(model, element, item, { ...at, path: `${at.path}.${index + 1}.member` }),
    )
    return [...own, ...inner]
  }
  if (value === null || typeof value !== 'object') return own
  if (shape.type === 'map' && shape.key && shape.value) {
    const key = shapeOf(model, shape.key.shape)
    const element = shapeOf(model, shape.value.shape)
    const inner = Object.entries(value).flatMap(([name, item]) => [
      ...checkShape(model, key, name, at),
      ...checkShape(model, element, item, { ...at, path: `${at.path}.${name}` }),
    ])
    return [...own, ...inner]
  }
  if (shape.type === 'structure') return [...own, ...checkStructure(model, shape, value, at)]
  return own
}

/** Every constraint of the API model that an operation's input breaks, in the model's member order. */
export const violationsOf = (
  model: Model,
  operation: string,
  input: object,
): readonly Violation[] => {
  const name = model.operations[operation]?.input
  if (name === undefined) return []
  return checkStructure(model, shapeOf(model, name), input, { path: '', top: '' })
}
