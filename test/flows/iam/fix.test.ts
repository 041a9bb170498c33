import { describe, expect, it } from 'vitest'
import type { MissingStatement } from '../../../src/lib/domain/checkup/finding.ts'
import { readPolicy } from '../../../src/lib/domain/core/policy-document.ts'
import { keyPolicyStatements } from '../../../src/lib/domain/iam/key-policy.ts'
import { permissionPolicy } from '../../../src/lib/domain/iam/permission-policy.ts'
import { ROLE_PURPOSES } from '../../../src/lib/domain/iam/roles/purposes.ts'
import type { AnyRoleSpec } from '../../../src/lib/domain/iam/spec.ts'
import { trustPolicy } from '../../../src/lib/domain/iam/trust-policy.ts'
import { checkRole } from '../../../src/lib/flows/iam/check.ts'
import { fixRole } from '../../../src/lib/flows/iam/fix.ts'
import { planRoleFixes } from '../../../src/lib/flows/iam/fix-plan.ts'
import { setupRole } from '../../../src/lib/flows/iam/setup.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { accountKeyPolicy, fakeKeys } from '../../support/fake-keys.ts'
import { fakePolicyChecks } from '../../support/fake-policy-checks.ts'
import { type FakeRole, fakeRoles } from '../../support/fake-roles.ts'
import { Killed, mortal } from '../../support/mortal.ts'

const APPLY = { consent: { yes: true }, dryRun: false }
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const OURS = { 'mlctl:made-by': 'mlctl' }
const REQUEST = {
  purpose: 'training',
  role: 'sm-role',
  data: ['s3://acme/fraud/'],
  output: 's3://acme/results/',
} as const
const SPEC: AnyRoleSpec = {
  purpose: 'training',
  roleName: 'sm-role',
  account: ACCOUNT,
  partition: 'aws',
  region: REGION,
  reads: ['s3://acme/fraud/'],
  output: 's3://acme/results/',
}
const RIGHT: FakeRole = {
  tags: OURS,
  trustPolicy: trustPolicy(SPEC),
  inlinePolicies: [{ name: 'mlctl-sagemaker-training', policy: permissionPolicy(SPEC) }],
}
const without = (sid: string) => ({
  ...permissionPolicy(SPEC),
  Statement: permissionPolicy(SPEC).Statement.filter((statement) => statement.Sid !== sid),
})
const FULL: AnyRoleSpec = { ...SPEC, dataKmsKeyArns: [KEY], modelKmsKeyArn: KEY }
const ARN = `arn:aws:iam::${ACCOUNT}:role/sm-role`
const policyOf = (statements: readonly unknown[]) => ({
  Version: '2012-10-17',
  Statement: statements,
})
const ADMIN_CALLER = {
  inlinePolicies: [
    { name: 'all', policy: policyOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]) },
  ],
}

