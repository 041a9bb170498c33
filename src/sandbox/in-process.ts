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

type HandlerOptions = {
  readonly abortSignal?: AbortSignal | undefined
  /** Milliseconds until an answer must have begun; none when absent or 0. */
  readonly requestTimeout?: number | undefined
}

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

const bodyStream = (body: WireResponse['body']): Readable => {
  if (body instanceof Readable) return body
  const content = body instanceof Uint8Array ? (body.length > 0 ? [body] : []) : body
  return Readable.from(content, { objectMode: false })
}

const sdkResponse = ({ status, headers, body }: WireResponse): SdkResponse => ({
  statusCode: status,
  headers: { ...headers },
  body: bodyStream(body),
})

/** A reset as the SDK's own handler words it, so that its retry rules treat it the same. */
const socketError = (): Error =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

const abortError = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

const timeoutError = (milliseconds: number): Error =>
  Object.assign(new Error(`no answer within ${milliseconds} ms`), { name: 'TimeoutError' })

/** The response, unless the caller gives up first; what comes too late is closed, not leaked. */
const unlessGivenUp = async (
  work: Promise<SdkResponse>,
  { abortSignal, requestTimeout }: HandlerOptions,
): Promise<SdkResponse> => {
  let stop = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    const abort = () => reject(abortError())
    const timer = requestTimeout
      ? setTimeout(() => reject(timeoutError(requestTimeout)), requestTimeout)
      : undefined
    abortSignal?.addEventListener('abort', abort, { once: true })
    stop = () => {
      clearTimeout(timer)
      abortSignal?.removeEventListener('abort', abort)
    }
  })
  try {
    return await Promise.race([work, givenUp])
  } catch (error) {
    work.then(({ body }) => body.destroy()).catch(() => {})
    throw error
  } finally {
    stop()
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
      const work = engine.handle(wireRequest(request)).then(sdkResponse)
      return { response: await unlessGivenUp(work, options) }
    } catch (error) {
      if (error instanceof ConnectionResetError) throw socketError()
      throw error
    }
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
})
