import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type BodyStream, ServiceError } from '../service.ts'

/** The largest request body that is held in memory; objects are streamed and have no such limit. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024

/** The whole body in memory. Throws RequestEntityTooLarge beyond 64 MiB. */
export const collect = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_BUFFERED_BYTES) {
      throw new ServiceError('RequestEntityTooLarge', 'The request body is too large.', 413)
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

/** The body without its gzip content encoding, if it has one; SDKs compress large JSON bodies. */
export const unzip = async (
  body: Uint8Array,
  encoding: string | undefined,
): Promise<Uint8Array> => {
  if (!/\bgzip\b/.test(encoding ?? '')) return body
  try {
    return await promisify(gunzip)(body, { maxOutputLength: MAX_BUFFERED_BYTES })
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid gzip.')
  }
}

const malformed = (): ServiceError =>
  new ServiceError(
    'IncompleteBody',
    'The request body terminated unexpectedly or its chunks are malformed.',
  )

/** Reads lines and exact byte counts from a stream whose chunks fall anywhere. */
const reader = (source: AsyncIterable<Uint8Array>) => {
  const iterator = source[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  const more = async (): Promise<boolean> => {
    const next = await iterator.next()
    if (next.done) return false
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
    return true
  }
  return {
    /** The next line without CRLF; undefined at the end of the stream. */
    line: async (): Promise<string | undefined> => {
      for (;;) {
        const end = held.indexOf(0x0a)
        if (end >= 0) {
          const text = Buffer.from(held.subarray(0, end)).toString('latin1')
          held = held.subarray(end + 1)
          return text.replace(/\r$/, '')
        }
        // A chunk header or trailer line is short; anything longer is not this framing.
        if (held.length > 16_384) throw malformed()
        if (await more()) continue
        const rest = Buffer.from(held).toString('latin1')
        held = new Uint8Array(0)
        return rest === '' ? undefined : rest
      }
    },
    /** Up to `limit` bytes, as they come. */
    some: async (limit: number): Promise<Uint8Array> => {
      if (held.length === 0 && !(await more())) throw malformed()
      const part = held.subarray(0, limit)
      held = held.subarray(part.length)
      return part
    },
  }
}

/** The content of an aws-chunked body (`size[;chunk-signature=…] CRLF data CRLF … 0 CRLF trailers`). */
async function* unchunk(
  source: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const input = reader(source)
  for (;;) {
    const header = await input.line()
    const size = Number.parseInt(header ?? '', 16)
    if (header === undefined || !/^[0-9a-f]+(;|$)/i.test(header)) throw malformed()
    if (size === 0) break
    for (let left = size; left > 0; ) {
      const part = await input.some(left)
      left -= part.length
      if (part.length > 0) yield part
    }
    if ((await input.line()) !== '') throw malformed()
  }
  for (let line = await input.line(); line; line = await input.line()) {
    const colon = line.indexOf(':')
    if (colon > 0)
      trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  expected: number,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    yield chunk
  }
  if (size !== expected) {
    const text =
      'You did not provide the number of bytes specified by the Content-Length HTTP header.'
    throw new ServiceError('IncompleteBody', text)
  }
}

/** A body as content: the aws-chunked framing taken off, its length checked, its trailers kept. */
export const contentOf = (
  body: AsyncIterable<Uint8Array>,
  headers: Readonly<Record<string, string>>,
): BodyStream => {
  const trailers = new Map<string, string>()
  const framed =
    /\baws-chunked\b/.test(headers['content-encoding'] ?? '') ||
    (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-')
  const content = framed ? unchunk(body, trailers) : body
  const length = headers[framed ? 'x-amz-decoded-content-length' : 'content-length']
  const checked = length === undefined ? content : counted(content, Number(length))
  return { trailers, [Symbol.asyncIterator]: () => checked[Symbol.asyncIterator]() }
}