/** The caller is a role that may do everything, so that only the checked role lacks anything. */
const world = (role: FakeRole, more: Parameters<typeof accountWorld>[0] = {}) =>
  accountWorld({
    buckets: fakeBuckets({ acme: {} }),
    callerArn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/ada`,
    ...more,
    roles: fakeRoles({ 'sm-role': role, admin: ADMIN_CALLER }),
  })

const SIDS = permissionPolicy(SPEC).Statement.map(({ Sid }) => Sid ?? '')

describe('iam fix', () => {
  it.each(SIDS)(
    'finds that %s is missing, adds it, and nothing is missing afterwards',
    async (sid) => {
      const broken = {
        ...RIGHT,
        inlinePolicies: [{ name: 'mlctl-sagemaker-training', policy: without(sid) }],
      }
      const { ports, roles } = world(broken)
      expect((await checkRole(ports, REQUEST)).missing).toBeGreaterThan(0)
      const fix = await fixRole(ports, REQUEST, APPLY)
      expect(fix).toMatchObject({ status: 'applied', missingAfter: 0, left: [] })
      expect(roles.changes).toEqual(['policy sm-role/mlctl-sagemaker-training'])
      const again = await fixRole(ports, REQUEST, APPLY)
      expect(again.status).toBe('nothing-to-do')
    },
  )

  it.each([
    ['nobody', policyOf([])],
    [
      'another service',
      policyOf([
        { ...trustPolicy(SPEC).Statement[0], Principal: { Service: 'ec2.amazonaws.com' } },
      ]),
    ],
    ['jobs of another region', trustPolicy({ ...SPEC, region: 'eu-west-1' })],
    ['jobs of another account', trustPolicy({ ...SPEC, account: '999988887777' })],
  ])('lets the service in where the trust lets in %s', async (_, trust) => {
    const { ports, roles } = world({ ...RIGHT, trustPolicy: trust })
    const fix = await fixRole(ports, REQUEST, APPLY)
    expect(fix).toMatchObject({ status: 'applied', missingBefore: 1, missingAfter: 0 })
    expect(roles.changes).toEqual(['trust sm-role'])
    const kept = JSON.stringify(roles.state.get('sm-role')?.trustPolicy)
    for (const statement of trust.Statement)
      expect(kept).toContain(JSON.stringify(statement).slice(1, 40))
  })

  it('adds to a key policy that shuts the role out, and keeps what it says', async () => {
    const closed = policyOf([
      {
        Sid: 'Ops',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/ops` },
        Action: 'kms:*',
        Resource: '*',
      },
    ])
    const keys = fakeKeys({ [KEY]: closed })
    const full = { ...SPEC, dataKmsKeyArns: [KEY], modelKmsKeyArn: KEY }
    const role = {
      ...RIGHT,
      inlinePolicies: [{ name: 'mlctl-sagemaker-training', policy: permissionPolicy(full) }],
    }
    const { ports } = world(role, { keys })
    const fix = await fixRole(ports, { ...REQUEST, kmsKey: KEY }, APPLY)
    expect(fix).toMatchObject({ status: 'applied', missingBefore: 1, missingAfter: 0 })
    expect(keys.changes).toEqual([`policy ${KEY}`])
    const text = JSON.stringify(keys.policies.get(KEY))
    expect(text).toContain('"Sid":"Ops"')
    expect(text).toContain('"kms:GrantIsForAWSResource":"true"')
    expect(text).toContain(`"kms:ViaService":"s3.${REGION}.amazonaws.com"`)
  })

  it('leaves a key alone whose policy lets the account decide', async () => {
    const keys = fakeKeys({ [KEY]: accountKeyPolicy(ACCOUNT) })
    const { ports } = world(RIGHT, { keys })
    await fixRole(ports, { ...REQUEST, kmsKey: KEY }, APPLY)
    expect(keys.changes).toEqual([])
  })

  it('changes a role of somebody else only when its name is given', async () => {
    const foreign = { ...RIGHT, tags: {}, inlinePolicies: [] }
    const { ports, roles } = world(foreign)
    await expect(fixRole(ports, REQUEST, APPLY)).rejects.toMatchObject({ code: 'MLC-PLAN-007' })
    expect(roles.changes).toEqual([])
    const named = { ...APPLY, consent: { yes: true, confirm: 'sm-role' } }
    expect(await fixRole(ports, REQUEST, named)).toMatchObject({ missingAfter: 0 })
    expect(roles.changes).toEqual(['policy sm-role/mlctl-fix'])
  })

  it('changes nothing in a dry run, and shows what it would', async () => {
    const { ports, roles, io } = world({ ...RIGHT, inlinePolicies: [] })
    const fix = await fixRole(ports, REQUEST, { ...APPLY, dryRun: true })
    expect(fix.status).toBe('planned')
    expect(roles.changes).toEqual([])
    expect(io.notes.join('\n')).toContain(
      '+ ReadData: allow s3:GetObject on arn:aws:s3:::acme/fraud/*',
    )
  })

  it('refuses when the role changed while the question stood', async () => {
    const fresh = { ...RIGHT, inlinePolicies: [] }
    const { ports, roles, io } = world(fresh, { answers: { '--yes': true } })
    const ask = io.ask.bind(io)
    const theirs = policyOf([
      { Sid: 'Theirs', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
    ])
    io.ask = async (question) => {
      await roles.putInlinePolicy('sm-role', 'mlctl-fix', theirs)
      return ask(question)
    }
    const asking = { consent: { yes: false }, dryRun: false }
    await expect(fixRole(ports, REQUEST, asking)).rejects.toMatchObject({ code: 'MLC-PLAN-002' })
    expect(roles.changes).toEqual(['policy sm-role/mlctl-fix'])
    expect(roles.state.get('sm-role')?.inlinePolicies[0]?.policy).toEqual(theirs)
  })

  it.each([
    [
      'a Deny of its own',
      {
        inlinePolicies: [
          ...(RIGHT.inlinePolicies ?? []),
          { name: 'no', policy: policyOf([{ Effect: 'Deny', Action: 's3:*', Resource: '*' }]) },
        ],
      },
    ],
    [
      'a boundary',
      {
        permissionsBoundaryArn: 'arn:aws:iam::aws:policy/x',
        permissionsBoundaryPolicy: policyOf([{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }]),
      },
    ],
  ])('says that nothing added helps against %s', async (_, more) => {
    const { ports, roles } = world({ ...RIGHT, ...more })
    const check = await checkRole(ports, REQUEST)
    const fixes = await planRoleFixes(ports, check.missingStatements)
    expect(fixes.steps).toEqual([])
    for (const { why } of fixes.notFixable) expect(why).toContain('no added statement helps')
    expect(roles.changes).toEqual([])
  })
})

