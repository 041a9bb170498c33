import {
  type Model,
  type Operation,
  type Reference,
  type Shape,
  shapeOf,
  structureOf,
} from '../model/types.ts'
import type { Output } from '../service.ts'
import { encodeEvents } from './event-stream.ts'
import { membersToJson, toJson } from './json.ts'
import type { WireResponse } from './message.ts'
import { writeTimestamp } from './timestamps.ts'
import { membersToXml, toElement, toText } from './xml.ts'
import { tag } from './xml-text.ts'

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const EMPTY = new Uint8Array(0)

type Headers = Record<string, string>
type Answer = { readonly headers: Headers; readonly body: WireResponse['body'] }

const xmlns = (uri: string | undefined): string => (uri === undefined ? '' : ` xmlns="${uri}"`)

const jsonAnswer = (value: unknown, contentType: string): Answer => ({
  headers: { 'content-type': contentType },
  body: Buffer.from(JSON.stringify(value)),
})

const xmlAnswer = (xml: string, contentType: string): Answer => ({
  headers: { 'content-type': contentType },
  body: Buffer.from(XML + xml),
})

/** Members that travel in headers. */
const outputHeaders = (model: Model, shape: Shape, output: Output): Headers => {
  const out: Headers = {}
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    const value = output[name]
    if (value === undefined || value === null) continue
    const wire = (reference.locationName ?? name).toLowerCase()
    if (reference.location === 'headers') {
      for (const [key, item] of Object.entries(value)) out[`${wire}${key}`] = String(item)
    } else if (reference.location === 'header') {
      const target = shapeOf(model, reference.shape)
      const format = reference.timestampFormat ?? target.timestampFormat ?? 'rfc822'
      out[wire] = Array.isArray(value)
        ? value.join(',')
        : value instanceof Date
          ? String(writeTimestamp(value, format))
          : toText(value, format)
    }
  }
  return out
}

const isStream = (value: unknown): value is AsyncIterable<Uint8Array> =>
  value !== null && typeof value === 'object' && Symbol.asyncIterator in value

const payloadAnswer = (
  model: Model,
  reference: Reference,
  name: string,
  value: unknown,
): Answer => {
  const target = shapeOf(model, reference.shape)
  if (target.eventstream) {
    const events = value as AsyncIterable<Record<string, unknown>>
    const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
    return { headers, body: encodeEvents(model, target, events) }
  }
  if (value instanceof Uint8Array || isStream(value)) {
    return { headers: { 'content-type': 'application/octet-stream' }, body: value }
  }
  if (value === undefined || value === null) return { headers: {}, body: EMPTY }
  if (target.type === 'string') return { headers: {}, body: Buffer.from(String(value)) }
  if (model.protocol === 'rest-json') {
    return jsonAnswer(toJson(model, reference, value), 'application/json')
  }
  const root = reference.locationName ?? target.locationName ?? name
  const named = { ...reference, xmlNamespace: reference.xmlNamespace ?? { uri: S3_NAMESPACE } }
  return xmlAnswer(toElement(model, named, root, value), 'application/xml')
}

/** S3's one output without a wrapper: the root element itself is the value. */
const locationAnswer = (output: Output): Answer =>
  xmlAnswer(
    tag('LocationConstraint', String(output.LocationConstraint ?? ''), xmlns(S3_NAMESPACE)),
    'application/xml',
  )

const restXmlBody = (model: Model, shape: Shape, name: string, output: Output): Answer => {
  if (name === 'GetBucketLocation') return locationAnswer(output)
  const inBody = Object.values(shape.members ?? {}).some(({ location }) => location === undefined)
  if (!inBody) return { headers: {}, body: EMPTY }
  const root = shape.locationName ?? name.replace(/V2$/, '').concat('Result')
  const xml = tag(root, membersToXml(model, shape, output), xmlns(S3_NAMESPACE))
  return xmlAnswer(xml, 'application/xml')
}

const bodyAnswer = (model: Model, name: string, operation: Operation, call: Reply): Answer => {
  const shape = structureOf(model, operation.output)
  const { output, requestId } = call
  switch (model.protocol) {
    case 'json':
      return jsonAnswer(
        membersToJson(model, shape, output),
        `application/x-amz-json-${model.jsonVersion ?? '1.1'}`,
      )
    case 'query': {
      const content = membersToXml(model, shape, output)
      const result = operation.resultWrapper ? tag(operation.resultWrapper, content) : content
      const metadata = tag('ResponseMetadata', tag('RequestId', requestId))
      return xmlAnswer(
        tag(`${name}Response`, result + metadata, xmlns(model.xmlNamespace)),
        'text/xml',
      )
    }
    case 'ec2': {
      const content = membersToXml(model, shape, output) || tag('return', 'true')
      const inner = tag('requestId', requestId) + content
      return xmlAnswer(tag(`${name}Response`, inner, xmlns(model.xmlNamespace)), 'text/xml')
    }
    case 'rest-json':
    case 'rest-xml': {
      const payload = shape.payload
      const reference = payload === undefined ? undefined : shape.members?.[payload]
      if (payload !== undefined && reference !== undefined) {
        return payloadAnswer(model, reference, payload, output[payload])
      }
      return model.protocol === 'rest-json'
        ? jsonAnswer(membersToJson(model, shape, output), 'application/json')
        : restXmlBody(model, shape, name, output)
    }
  }
}

export type Reply = { readonly output: Output; readonly requestId: string }

/** Header names that carry the request id, per protocol. */
export const requestIdHeaders = (model: Model, requestId: string): Headers =>
  model.protocol === 'rest-xml'
    ? { 'x-amz-request-id': requestId, 'x-amz-id-2': Buffer.from(requestId).toString('base64') }
    : { 'x-amzn-requestid': requestId }

/** A successful answer on the wire, with the status the model gives. */
export const encodeOutput = (model: Model, name: string, reply: Reply): WireResponse => {
  const operation = model.operations[name]
  if (operation === undefined) throw new Error(`${model.service}: no operation ${name}`)
  const shape = structureOf(model, operation.output)
  const answer = bodyAnswer(model, name, operation, reply)
  const located = outputHeaders(model, shape, reply.output)
  const code = Object.entries(shape.members ?? {}).find(
    ([, { location }]) => location === 'statusCode',
  )
  const status = code === undefined ? undefined : reply.output[code[0]]
  const partial = located['content-range'] !== undefined ? 206 : undefined
  return {
    status: typeof status === 'number' ? status : (partial ?? operation.status ?? 200),
    headers: { ...answer.headers, ...located, ...requestIdHeaders(model, reply.requestId) },
    body: answer.body,
  }
}
