import { type Model, type Shape, shapeOf } from '../model/types.ts'
import type { ServiceError } from '../service.ts'
import { requestIdHeaders } from './encode.ts'
import { membersToJson } from './json.ts'
import type { WireResponse } from './message.ts'
import { escapeXml, tag } from './xml-text.ts'

type Declared = {
  readonly shape: Shape | undefined
  /** As a form client reads it. */
  readonly code: string
  /** As a JSON client of a service that once spoke forms reads it. */
  readonly name: string
}

/** The error shape an operation declares for this code, by shape name or by wire code. */
const declared = (model: Model, operation: string | undefined, code: string): Declared => {
  const names = (operation === undefined ? undefined : model.operations[operation]?.errors) ?? []
  for (const name of names) {
    const shape = shapeOf(model, name)
    const wire = shape.error?.code ?? name
    if (name === code || wire === code) return { shape, code: wire, name }
  }
  return { shape: undefined, code, name: code }
}

/** The member that carries the text is spelt `message` or `Message`, as the service likes. */
const messageName = (model: Model, shape: Shape | undefined): string => {
  const name = Object.keys(shape?.members ?? {}).find(
    (member) => member.toLowerCase() === 'message',
  )
  return name ?? (model.protocol === 'json' ? 'Message' : 'message')
}

const jsonBody = (
  model: Model,
  { shape, code, name }: Declared,
  error: ServiceError,
): Uint8Array => {
  const members = shape ? membersToJson(model, shape, error.members) : error.members
  const text = { [messageName(model, shape)]: error.message }
  const type = model.protocol === 'json' ? { __type: model.queryCompatible ? name : code } : {}
  return Buffer.from(JSON.stringify({ ...type, ...text, ...members }))
}

const plainMembers = (error: ServiceError): string =>
  Object.entries(error.members)
    .map(([name, value]) => tag(name, escapeXml(String(value))))
    .join('')

const queryBody = (model: Model, code: string, error: ServiceError, requestId: string): string => {
  const type = tag('Type', error.status < 500 ? 'Sender' : 'Receiver')
  const what = tag('Code', escapeXml(code)) + tag('Message', escapeXml(error.message))
  const inner = tag('Error', type + what + plainMembers(error)) + tag('RequestId', requestId)
  return tag('ErrorResponse', inner, ` xmlns="${model.xmlNamespace ?? ''}"`)
}

const ec2Body = (code: string, error: ServiceError, requestId: string): string => {
  const what = tag('Code', escapeXml(code)) + tag('Message', escapeXml(error.message))
  const inner = tag('Errors', tag('Error', what)) + tag('RequestID', requestId)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('Response', inner)}`
}

const s3Body = (code: string, error: ServiceError, requestId: string): string => {
  const what = tag('Code', escapeXml(code)) + tag('Message', escapeXml(error.message))
  const ids = tag('RequestId', requestId) + tag('HostId', Buffer.from(requestId).toString('base64'))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('Error', what + plainMembers(error) + ids)}`
}

const xmlBody = (model: Model, code: string, error: ServiceError, requestId: string): string => {
  if (model.protocol === 'query') return queryBody(model, code, error, requestId)
  return (model.protocol === 'ec2' ? ec2Body : s3Body)(code, error, requestId)
}

const CONTENT_TYPE = {
  'rest-json': 'application/json',
  json: 'application/x-amz-json-1.1',
  query: 'text/xml',
  ec2: 'text/xml',
  'rest-xml': 'application/xml',
} as const

/** Clients that took over from the query protocol keep its codes by this header. */
const queryErrorHeader = (model: Model, code: string, status: number): Record<string, string> =>
  model.protocol === 'json' && model.queryCompatible
    ? { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` }
    : {}

export type Failure = {
  readonly operation: string | undefined
  readonly error: ServiceError
  readonly requestId: string
  /** HEAD answers carry no body. */
  readonly method: string
}

/** An error in the service's protocol; a status in the model wins over the one thrown. */
export const encodeError = (model: Model, failure: Failure): WireResponse => {
  const { error, requestId } = failure
  const found = declared(model, failure.operation, error.code)
  const status = found.shape?.error?.httpStatusCode ?? error.status
  const isJson = model.protocol === 'json' || model.protocol === 'rest-json'
  const body = isJson
    ? jsonBody(model, found, error)
    : Buffer.from(xmlBody(model, found.code, error, requestId))
  return {
    status,
    headers: {
      'content-type': CONTENT_TYPE[model.protocol],
      ...(model.protocol === 'rest-json' ? { 'x-amzn-errortype': found.code } : {}),
      ...queryErrorHeader(model, found.code, status),
      ...requestIdHeaders(model, requestId),
      ...error.headers,
    },
    body: failure.method === 'HEAD' ? new Uint8Array(0) : body,
  }
}