describe('a fix that is killed', () => {
  const closed = policyOf([
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/ops` },
      Action: 'kms:*',
      Resource: '*',
    },
  ])
  const request = { ...REQUEST, kmsKey: KEY }
  const broken = () => ({
    roles: fakeRoles({
      'sm-role': { tags: OURS, trustPolicy: policyOf([]), inlinePolicies: [] },
      admin: ADMIN_CALLER,
    }),
    keys: fakeKeys({ [KEY]: closed }),
  })
  const at = (state: ReturnType<typeof broken>, more: Parameters<typeof accountWorld>[0] = {}) =>
    accountWorld({
      buckets: fakeBuckets({ acme: {} }),
      callerArn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/ada`,
      ...state,
      ...more,
    })

  const moments = (['before', 'after'] as const).flatMap((moment) =>
    Array.from({ length: 60 }, (_, index) => [index + 1, moment] as const),
  )
  it.each(moments)('at call %i, %s its effect, is completed by the next', async (call, moment) => {
    const state = broken()
    const life = mortal(call, moment)
    const first = at(state, { wrap: life.wrap })
    const end = await fixRole(first.ports, request, APPLY).catch((error: unknown) => error)
    expect(end instanceof Killed).toBe(life.died())
    const { ports } = at(state, { folder: first.folder })
    expect(await fixRole(ports, request, APPLY)).toMatchObject({ missingAfter: 0, left: [] })
    const key = readPolicy(state.keys.policies.get(KEY))
    expect(key?.Statement).toHaveLength(1 + keyPolicyStatements(FULL, KEY, ARN).length)
    const trust = readPolicy(state.roles.state.get('sm-role')?.trustPolicy)
    expect(trust?.Statement).toHaveLength(1)
  })

  it('the table above reaches the last change', async () => {
    const state = broken()
    const life = mortal(Number.POSITIVE_INFINITY, 'before')
    const { keys } = at(state, { wrap: life.wrap })
    let callsAtLast = 0
    const put = keys.putPolicy
    keys.putPolicy = async (...args) => {
      callsAtLast = life.calls()
      await put(...args)
    }
    await fixRole(at(state, { wrap: life.wrap }).ports, request, APPLY)
    expect(callsAtLast).toBeGreaterThan(10)
    expect(callsAtLast).toBeLessThan(60)
  })
})

