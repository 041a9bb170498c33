import {
  type Model,
  type Reference,
  type Shape,
  shapeOf,
  type TimestampFormat,
} from '../model/types.ts'
import { ServiceError } from '../service.ts'
import { readTimestamp, writeTimestamp } from './timestamps.ts'
import { type Element, escapeXml, tag } from './xml-text.ts'

type Members = Record<string, unknown>

/** A text form (XML content, query value, header, path label) as the shape's value. */
export const fromText = (shape: Shape, text: string): unknown => {
  switch (shape.type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw malformed(text, 'Boolean')
      return text === 'true'
    case 'integer':
    case 'long':
      if (!/^[+-]?\d+$/.test(text)) throw malformed(text, 'Integer')
      return Number(text)
    case 'float':
    case 'double':
      if (Number.isNaN(Number(text)) && text !== 'NaN') throw malformed(text, 'Number')
      return Number(text)
    case 'timestamp': {
      const time = readTimestamp(text)
      if (time === undefined) throw malformed(text, 'Timestamp')
      return time
    }
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'))
    default:
      return text
  }
}

const malformed = (text: string, type: string): ServiceError =>
  new ServiceError('MalformedInput', `'${text}' can not be converted to a ${type}`)

/** A scalar in text form. */
export const toText = (value: unknown, format: TimestampFormat): string => {
  if (value instanceof Date) return String(writeTimestamp(value, format))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return String(value)
}

const isFlat = (reference: Reference, shape: Shape): boolean =>
  reference.flattened === true || shape.flattened === true

const readMap = (model: Model, shape: Shape, entries: readonly Element[]): Members => {
  const { key, value } = shape
  if (key === undefined || value === undefined) return {}
  const child = (entry: Element, name: string) => entry.children.find((item) => item.name === name)
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const keyElement = child(entry, key.locationName ?? 'key')
      const valueElement = child(entry, value.locationName ?? 'value')
      if (keyElement === undefined || valueElement === undefined) return []
      return [[keyElement.text, fromElement(model, value.shape, valueElement)]]
    }),
  )
}

/** An element by its shape; unknown children are dropped. */
export const fromElement = (model: Model, shapeName: string, element: Element): unknown => {
  const shape = shapeOf(model, shapeName)
  if (shape.type === 'structure') return membersFromElement(model, shape, element)
  if (shape.type === 'list' && shape.member) {
    const member = shape.member
    return element.children.map((child) => fromElement(model, member.shape, child))
  }
  if (shape.type === 'map') return readMap(model, shape, element.children)
  return fromText(shape, element.text)
}

/** The members of a structure that travel in an XML body. */
export const membersFromElement = (model: Model, shape: Shape, element: Element): Members => {
  const out: Members = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    if (reference.location !== undefined) continue
    const target = shapeOf(model, reference.shape)
    const flat = isFlat(reference, target)
    const wire = reference.locationName ?? (flat ? target.member?.locationName : undefined) ?? name
    if (reference.xmlAttribute) {
      const attribute = element.attributes[wire.replace(/^.*:/, '')]
      if (attribute !== undefined) out[name] = attribute
      continue
    }
    const found = element.children.filter((child) => child.name === wire)
    const first = found[0]
    if (first === undefined) continue
    if (flat && target.type === 'list' && target.member) {
      const member = target.member
      out[name] = found.map((child) => fromElement(model, member.shape, child))
    } else if (flat && target.type === 'map') {
      out[name] = readMap(model, target, found)
    } else {
      out[name] = fromElement(model, reference.shape, first)
    }
  }
  return out
}

const writeMapEntries = (model: Model, shape: Shape, value: Members, entry: string): string =>
  Object.entries(value)
    .map(([key, item]) => {
      const keyTag = tag(shape.key?.locationName ?? 'key', escapeXml(key))
      const valueName = shape.value?.locationName ?? 'value'
      return tag(
        entry,
        keyTag + (shape.value ? toElement(model, shape.value, valueName, item) : ''),
      )
    })
    .join('')

/** A value as an element (or, for a flattened list or map, as a run of elements). */
export const toElement = (
  model: Model,
  reference: Reference,
  name: string,
  value: unknown,
): string => {
  const shape = shapeOf(model, reference.shape)
  const flat = isFlat(reference, shape)
  if (shape.type === 'list' && Array.isArray(value) && shape.member) {
    const member = shape.member
    const itemName = flat ? name : (member.locationName ?? 'member')
    const items = value.map((item) => toElement(model, member, itemName, item)).join('')
    return flat ? items : tag(name, items)
  }
  if (shape.type === 'map') {
    const entries = writeMapEntries(model, shape, value as Members, flat ? name : 'entry')
    return flat ? entries : tag(name, entries)
  }
  if (shape.type === 'structure') return structureElement(model, reference, name, value as Members)
  const format = reference.timestampFormat ?? shape.timestampFormat ?? 'iso8601'
  return tag(name, escapeXml(toText(value, format)))
}

const structureElement = (
  model: Model,
  reference: Reference,
  name: string,
  value: Members,
): string => {
  const shape = shapeOf(model, reference.shape)
  const attributes = Object.entries(shape.members ?? {})
    .filter(([member, { xmlAttribute }]) => xmlAttribute && value[member] !== undefined)
    .map(
      ([member, held]) => ` ${held.locationName ?? member}="${escapeXml(String(value[member]))}"`,
    )
  const space = reference.xmlNamespace
  const declared = space ? ` xmlns${space.prefix ? `:${space.prefix}` : ''}="${space.uri}"` : ''
  return tag(name, membersToXml(model, shape, value), declared + attributes.join(''))
}

/** The members of a structure that travel in an XML body, one element after the other. */
export const membersToXml = (model: Model, shape: Shape, value: Readonly<Members>): string =>
  Object.entries(shape.members ?? {})
    .filter(
      ([name, reference]) =>
        reference.location === undefined &&
        !reference.xmlAttribute &&
        value[name] !== undefined &&
        value[name] !== null,
    )
    .map(([name, reference]) => {
      const target = shapeOf(model, reference.shape)
      const inner = isFlat(reference, target) ? target.member?.locationName : undefined
      return toElement(model, reference, reference.locationName ?? inner ?? name, value[name])
    })
    .join('')
