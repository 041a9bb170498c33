import { describe, expect, it } from 'vitest'
import type { RoleSpec } from '../../src/lib/domain/iam/spec.ts'
import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import { StateError, TemporaryError, UsageError } from '../../src/lib/errors.ts'
import { checkRole } from '../../src/lib/flows/iam/check.ts'
import { waitForRole } from '../../src/lib/flows/iam/role-ready.ts'
import { setupRole } from '../../src/lib/flows/iam/setup.ts'
import { ACCOUNT, accountWorld, REGION } from '../support/account-world.ts'
import { fakeBuckets } from '../support/fake-buckets.ts'
import { type FakeRole, fakeRoles } from '../support/fake-roles.ts'

const APPLY = { consent: { yes: true }, dryRun: false }
const REQUEST = { data: ['s3://acme/fraud/train.jsonl'], output: 's3://acme/results/' }
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const acme = () => fakeBuckets({ acme: {} })

describe('iam setup', () => {
  it('makes a role named after the bucket, waits until it is usable and says how to repeat it', async () => {
    const { ports, roles, io } = accountWorld({ buckets: acme() })
    const setup = await setupRole(ports, REQUEST, APPLY)
    expect(setup).toMatchObject({
      status: 'applied',
      roleName: 'mlctl-bedrock-acme',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/mlctl-bedrock-acme`,
      readiness: { ready: true, by: 'simulation' },
    })
    expect(roles.state.has('mlctl-bedrock-acme')).toBe(true)
    expect(io.notes.join('\n')).toContain(
      'mlctl iam setup --role mlctl-bedrock-acme --data s3://acme/fraud/train.jsonl --output s3://acme/results/',
    )
  })

  it('shows both policies before anything is changed, and changes nothing in a dry run', async () => {
    const { ports, roles, io } = accountWorld({ buckets: acme() })
    const setup = await setupRole(ports, REQUEST, { ...APPLY, dryRun: true })
    expect(setup.status).toBe('planned')
    expect(roles.changes).toEqual([])
    const shown = io.notes.join('\n')
    expect(shown).toContain('"Service": "bedrock.amazonaws.com"')
    expect(shown).toContain(
      '+ WriteOutput: allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme/results/*',
    )
  })

  it('asks on a terminal, with defaults that fit each other', async () => {
    const answers = {
      '--data': 's3://acme/fraud/',
      '--output': 's3://acme/out/',
      '--role': 'ft-role',
    }
    const { ports, io } = accountWorld({ buckets: acme(), answers })
    const setup = await setupRole(ports, {}, APPLY)
    expect(setup.roleName).toBe('ft-role')
    expect(io.asked).toEqual(['--data', '--output', '--role'])
  })

  it('names the flag where nobody can be asked', async () => {
    const { ports } = accountWorld({ buckets: acme() })
    await expect(setupRole(ports, { data: REQUEST.data }, APPLY)).rejects.toThrow('--output')
  })

  it('finds the key of an encrypted bucket by itself', async () => {
    const buckets = fakeBuckets({ acme: { encryption: { algorithm: 'aws:kms', kmsKeyArn: KEY } } })
    const { ports } = accountWorld({ buckets })
    const { permissionPolicy } = await setupRole(ports, REQUEST, APPLY)
    expect(JSON.stringify(permissionPolicy)).toContain(`"Resource":["${KEY}"]`)
  })

  it.each([
    ['a bucket of somebody else', { acme: { owned: false } }, {}, 'MLC-S3-002', StateError],
    ['a bucket in another region', { acme: { region: 'eu-west-1' } }, {}, 'MLC-S3-003', StateError],
    ['an alias for a key', { acme: {} }, { kmsKey: 'alias/mine' }, 'MLC-IAM-006', UsageError],
    [
      'a key of another region',
      { acme: {} },
      { kmsKey: KEY.replace(REGION, 'us-west-2') },
      'MLC-IAM-006',
      UsageError,
    ],
    ['subnets without groups', { acme: {} }, { subnets: ['subnet-1'] }, 'MLC-IAM-006', UsageError],
    [
      'a URI that Bedrock refuses',
      { acme: {} },
      { output: 's3://acme/dt=2026-11-01/' },
      'MLC-IAM-001',
      UsageError,
    ],
    [
      'a role name that IAM refuses',
      { acme: {} },
      { role: 'no spaces' },
      'MLC-IAM-001',
      UsageError,
    ],
  ] as const)('refuses %s before any change', async (_, buckets, request, code, kind) => {
    const { ports, roles } = accountWorld({ buckets: fakeBuckets(buckets) })
    const refusal = await setupRole(ports, { ...REQUEST, ...request }, APPLY).catch(
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(kind)
    expect(refusal).toMatchObject({ code })
    expect(roles.changes).toEqual([])
  })
})

const SPEC: RoleSpec = {
  roleName: 'ft-role',
  account: ACCOUNT,
  partition: 'aws',
  region: REGION,
  reads: REQUEST.data,
  output: REQUEST.output,
}
const ADMIN = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const able = (policy: unknown = ADMIN): FakeRole => ({
  trustPolicy: trustPolicy(SPEC),
  inlinePolicies: [{ name: 'all', policy }],
})

describe('waiting for a role', () => {
  it('takes several consistent reads before it believes', async () => {
    const roles = fakeRoles({ 'ft-role': able() })
    const { ports, clock } = accountWorld({ roles })
    const find = roles.find
    let looks = 0
    // A copy of IAM that has not heard of the role yet answers the second look.
    roles.find = async (name) => (++looks === 2 ? undefined : find(name))
    expect(await waitForRole(ports, SPEC)).toMatchObject({ ready: true })
    expect(looks).toBe(5)
    expect(clock.slept).toEqual([1_000, 2_000, 1_000, 1_000])
  })

  it('survives throttling', async () => {
    const roles = fakeRoles({ 'ft-role': able() })
    const simulate = roles.simulate
    let throttles = 2
    roles.simulate = async (...args) => {
      if (throttles-- > 0) throw new TemporaryError('MLC-AWS-020', 'slow down')
      return simulate(...args)
    }
    expect(await waitForRole(accountWorld({ roles }).ports, SPEC)).toMatchObject({
      ready: true,
      by: 'simulation',
    })
  })

  it('relies on the policies where the caller may not simulate', async () => {
    const roles = fakeRoles({ 'ft-role': able() }, { mayNotSimulate: true })
    expect(await waitForRole(accountWorld({ roles }).ports, SPEC)).toMatchObject({
      ready: true,
      by: 'policies',
    })
  })

  it('relies on the policies where the simulator fails again and again', async () => {
    const roles = fakeRoles({ 'ft-role': able() })
    roles.simulate = async () => {
      throw new TemporaryError('MLC-AWS-032', 'not implemented behind this endpoint')
    }
    expect(await waitForRole(accountWorld({ roles }).ports, SPEC)).toMatchObject({
      ready: true,
      by: 'policies',
    })
  })

  it('gives up after two minutes and says what is refused', async () => {
    const roles = fakeRoles({ 'ft-role': able() }, { organizationDenies: ['s3:PutObject'] })
    const ready = await waitForRole(accountWorld({ roles }).ports, SPEC)
    expect(ready.ready).toBe(false)
    expect(ready.open.join()).toContain('s3:PutObject')
    expect(ready.waitedMs).toBeLessThan(140_000)
  })
})

describe('iam check', () => {
  const check = (roles: ReturnType<typeof fakeRoles>, callerArn?: string, request = {}) =>
    checkRole(accountWorld({ roles, buckets: acme(), ...(callerArn ? { callerArn } : {}) }).ports, {
      role: 'ft-role',
      ...REQUEST,
      ...request,
    })
  const caller = { arn: `arn:aws:iam::${ACCOUNT}:user/ada`, ...able() }

  it('finds nothing to say about a good role and an able caller', async () => {
    const report = await check(fakeRoles({ 'ft-role': able(), ada: caller }))
    expect(report.checks.map(({ result }) => result)).not.toContain('missing')
    expect(report).toMatchObject({ missing: 0, unknown: 0 })
    expect(report.checks.find(({ id }) => id === 'pass-role')).toMatchObject({
      subject: 'caller',
      result: 'ok',
      action: 'iam:PassRole',
    })
  })

  it('names each missing right and the line that repairs the role', async () => {
    const readOnly = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' },
    }
    const report = await check(fakeRoles({ 'ft-role': able(readOnly), ada: caller }))
    expect(report.checks.filter(({ result }) => result === 'missing')).toMatchObject([
      {
        id: 'write-output',
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::acme/results/.write_access_check_file.tmp',
      },
    ])
    expect(report.repair).toContain('mlctl iam fix --role ft-role')
  })

  it('sees PassRole that is limited to another service', async () => {
    const limited = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'bedrock:*', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        },
      ],
    }
    const ada = { arn: caller.arn, ...able(limited) }
    const report = await check(fakeRoles({ 'ft-role': able(), ada }))
    const missing = report.checks.filter(({ result }) => result === 'missing')
    expect(missing.map(({ id }) => id)).toEqual(['pass-role'])
    expect(report.repair).toBeUndefined()
  })

  it('believes the simulator where an organization forbids what the role allows', async () => {
    const roles = fakeRoles(
      { 'ft-role': able(), ada: caller },
      { organizationDenies: ['s3:GetObject'] },
    )
    const report = await check(roles)
    expect(report.checks.filter(({ result }) => result === 'missing')).toMatchObject([
      { id: 'read-data', by: 'simulation' },
      { id: 'read-output', by: 'simulation' },
    ])
  })

  it('never calls fine what it could not ask', async () => {
    const report = await check(fakeRoles({ 'ft-role': able() }, { mayNotSimulate: true }))
    const told = report.checks.map(({ subject, result }) => `${subject} ${result}`)
    expect(new Set(told)).toEqual(new Set(['role ok', 'caller could not tell']))
  })

  it('finds the role behind a session, whose own ARN has lost the path', async () => {
    const ci = { arn: `arn:aws:iam::${ACCOUNT}:role/teams/ml/ci`, ...able() }
    const report = await check(
      fakeRoles({ 'ft-role': able(), ci }),
      `arn:aws:sts::${ACCOUNT}:assumed-role/ci/run-1`,
    )
    expect(report).toMatchObject({ missing: 0, unknown: 0 })
  })

  it('checks trust and caller alone when no storage is named', async () => {
    const report = await check(fakeRoles({ 'ft-role': able(), ada: caller }), undefined, {
      data: [],
      output: undefined,
    })
    expect(new Set(report.checks.map(({ id }) => id))).not.toContain('read-data')
  })

  it('says that there is no such role', async () => {
    await expect(check(fakeRoles())).rejects.toMatchObject({ code: 'MLC-IAM-005', exitCode: 5 })
  })
})
