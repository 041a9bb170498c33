import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import {
  CreatePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { DeleteBucketPolicyCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { encodeDenial } from '../../../src/sandbox/iam/denial-message.ts'
import { contextOf } from '../../../src/sandbox/iam/variables.ts'
import type { Call } from '../../../src/sandbox/service.ts'
import { allow, deny, policyText, problemOf } from '../../support/policies.ts'
import { ACCOUNT, ROLE, ROOT, readBy, refused, SESSION, USER, workerWorld } from './worker-world.ts'

describe('a refusal says which kind of policy refuses', () => {
  it('of an identity, its boundary and its session', async () => {
    const { control, user, grant, as } = await workerWorld()
    control.iam.enforce(true)
    await grant(policyText(allow('s3:ListBucket')))
    expect(await readBy(await as())).toBe(
      refused(SESSION, 'because no identity-based policy allows the s3:GetObject action'),
    )
    await grant(policyText(allow('s3:*'), deny('s3:Get*')))
    expect(await readBy(await as())).toBe(
      refused(SESSION, 'with an explicit deny in an identity-based policy'),
    )
    await grant(policyText(allow('s3:*')))
    expect(await readBy(await as())).toBe('done')
    const capped = await as({ Policy: policyText(allow('s3:ListBucket')) })
    expect(await readBy(capped)).toBe(
      refused(SESSION, 'because no session policy allows the s3:GetObject action'),
    )
    const denied = await as({ Policy: policyText(allow('*'), deny('s3:GetObject')) })
    expect(await readBy(denied)).toBe(refused(SESSION, 'with an explicit deny in a session policy'))
    const { Policy } = await user.iam.send(
      new CreatePolicyCommand({
        PolicyName: 'edge',
        PolicyDocument: policyText(allow('s3:ListBucket')),
      }),
    )
    await user.iam.send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: 'worker',
        PermissionsBoundary: Policy?.Arn,
      }),
    )
    expect(await readBy(await as())).toBe(
      refused(SESSION, 'because no permissions boundary allows the s3:GetObject action'),
    )
  })

  it('of the organization, also without enforcement', async () => {
    const { control, user } = await workerWorld()
    control.iam.serviceControlPolicies({ noReading: policyText(deny('s3:GetObject')) })
    expect(await readBy(user)).toBe(
      refused(USER, 'with an explicit deny in a service control policy'),
    )
    control.iam.serviceControlPolicies({ FullAWSAccess: policyText(allow('iam:*')) })
    expect(await readBy(user)).toBe(
      refused(USER, 'because no service control policy allows the s3:GetObject action'),
    )
    control.iam.serviceControlPolicies(undefined)
    expect(await readBy(user)).toBe('done')
    expect(() => control.iam.serviceControlPolicies({ bad: '{' })).toThrow(/Syntax/)
  })

  it('of a bucket, also without enforcement', async () => {
    const { control, user, bucketPolicy } = await workerWorld()
    const everything = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']
    await bucketPolicy(
      deny('s3:*', everything, {
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
    expect(await readBy(user)).toBe('done')
    control.iam.origin({ secureTransport: false })
    const text = refused(USER, 'with an explicit deny in a resource-based policy')
    expect(await readBy(user)).toBe(text)
    control.iam.origin({})
    await bucketPolicy(
      deny('s3:GetObject', everything, {
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      }),
    )
    expect(await readBy(user)).toBe(text)
    control.iam.origin({ sourceVpce: 'vpce-1' })
    expect(await readBy(user)).toBe('done')
    await bucketPolicy(
      deny('s3:GetObject', everything, {
        Principal: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } },
      }),
    )
    expect(await readBy(user)).toBe(text)
    await user.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'data' }))
    expect(await readBy(user)).toBe('done')
  })

  it('a bucket’s own policy is enough within the account', async () => {
    const { control, as, bucketPolicy } = await workerWorld()
    await bucketPolicy(allow('s3:GetObject', 'arn:aws:s3:::data/*', { Principal: { AWS: ROLE } }))
    control.iam.enforce(true)
    const session = await as()
    expect(await readBy(session)).toBe('done')
    expect(await problemOf(session.s3.send(new ListBucketsCommand({})))).toMatch(/^AccessDenied/)
  })
})

