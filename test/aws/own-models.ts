import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { refusalOf } from '../../src/sandbox/model/refusal.ts'
import type { Input } from '../../src/sandbox/service.ts'
import { ServiceError } from '../../src/sandbox/service.ts'
import { decodeInput, readForm } from '../../src/sandbox/wire/decode.ts'
import { encodeOutput } from '../../src/sandbox/wire/encode.ts'
import { encodeError } from '../../src/sandbox/wire/encode-error.ts'
import { identify } from '../../src/sandbox/wire/identify.ts'
import type { WireRequest, WireResponse } from '../../src/sandbox/wire/message.ts'
import type { Reply } from './stage.ts'

export type OwnRecorder = {
  readonly url: string
  readonly calls: readonly { readonly operation: string; readonly input: Input }[]
  /** What the API model refuses of the requests that came. */
  violations(): readonly string[]
  close(): Promise<void>
}

type Planned = { readonly $error?: { code: string; message: string; status?: number } }

/**
 * The recorder of ./stage.ts for operations that ../shared/aws-models does not have: the judge is
 * the sandbox's own copy of the model (src/sandbox/models), which comes from the same source.
 */
export const recordByOwnModels = async (
  replies: Readonly<Record<string, Reply>>,
): Promise<OwnRecorder> => {
  const calls: { operation: string; input: Input }[] = []
  const violations: string[] = []
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const isForm = (request.headers['content-type'] ?? '').includes('form-urlencoded')
    const form = isForm ? await readForm(request) : undefined
    const target = await identify(request, form)
    const { model, operation = '' } = target ?? {}
    const described = model?.operations[operation]
    if (target === undefined || model === undefined || described === undefined) {
      throw new Error(`${request.method} ${request.path} is no operation of the models`)
    }
    const input = await decodeInput(model, described, { ...target, form })
    calls.push({ operation, input })
    const refusal = refusalOf(model, operation, input)
    if (refusal !== undefined) violations.push(`${operation}: ${refusal.message}`)
    const reply = replies[`${model.service}.${operation}`] ?? {}
    const output = (typeof reply === 'function' ? reply({ input }) : reply) as Planned
    const planned = output.$error
    const about = { operation, requestId: 'r', method: request.method }
    return planned === undefined
      ? encodeOutput(model, operation, { output: output as Input, requestId: 'r' })
      : encodeError(model, {
          ...about,
          error: new ServiceError(planned.code, planned.message, planned.status),
        })
  }
  const server = createServer((request, response) => {
    const [path = '/', query = ''] = (request.url ?? '/').split('?')
    answer({
      method: request.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: request.headers as Record<string, string>,
      body: request,
    })
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers }).end(body)
      })
      .catch((error: unknown) => {
        violations.push(String(error))
        response.writeHead(500).end()
      })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    violations: () => violations,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
