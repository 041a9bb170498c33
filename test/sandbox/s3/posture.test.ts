import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyStatusCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const Bucket = 'data-bucket'

const withBuckets = async () => {
  const engine = newEngine()
  const { s3 } = inProcess(engine)
  for (const name of [Bucket, 'log-bucket'])
    await s3.send(new CreateBucketCommand({ Bucket: name }))
  return { s3, west: inProcess(engine, 'AKIA', 'us-west-2').s3 }
}

const statement = (more: object) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
  ...more,
})
const when = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
})

const VARIABLE = ['$', '{aws:PrincipalAccount}'].join('')

describe('what S3 calls public', () => {
  it.each([
    ['everyone', {}, true],
    ['everyone of AWS', { Principal: { AWS: '*' } }, true],
    ['everyone in a list', { Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }, true],
    ['all but one', { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }, true],
    ['one account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, false],
    ['a service', { Principal: { Service: 'bedrock.amazonaws.com' } }, false],
    ['nobody, by a denial', { Effect: 'Deny' }, false],
    ['one VPC endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1a2b'), false],
    ['one organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-abc'), false],
    ['any account', when('StringLike', 'aws:PrincipalAccount', '*'), true],
    ['a variable', when('StringEquals', 'aws:SourceAccount', VARIABLE), true],
    ['one account or none', when('StringEqualsIfExists', 'aws:SourceAccount', '1'), true],
    ['not one account', when('StringNotEquals', 'aws:SourceAccount', '1'), true],
    ['whoever uses TLS', when('Bool', 'aws:SecureTransport', 'true'), true],
    ['an office', when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'), false],
    [
      'an office and the world',
      when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/1']),
      true,
    ],
    ['a private network', when('IpAddress', 'aws:SourceIp', '10.0.0.0/7'), false],
    ['half of IPv6', when('IpAddress', 'aws:SourceIp', '2000::/3'), true],
    ['sessions of one role', when('StringLike', 'aws:userid', 'AROAEXAMPLE:*'), false],
  ])('%s', async (_, more, isPublic) => {
    const { s3 } = await withBuckets()
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement(more)] })
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))
    expect(PolicyStatus?.IsPublic).toBe(isPublic)
  })
})

describe('access logs', () => {
  const logging = (TargetBucket: string) => ({
    Bucket,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'data/' } },
  })

  it('are off until a bucket is named for them, and can be turned off', async () => {
    const { s3 } = await withBuckets()
    const get = async () => (await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled
    expect(await get()).toBeUndefined()
    await s3.send(new PutBucketLoggingCommand(logging('log-bucket')))
    expect(await get()).toEqual({ TargetBucket: 'log-bucket', TargetPrefix: 'data/' })
    await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }))
    expect(await get()).toBeUndefined()
  })

  it('go to a bucket that exists', async () => {
    const { s3 } = await withBuckets()
    await expect(s3.send(new PutBucketLoggingCommand(logging('nowhere-1')))).rejects.toMatchObject({
      name: 'InvalidTargetBucketForLogging',
    })
  })

  it('stay in the region', async () => {
    const { s3, west } = await withBuckets()
    await west.send(
      new CreateBucketCommand({
        Bucket: 'west-logs',
        CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
      }),
    )
    await expect(s3.send(new PutBucketLoggingCommand(logging('west-logs')))).rejects.toMatchObject({
      name: 'CrossLocationLoggingProhibited',
    })
  })
})

it('a bucket whose encryption setting is deleted is encrypted with the keys of S3', async () => {
  const { s3 } = await withBuckets()
  const ServerSideEncryptionConfiguration = {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }],
  }
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
  await s3.send(new DeleteBucketEncryptionCommand({ Bucket }))
  const found = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  const [rule] = found.ServerSideEncryptionConfiguration?.Rules ?? []
  expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
})
