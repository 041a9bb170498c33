import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Said = { readonly status: number; readonly body: string }

/** A real container's HTTP side on loopback; `state` is what it does from now on. */
export const localContainer = async () => {
  const state = { healthy: true, answer: (body: string): Said => ({ status: 200, body }) }
  const asked: { path: string; body: string; contentType: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const contentType = request.headers['content-type'] ?? ''
      asked.push({ path: `${request.method} ${request.url}`, body, contentType })
      if (request.url === '/ping') return response.writeHead(state.healthy ? 200 : 503).end()
      const said = state.answer(body)
      return response.writeHead(said.status, { 'content-type': 'text/csv' }).end(said.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, asked, close }
}
