import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asList, policySize } from '../../../src/lib/domain/core/policy-document.ts'
import { assessRole } from '../../../src/lib/domain/iam/assess.ts'
import { callerRequirements } from '../../../src/lib/domain/iam/caller-requirements.ts'
import { decide } from '../../../src/lib/domain/iam/evaluate.ts'
import { POLICY_LIMITS } from '../../../src/lib/domain/iam/limits.ts'
import { lintPolicy } from '../../../src/lib/domain/iam/lint/lint.ts'
import { defaultRoleName, roleNameProblem } from '../../../src/lib/domain/iam/names.ts'
import { permissionPolicy } from '../../../src/lib/domain/iam/permission-policy.ts'
import { roleRequirements } from '../../../src/lib/domain/iam/requirements.ts'
import {
  kindOf,
  ROLE_PURPOSES,
  type RolePurpose,
} from '../../../src/lib/domain/iam/roles/purposes.ts'
import { repositoryArnOf } from '../../../src/lib/domain/iam/roles/repositories.ts'
import type { AnyRoleSpec } from '../../../src/lib/domain/iam/spec.ts'
import { judgeTrust, trustPolicy } from '../../../src/lib/domain/iam/trust-policy.ts'

const ACCOUNT = '111122223333'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const place = { account: ACCOUNT, partition: 'aws', region: 'us-east-1' }

/** Everything a role of the kind can be given. */
const fullSpec = (purpose: RolePurpose): AnyRoleSpec => {
  const { needs, vpc } = kindOf({ purpose })
  const base = {
    ...place,
    roleName: 'r',
    reads: needs.data ? ['s3://data/fraud/', 's3://more/x.jsonl'] : [],
    ...(needs.data ? { dataKmsKeyArns: [KEY] } : {}),
    modelKmsKeyArn: KEY,
    ...(vpc === 'none'
      ? {}
      : { vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } }),
    repositoryArns: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`],
    modelArns: ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'],
    graderArns: [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:grade`],
    passedRoleArns: [`arn:aws:iam::${ACCOUNT}:role/jobs`],
  }
  if (purpose === 'customization') return { ...base, output: 's3://out/o/' }
  return { ...base, purpose, ...(needs.output === 'never' ? {} : { output: 's3://out/o/' }) }
}
const holding = (spec: AnyRoleSpec, policy = permissionPolicy(spec)) => ({
  inlinePolicies: [{ name: 'p', policy }],
  attachedPolicies: [],
})

