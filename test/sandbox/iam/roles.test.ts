import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const trustOf = (Principal: unknown, more = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
  })
const TRUST = trustOf({ Service: 'bedrock.amazonaws.com' })
const policyOf = (Action: string, Resource = '*', Effect = 'Allow', more = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource, ...more }] })

const account = () => inProcess(newEngine()).iam
type Iam = ReturnType<typeof account>

const withRole = async (RoleName = 'tuner'): Promise<Iam> => {
  const iam = account()
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }))
  return iam
}

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )

describe('roles', () => {
  it('are created, read, listed, changed and deleted', async () => {
    const iam = account()
    const Tags = [{ Key: 'team', Value: 'fraud' }]
    const input = { RoleName: 'tuner', Path: '/ml/', AssumeRolePolicyDocument: TRUST, Tags }
    const { Role } = await iam.send(new CreateRoleCommand({ ...input, Description: 'first' }))
    expect(Role).toMatchObject({ Arn: 'arn:aws:iam::000000000000:role/ml/tuner', Tags })
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/)
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST)
    await iam.send(new UpdateRoleCommand({ RoleName: 'tuner', MaxSessionDuration: 7200 }))
    await iam.send(new TagRoleCommand({ RoleName: 'tuner', Tags: [{ Key: 'Team', Value: 'b' }] }))
    await iam.send(new TagRoleCommand({ RoleName: 'tuner', Tags: [{ Key: 'x', Value: 'y' }] }))
    await iam.send(new UntagRoleCommand({ RoleName: 'tuner', TagKeys: ['x'] }))
    const tags = await iam.send(new ListRoleTagsCommand({ RoleName: 'tuner' }))
    expect(tags.Tags).toEqual([{ Key: 'Team', Value: 'b' }])
    const listed = await iam.send(new ListRolesCommand({ PathPrefix: '/ml/' }))
    expect(listed.Roles?.[0]).toMatchObject({ MaxSessionDuration: 7200, Description: 'first' })
    await iam.send(new DeleteRoleCommand({ RoleName: 'tuner' }))
    expect(await nameOf(iam.send(new GetRoleCommand({ RoleName: 'tuner' })))).toBe(
      'NoSuchEntityException',
    )
  })

  it('come in pages', async () => {
    const iam = account()
    for (const RoleName of ['a', 'b', 'c']) {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }))
    }
    const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }))
    expect(first.IsTruncated).toBe(true)
    const second = await iam.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }))
    const names = [...(first.Roles ?? []), ...(second.Roles ?? [])].map(({ RoleName }) => RoleName)
    expect(names).toEqual(['a', 'b', 'c'])
    expect(second.IsTruncated).toBe(false)
  })

  it.each([
    [
      'exists',
      { RoleName: 'TUNER', AssumeRolePolicyDocument: TRUST },
      'EntityAlreadyExistsException',
    ],
    [
      'trusts by no JSON',
      { RoleName: 'b', AssumeRolePolicyDocument: 'x' },
      'MalformedPolicyDocumentException',
    ],
    [
      'trusts a role that is not there',
      {
        RoleName: 'b',
        AssumeRolePolicyDocument: trustOf({ AWS: 'arn:aws:iam::000000000000:role/no' }),
      },
      'MalformedPolicyDocumentException',
    ],
    [
      'has a trust policy of more than 2,048 characters',
      { RoleName: 'b', AssumeRolePolicyDocument: trustOf({ Service: 'x'.repeat(2000) }) },
      'LimitExceededException',
    ],
    ['has a bad name', { RoleName: 'a b', AssumeRolePolicyDocument: TRUST }, 'ValidationError'],
  ])('one that %s is refused', async (_, input, expected) => {
    const iam = await withRole()
    expect(await nameOf(iam.send(new CreateRoleCommand(input)))).toBe(expected)
  })

  it('get a new trust policy', async () => {
    const iam = await withRole()
    const PolicyDocument = trustOf({ Service: 'sagemaker.amazonaws.com' })
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'tuner', PolicyDocument }))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'tuner' }))
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(PolicyDocument)
  })
})

describe('inline policies', () => {
  it('are put, read, listed and deleted; a role that has some is not deleted', async () => {
    const iam = await withRole()
    const named = { RoleName: 'tuner', PolicyName: 'data' }
    const PolicyDocument = policyOf('s3:GetObject')
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument }))
    const got = await iam.send(new GetRolePolicyCommand(named))
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(PolicyDocument)
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'tuner' }))
    expect(PolicyNames).toEqual(['data'])
    const remove = () => nameOf(iam.send(new DeleteRoleCommand({ RoleName: 'tuner' })))
    expect(await remove()).toBe('DeleteConflictException')
    await iam.send(new DeleteRolePolicyCommand(named))
    expect(await remove()).toBe('done')
  })

  it('share 10,240 characters, white space not counted', async () => {
    const iam = await withRole()
    const put = (PolicyName: string, length: number, pad = '') => {
      const PolicyDocument = policyOf('s3:GetObject', `arn:aws:s3:::${'x'.repeat(length)}`) + pad
      return nameOf(
        iam.send(new PutRolePolicyCommand({ RoleName: 'tuner', PolicyName, PolicyDocument })),
      )
    }
    expect(await put('a', 9000, ' '.repeat(9000))).toBe('done')
    expect(await put('b', 1100)).toBe('LimitExceededException')
    expect(await put('b', 900)).toBe('done')
  })
})

