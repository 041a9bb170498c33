import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RequestHandler } from '../../../src/lib/aws/options.ts'
import { newKeyPolicy } from '../../../src/lib/domain/iam/key-policy.ts'
import { AccessError, TemporaryError } from '../../../src/lib/errors.ts'
import { setupRole } from '../../../src/lib/flows/iam/setup.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import type { KeyView } from '../../../src/lib/ports/keys.ts'
import { awsPorts } from '../../../src/wiring/aws.ts'
import { sandboxAwsOptions } from '../../../src/wiring/sandbox-handler.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { type FakeKeys, fakeKeys } from '../../support/fake-keys.ts'
import { type FakeRoles, fakeRoles } from '../../support/fake-roles.ts'
import { buryLock, killable, type Moment } from '../../support/killable.ts'
import { mortal } from '../../support/mortal.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const APPLY = { consent: { yes: true }, dryRun: false }
const REQUEST = { role: 'r', data: ['s3://acme/d/'], output: 's3://acme/o/', kms: 'new' }
const TAGS = { 'mlctl:made-by': 'mlctl', 'mlctl:key-of-role': 'r' }
const OURS = newKeyPolicy({ partition: 'aws', account: ACCOUNT })
const MOMENTS = ['before', 'after'] as const

const setup = (ports: Ports) => setupRole(ports, REQUEST, APPLY)
const buckets = () => fakeBuckets({ acme: {} })

/** One key, one alias, one role, and the role's policy names the key that there is. */
const expectOneOfEach = (keys: FakeKeys, roles: FakeRoles) => {
  const count = (start: string) => keys.changes.filter((one) => one.startsWith(start)).length
  expect([count('create key'), count('alias ')]).toEqual([1, 1])
  expect(roles.changes.filter((one) => one.startsWith('create'))).toHaveLength(1)
  const [keyArn = ''] = keys.policies.keys()
  expect(keys.changes).toContain(`rotate ${keyArn}`)
  const policies = JSON.stringify(roles.state.get('r')?.inlinePolicies)
  expect(policies).toContain(keyArn)
  expect(policies).not.toContain('key/new')
}

describe('a process that dies while it makes key and role', () => {
  const runs = async (staleLists: number) => {
    const whole = mortal(Number.POSITIVE_INFINITY, 'before')
    await setup(accountWorld({ buckets: buckets(), wrap: whole.wrap }).ports)
    expect(whole.calls()).toBeGreaterThan(30)
    for (const moment of MOMENTS) {
      for (let dieAt = 1; dieAt <= whole.calls(); dieAt++) {
        const [keys, roles] = [fakeKeys({}, ACCOUNT, { staleLists }), fakeRoles()]
        const life = mortal(dieAt, moment)
        const first = accountWorld({ keys, roles, buckets: buckets(), wrap: life.wrap })
        const end = await setup(first.ports).catch(() => 'killed')
        // Access Analyzer that does not answer is no reason to stop: then the first run goes on, dead.
        expect(life.died() || end !== 'killed').toBe(true)
        const second = accountWorld({ keys, roles, buckets: buckets(), folder: first.folder })
        expect(['applied', 'nothing-to-do']).toContain((await setup(second.ports)).status)
        expectOneOfEach(keys, roles)
      }
    }
  }
  it(
    'at any call, is completed by the next run: one key, one alias, one role',
    () => runs(0),
    60_000,
  )
  it('the same when KMS does not list the new key for a while', () => runs(6), 60_000)

  it.each(MOMENTS)(
    'through the SDK and the sandbox too, at any request (%s it is delivered)',
    async (moment: Moment) => {
      const at = async (dieAt: number) => {
        const world = sandboxWorld()
        const process = await killable(world.folder, { dieAt, moment })
        const ended = setup(process.ports).then(() => 'ended' as const)
        const end = await Promise.race([ended, process.killed])
        return { folder: world.folder, end, calls: process.calls() }
      }
      const whole = await at(Number.POSITIVE_INFINITY)
      expect(whole.end).toBe('ended')
      for (let dieAt = 1; dieAt < whole.calls; dieAt += STEP) {
        const { folder, end } = await at(dieAt)
        expect(end).toBe('killed')
        buryLock(folder)
        const { ports } = sandboxWorld({ folder })
        expect(['applied', 'nothing-to-do']).toContain((await setup(ports)).status)
        const own = await Promise.all((await ports.keys.list()).map((arn) => ports.keys.tags(arn)))
        expect(own.filter((tags) => tags['mlctl:made-by'] === 'mlctl')).toHaveLength(1)
        const named = await ports.keys.find('alias/mlctl-r')
        expect(await ports.keys.isRotated(named?.keyArn ?? '')).toBe(true)
        const role = await ports.roles.find('r')
        expect(JSON.stringify(role?.inlinePolicies)).toContain(named?.keyArn)
      }
    },
    120_000,
  )
})

/** Every request with MLCTL_FULL_KILL=1, else every fifth. */
const STEP = process.env.MLCTL_FULL_KILL === '1' ? 1 : 5

