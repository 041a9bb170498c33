import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Passing = {
  /** From 1, over the life of the gateway. */
  readonly number: number
  readonly method: string
  readonly url: string
}

/** A request as it came. */
export type Raw = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type GatewayOptions = {
  /** Called with a whole request before it goes on; `false` lets it vanish. */
  readonly before?: (call: Passing, raw: Raw) => boolean
  /** Called with the answer in hand; `false` lets it vanish. */
  readonly after?: (call: Passing, raw: Raw) => boolean
  /** The path that upstream gets. */
  readonly readdress?: (url: string) => string
  /** What the client gets for an answer's text. */
  readonly rewrite?: (text: string) => string
}

/**
 * A loopback HTTP/1.1 proxy between a client and `upstream`, for tests that must know or spoil what
 * passes. What vanishes ends as a reset connection. Closed when the test ends.
 */
export const openGateway = async (
  upstream: string,
  options: GatewayOptions = {},
): Promise<{ readonly url: string; readonly passed: readonly Passing[] }> => {
  const passed: Passing[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (incoming, answer) => {
    const vanish = () => incoming.socket.destroy()
    try {
      const body = await bytesOf(incoming)
      const { method = 'GET', url = '/', headers: sent } = incoming
      const call = { number: passed.length + 1, method, url }
      const raw = { method, url, headers: sent, body }
      passed.push(call)
      if (options.before?.(call, raw) === false) return vanish()
      const got = await forward(upstream, { ...raw, url: options.readdress?.(url) ?? url })
      if (options.after?.(call, raw) === false) return vanish()
      const text = options.rewrite?.(got.body.toString('utf8'))
      const bytes = text === undefined ? got.body : Buffer.from(text)
      const { 'transfer-encoding': _chunks, connection: _connection, ...headers } = got.headers
      const length = method === 'HEAD' ? headers['content-length'] : bytes.length
      answer.writeHead(got.status, { ...headers, 'content-length': length })
      answer.end(method === 'HEAD' ? undefined : bytes)
    } catch {
      vanish()
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, passed }
}

const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const forward = (
  upstream: string,
  { method, url, headers, body }: Raw,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(upstream)
    const { expect: _expect, ...kept } = headers
    const outgoing = request({ hostname, port, method, path: url, headers: kept }, (got) => {
      bytesOf(got).then(
        (bytes) => resolve({ status: got.statusCode ?? 0, headers: got.headers, body: bytes }),
        reject,
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
