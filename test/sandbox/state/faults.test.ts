import { GetRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, HeadBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { createEngine } from '../../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../../src/sandbox/in-process.ts'
import { addFaults, matches } from '../../../src/sandbox/state/faults.ts'
import { inProcess, newEngine } from '../clients.ts'

const outcome = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call
    return 'done'
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } }
    return `${name} ${$metadata?.httpStatusCode ?? ''}`.trim()
  }
}

describe('a fault reaches the SDK as', () => {
  it.each([
    [{ error: 'ThrottlingException' }, 'ThrottlingException 429'],
    [{ error: 'AccessDeniedException' }, 'AccessDeniedException 403'],
    [{ error: 'ServiceException', status: 503 }, 'ServiceException 503'],
    [{ kind: 'error' }, 'InternalFailure 500'],
    [{ kind: 'html' }, 'SyntaxError 503'],
    [{ kind: 'reset' }, 'TimeoutError'],
    [{ kind: 'lost' }, 'TimeoutError'],
    [{ kind: 'clockSkew' }, 'InvalidSignatureException 403'],
    [{ kind: 'delay', seconds: 0.01 }, 'done'],
  ] as const)('%j: %s', async (rule, expected) => {
    const engine = newEngine()
    addFaults(engine.documents, [{ match: 'service-quotas.List*', times: 1, ...rule }])
    const { quotas } = inProcess(engine)
    const list = () =>
      outcome(quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'bedrock' })))
    expect(await list()).toBe(expected)
    expect(await list()).toBe('done')
  })
})

const client = (engine: ReturnType<typeof newEngine>, maxAttempts: number) =>
  new STSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    requestHandler: inProcessHandler(engine),
    maxAttempts,
  })

describe('what the SDK survives by itself', () => {
  it.each([
    [{ kind: 'error', times: 2 }, 3],
    [{ kind: 'reset', times: 2 }, 3],
    [{ kind: 'clockSkew', times: 1 }, 2],
  ] as const)('%j takes %d attempts', async (rule, attempts) => {
    const engine = newEngine({ faults: JSON.stringify({ match: 'sts.*', ...rule }) })
    const { $metadata } = await client(engine, 3).send(new GetCallerIdentityCommand({}))
    expect($metadata.attempts).toBe(attempts)
  })
})

describe('rules', () => {
  it('let the first calls pass that they are told to skip, and count over processes', async () => {
    const engine = newEngine()
    const rule = { match: 'iam.ListRoles', skip: 1, times: 2, error: 'ServiceFailure', status: 500 }
    addFaults(engine.documents, [rule])
    const seen: unknown[] = []
    for (let call = 0; call < 4; call++) {
      const { iam } = inProcess(createEngine({ directory: engine.directory }))
      seen.push(await outcome(iam.send(new ListRolesCommand({}))))
    }
    const refused = 'ServiceFailureException 500'
    expect(seen).toEqual(['done', refused, refused, 'done'])
  })

  it('carry out a call whose answer is lost', async () => {
    const engine = newEngine()
    addFaults(engine.documents, [{ match: 's3.CreateBucket', times: 1, kind: 'lost' }])
    const { s3 } = inProcess(engine)
    expect(await outcome(s3.send(new CreateBucketCommand({ Bucket: 'kept' })))).toBe('TimeoutError')
    expect(await outcome(s3.send(new HeadBucketCommand({ Bucket: 'kept' })))).toBe('done')
  })

  it('are listed with what is left of them, and cleared', async () => {
    const engine = newEngine()
    const control = createControl({ directory: engine.directory })
    control.faults.add({ match: 's3.List*', times: 2, error: 'SlowDown' })
    control.faults.add({ match: 'sts.*', kind: 'error' })
    await outcome(inProcess(engine).s3.send(new ListBucketsCommand({})))
    expect(control.faults.list()).toMatchObject([
      { seen: 1, left: 1 },
      { seen: 0, left: null },
    ])
    control.faults.clear()
    expect(control.faults.list()).toEqual([])
  })

  it('are refused when they say nothing', () => {
    const control = createControl({ directory: newEngine().directory })
    expect(() => control.faults.add({ match: 'sts.*' })).toThrow(RangeError)
    expect(() => control.faults.add({ match: 'sts.*', kind: 'fire' })).toThrow('no rule')
  })

  it('keep a new role from other services for the seconds of iamDelay', async () => {
    const clock = '2026-01-01T00:00:00Z'
    const faults = JSON.stringify({ match: '*', kind: 'iamDelay', seconds: 8 })
    const directory = newEngine().directory
    const { createNeighbours } = await import('../../../src/sandbox/neighbours.ts')
    const { CreateRoleCommand } = await import('@aws-sdk/client-iam')
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'bedrock.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }
    const at = (now: string) => createEngine({ directory, clock: now, faults })
    const { iam } = inProcess(at(clock))
    const AssumeRolePolicyDocument = JSON.stringify(trust)
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }))
    await iam.send(new GetRoleCommand({ RoleName: 'r' }))
    const arn = 'arn:aws:iam::000000000000:role/r'
    const seenAt = (now: string) => {
      const { roles } = createNeighbours(at(now))
      return roles.find(arn) !== undefined && roles.trusts(arn, 'bedrock.amazonaws.com', {})
    }
    expect(seenAt('2026-01-01T00:00:07Z')).toBe(false)
    expect(seenAt('2026-01-01T00:00:08Z')).toBe(true)
  })
})

it.each([
  ['*', 's3.PutObject', true],
  ['s3.*', 's3.PutObject', true],
  ['s3.Put*', 's3.GetObject', false],
  ['bedrock.*', 'bedrock-runtime.Converse', false],
  ['*.Create*', 'iam.CreateRole', true],
  ['s3.P.tObject', 's3.PutObject', false],
])('the pattern %s takes %s: %j', (pattern, call, taken) => {
  expect(matches(pattern, call)).toBe(taken)
})
