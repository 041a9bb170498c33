import { describe, expect, it } from 'vitest'
import { readPolicy, samePolicy } from '../../src/lib/domain/core/policy-document.ts'
import { assessRole } from '../../src/lib/domain/iam/assess.ts'
import { permissionPolicy } from '../../src/lib/domain/iam/permission-policy.ts'
import { roleRequirements } from '../../src/lib/domain/iam/requirements.ts'
import type { RoleSpec } from '../../src/lib/domain/iam/spec.ts'
import { judgeTrust, trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import { GateError, StateError, UsageError } from '../../src/lib/errors.ts'
import { carryOut } from '../../src/lib/flows/apply.ts'
import { planRole, roleSteps } from '../../src/lib/flows/iam/role-steps.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { ACCOUNT, accountWorld, REGION } from '../support/account-world.ts'
import { type FakeRole, type FakeRoles, fakeRoles } from '../support/fake-roles.ts'
import { Killed, mortal } from '../support/mortal.ts'

const SPEC: RoleSpec = {
  roleName: 'ft-role',
  account: ACCOUNT,
  partition: 'aws',
  region: REGION,
  reads: ['s3://acme/fraud/train.jsonl'],
  output: 's3://acme/results/',
}
const GOOD_TRUST = trustPolicy(SPEC)
const ADMIN = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const attached = (name: string, policy: unknown): FakeRole => ({
  attachedPolicies: [{ name, arn: `arn:aws:iam::aws:policy/${name}`, policy }],
})

const run = async (ports: Ports, spec = SPEC) => {
  const { plan } = await planAgainstLiveState(
    ports,
    'mlctl iam setup',
    await roleSteps(ports, spec),
  )
  return carryOut(ports, plan, { consent: { yes: true }, dryRun: false })
}

/** The role does what the job needs, judged from outside the steps. */
const isUsable = (roles: FakeRoles, spec = SPEC): boolean => {
  const role = roles.state.get(spec.roleName)
  if (role === undefined) return false
  return (
    ['right', 'open'].includes(judgeTrust(readPolicy(role.trustPolicy), spec).kind) &&
    assessRole(role, roleRequirements(spec)).every(({ verdict }) => verdict === 'ok')
  )
}

describe('a role that is not there', () => {
  it('is created with its policy, and a second run finds nothing to do', async () => {
    const { ports, roles } = accountWorld()
    expect((await run(ports)).status).toBe('applied')
    expect(isUsable(roles)).toBe(true)
    expect((await run(ports)).status).toBe('nothing-to-do')
    expect(roles.changes).toEqual(['create ft-role', 'policy ft-role/mlctl-bedrock-customization'])
  })

  it('carries its boundary and says who made it', async () => {
    const { ports, roles } = accountWorld()
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/edge`
    await run(ports, { ...SPEC, permissionsBoundaryArn: boundary, tags: { team: 'ml' } })
    expect(roles.state.get('ft-role')).toMatchObject({
      permissionsBoundaryArn: boundary,
      tags: { team: 'ml', 'mlctl:made-by': 'mlctl' },
    })
  })
})

describe('an existing role', () => {
  it.each<[string, FakeRole, string[]]>([
    ['that is right', { trustPolicy: GOOD_TRUST, ...attached('Admin', ADMIN) }, []],
    ['without rights', { trustPolicy: GOOD_TRUST }, ['policy']],
    [
      'whose trust names another service',
      {
        trustPolicy: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        },
        ...attached('Admin', ADMIN),
      },
      ['trust'],
    ],
    [
      'for another region',
      { trustPolicy: trustPolicy({ ...SPEC, region: 'us-west-2' }) },
      ['trust', 'policy'],
    ],
  ])('%s gets just what it lacks', async (_, role, changes) => {
    const { ports, roles } = accountWorld({ roles: fakeRoles({ 'ft-role': role }) })
    await run(ports)
    expect(roles.changes.map((change) => change.split(' ')[0])).toEqual(changes)
    expect(isUsable(roles)).toBe(true)
  })

  it('keeps the rights that our policy gives for another bucket', async () => {
    const first = { ...SPEC, reads: ['s3://first/data/'], output: 's3://first/out/' }
    const { ports, roles } = accountWorld()
    await run(ports, first)
    await run(ports)
    expect(isUsable(roles)).toBe(true)
    expect(isUsable(roles, first)).toBe(true)
  })

  it('keeps what others wrote into it', async () => {
    const denied = {
      name: 'theirs',
      policy: {
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' },
      },
    }
    const { ports, roles } = accountWorld({
      roles: fakeRoles({ 'ft-role': { trustPolicy: GOOD_TRUST, inlinePolicies: [denied] } }),
    })
    await run(ports)
    expect(roles.state.get('ft-role')?.inlinePolicies).toContainEqual(denied)
  })

  it('has its trust changed only after a yes, even if mlctl made it', async () => {
    const role = { ...attached('Admin', ADMIN), tags: { 'mlctl:made-by': 'mlctl' } }
    const { ports, roles } = accountWorld({ roles: fakeRoles({ 'ft-role': role }) })
    const { plan } = await planAgainstLiveState(ports, 'x', await roleSteps(ports, SPEC))
    expect(plan.steps.map(({ operation }) => operation)).toEqual(['iam.UpdateAssumeRolePolicy'])
    const refused = carryOut(ports, plan, { consent: { yes: false }, dryRun: false })
    await expect(refused).rejects.toThrow(UsageError)
    expect(roles.changes).toEqual([])
  })

  it('of somebody else is not changed without a yes', async () => {
    const { ports, roles } = accountWorld({
      roles: fakeRoles({ 'ft-role': { trustPolicy: GOOD_TRUST } }),
    })
    const { plan } = await planAgainstLiveState(ports, 'x', await roleSteps(ports, SPEC))
    await expect(carryOut(ports, plan, { consent: { yes: false }, dryRun: false })).rejects.toThrow(
      UsageError,
    )
    expect(roles.changes).toEqual([])
  })

  it('shows what the repair adds and what stays', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: {
        Sid: 'Theirs',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    }
    const { ports } = accountWorld({ roles: fakeRoles({ 'ft-role': { trustPolicy: trust } }) })
    const { trustDiff, permissionDiff } = await planRole(ports, SPEC)
    expect(trustDiff.map(({ mark, text }) => `${mark} ${text.split(':')[0]}`)).toEqual([
      '+ BedrockCustomization',
    ])
    expect(permissionDiff.map(({ mark }) => mark)).toEqual(['+', '+', '+'])
  })

  it('with open trust works, is left alone, and is warned about', async () => {
    const open = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'bedrock.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    }
    const { ports, roles, io } = accountWorld({
      roles: fakeRoles({ 'ft-role': { trustPolicy: open, ...attached('Admin', ADMIN) } }),
    })
    await run(ports)
    expect(roles.changes).toEqual([])
    expect(io.warnings.join()).toContain('aws:SourceAccount')
  })

  const deny = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Sid: 'No', Effect: 'Deny', Action, Resource: '*' },
    ],
  })
  it.each<[string, FakeRole, string, new (...args: never[]) => Error]>([
    [
      'a Deny in a policy',
      { trustPolicy: GOOD_TRUST, ...attached('Edge', deny('s3:Put*')) },
      'MLC-IAM-003',
      StateError,
    ],
    [
      'a boundary without S3',
      {
        trustPolicy: GOOD_TRUST,
        ...attached('Admin', ADMIN),
        permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge',
        permissionsBoundaryPolicy: { ...ADMIN, Statement: { ...ADMIN.Statement, Action: 'kms:*' } },
      },
      'MLC-IAM-003',
      StateError,
    ],
    [
      'a Deny in the trust',
      {
        trustPolicy: {
          Version: '2012-10-17',
          Statement: { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
        },
      },
      'MLC-IAM-002',
      StateError,
    ],
    [
      'inline policies that fill the quota',
      {
        trustPolicy: GOOD_TRUST,
        inlinePolicies: [
          {
            name: 'big',
            policy: { ...ADMIN, Statement: { ...ADMIN.Statement, Action: ['a:B'.repeat(3_400)] } },
          },
        ],
      },
      'MLC-IAM-004',
      GateError,
    ],
  ])(
    'that no added permission can help (%s) is refused before any change',
    async (_, role, code, kind) => {
      const { ports, roles } = accountWorld({ roles: fakeRoles({ 'ft-role': role }) })
      const refusal = await roleSteps(ports, SPEC).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(kind)
      expect(refusal).toMatchObject({ code })
      expect(roles.changes).toEqual([])
    },
  )

  it('that is allowed only under a condition that cannot be judged gets a plain Allow', async () => {
    const office = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
    const policy = { ...ADMIN, Statement: { ...ADMIN.Statement, Condition: office } }
    const { ports, roles } = accountWorld({
      roles: fakeRoles({ 'ft-role': { trustPolicy: GOOD_TRUST, ...attached('Office', policy) } }),
    })
    await run(ports)
    expect(isUsable(roles)).toBe(true)
  })

  it('is shown with what a repair changes, also where the plan is somebody else’s', async () => {
    const { ports, io } = accountWorld({
      roles: fakeRoles({ 'ft-role': { trustPolicy: GOOD_TRUST } }),
    })
    await roleSteps(ports, SPEC)
    expect(io.notes.join('\n')).toContain(
      'ft-role: + WriteOutput: allow s3:GetObject, s3:PutObject',
    )
  })

  it('whose boundary cannot be read is warned about, not refused', async () => {
    const { ports, io } = accountWorld({
      roles: fakeRoles({
        'ft-role': {
          trustPolicy: GOOD_TRUST,
          ...attached('Admin', ADMIN),
          permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge',
        },
      }),
    })
    expect(await roleSteps(ports, SPEC)).toEqual([])
    expect(io.warnings.join()).toContain('the permissions boundary cannot be read')
  })
})

describe('a process that dies while it makes the role', () => {
  // The whole run makes so many calls to IAM and the journal; it is killed at each of them.
  const moments = ['before', 'after'] as const
  const cases = Array.from({ length: 30 }, (_, at) => at + 1).flatMap((at) =>
    moments.map((moment) => [at, moment] as const),
  )

  it.each(cases)('at call %i (%s its effect) is completed by the next run', async (at, moment) => {
    const roles = fakeRoles()
    const life = mortal(at, moment)
    const first = accountWorld({ roles, wrap: life.wrap })
    const end = await run(first.ports).catch((error: unknown) => error)
    expect(end instanceof Killed).toBe(life.died())
    const { ports } = accountWorld({ roles, folder: first.folder })
    await run(ports)
    expect(isUsable(roles)).toBe(true)
    expect(roles.changes.filter((change) => change.startsWith('create'))).toHaveLength(1)
    const ours = roles.state.get('ft-role')?.inlinePolicies ?? []
    expect(samePolicy(ours[0]?.policy, permissionPolicy(SPEC))).toBe(true)
  })

  it('the table above reaches the end of the run', async () => {
    const life = mortal(Number.POSITIVE_INFINITY, 'before')
    await run(accountWorld({ wrap: life.wrap }).ports)
    expect(life.calls()).toBeGreaterThan(10)
    expect(life.calls()).toBeLessThanOrEqual(30)
  })

  it('a plan file applied again after the crash is not stale', async () => {
    const roles = fakeRoles()
    const { ports, folder } = accountWorld({ roles })
    const { plan } = await planAgainstLiveState(ports, 'x', await roleSteps(ports, SPEC))
    const life = mortal(1, 'before')
    const dying = {
      ...ports,
      roles: { ...roles, putInlinePolicy: life.wrap(roles).putInlinePolicy },
    }
    const options = { consent: { yes: true }, dryRun: false }
    await expect(carryOut(dying, plan, options)).rejects.toThrow(Killed)
    const applied = await carryOut(accountWorld({ roles, folder }).ports, plan, options)
    expect(applied.status).toBe('applied')
    expect(isUsable(roles)).toBe(true)
  })
})

describe('a new role that IAM does not know everywhere yet', () => {
  it('gets its policy after some tries', async () => {
    const roles = fakeRoles()
    const put = roles.putInlinePolicy
    let refusals = 3
    roles.putInlinePolicy = async (...args) => {
      if (refusals-- > 0) throw new StateError('MLC-AWS-010', 'NoSuchEntity')
      await put(...args)
    }
    const { ports, clock } = accountWorld({ roles })
    await run(ports)
    expect(isUsable(roles)).toBe(true)
    expect(clock.slept).toEqual([2_000, 2_000, 2_000])
  })
})
