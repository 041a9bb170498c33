import { request as send } from 'node:http'
import type { Http, HttpAnswer, HttpRequest } from '../ports/http.ts'

/** More than any answer that a check needs to look at. */
const KEPT_BYTES = 1024 * 1024

/** One connection per request: a server that mishandles keep-alive must not spoil the next answer. */
export const localHttp = (): Http => ({ request: (request) => asked(request) })

const asked = ({ method, url, headers, body, timeoutMs }: HttpRequest): Promise<HttpAnswer> =>
  new Promise((resolve) => {
    const begun = performance.now()
    const tookMs = () => Math.round(performance.now() - begun)
    const options = {
      method,
      agent: false as const,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
    }
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = []
      let kept = 0
      response.on('data', (chunk: Buffer) => {
        if (kept < KEPT_BYTES) chunks.push(chunk)
        kept += chunk.length
      })
      response.on('error', (error) =>
        end({ kind: 'failed', detail: error.message, tookMs: tookMs() }),
      )
      response.on('end', () =>
        end({
          kind: 'answered',
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks),
          contentType: response.headers['content-type'] ?? '',
          tookMs: tookMs(),
        }),
      )
    })
    const timer = setTimeout(() => {
      end({ kind: 'timed-out', tookMs: tookMs() })
      request.destroy()
    }, timeoutMs)
    const end = (answer: HttpAnswer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    request.on('error', (error) => end({ kind: 'failed', detail: error.message, tookMs: tookMs() }))
    request.end(body)
  })