describe.each(ROLE_PURPOSES)('the role for %s', (purpose) => {
  const spec = fullSpec(purpose)

  it('may do all that its jobs ask for', () => {
    const open = assessRole(holding(spec), roleRequirements(spec)).filter(
      ({ verdict }) => verdict !== 'ok',
    )
    expect(open.map(({ requirement, why }) => [requirement.what, why])).toEqual([])
  })

  it('holds no statement that no job asks for', () => {
    for (const { Sid: sid } of permissionPolicy(spec).Statement) {
      const policy = permissionPolicy(spec)
      const less = { ...policy, Statement: policy.Statement.filter((one) => one.Sid !== sid) }
      const verdicts = assessRole(holding(spec, less), roleRequirements(spec))
      expect(
        verdicts.some(({ verdict }) => verdict !== 'ok'),
        `without ${sid}`,
      ).toBe(true)
    }
  })

  it('holds no action that no job asks for', () => {
    const asked = new Set(roleRequirements(spec).map(({ ask }) => ask.action))
    const held = permissionPolicy(spec).Statement.flatMap(({ Action }) => asList(Action))
    expect(held.filter((action) => !asked.has(action))).toEqual([])
  })

  it('passes the linter without a word, and fits the quotas', () => {
    expect(lintPolicy(permissionPolicy(spec), 'identity', place)).toEqual([])
    expect(lintPolicy(trustPolicy(spec), 'trust', place)).toEqual([])
    expect(policySize(permissionPolicy(spec))).toBeLessThan(POLICY_LIMITS.roleInline)
  })

  it('trusts its service alone, for jobs of this account alone', () => {
    expect(judgeTrust(trustPolicy(spec), spec)).toEqual({ kind: 'right' })
    const { service, source } = kindOf(spec)
    const ask = (principal: string, account: string) =>
      decide([{ name: 't', policy: trustPolicy(spec) }], {
        action: 'sts:AssumeRole',
        principal: { Service: principal },
        context: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:aws:${source.service}:us-east-1:${account}:${source.probe}`,
        },
      }).decision
    expect(ask(service, ACCOUNT)).toBe('allowed')
    expect(ask(service, '999988887777')).toBe('implicitDeny')
    expect(ask('ec2.amazonaws.com', ACCOUNT)).toBe('implicitDeny')
  })

  it('says the same whatever the order of its lists', () => {
    const turned = {
      ...spec,
      reads: [...spec.reads].reverse(),
      ...(spec.vpcConfig === undefined
        ? {}
        : { vpcConfig: { ...spec.vpcConfig, subnetIds: [...spec.vpcConfig.subnetIds].reverse() } }),
    } as AnyRoleSpec
    expect(roleRequirements(turned)).toHaveLength(roleRequirements(spec).length)
    expect(
      assessRole(holding(turned), roleRequirements(spec)).every(({ verdict }) => verdict === 'ok'),
    ).toBe(true)
  })

  it('is handed over by a caller to its service alone', () => {
    const pass = callerRequirements(spec).find(({ id }) => id === 'pass-role')
    expect(pass?.ask.context).toEqual({ 'iam:PassedToService': kindOf(spec).service })
  })
})

describe('least privilege', () => {
  it.each([
    ['training', 's3:PutObject', 'arn:aws:s3:::data/fraud/x'],
    ['training', 's3:GetObject', 'arn:aws:s3:::somebody-else/x'],
    ['training', 'ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/other`],
    [
      'training',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/x:log-stream:a`,
    ],
    ['training', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
    [
      'hosting',
      'logs:PutLogEvents',
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs:log-stream:a`,
    ],
    ['import', 's3:PutObject', 'arn:aws:s3:::data/fraud/x'],
    ['batch', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/other'],
    ['grader', 's3:GetObject', 'arn:aws:s3:::data/fraud/x'],
    ['workflow', 'iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
    ['pipelines', 'sagemaker:DeleteModel', `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model/m`],
  ] as const)('%s may not %s on %s', (purpose, action, resource) => {
    const context = {
      'aws:ResourceAccount': ACCOUNT,
      'iam:PassedToService': 'sagemaker.amazonaws.com',
    }
    const [verdict] = assessRole(holding(fullSpec(purpose)), [
      { id: 'x', what: 'x', ask: { action, resource, context } },
    ])
    expect(verdict?.verdict).toBe('missing')
  })

  it('makes no grant for people with the volume key', () => {
    const { decision } = decide([{ name: 'p', policy: permissionPolicy(fullSpec('training')) }], {
      action: 'kms:CreateGrant',
      resource: KEY,
      context: { 'kms:GrantIsForAWSResource': 'false' },
    })
    expect(decision).toBe('implicitDeny')
  })
})

it.each([
  [
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/fraud:v1`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/fraud`,
  ],
  [
    `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:ab`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
  ],
  [
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
    `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/fraud`,
  ],
  ['public.ecr.aws/x/y', undefined],
  ['python:3.12', undefined],
  ['arn:aws:s3:::x', undefined],
])('the repository of %s is %s', (text, arn) => {
  expect(repositoryArnOf(text, 'aws')).toBe(arn)
})

it('default names of any project, area and style are names that IAM takes', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 120 }),
      fc.constantFrom('bedrock', 'sagemaker', 'states', 'grader'),
      fc.constantFrom('mlctl' as const, 'aws' as const),
      (project, area, style) => {
        expect(roleNameProblem(defaultRoleName(project, { area, style }))).toBeUndefined()
      },
    ),
  )
})
