import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { createEngine, type Engine } from '../../../src/sandbox/engine.ts'
import { problemOf } from '../../support/policies.ts'
import { inProcess, newEngine } from '../clients.ts'

const RoleArn = 'arn:aws:iam::000000000000:role/tuner'
const USER = 'arn:aws:iam::000000000000:user/sandbox'

const withRole = async (engine: Engine, Principal: unknown, Condition = {}): Promise<void> => {
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const input = { RoleName: 'tuner', AssumeRolePolicyDocument }
  await inProcess(engine).iam.send(new CreateRoleCommand(input))
}

const allow = (Action: string, Resource = '*', Effect = 'Allow') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] })

describe('assuming a role', () => {
  it.each([
    [{ AWS: USER }, {}, true],
    [{ AWS: '000000000000' }, {}, true],
    [{ AWS: 'arn:aws:iam::000000000000:root' }, {}, true],
    [{ AWS: '*' }, {}, true],
    [{ AWS: 'arn:aws:iam::111111111111:root' }, {}, false],
    [{ Service: 'bedrock.amazonaws.com' }, {}, false],
    [{ AWS: '*' }, { StringEquals: { 'sts:ExternalId': 'secret' } }, true],
    [{ AWS: '*' }, { StringEquals: { 'sts:ExternalId': 'other' } }, false],
  ])('that trusts %j under %j: %j', async (principal, condition, taken) => {
    const engine = newEngine()
    await withRole(engine, principal, condition)
    const input = { RoleArn, RoleSessionName: 'me', ExternalId: 'secret' }
    const outcome = await problemOf(inProcess(engine).sts.send(new AssumeRoleCommand(input)))
    const refusal = `AccessDenied: User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`
    expect(outcome).toBe(taken ? 'done' : refusal)
  })

  it('makes the session the caller, until it expires', async () => {
    const directory = newEngine().directory
    const at = (clock: string) => createEngine({ directory, clock })
    const early = at('2026-01-01T00:00:00Z')
    await withRole(early, { AWS: USER })
    const input = { RoleArn, RoleSessionName: 'me', DurationSeconds: 900 }
    const { Credentials } = await inProcess(early).sts.send(new AssumeRoleCommand(input))
    const key = Credentials?.AccessKeyId ?? ''
    const { Arn } = await inProcess(early, key).sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe('arn:aws:sts::000000000000:assumed-role/tuner/me')
    const late = inProcess(at('2026-01-01T00:15:00Z'), key)
    const call = late.sts.send(new GetCallerIdentityCommand({}))
    expect(await problemOf(call)).toMatch(/^ExpiredToken/)
  })

  it('longer than the role allows is refused', async () => {
    const engine = newEngine()
    await withRole(engine, { AWS: USER })
    const input = { RoleArn, RoleSessionName: 'me', DurationSeconds: 7200 }
    const call = inProcess(engine).sts.send(new AssumeRoleCommand(input))
    expect(await problemOf(call)).toMatch(/^ValidationError: The requested DurationSeconds exceeds/)
  })

  it('is not needed for a session token', async () => {
    const engine = newEngine()
    const { Credentials } = await inProcess(engine).sts.send(new GetSessionTokenCommand({}))
    const { sts } = inProcess(engine, Credentials?.AccessKeyId)
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(USER)
  })
})

describe('with enforcement', () => {
  const enforced = (policy?: string) => {
    const engine = newEngine()
    const control = createControl({ directory: engine.directory })
    control.iam.enforce(true)
    if (policy !== undefined) control.iam.userPolicy(policy)
    return { engine, control, ...inProcess(engine) }
  }

  it('the administrator may still do everything', async () => {
    const { s3 } = enforced()
    expect(await problemOf(s3.send(new CreateBucketCommand({ Bucket: 'bbb' })))).toBe('done')
  })

  it.each([
    [
      allow('s3:CreateBucket'),
      'AccessDeniedException: User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: servicequotas:ListServiceQuotas on resource: * because no identity-based policy allows the servicequotas:ListServiceQuotas action',
    ],
    [
      allow('*', '*', 'Deny'),
      'AccessDeniedException: User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: servicequotas:ListServiceQuotas on resource: * with an explicit deny in an identity-based policy',
    ],
    [allow('servicequotas:List*'), 'done'],
  ])('a user with %s: %s', async (policy, expected) => {
    const { quotas } = enforced(policy)
    const call = quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'bedrock' }))
    expect(await problemOf(call)).toBe(expected)
  })

  it('S3 permissions go by their own names and the object at stake', async () => {
    const { control, s3 } = enforced(allow('s3:*'))
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    control.iam.userPolicy(allow('s3:PutObject', 'arn:aws:s3:::bbb/in/*'))
    const put = (Key: string) =>
      problemOf(s3.send(new PutObjectCommand({ Bucket: 'bbb', Key, Body: 'x' })))
    expect(await put('in/x')).toBe('done')
    expect(await put('out/x')).toMatch(
      /^AccessDenied: .*s3:PutObject on resource: "arn:aws:s3:::bbb\/out\/x"/,
    )
  })

  it('a session has the permissions of its role, not of the user', async () => {
    const { engine, iam, sts, s3 } = enforced()
    await withRole(engine, { AWS: USER })
    await s3.send(new CreateBucketCommand({ Bucket: 'bbb' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bbb', Key: 'k', Body: 'x' }))
    const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' })
    const { Credentials } = await sts.send(assume)
    const session = inProcess(engine, Credentials?.AccessKeyId)
    const read = () => problemOf(session.s3.send(new GetObjectCommand({ Bucket: 'bbb', Key: 'k' })))
    expect(await read()).toMatch(/^AccessDenied/)
    const inline = { RoleName: 'tuner', PolicyName: 'read', PolicyDocument: allow('s3:GetObject') }
    await iam.send(new PutRolePolicyCommand(inline))
    expect(await read()).toBe('done')
  })
})
