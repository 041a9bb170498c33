import { crc32 } from '../checksum/crc32.ts'
import { type Model, type Shape, shapeOf } from '../model/types.ts'
import { ServiceError } from '../service.ts'
import { membersToJson } from './json.ts'

/** Type byte of a string header value in application/vnd.amazon.eventstream. */
const STRING_HEADER = 7

const header = (name: string, value: string): Uint8Array => {
  const key = Buffer.from(name)
  const text = Buffer.from(value)
  const out = Buffer.alloc(1 + key.length + 1 + 2 + text.length)
  out.writeUInt8(key.length, 0)
  key.copy(out, 1)
  out.writeUInt8(STRING_HEADER, 1 + key.length)
  out.writeUInt16BE(text.length, 2 + key.length)
  text.copy(out, 4 + key.length)
  return out
}

/**
 * One message: total length, headers length, CRC of those two, headers, payload, CRC of all before.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
export const encodeMessage = (
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array,
): Uint8Array => {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)))
  const out = Buffer.alloc(12 + head.length + payload.length + 4)
  out.writeUInt32BE(out.length, 0)
  out.writeUInt32BE(head.length, 4)
  out.writeUInt32BE(crc32(out.subarray(0, 8)), 8)
  head.copy(out, 12)
  out.set(payload, 12 + head.length)
  out.writeUInt32BE(crc32(out.subarray(0, out.length - 4)), out.length - 4)
  return out
}

const eventMessage = (model: Model, stream: Shape, event: Record<string, unknown>): Uint8Array => {
  const [name = '', value] = Object.entries(event).find(([, held]) => held !== undefined) ?? []
  const reference = stream.members?.[name]
  if (reference === undefined) throw new Error(`no event ${name} in this stream`)
  const shape = shapeOf(model, reference.shape)
  const raw = Object.entries(shape.members ?? {}).find(([, member]) => member.eventpayload)?.[0]
  const members = (value ?? {}) as Record<string, unknown>
  const body = raw === undefined ? undefined : members[raw]
  const isRaw = body instanceof Uint8Array
  const headers = {
    ':event-type': name,
    ':content-type': isRaw ? 'application/octet-stream' : 'application/json',
    ':message-type': 'event',
  }
  const payload = isRaw ? body : Buffer.from(JSON.stringify(membersToJson(model, shape, members)))
  return encodeMessage(headers, payload)
}

/** The member of a stream union that carries an exception of this name, in the stream's own spelling. */
const exceptionMember = (stream: Shape, code: string): string => {
  const found = Object.entries(stream.members ?? {}).find(([, member]) => member.shape === code)
  return found?.[0] ?? code
}

/** Events (one-member objects) as messages; a ServiceError thrown half-way becomes an exception message. */
export async function* encodeEvents(
  model: Model,
  stream: Shape,
  events: AsyncIterable<Record<string, unknown>>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const event of events) yield eventMessage(model, stream, event)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const headers = {
      ':exception-type': exceptionMember(stream, error.code),
      ':content-type': 'application/json',
      ':message-type': 'exception',
    }
    const body = { message: error.message, ...error.members }
    yield encodeMessage(headers, Buffer.from(JSON.stringify(body)))
  }
}
