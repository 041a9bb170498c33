import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { encodeDenial } from '../../../src/sandbox/iam/denial-message.ts'
import { contextOf } from '../../../src/sandbox/iam/variables.ts'
import type { Call } from '../../../src/sandbox/service.ts'
import { inProcess, newEngine } from '../clients.ts'

const ACCOUNT = '000000000000'
const USER = `arn:aws:iam::${ACCOUNT}:user/sandbox`
const ROOT = `arn:aws:iam::${ACCOUNT}:root`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: unknown, Resource: unknown = '*', more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const deny = (Action: unknown, Resource: unknown = '*', more = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
})

const problemOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  )

/** A world with a bucket and an object; `as` is a session of the role. */
const world = async () => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  const user = inProcess(engine)
  await user.s3.send(new CreateBucketCommand({ Bucket: 'data' }))
  await user.s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'k', Body: 'x' }))
  const trust = document({ Effect: 'Allow', Principal: { AWS: USER }, Action: 'sts:AssumeRole' })
  await user.iam.send(
    new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }),
  )
  const grant = (PolicyDocument: string) =>
    user.iam.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument }))
  const as = async (more: { Policy?: string } = {}) => {
    const input = { RoleArn: ROLE, RoleSessionName: 'me', ...more }
    const { Credentials } = await user.sts.send(new AssumeRoleCommand(input))
    return inProcess(engine, Credentials?.AccessKeyId)
  }
  const bucketPolicy = (...statements: object[]) =>
    user.s3.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy: document(...statements) }))
  return { engine, control, user, grant, as, bucketPolicy }
}

const GET = new GetObjectCommand({ Bucket: 'data', Key: 'k' })
const readBy = ({ s3 }: ReturnType<typeof inProcess>) => problemOf(s3.send(GET))
const refused = (who: string, why: string) =>
  `AccessDenied: User: ${who} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::data/k" ${why}`

describe('a refusal says which kind of policy refuses', () => {
  it('of an identity, its boundary and its session', async () => {
    const { control, user, grant, as } = await world()
    control.iam.enforce(true)
    await grant(document(allow('s3:ListBucket')))
    expect(await readBy(await as())).toBe(
      refused(SESSION, 'because no identity-based policy allows the s3:GetObject action'),
    )
    await grant(document(allow('s3:*'), deny('s3:Get*')))
    expect(await readBy(await as())).toBe(
      refused(SESSION, 'with an explicit deny in an identity-based policy'),
    )
    await grant(document(allow('s3:*')))
    expect(await readBy(await as())).toBe('done')
    const capped = await as({ Policy: document(allow('s3:ListBucket')) })
    expect(await readBy(capped)).toBe(
      refused(SESSION, 'because no session policy allows the s3:GetObject action'),
    )
    const denied = await as({ Policy: document(allow('*'), deny('s3:GetObject')) })
    expect(await readBy(denied)).toBe(refused(SESSION, 'with an explicit deny in a session policy'))
    const { Policy } = await user.iam.send(
      new CreatePolicyCommand({
        PolicyName: 'edge',
        PolicyDocument: document(allow('s3:ListBucket')),
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
    const { control, user } = await world()
    control.iam.serviceControlPolicies({ noReading: document(deny('s3:GetObject')) })
    expect(await readBy(user)).toBe(
      refused(USER, 'with an explicit deny in a service control policy'),
    )
    control.iam.serviceControlPolicies({ FullAWSAccess: document(allow('iam:*')) })
    expect(await readBy(user)).toBe(
      refused(USER, 'because no service control policy allows the s3:GetObject action'),
    )
    control.iam.serviceControlPolicies(undefined)
    expect(await readBy(user)).toBe('done')
    expect(() => control.iam.serviceControlPolicies({ bad: '{' })).toThrow(/Syntax/)
  })

  it('of a bucket, also without enforcement', async () => {
    const { control, user, bucketPolicy } = await world()
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
    const { control, as, bucketPolicy } = await world()
    await bucketPolicy(allow('s3:GetObject', 'arn:aws:s3:::data/*', { Principal: { AWS: ROLE } }))
    control.iam.enforce(true)
    const session = await as()
    expect(await readBy(session)).toBe('done')
    expect(await problemOf(session.s3.send(new ListBucketsCommand({})))).toMatch(/^AccessDenied/)
  })
})

describe('keys', () => {
  const texts = (action: string, key: string, why: string) =>
    `AccessDeniedException: User: ${SESSION} is not authorized to perform: ${action} on resource: ${key} ${why}`

  it('say through their policies who may use them', async () => {
    const { control, user, grant, as } = await world()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.Arn ?? ''
    const Plaintext = new Uint8Array([1])
    const { CiphertextBlob } = await user.kms.send(new EncryptCommand({ KeyId, Plaintext }))
    control.iam.enforce(true)
    const decrypt = async () =>
      problemOf((await as()).kms.send(new DecryptCommand({ CiphertextBlob })))
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'because no identity-based policy allows the kms:Decrypt action'),
    )
    await grant(document(allow('kms:Decrypt', KeyId)))
    expect(await decrypt()).toBe('done')
    const policyOf = (...statements: object[]) =>
      user.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: document(...statements) }))
    const onlyUser = allow('kms:*', '*', { Principal: { AWS: USER } })
    await policyOf(onlyUser)
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'because no resource-based policy allows the kms:Decrypt action'),
    )
    await policyOf(onlyUser, allow('kms:Decrypt', '*', { Principal: { AWS: ROLE } }))
    await grant(document(allow('s3:*')))
    expect(await decrypt()).toBe('done')
    await policyOf(
      onlyUser,
      allow('kms:Decrypt', '*', { Principal: { AWS: ROLE } }),
      deny('kms:Decrypt', '*', {
        Principal: '*',
        Condition: { StringNotEquals: { 'kms:EncryptionContext:app': 'a' } },
      }),
    )
    expect(await decrypt()).toBe(
      texts('kms:Decrypt', KeyId, 'with an explicit deny in a resource-based policy'),
    )
    await policyOf(onlyUser)
    const { GrantId } = await user.kms.send(
      new CreateGrantCommand({ KeyId, GranteePrincipal: ROLE, Operations: ['Decrypt'] }),
    )
    expect(await decrypt()).toBe('done')
    const session = await as()
    const other = session.kms.send(new DescribeKeyCommand({ KeyId }))
    expect(await problemOf(other)).toMatch(/kms:DescribeKey .* no resource-based policy allows/)
    await user.kms.send(new RevokeGrantCommand({ KeyId, GrantId }))
    expect(await decrypt()).toMatch(/^AccessDeniedException/)
  })

  it.each([
    ['EncryptionContextSubset', { app: 'a' }, 'done'],
    ['EncryptionContextSubset', { app: 'a', more: 'b' }, 'done'],
    ['EncryptionContextSubset', { more: 'b' }, 'AccessDeniedException'],
    ['EncryptionContextEquals', { app: 'a' }, 'done'],
    ['EncryptionContextEquals', { app: 'a', more: 'b' }, 'AccessDeniedException'],
  ])('a grant under %s is for context %j: %s', async (constraint, context, expected) => {
    const { control, user, as } = await world()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.Arn ?? ''
    const about = { EncryptionContext: context as Record<string, string> }
    const Plaintext = new Uint8Array([1])
    const sealed = await user.kms.send(new EncryptCommand({ KeyId, Plaintext, ...about }))
    await user.kms.send(
      new CreateGrantCommand({
        KeyId,
        GranteePrincipal: ROLE,
        Operations: ['Decrypt'],
        Constraints: { [constraint]: { app: 'a' } },
      }),
    )
    control.iam.enforce(true)
    const { CiphertextBlob } = sealed
    const opened = (await as()).kms.send(new DecryptCommand({ CiphertextBlob, ...about }))
    expect((await problemOf(opened)).split(':')[0]).toBe(expected)
  })

  it('of a bucket are needed to read and write it, through S3 only', async () => {
    const { control, user, grant, as } = await world()
    const { KeyMetadata } = await user.kms.send(new CreateKeyCommand({}))
    const KMSMasterKeyID = KeyMetadata?.Arn ?? ''
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID }
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault }]
    await user.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'data',
        ServerSideEncryptionConfiguration: { Rules },
      }),
    )
    const put = new PutObjectCommand({ Bucket: 'data', Key: 'k', Body: 'y' })
    expect(await user.s3.send(put)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KMSMasterKeyID,
    })
    control.iam.enforce(true)
    await grant(document(allow('s3:*')))
    const read = await readBy(await as())
    expect(read).toMatch(/is not authorized to perform: kms:Decrypt on resource: arn:aws:kms/)
    const ViaService = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }
    const through = allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', { Condition: ViaService })
    await grant(document(allow('s3:*'), through))
    const session = await as()
    expect(await readBy(session)).toBe('done')
    expect(await problemOf(session.s3.send(put))).toBe('done')
    const direct = session.kms.send(
      new EncryptCommand({ KeyId: KMSMasterKeyID, Plaintext: new Uint8Array([1]) }),
    )
    expect(await problemOf(direct)).toMatch(/kms:Encrypt/)
  })
})

