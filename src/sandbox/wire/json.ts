import {
  type Model,
  type Reference,
  type Shape,
  shapeOf,
  type TimestampFormat,
} from '../model/types.ts'
import { ServiceError } from '../service.ts'
import { readTimestamp, writeTimestamp } from './timestamps.ts'

type Json = Record<string, unknown>

const wrong = (what: string, type: string): ServiceError =>
  new ServiceError('SerializationException', `${what} can not be converted to ${type}`)

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'Array' : isObject(value) ? 'Object' : `${typeof value} value`

const readScalar = (shape: Shape, value: unknown): unknown => {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') throw wrong(kindOf(value), 'a String')
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong(kindOf(value), 'a Boolean')
      return value
    case 'integer':
    case 'long':
      if (!Number.isInteger(value)) throw wrong(kindOf(value), 'an Integer')
      return value
    case 'timestamp': {
      const time = readTimestamp(value)
      if (time === undefined) throw wrong(kindOf(value), 'a Timestamp')
      return time
    }
    case 'blob':
      if (typeof value !== 'string') throw wrong(kindOf(value), 'a Blob')
      return new Uint8Array(Buffer.from(value, 'base64'))
    default:
      // JSON has no NaN and infinities; the protocol sends them as text.
      if (typeof value !== 'number' && !/^(NaN|-?Infinity)$/.test(String(value))) {
        throw wrong(kindOf(value), 'a Number')
      }
      return Number(value)
  }
}

/** A parsed JSON value by its shape. Unknown members are dropped; throws SerializationException. */
export const fromJson = (model: Model, shapeName: string, value: unknown): unknown =>
  readShape(model, shapeOf(model, shapeName), value)

/** The members of a structure that travel in a JSON body. */
export const membersFromJson = (model: Model, shape: Shape, value: unknown): Json => {
  if (!isObject(value)) throw wrong(kindOf(value), 'an Object')
  const out: Json = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    if (reference.location !== undefined) continue
    const held = Object.hasOwn(value, reference.locationName ?? name)
      ? value[reference.locationName ?? name]
      : undefined
    if (held !== undefined && held !== null) out[name] = fromJson(model, reference.shape, held)
  }
  return out
}

const readShape = (model: Model, shape: Shape, value: unknown): unknown => {
  if (shape.document) return value
  if (shape.type === 'structure') return membersFromJson(model, shape, value)
  if (shape.type === 'list' && shape.member) {
    if (!Array.isArray(value)) throw wrong(kindOf(value), 'a List')
    const element = shape.member.shape
    return value.map((item) => fromJson(model, element, item))
  }
  if (shape.type === 'map' && shape.value) {
    if (!isObject(value)) throw wrong(kindOf(value), 'a Map')
    const element = shape.value.shape
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fromJson(model, element, item)]),
    )
  }
  return readScalar(shape, value)
}

const timestampFormat = (reference: Reference, shape: Shape): TimestampFormat =>
  reference.timestampFormat ?? shape.timestampFormat ?? 'unixTimestamp'

/** A value in JSON form: times as epoch seconds unless the model says otherwise, blobs in base64. */
export const toJson = (model: Model, reference: Reference, value: unknown): unknown => {
  const shape = shapeOf(model, reference.shape)
  if (shape.document) return value
  if (value instanceof Date) return writeTimestamp(value, timestampFormat(reference, shape))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (shape.type === 'list' && Array.isArray(value) && shape.member) {
    const element = shape.member
    return value.map((item) => toJson(model, element, item))
  }
  if (shape.type === 'map' && isObject(value) && shape.value) {
    const element = shape.value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toJson(model, element, item)]),
    )
  }
  if (shape.type === 'structure' && isObject(value)) return membersToJson(model, shape, value)
  return value
}

/** The members of a structure that travel in a JSON body; members the shape lacks are left out. */
export const membersToJson = (model: Model, shape: Shape, value: Readonly<Json>): Json => {
  const out: Json = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    if (reference.location !== undefined || value[name] === undefined || value[name] === null)
      continue
    out[reference.locationName ?? name] = toJson(model, reference, value[name])
  }
  return out
}