describe('an answer that is lost', () => {
  const lost = new TemporaryError('MLC-AWS-032', 'the connection was closed')
  it.each([
    ['keys', 'create'],
    ['keys', 'createAlias'],
    ['keys', 'enableRotation'],
    ['roles', 'create'],
    ['roles', 'putInlinePolicy'],
  ] as const)('of %s.%s leads to no second thing', async (port, method) => {
    const [keys, roles] = [fakeKeys({}, ACCOUNT, { staleLists: 2 }), fakeRoles()]
    const world = accountWorld({ keys, roles, buckets: buckets() })
    const inner = { keys, roles }[port] as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >
    let losses = 1
    const losing = async (...args: unknown[]) => {
      const answer = await inner[method]?.(...args)
      if (losses-- > 0) throw lost
      return answer
    }
    const ports = { ...world.ports, [port]: { ...inner, [method]: losing } }
    const first = await setup(ports).catch((error: unknown) => error)
    if (first === lost) await setup(ports)
    expectOneOfEach(keys, roles)
  })

  it('of CreateKey on the wire is not asked for again by the SDK: the key is looked for', async () => {
    const { folder, ports: world } = sandboxWorld()
    const { aws: options } = await sandboxAwsOptions({
      folder: join(folder, 'sandbox'),
      env: { MLCTL_SANDBOX_CLOCK: 'instant' },
      region: 'us-east-1',
      version: '0.0.0',
    })
    const inner = options.requestHandler as RequestHandler
    let asked = 0
    const handle: RequestHandler['handle'] = async (request, more) => {
      const answer = await inner.handle(request, more)
      const { headers } = request as { readonly headers: Readonly<Record<string, string>> }
      if (headers['x-amz-target'] !== 'TrentService.CreateKey') return answer
      asked++
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    }
    const { awsTarget: _, ...aws } = awsPorts({ ...options, requestHandler: { ...inner, handle } })
    const ports: Ports = { ...world, ...aws }
    expect(await setup(ports)).toMatchObject({ status: 'applied', readiness: { ready: true } })
    expect(asked).toBe(1)
    expect(await ports.keys.list()).toHaveLength(1)
  })

  it('a request that KMS was too busy for is sent again', async () => {
    const [keys, roles] = [fakeKeys({}, ACCOUNT), fakeRoles()]
    const { ports } = accountWorld({ keys, roles, buckets: buckets() })
    let busy = 3
    const create: FakeKeys['create'] = async (key) => {
      if (busy-- > 0) throw new TemporaryError('MLC-AWS-031', 'too many requests')
      return keys.create(key)
    }
    await setup({ ...ports, keys: { ...keys, create } })
    expectOneOfEach(keys, roles)
  })
})

describe('a key without a name', () => {
  const OTHER = `arn:aws:kms:${REGION}:${ACCOUNT}:key/other`
  const left = async (tags: Readonly<Record<string, string>>, policy: unknown = OURS) => {
    const keys = fakeKeys({}, ACCOUNT)
    await keys.create({ description: 'left', policy, tags })
    keys.changes.length = 0
    return keys
  }
  const made = async (keys: FakeKeys) => {
    const { ports } = accountWorld({ keys, buckets: buckets() })
    await setup(ports)
    return keys.changes.includes('create key')
  }

  it('is taken when it bears the tags of the role and the policy that mlctl gives', async () => {
    expect(await made(await left(TAGS))).toBe(false)
  })

  it.each([
    ['of another role', { ...TAGS, 'mlctl:key-of-role': 'other' }, OURS],
    ['of somebody who took the role tag alone', { 'mlctl:key-of-role': 'r' }, OURS],
    [
      'that others may use too',
      TAGS,
      { ...OURS, Statement: [{ ...OURS.Statement[0], Principal: { AWS: '*' } }] },
    ],
  ])('%s is left alone', async (_, tags, policy) => {
    expect(await made(await left(tags, policy))).toBe(true)
  })

  it.each<[string, (key: KeyView) => KeyView]>([
    ['disabled', (key) => ({ ...key, state: 'Disabled' })],
    ['about to be deleted', (key) => ({ ...key, state: 'PendingDeletion' })],
    ['asymmetric', (key) => ({ ...key, spec: 'RSA_2048' })],
    ["AWS's own", (key) => ({ ...key, manager: 'AWS' })],
  ])('is left alone while it is %s', async (_, changed) => {
    const keys = await left(TAGS)
    const [stale] = keys.policies.keys()
    const find: FakeKeys['find'] = async (key) => {
      const found = await keys.find(key)
      return found !== undefined && found.keyArn === stale ? changed(found) : found
    }
    expect(await made({ ...keys, find })).toBe(true)
  })

  const refusing = (why: string) => {
    const keys = fakeKeys({ [OTHER]: OURS }, ACCOUNT)
    const tags: FakeKeys['tags'] = async (keyArn) => {
      if (keyArn !== OTHER) return keys.tags(keyArn)
      throw new AccessError('MLC-AWS-003', 'kms:ListResourceTags is not allowed', { why })
    }
    const { ports } = accountWorld({ keys, buckets: buckets() })
    return { keys, ports: { ...ports, keys: { ...keys, tags } } }
  }

  it('cannot be a key that closes itself to the account', async () => {
    const { keys, ports } = refusing('because no resource-based policy allows it')
    await setup(ports)
    expect(keys.changes).toContain('create key')
  })

  it('cannot be ruled out by a caller who may read no tags: nothing is made', async () => {
    const { keys, ports } = refusing('because no identity-based policy allows it')
    await expect(setup(ports)).rejects.toMatchObject({ exitCode: 4 })
    expect(keys.changes).toEqual([])
  })
})

it('two runs at a time: who comes second is told which key has no name', async () => {
  const keys = fakeKeys({}, ACCOUNT)
  const { ports } = accountWorld({ keys, buckets: buckets() })
  const createAlias: FakeKeys['createAlias'] = async (alias, keyArn) => {
    const theirs = await keys.create({ description: 'theirs', policy: OURS, tags: TAGS })
    await keys.createAlias(alias, theirs.keyArn)
    return keys.createAlias(alias, keyArn)
  }
  const racing = setup({ ...ports, keys: { ...keys, createAlias } })
  const [mine] = [await racing.catch((error: unknown) => error)]
  expect(mine).toMatchObject({ code: 'MLC-IAM-014', details: { nameless: expect.any(String) } })
})