it('the policy of a repository of images counts too', async () => {
  const { user } = await world()
  const repositoryName = 'ml/fraud'
  await user.ecr.send(new CreateRepositoryCommand({ repositoryName }))
  const denial = { Effect: 'Deny', Principal: '*', Action: 'ecr:DescribeImages' }
  const policyText = document(denial)
  await user.ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }))
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
    const { control, user } = await world()
    control.iam.serviceControlPolicies({ no: document(deny('s3:DeleteBucket')) })
    const { EvaluationResults } = await user.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: USER,
        ActionNames: ['s3:DeleteBucket', 's3:GetObject', 'iam:PassRole'],
        PermissionsBoundaryPolicyInputList: [document(allow('s3:*'))],
      }),
    )
    expect(await decisions(EvaluationResults)).toEqual([
      ['explicitDeny', false, true],
      ['allowed', true, true],
      ['implicitDeny', true, false],
    ])
  })

  it('takes a policy of the resource when given, not that of the bucket', async () => {
    const { user, bucketPolicy } = await world()
    const objects = 'arn:aws:s3:::data/*'
    await bucketPolicy(
      deny('s3:GetObject', objects, {
        Principal: { AWS: ROLE },
      }),
    )
    const ask = { ActionNames: ['s3:GetObject'], ResourceArns: ['arn:aws:s3:::data/k'] }
    const custom = async (more: object) => {
      const command = new SimulateCustomPolicyCommand({
        PolicyInputList: [document(allow('iam:*'))],
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
    const ResourcePolicy = document(allow('s3:GetObject', objects, { Principal: { AWS: USER } }))
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
  const { user } = await world()
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
  const { control, as, grant, bucketPolicy } = await world()
  await bucketPolicy(allow('s3:GetObject', 'arn:aws:s3:::data/*', { Principal: { AWS: ROOT } }))
  control.iam.enforce(true)
  expect(await readBy(await as())).toMatch(/no identity-based policy allows/)
  await grant(document(allow('s3:GetObject')))
  expect(await readBy(await as())).toBe('done')
})