it('the policy of a repository of images counts too', async () => {
  const { user } = await workerWorld()
  const repositoryName = 'ml/fraud'
  await user.ecr.send(new CreateRepositoryCommand({ repositoryName }))
  const denial = { Effect: 'Deny', Principal: '*', Action: 'ecr:DescribeImages' }
  await user.ecr.send(
    new SetRepositoryPolicyCommand({ repositoryName, policyText: policyText(denial) }),
  )
  const call = user.ecr.send(new DescribeImagesCommand({ repositoryName }))
  expect(await problemOf(call)).toBe(
    `AccessDeniedException: User: ${USER} is not authorized to perform: ecr:DescribeImages on resource: arn:aws:ecr:us-east-1:${ACCOUNT}:repository/ml/fraud with an explicit deny in a resource-based policy`,
  )
})

describe('the simulator', () => {
  const decisions = async (results: readonly object[] | undefined) =>
    (results ?? []).map((result) => {
      const { EvalDecision, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail } =
        result as Record<string, Record<string, boolean>>
      return [
        EvalDecision,
        OrganizationsDecisionDetail?.AllowedByOrganizations,
        PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
      ]
    })

  it('tells the organization’s word, and a boundary’s that is tried', async () => {
    const { control, user } = await workerWorld()
    control.iam.serviceControlPolicies({ no: policyText(deny('s3:DeleteBucket')) })
    const { EvaluationResults } = await user.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: USER,
        ActionNames: ['s3:DeleteBucket', 's3:GetObject', 'iam:PassRole'],
        PermissionsBoundaryPolicyInputList: [policyText(allow('s3:*'))],
      }),
    )
    expect(await decisions(EvaluationResults)).toEqual([
      ['explicitDeny', false, true],
      ['allowed', true, true],
      ['implicitDeny', true, false],
    ])
  })

  it('takes a policy of the resource when given, not that of the bucket', async () => {
    const { user, bucketPolicy } = await workerWorld()
    const objects = 'arn:aws:s3:::data/*'
    await bucketPolicy(
      deny('s3:GetObject', objects, {
        Principal: { AWS: ROLE },
      }),
    )
    const ask = { ActionNames: ['s3:GetObject'], ResourceArns: ['arn:aws:s3:::data/k'] }
    const custom = async (more: object) => {
      const command = new SimulateCustomPolicyCommand({
        PolicyInputList: [policyText(allow('iam:*'))],
        ...ask,
        ...more,
      })
      return user.iam.send(command).then(
        ({ EvaluationResults }) => EvaluationResults?.[0]?.EvalDecision,
        (error: Error) => error.name,
      )
    }
    const plain = new SimulatePrincipalPolicyCommand({ PolicySourceArn: USER, ...ask })
    const { EvaluationResults } = await user.iam.send(plain)
    expect(EvaluationResults?.[0]?.EvalDecision).toBe('allowed')
    const ResourcePolicy = policyText(allow('s3:GetObject', objects, { Principal: { AWS: USER } }))
    expect(await custom({})).toBe('implicitDeny')
    expect(await custom({ ResourcePolicy })).toBe('InvalidInputException')
    expect(await custom({ ResourcePolicy, CallerArn: USER })).toBe('allowed')
    expect(await custom({ ResourcePolicy, CallerArn: `${USER}2` })).toBe('implicitDeny')
    const theirs = {
      ResourcePolicy,
      CallerArn: USER,
      ResourceOwner: 'arn:aws:iam::111122223333:root',
    }
    expect(await custom(theirs)).toBe('implicitDeny')
  })
})

it('an encoded refusal is decoded by STS, and nothing else is', async () => {
  const { user } = await workerWorld()
  const caller = { arn: USER, userId: 'AIDA', accessKeyId: 'AKIA' }
  const request = { action: 'ec2:RunInstances', resource: '*', context: contextOf({ a: 'b' }) }
  const EncodedMessage = encodeDenial({ caller } as Call, request, {
    layer: 'identity',
    isExplicit: true,
  })
  const { DecodedMessage } = await user.sts.send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage }),
  )
  expect(JSON.parse(DecodedMessage ?? '')).toMatchObject({
    allowed: false,
    explicitDeny: true,
    context: { principal: { arn: USER }, action: 'ec2:RunInstances' },
  })
  const other = new DecodeAuthorizationMessageCommand({ EncodedMessage: 'nothing' })
  expect(await problemOf(user.sts.send(other))).toMatch(/^InvalidAuthorizationMessageException/)
})

it('root of the account stands for whoever IAM allows', async () => {
  const { control, as, grant, bucketPolicy } = await workerWorld()
  await bucketPolicy(allow('s3:GetObject', 'arn:aws:s3:::data/*', { Principal: { AWS: ROOT } }))
  control.iam.enforce(true)
  expect(await readBy(await as())).toMatch(/no identity-based policy allows/)
  await grant(policyText(allow('s3:GetObject')))
  expect(await readBy(await as())).toBe('done')
})
