import { Readable } from 'node:stream'
import type { Engine } from './engine.ts'
import { ConnectionResetError, type WireRequest, type WireResponse } from './wire/message.ts'

/** The part of an SDK's serialized, signed request that is read here. */
export type SdkRequest = {
  readonly method: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Shaped like the SDK's HttpResponse, which it tells by its members. */
export type SdkResponse = {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

type HandlerOptions = { readonly abortSignal?: AbortSignal | undefined }

/** What the `requestHandler` option of any SDK v3 client takes. */
export type InProcessHandler = {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: SdkRequest, options?: HandlerOptions): Promise<{ response: SdkResponse }>
  updateHttpClientConfig(): void
  httpHandlerConfigs(): Record<string, never>
  destroy(): void
}

const isIterable = (value: unknown): value is AsyncIterable<Uint8Array> =>
  value !== null && typeof value === 'object' && Symbol.asyncIterator in value

async function* bytesOf(body: unknown): AsyncGenerator<Uint8Array> {
  if (body === undefined || body === null) return
  if (typeof body === 'string') yield Buffer.from(body)
  // A copy, because the SDK's own bytes warn when they are read as text.
  else if (body instanceof Uint8Array) yield new Uint8Array(body)
  else if (body instanceof ArrayBuffer) yield new Uint8Array(body)
  else if (isIterable(body)) {
    for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  } else throw new TypeError('the sandbox cannot read this kind of request body')
}

const queryOf = (query: SdkRequest['query']): URLSearchParams => {
  const out = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) out.append(name, item ?? '')
  }
  return out
}

const wireRequest = (request: SdkRequest): WireRequest => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const host = request.port ? `${request.hostname}:${request.port}` : request.hostname
  return {
    method: request.method,
    path: request.path,
    query: queryOf(request.query),
    headers: { host, ...headers },
    body: bytesOf(request.body),
  }
}

const sdkResponse = (response: WireResponse): SdkResponse => {
  const { body } = response
  const stream =
    body instanceof Uint8Array
      ? Readable.from(body.length > 0 ? [body] : [], { objectMode: false })
      : Readable.from(body, { objectMode: false })
  return { statusCode: response.status, headers: { ...response.headers }, body: stream }
}

/** A reset as the SDK's own handler words it, so that its retry rules treat it the same. */
const socketError = (): Error =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

const abortError = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return work
  if (signal.aborted) throw abortError()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError())
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * The door without a port: a `requestHandler` that answers the SDK's own serialized requests, so
 * that everything but the socket is exercised. Rejects with SandboxStateError when the state
 * directory cannot be used.
 */
export const inProcessHandler = (engine: Engine): InProcessHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  handle: async (request, options = {}) => {
    if (options.abortSignal?.aborted) throw abortError()
    try {
      const work = engine.handle(wireRequest(request))
      return { response: sdkResponse(await untilAborted(work, options.abortSignal)) }
    } catch (error) {
      if (error instanceof ConnectionResetError) throw socketError()
      throw error
    }
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
})
