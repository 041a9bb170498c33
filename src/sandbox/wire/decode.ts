import { type Model, type Operation, type Shape, shapeOf, structureOf } from '../model/types.ts'
import { type Input, ServiceError } from '../service.ts'
import { collect, contentOf, unzip } from './body.ts'
import { fromJson, membersFromJson } from './json.ts'
import type { WireRequest } from './message.ts'
import { fromForm } from './query.ts'
import { fromElement, fromText, membersFromElement } from './xml.ts'
import { parseXml } from './xml-text.ts'

type Members = Record<string, unknown>

const text = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid UTF-8.')
  }
}

const json = (bytes: Uint8Array): unknown => {
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(text(bytes))
  } catch (error) {
    if (error instanceof ServiceError) throw error
    throw new ServiceError('SerializationException', 'The request body is not valid JSON.')
  }
}

const decodeLabel = (label: string): string => {
  try {
    return decodeURIComponent(label)
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.")
  }
}

/** A header or query value; a list of them is comma separated in a header. */
const located = (model: Model, shapeName: string, values: readonly string[]): unknown => {
  const shape = shapeOf(model, shapeName)
  if (shape.type !== 'list' || shape.member === undefined) return fromText(shape, values[0] ?? '')
  const member = shapeOf(model, shape.member.shape)
  return values.map((value) => fromText(member, value))
}

const prefixed = (headers: Readonly<Record<string, string>>, prefix: string): Members =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )

const readLocations = (
  model: Model,
  shape: Shape,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
): Members => {
  const out: Members = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    const wire = reference.locationName ?? name
    if (reference.location === 'uri' && labels[wire] !== undefined) {
      out[name] = located(model, reference.shape, [decodeLabel(labels[wire])])
    } else if (reference.location === 'querystring' && request.query.has(wire)) {
      out[name] = located(model, reference.shape, request.query.getAll(wire))
    } else if (reference.location === 'header') {
      const value = request.headers[wire.toLowerCase()]
      const isList = shapeOf(model, reference.shape).type === 'list'
      const values = isList ? (value ?? '').split(',').map((item) => item.trim()) : [value ?? '']
      if (value !== undefined) out[name] = located(model, reference.shape, values)
    } else if (reference.location === 'headers') {
      out[name] = prefixed(request.headers, wire.toLowerCase())
    }
  }
  return out
}

const readPayload = async (model: Model, shape: Shape, request: WireRequest): Promise<Members> => {
  const content = contentOf(request.body, request.headers)
  const name = shape.payload
  const reference = name === undefined ? undefined : shape.members?.[name]
  if (name === undefined || reference === undefined) {
    const bytes = await unzip(await collect(content), request.headers['content-encoding'])
    if (model.protocol === 'rest-json') return membersFromJson(model, shape, json(bytes))
    return bytes.length === 0 ? {} : membersFromElement(model, shape, parseXml(text(bytes)))
  }
  if (reference.streaming) return { [name]: content }
  const bytes = await unzip(await collect(content), request.headers['content-encoding'])
  const target = shapeOf(model, reference.shape)
  if (target.type === 'blob') return { [name]: bytes }
  if (bytes.length === 0) return {}
  if (target.type === 'string') return { [name]: text(bytes) }
  if (model.protocol === 'rest-json')
    return { [name]: fromJson(model, reference.shape, json(bytes)) }
  return { [name]: fromElement(model, reference.shape, parseXml(text(bytes))) }
}

/** The form body of a query-protocol request, or undefined when the request has none. */
export const readForm = async (request: WireRequest): Promise<URLSearchParams | undefined> => {
  if (!/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return undefined
  const bytes = await collect(contentOf(request.body, request.headers))
  return new URLSearchParams(text(await unzip(bytes, request.headers['content-encoding'])))
}

export type Encoded = {
  readonly request: WireRequest
  readonly labels: Readonly<Record<string, string>>
  readonly form: URLSearchParams | undefined
}

/** The operation's input as a value of its shape. Throws ServiceError for what cannot be read. */
export const decodeInput = async (
  model: Model,
  operation: Operation,
  { request, labels, form }: Encoded,
): Promise<Input> => {
  const shape = structureOf(model, operation.input)
  if (model.protocol === 'query' || model.protocol === 'ec2') {
    return fromForm(model, shape, form ?? new URLSearchParams())
  }
  if (model.protocol === 'json') {
    const bytes = await collect(contentOf(request.body, request.headers))
    return membersFromJson(
      model,
      shape,
      json(await unzip(bytes, request.headers['content-encoding'])),
    )
  }
  const fromPath = readLocations(model, shape, request, labels)
  return { ...fromPath, ...(await readPayload(model, shape, request)) }
}
