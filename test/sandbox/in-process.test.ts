import { readdirSync } from 'node:fs'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../src/sandbox/in-process.ts'
import { addFaults } from '../../src/sandbox/state/faults.ts'
import { inProcess, newEngine } from './clients.ts'

const slow = () => {
  const engine = newEngine()
  addFaults(engine.documents, [{ match: '*', kind: 'delay', seconds: 0.3 }])
  return { engine, ...inProcess(engine) }
}

describe('a call in process', () => {
  it('ends when it is aborted', async () => {
    const { sts } = slow()
    const abort = new AbortController()
    const call = sts.send(new GetCallerIdentityCommand({}), { abortSignal: abort.signal })
    setImmediate(() => abort.abort())
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('is not made when it was aborted before', async () => {
    const { sts, engine } = slow()
    const call = sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    expect(engine.documents.read<{ seen?: object }>('faults', {}).seen).toEqual({})
  })

  it('ends after its time', async () => {
    const { sts } = slow()
    const call = sts.send(new GetCallerIdentityCommand({}), { requestTimeout: 20 })
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('says that the state directory cannot be used', async () => {
    const { sts } = inProcess(createEngine({ directory: '/dev/null/state' }))
    const call = sts.send(new GetCallerIdentityCommand({}))
    await expect(call).rejects.toMatchObject({ name: 'SandboxStateError', code: 'ENOTDIR' })
  })

  it('closes an object that nobody reads any more', async () => {
    const { s3 } = inProcess(newEngine())
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bbb', Key: 'k', Body: Buffer.alloc(300_000) }))
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    for (let turn = 0; turn < 20; turn++) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bbb', Key: 'k' }))
      ;(Body as unknown as { destroy(): void }).destroy()
    }
    // Files are closed in threads, which may be busy; what nobody closes stays open for good.
    await expect.poll(() => open() - before, { timeout: 10_000 }).toBeLessThan(10)
  })

  it('for a service the sandbox lacks says so', async () => {
    const handler = inProcessHandler(newEngine())
    const authorization = 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/dynamodb/aws4_request'
    const request = { method: 'POST', hostname: 'x', path: '/', headers: { authorization } }
    const { response } = await handler.handle(request)
    const text = (await response.body.toArray()).join('')
    expect([response.statusCode, JSON.parse(text).message]).toEqual([
      404,
      'The sandbox does not have dynamodb.',
    ])
  })

  it('that nobody signed is refused', async () => {
    const request = { method: 'GET', hostname: 'x', path: '/', headers: {} }
    const { response } = await inProcessHandler(newEngine()).handle(request)
    expect(response.statusCode).toBe(403)
  })
})
