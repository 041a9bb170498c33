import { type IncomingMessage, request } from 'node:http'

/** A request to a container; loopback only, which the model's check has seen to. */
export type Asked = {
  readonly method: 'GET' | 'POST'
  readonly path: '/ping' | '/invocations'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Milliseconds. */
  readonly timeout: number
}

export type Answered = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const collected = async (message: IncomingMessage): Promise<Answered> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of message) chunks.push(chunk as Uint8Array)
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)])
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

/**
 * Asks a container by the SageMaker contract (GET /ping, POST /invocations). Undefined when it gives
 * no answer in time, or none that is HTTP.
 */
export const ask = (url: string, asked: Asked): Promise<Answered | undefined> =>
  new Promise((resolve) => {
    const { method, headers = {}, body, timeout } = asked
    const signal = AbortSignal.timeout(timeout)
    const target = new URL(asked.path, url)
    const outgoing = request(target, { method, headers: { ...headers }, signal }, (message) => {
      collected(message).then(resolve, () => resolve(undefined))
    })
    outgoing.on('error', () => resolve(undefined))
    outgoing.end(body)
  })
