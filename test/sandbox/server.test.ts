import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { ListRolesCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEngine } from '../../src/sandbox/engine.ts'
import { browserRefusal, serve } from '../../src/sandbox/server.ts'
import { addFaults } from '../../src/sandbox/state/faults.ts'
import { clientsOf, newEngine, temporaryFolder } from './clients.ts'

const serving = async (engine = newEngine()) => {
  const served = await serve({ engine })
  onTestFinished(() => served.close())
  return { engine, served, ...clientsOf({ endpoint: served.url }) }
}

const ASK = {
  modelId: 'us.amazon.nova-micro-v1:0',
  messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }],
}

describe('the loopback door', () => {
  it('serves every protocol on one port, HTTP/2 included', async () => {
    const { s3, sts, iam, quotas, bedrock, runtime } = await serving()
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('000000000000')
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1)
    expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([])
    const listed = await quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'bedrock' }))
    expect(listed.Quotas?.length).toBeGreaterThan(0)
    const models = await bedrock.send(new ListFoundationModelsCommand({}))
    expect(models.modelSummaries?.length).toBeGreaterThan(0)
    const calls = Array.from({ length: 5 }, () => runtime.send(new ConverseCommand(ASK)))
    expect((await Promise.all(calls)).map(({ stopReason }) => stopReason)).not.toContain(undefined)
  })

  it('streams events', async () => {
    const { runtime } = await serving()
    const { stream } = await runtime.send(new ConverseStreamCommand(ASK))
    const kinds: string[] = []
    for await (const event of stream ?? []) kinds.push(Object.keys(event)[0] ?? '')
    expect(kinds[0]).toBe('messageStart')
    expect(kinds).toContain('contentBlockDelta')
    expect(kinds.slice(-2)).toEqual(['messageStop', 'metadata'])
  })

  it.each(['reset', 'lost'] as const)('drops the connection for the fault %s', async (kind) => {
    const { engine, sts, runtime } = await serving()
    addFaults(engine.documents, [{ match: '*', times: 2, kind }])
    const identity = sts.send(new GetCallerIdentityCommand({}))
    await expect(identity).rejects.toThrow(/socket hang up|ECONNRESET/)
    await expect(runtime.send(new ConverseCommand(ASK))).rejects.toThrow()
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('000000000000')
  })

  it('answers 500 where its state cannot be written, and tells who serves', async () => {
    const file = fileURLToPath(import.meta.url)
    const told: string[] = []
    const engine = createEngine({ directory: join(file, 'state') })
    const served = await serve({ engine, onStateError: ({ code }) => told.push(code) })
    onTestFinished(() => served.close())
    const { sts } = clientsOf({ endpoint: served.url })
    const call = sts.send(new GetCallerIdentityCommand({}))
    await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
    expect(told).toEqual(['ENOTDIR'])
  })

  it('ends with its connections when it is closed', async () => {
    const served = await serve({ engine: newEngine() })
    const { sts } = clientsOf({ endpoint: served.url })
    await sts.send(new GetCallerIdentityCommand({}))
    const idle = connect(served.port, '127.0.0.1')
    const ended = new Promise((resolve) => idle.once('close', resolve))
    await new Promise((resolve) => idle.once('connect', resolve))
    await served.close()
    await ended
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow('ECONNREFUSED')
  })

  it('refuses a second server on its port', async () => {
    const { served } = await serving()
    await expect(serve({ engine: newEngine(), port: served.port })).rejects.toThrow('EADDRINUSE')
  })
})

describe('a web page', () => {
  it.each([
    [{ host: '127.0.0.1:4567' }, undefined],
    [{ host: 'localhost' }, undefined],
    [{ host: '[::1]:1' }, undefined],
    [{ host: 'evil.example:4567' }, 'Host'],
    [{ host: '127.0.0.1.evil.example' }, 'Host'],
    [{ host: 'x@127.0.0.1' }, 'Host'],
    [{}, 'Host'],
    [{ host: '127.0.0.1', origin: 'https://evil.example' }, 'Origin'],
    [{ host: '127.0.0.1', origin: 'null' }, 'Origin'],
    [{ host: '127.0.0.1', 'sec-fetch-site': 'cross-site' }, 'browsers'],
  ])('that sends %j is refused for: %s', (headers: Record<string, string>, reason) => {
    const refusal = browserRefusal(headers)
    if (reason === undefined) expect(refusal).toBeUndefined()
    else expect(refusal).toContain(reason)
  })

  it('changes nothing', async () => {
    const { engine, served, s3 } = await serving()
    const authorization = 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/s3/aws4_request'
    const headers = { authorization, origin: 'https://evil.example' }
    const answer = await fetch(`${served.url}/bbb`, { method: 'PUT', headers })
    expect(answer.status).toBe(403)
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
    expect(readFileSync(join(engine.directory, 'calls.jsonl'), 'utf8')).not.toContain(
      'CreateBucket',
    )
  })
})

const BOTOCORE = spawnSync('python3', ['-c', 'import botocore'])

describe('botocore', () => {
  if (BOTOCORE.status !== 0) process.emitWarning('skipped: no python3 with botocore here')

  it.skipIf(BOTOCORE.status !== 0)('reads what the sandbox answers', async () => {
    const { served } = await serving()
    const script = fileURLToPath(new URL('./botocore-smoke.py', import.meta.url))
    const env = { ...process.env, HOME: temporaryFolder(), AWS_EC2_METADATA_DISABLED: 'true' }
    const { spawn } = await import('node:child_process')
    const child = spawn('python3', [script, served.url], { env })
    let out = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      out += text
    })
    await new Promise((resolve) => child.once('close', resolve))
    expect(JSON.parse(out)).toEqual({
      arn: 'arn:aws:iam::000000000000:user/sandbox',
      body: 'hello',
      keys: ['a b/ü+.txt'],
      parts: 6 * 1024 * 1024,
      region: 'us-east-1',
      missing: '404',
      unknown: 'NotImplemented',
      trust: 'bedrock.amazonaws.com',
      decision: 'allowed',
      malformed: 'MalformedPolicyDocument',
      quota: 0,
      job: 'ValidationException',
      stop: 'end_turn',
      events: ['messageStart', 'messageStop', 'metadata'],
    })
  })
})