describe('fixes for doctor and audit', () => {
  const to = (place: MissingStatement['to'], statement: unknown): MissingStatement => ({
    to: place,
    statement,
  })
  const READ = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::acme/x/*'] }

  it('gather what one place lacks into one step, and place after place', async () => {
    const { ports } = world(RIGHT)
    const statement = { ...READ, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/sm-role` } }
    const fixes = await planRoleFixes(ports, [
      to({ kind: 'role', roleName: 'sm-role' }, READ),
      to({ kind: 'bucket', bucket: 'acme' }, statement),
      to({ kind: 'role', roleName: 'sm-role' }, { ...READ, Action: ['s3:PutObject'] }),
    ])
    expect(fixes.steps.map(({ id }) => id)).toEqual(['fix-role-sm-role', 'fix-bucket-acme'])
  })

  it.each([
    ['the caller', { kind: 'caller', arn: 'x' }, READ],
    ['an organization', { kind: 'organization' }, READ],
    ['a boundary', { kind: 'boundary' }, READ],
    ['a role that is not there', { kind: 'role', roleName: 'nobody' }, READ],
    ['what is no statement', { kind: 'role', roleName: 'sm-role' }, 'x'],
  ] as const)('leave %s to people', async (_, place, statement) => {
    const fixes = await planRoleFixes(world(RIGHT).ports, [to(place, statement)])
    expect(fixes.steps).toEqual([])
    expect(fixes.notFixable).toHaveLength(1)
  })

  it('are none where the statement is there already', async () => {
    const [first] = permissionPolicy(SPEC).Statement
    const fixes = await planRoleFixes(world(RIGHT).ports, [
      to({ kind: 'role', roleName: 'sm-role' }, first),
    ])
    expect(fixes).toEqual({ steps: [], changes: [], policies: [], notFixable: [] })
  })
})

describe('policies about to be written', () => {
  it('are stopped by an error of Access Analyzer before anything changes', async () => {
    const policyChecks = fakePolicyChecks(() => [
      { type: 'ERROR', issueCode: 'INVALID_ACTION', details: 'no such action' },
    ])
    const { ports, roles } = world({ ...RIGHT, inlinePolicies: [] }, { policyChecks })
    await expect(fixRole(ports, REQUEST, APPLY)).rejects.toMatchObject({ code: 'MLC-IAM-008' })
    expect(roles.changes).toEqual([])
  })

  it('are written with a word where Access Analyzer may not be asked', async () => {
    const { ports, io } = world(
      { ...RIGHT, inlinePolicies: [] },
      { policyChecks: fakePolicyChecks('forbidden') },
    )
    expect(await fixRole(ports, REQUEST, APPLY)).toMatchObject({ missingAfter: 0 })
    expect(io.notes.join('\n')).toContain('Access Analyzer could not be asked')
  })

  it('are all asked about: trust as a trust policy, rights as an identity policy', async () => {
    const policyChecks = fakePolicyChecks()
    const { ports } = accountWorld({ buckets: fakeBuckets({ acme: {} }), policyChecks })
    await setupRole(ports, REQUEST, APPLY)
    expect(policyChecks.asked.map(({ type, resourceType }) => [type, resourceType])).toEqual([
      ['RESOURCE_POLICY', 'AWS::IAM::AssumeRolePolicyDocument'],
      ['IDENTITY_POLICY', undefined],
    ])
  })
})

describe('setup and check of every service role', () => {
  const requests = {
    grader: { models: [`arn:aws:bedrock:${REGION}::foundation-model/amazon.nova-micro-v1:0`] },
    workflow: {},
    import: { data: ['s3://acme/model/'] },
    builds: { pushes: ['ml/churn'] },
  } as const
  it.each(ROLE_PURPOSES)(
    '%s: a new role is right at once, and a second setup has nothing to do',
    async (purpose) => {
      const { ports, roles } = accountWorld({ buckets: fakeBuckets({ acme: {} }) })
      const own =
        purpose in requests
          ? requests[purpose as keyof typeof requests]
          : { data: ['s3://acme/d/'], output: 's3://acme/o/' }
      const setup = await setupRole(ports, { purpose, ...own }, APPLY)
      expect(setup).toMatchObject({ status: 'applied', readiness: { ready: true } })
      expect(roles.changes).toHaveLength(2)
      const role = setup.roleName
      const { checks } = await checkRole(ports, { purpose, ...own, role })
      expect(checks.filter(({ subject, result }) => subject === 'role' && result !== 'ok')).toEqual(
        [],
      )
      expect((await setupRole(ports, { purpose, ...own, role }, APPLY)).status).toBe(
        'nothing-to-do',
      )
    },
  )
})