describe('managed policies', () => {
  it('have versions, of which one counts', async () => {
    const iam = account()
    const created = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'data', PolicyDocument: policyOf('s3:GetObject') }),
    )
    const PolicyArn = created.Policy?.Arn ?? ''
    const PolicyDocument = policyOf('s3:PutObject')
    const second = { PolicyArn, PolicyDocument, SetAsDefault: true }
    await iam.send(new CreatePolicyVersionCommand(second))
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
    expect(Policy?.DefaultVersionId).toBe('v2')
    const got = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
    expect(decodeURIComponent(got.PolicyVersion?.Document ?? '')).toBe(PolicyDocument)
    const drop = (VersionId: string) =>
      nameOf(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })))
    expect(await drop('v2')).toBe('DeleteConflictException')
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
    expect(await drop('v2')).toBe('done')
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v1'])
  })

  it('are five versions at most', async () => {
    const iam = account()
    const PolicyDocument = policyOf('s3:GetObject')
    const created = await iam.send(new CreatePolicyCommand({ PolicyName: 'data', PolicyDocument }))
    const input = { PolicyArn: created.Policy?.Arn ?? '', PolicyDocument }
    for (let version = 2; version <= 5; version++)
      await iam.send(new CreatePolicyVersionCommand(input))
    expect(await nameOf(iam.send(new CreatePolicyVersionCommand(input)))).toBe(
      'LimitExceededException',
    )
  })

  it('are attached and detached, and not deleted while attached', async () => {
    const iam = await withRole()
    const PolicyDocument = policyOf('s3:GetObject')
    const created = await iam.send(new CreatePolicyCommand({ PolicyName: 'data', PolicyDocument }))
    const PolicyArn = created.Policy?.Arn ?? ''
    const both = { RoleName: 'tuner', PolicyArn }
    await iam.send(new AttachRolePolicyCommand(both))
    await iam.send(new AttachRolePolicyCommand(both))
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand(both))
    expect(AttachedPolicies).toEqual([{ PolicyName: 'data', PolicyArn }])
    const scope = { Scope: 'Local', OnlyAttached: true } as const
    expect((await iam.send(new ListPoliciesCommand(scope))).Policies).toHaveLength(1)
    const remove = () => nameOf(iam.send(new DeletePolicyCommand({ PolicyArn })))
    expect(await remove()).toBe('DeleteConflictException')
    await iam.send(new DetachRolePolicyCommand(both))
    expect(await remove()).toBe('done')
  })

  it('that are not there cannot be attached', async () => {
    const iam = await withRole()
    const PolicyArn = 'arn:aws:iam::aws:policy/NoSuchPolicyAtAll'
    const attach = iam.send(new AttachRolePolicyCommand({ RoleName: 'tuner', PolicyArn }))
    expect(await nameOf(attach)).toBe('NoSuchEntityException')
  })
})

describe('the policy simulator', () => {
  const ROLE = 'arn:aws:iam::000000000000:role/tuner'
  const simulate = async (iam: Iam, input: object) => {
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ROLE,
      ActionNames: ['s3:GetObject'],
      ...input,
    })
    return (await iam.send(command)).EvaluationResults ?? []
  }

  it('tells for each action and resource what decides it', async () => {
    const iam = await withRole()
    const PolicyDocument = policyOf('s3:*', 'arn:aws:s3:::data/*')
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'tuner', PolicyName: 'data', PolicyDocument }),
    )
    const ResourceArns = ['arn:aws:s3:::data/x', 'arn:aws:s3:::other/x']
    const ActionNames = ['s3:GetObject', 'iam:PassRole']
    const results = await simulate(iam, { ActionNames, ResourceArns })
    expect(results.map(({ EvalDecision }) => EvalDecision)).toEqual([
      'allowed',
      'implicitDeny',
      'implicitDeny',
      'implicitDeny',
    ])
    const matched = [{ SourcePolicyId: 'role_tuner_data', SourcePolicyType: 'role' }]
    expect(results[0]?.MatchedStatements).toEqual(matched)
  })

  it('uses context entries and names those it misses', async () => {
    const iam = await withRole()
    const Condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }
    const PolicyDocument = policyOf('s3:GetObject', '*', 'Allow', { Condition })
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'tuner', PolicyName: 'data', PolicyDocument }),
    )
    const [without] = await simulate(iam, {})
    expect(without).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:SourceVpc'],
    })
    const entry = {
      ContextKeyName: 'aws:SourceVpc',
      ContextKeyValues: ['vpc-1'],
      ContextKeyType: 'string',
    }
    const [with_] = await simulate(iam, { ContextEntries: [entry] })
    expect(with_?.EvalDecision).toBe('allowed')
  })

  it('caps by the boundary', async () => {
    const iam = await withRole()
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: 'tuner', PermissionsBoundary }),
    )
    const everything = {
      RoleName: 'tuner',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }
    await iam.send(new AttachRolePolicyCommand(everything))
    const results = await simulate(iam, { ActionNames: ['s3:GetObject', 's3:PutObject'] })
    const told = results.map(({ EvalDecision, PermissionsBoundaryDecisionDetail: detail }) => [
      EvalDecision,
      detail?.AllowedByPermissionsBoundary,
    ])
    expect(told).toEqual([
      ['allowed', true],
      ['implicitDeny', false],
    ])
  })

  it('knows the user, and no stranger', async () => {
    const iam = account()
    const { User } = await iam.send(new GetUserCommand({}))
    const [result] = await simulate(iam, { PolicySourceArn: User?.Arn ?? '' })
    expect(result?.EvalDecision).toBe('allowed')
    expect(await nameOf(simulate(iam, { PolicySourceArn: ROLE }))).toBe('NoSuchEntityException')
  })
})
