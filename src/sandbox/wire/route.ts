import type { Model, Operation, Shape } from '../model/types.ts'
import { structureOf } from '../model/types.ts'
import type { WireRequest } from './message.ts'

/** An operation found by method and path, with its path labels still %-encoded. */
export type RestMatch = {
  readonly operation: string
  readonly labels: Readonly<Record<string, string>>
}

type Template = {
  readonly path: RegExp
  readonly labels: readonly string[]
  /** Literal query members of the template: `?uploads`, `?list-type=2`. */
  readonly literals: readonly (readonly [string, string])[]
}

const templates = new Map<string, Template>()

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `/{Bucket}/{Key+}?uploads` as a pattern over the raw path; only a greedy label crosses slashes. */
const templateOf = (uri: string): Template => {
  const known = templates.get(uri)
  if (known) return known
  const [path = '', query = ''] = uri.split('?')
  const labels: string[] = []
  const pattern = path
    .split(/(\{[^}]+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escapeRegExp(part)
      labels.push(part.replace(/[{}+]/g, ''))
      return part.endsWith('+}') ? '(.+)' : '([^/]+)'
    })
    .join('')
  const literals = [...new URLSearchParams(query)]
  const template = { path: new RegExp(`^${pattern}$`, 's'), labels, literals }
  templates.set(uri, template)
  return template
}

const bound = (shape: Shape, location: string): [string, string][] =>
  Object.entries(shape.members ?? {})
    .filter(([, reference]) => reference.location === location)
    .map(([name, reference]) => [name, reference.locationName ?? name])

/** How well a request fits an operation whose path it matches; undefined when it does not fit. */
const suitability = (
  operation: Operation,
  shape: Shape,
  literals: Template['literals'],
  request: WireRequest,
): number | undefined => {
  const { query, headers } = request
  if (!literals.every(([name, value]) => query.get(name) === value)) return undefined
  const named = new Set(literals.map(([name]) => name))
  const bindings = bound(shape, 'querystring')
  for (const [, wire] of bindings) named.add(wire)
  // `?lifecycle` on a bucket must not be taken for CreateBucket: a valueless key that the operation
  // does not know is a subresource of another operation.
  for (const [name, value] of query) if (value === '' && !named.has(name)) return undefined
  const required = new Set(shape.required ?? [])
  const needed = bindings.filter(([name]) => required.has(name))
  if (!needed.every(([, wire]) => query.has(wire))) return undefined
  const neededHeaders = bound(shape, 'header').filter(([name]) => required.has(name))
  const present = neededHeaders.filter(([, wire]) => headers[wire.toLowerCase()] !== undefined)
  // Copying and uploading differ only in the header that names the source.
  if (operation.method === 'PUT' && present.length < neededHeaders.length) return undefined
  return 100 * literals.length + 10 * needed.length + present.length
}

/** The operation of a REST service that a request means: the most specific one that fits. */
export const matchRest = (model: Model, request: WireRequest): RestMatch | undefined => {
  let best: RestMatch | undefined
  let bestFit = -1
  for (const [name, operation] of Object.entries(model.operations)) {
    if (operation.method !== request.method) continue
    const template = templateOf(operation.uri)
    const found = template.path.exec(request.path)
    if (found === null) continue
    const score = suitability(
      operation,
      structureOf(model, operation.input),
      template.literals,
      request,
    )
    if (score === undefined || score <= bestFit) continue
    bestFit = score
    const labels = template.labels.map((label, index) => [label, found[index + 1] ?? ''])
    best = { operation: name, labels: Object.fromEntries(labels) as Record<string, string> }
  }
  return best
}
