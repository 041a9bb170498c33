import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  constants,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Engine } from './engine.ts'
import { SandboxStateError } from './state/state-error.ts'
import { sweep } from './state/sweep.ts'
import { ConnectionResetError, type WireRequest, type WireResponse } from './wire/message.ts'

type Incoming = IncomingMessage | Http2ServerRequest
type Outgoing = ServerResponse | Http2ServerResponse

export type ServeOptions = {
  readonly engine: Engine
  /** 0 takes a free one. */
  readonly port?: number
  readonly host?: '127.0.0.1' | '::1'
  /** Told of a state directory that cannot be used; the client gets a 500. */
  readonly onStateError?: (error: SandboxStateError) => void
}

export type Served = {
  readonly url: string
  readonly port: number
  /** Stops accepting, lets running calls end for a moment, then closes every connection. */
  close(): Promise<void>
}

const CLOSE_GRACE_MS = 2000
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/**
 * Why a request is refused before anything of it is read; undefined for a good one. A web page can
 * reach a loopback port, by rebinding its own name to it or by plain requests: only a local Host
 * passes, and nothing that a browser marks as its own.
 */
export const browserRefusal = (headers: Readonly<Record<string, string>>): string | undefined => {
  if (!LOCAL_HOST.test(headers.host ?? '')) return 'Host must be 127.0.0.1, localhost or [::1].'
  if (headers.origin !== undefined) return 'Requests with an Origin are refused.'
  if (headers['sec-fetch-site'] !== undefined) return 'Requests of browsers are refused.'
  return undefined
}

const headersOf = (request: Incoming): Record<string, string> => {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) out[name] = Array.isArray(value) ? value.join(',') : value
  }
  // HTTP/2 has no Host.
  if (out.host === undefined && out[':authority'] !== undefined) out.host = out[':authority']
  return out
}

const wireRequest = (request: Incoming, headers: Record<string, string>): WireRequest => {
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const method = request.method ?? 'GET'
  return { method, path, query: new URLSearchParams(query), headers, body: request }
}

const refuse = (text: string, status: number): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' },
  body: Buffer.from(JSON.stringify({ __type: 'InternalFailure', message: text })),
})

const send = async (answer: WireResponse, request: Incoming, response: Outgoing): Promise<void> => {
  const { body } = answer
  const known = answer.headers['content-length'] !== undefined
  const length =
    body instanceof Uint8Array && !known && answer.status !== 304
      ? { 'content-length': String(body.length) }
      : {}
  response.statusCode = answer.status
  for (const [name, value] of Object.entries({ ...answer.headers, ...length })) {
    response.setHeader(name, value)
  }
  if (request.method === 'HEAD') {
    if (body instanceof Readable) body.destroy()
    response.end()
    return
  }
  const content = body instanceof Uint8Array ? (body.length > 0 ? [body] : []) : body
  const stream =
    content instanceof Readable ? content : Readable.from(content, { objectMode: false })
  await pipeline(stream, response as ServerResponse)
}

/** Drops the connection (HTTP/1.1) or the session (HTTP/2) without an answer. */
const drop = (request: Incoming): void => {
  if ('stream' in request) request.stream.session?.destroy(undefined, constants.NGHTTP2_CANCEL)
  else request.socket.destroy()
}

const answer = async (
  { engine, onStateError }: ServeOptions,
  request: Incoming,
  response: Outgoing,
): Promise<void> => {
  const headers = headersOf(request)
  const refusal = browserRefusal(headers)
  try {
    const reply =
      refusal === undefined
        ? await engine.handle(wireRequest(request, headers))
        : refuse(refusal, 403)
    // What a refused upload still sends is read away, so that the client hears the answer.
    request.resume()
    await send(reply, request, response)
  } catch (error) {
    if (error instanceof SandboxStateError && !response.headersSent) {
      onStateError?.(error)
      await send(error.answer ?? refuse(error.message, 500), request, response).catch(() =>
        drop(request),
      )
    } else if (error instanceof ConnectionResetError || response.headersSent) drop(request)
    else await send(refuse(String(error), 500), request, response).catch(() => drop(request))
  }
}

/** Every HTTP/2 connection begins with this line; no HTTP/1.1 method does. */
const HTTP2_START = 'PRI'

/** Looks at a connection's first bytes, puts them back and hands it on. */
const sort = (socket: Socket, to: { http1(socket: Socket): void; http2(socket: Socket): void }) => {
  const look = () => {
    const first = socket.read() as Buffer | null
    if (first === null) return
    if (first.length < HTTP2_START.length && HTTP2_START.startsWith(first.toString('latin1'))) {
      socket.unshift(first)
      socket.once('readable', look)
      return
    }
    socket.unshift(first)
    const isHttp2 = first.subarray(0, 3).toString('latin1') === HTTP2_START
    if (isHttp2) to.http2(socket)
    else to.http1(socket)
  }
  socket.on('error', () => socket.destroy())
  socket.once('readable', look)
}

/**
 * The door with a port: the same engine for the AWS CLI, botocore and other SDKs, on loopback only,
 * HTTP/1.1 and HTTP/2 without TLS on one port (Bedrock's runtime clients speak HTTP/2 unasked).
 * Rejects when the port is taken.
 */
export const serve = async (options: ServeOptions): Promise<Served> => {
  const host = options.host ?? '127.0.0.1'
  let running = 0
  const onRequest = (request: Incoming, response: Outgoing) => {
    running += 1
    answer(options, request, response)
      .catch(() => drop(request))
      .finally(() => {
        running -= 1
      })
  }
  // An upload may take longer than Node's five minutes for a whole request.
  const http1 = createServer({ requestTimeout: 0 }, onRequest)
  const http2 = createHttp2Server(onRequest)
  // A client that goes away is no event here.
  http2.on('sessionError', () => {})
  const sockets = new Set<Socket>()
  const server = createSocketServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    sort(socket, {
      http1: (each) => http1.emit('connection', each),
      http2: (each) => http2.emit('connection', each),
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  // It never rejects, and nobody waits for it.
  void sweep(options.engine.directory)
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${port}`,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const until = Date.now() + CLOSE_GRACE_MS
      while (running > 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 10))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
