import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bedrock } from '../../../src/sandbox/bedrock/bedrock.ts'
import { bedrockRuntime } from '../../../src/sandbox/bedrock/runtime.ts'
import type { Call, Input, Neighbours, Output, Service } from '../../../src/sandbox/service.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/bedrock-customization'
export const MINUTE = 60_000

type Checker = {
  checkInput(service: string, operation: string, input: unknown): unknown[]
  checkOutput(service: string, operation: string, output: unknown): unknown[]
  checkError(service: string, operation: string, code: string): unknown[]
}

const CHECKER = new URL('../../../../shared/aws-models/check.mjs', import.meta.url)

/** The independent API models, when their folder lies beside the project. */
export const checker: Checker | undefined = existsSync(CHECKER)
  ? ((await import(CHECKER.href)) as Checker)
  : undefined

type Role = { trusts: boolean; mayRead: boolean; mayWrite: boolean; source: Record<string, string> }

/** A sandbox around the two Bedrock services: S3 on a temporary folder, IAM and quotas in memory. */
export type World = ReturnType<typeof createWorld>

export const createWorld = (
  options: { region?: string; now?: string; msPerSecond?: number } = {},
) => {
  const folder = temporaryFolder()
  const region = options.region ?? 'us-east-1'
  const documents = new Map<string, string>()
  const buckets = new Map<string, { region: string }>([['data', { region }]])
  const objects = new Map<string, { path: string; size: number }>()
  const quotas = new Map<string, number>([
    ['L-CB5B847D', 100],
    ['L-1EF80F3E', 10],
    ['L-430C95DD', 2],
  ])
  const role: Role = { trusts: true, mayRead: true, mayWrite: true, source: {} }
  const time = { now: Date.parse(options.now ?? '2026-11-22T12:00:00Z') }
  let requests = 0
  let files = 0

  const put = (bucket: string, key: string, body: Uint8Array | string): void => {
    const path = join(folder, `object-${++files}`)
    writeFileSync(path, body)
    objects.set(`${bucket}/${key}`, { path, size: readFileSync(path).length })
  }
  const neighbours: Neighbours = {
    roles: {
      find: (arn) =>
        arn === ROLE ? { roleName: 'bedrock-customization', createdAt: 0 } : undefined,
      trusts: (arn, service, context) => {
        role.source = { ...context }
        return arn === ROLE && role.trusts && service === 'bedrock.amazonaws.com'
      },
      allows: (_arn, action) => (action === 's3:PutObject' ? role.mayWrite : role.mayRead),
    },
    objects: {
      bucket: (name) => buckets.get(name),
      head: (bucket, key) => {
        const found = objects.get(`${bucket}/${key}`)
        return found && { size: found.size, etag: '"0"' }
      },
      path: (bucket, key) => objects.get(`${bucket}/${key}`)?.path,
      put,
      list: (bucket, prefix) =>
        [...objects.keys()]
          .filter((name) => name.startsWith(`${bucket}/${prefix}`))
          .map((name) => name.slice(bucket.length + 1)),
    },
    quota: (_service, code) => quotas.get(code) ?? 0,
  }
  const call = (service: Service, operation: string): Call => ({
    service: service.name,
    operation,
    region,
    accountId: '000000000000',
    caller: { arn: 'arn:aws:iam::000000000000:user/sandbox', userId: 'AIDA', accessKeyId: 'AKIA' },
    requestId: `request-${++requests}`,
    clock: { now: () => time.now, duration: (s) => s * (options.msPerSecond ?? 1000) },
    documents: {
      read: (name, initial) => JSON.parse(documents.get(name) ?? JSON.stringify(initial)),
      update: (name, initial, change) => {
        const document = JSON.parse(documents.get(name) ?? JSON.stringify(initial))
        const result = change(document)
        documents.set(name, JSON.stringify(document))
        return result
      },
    },
    neighbours,
  })
  const run = async (service: Service, operation: string, input: Input): Promise<Output> => {
    const implementation = service.operations[operation]
    if (implementation === undefined) throw new Error(`no operation ${operation}`)
    const misfits = checker?.checkInput(service.name, operation, input) ?? []
    if (misfits.length > 0) throw new Error(`input of ${operation}: ${JSON.stringify(misfits)}`)
    let output: Output
    try {
      output = await implementation(call(service, operation), input)
    } catch (error) {
      const code = (error as { code?: string }).code ?? String(error)
      const undeclared = checker?.checkError(service.name, operation, code) ?? []
      if (undeclared.length > 0) throw new Error(`${operation} does not declare ${code}: ${error}`)
      throw error
    }
    const streams = operation.endsWith('Stream')
    const wrong = streams ? [] : (checker?.checkOutput(service.name, operation, output) ?? [])
    if (wrong.length > 0) throw new Error(`output of ${operation}: ${JSON.stringify(wrong)}`)
    return output
  }
  return {
    region,
    buckets,
    quotas,
    role,
    documents,
    put,
    callFor: (operation: string) => call(bedrock, operation),
    /** Calls an operation and checks input, output and error codes against the API model. */
    bedrock: (operation: string, input: Input = {}) => run(bedrock, operation, input),
    runtime: (operation: string, input: Input) => run(bedrockRuntime, operation, input),
    keys: (prefix = '') => neighbours.objects.list('data', prefix),
    text: (key: string) => readFileSync(objects.get(`data/${key}`)?.path ?? '', 'utf8'),
    pass: (ms: number) => {
      time.now += ms
    },
    remove: (key: string) => objects.delete(`data/${key}`),
    now: () => time.now,
  }
}

/** What a refusal was: its code and text. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ code: string; message: string }> => {
  try {
    await work
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return { code: 'accepted', message: '' }
}
