import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { inProcess, newEngine } from '../clients.ts'

const Bucket = 'data-bucket'

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    ({ name, $metadata }) => `${name} ${$metadata?.httpStatusCode}`,
  )

const inRegions = () => {
  const engine = newEngine()
  const east = inProcess(engine).s3
  const west = inProcess(engine, 'AKIA', 'us-west-2').s3
  return { engine, east, west }
}

const located = (LocationConstraint: string) => ({
  Bucket,
  CreateBucketConfiguration: { LocationConstraint: LocationConstraint as never },
})

describe('making a bucket', () => {
  it.each([
    ['us-east-1', { Bucket }, 'done'],
    ['us-east-1', located('eu-west-1'), 'done'],
    ['us-east-1', located('us-east-1'), 'InvalidLocationConstraint 400'],
    ['us-west-2', located('us-west-2'), 'done'],
    // The SDK fills in the region of the endpoint.
    ['us-west-2', { Bucket }, 'done'],
    ['us-west-2', located('eu-west-1'), 'IllegalLocationConstraintException 400'],
    ['us-west-2', located('mars-1'), 'InvalidLocationConstraint 400'],
    ['us-east-1', { Bucket: 'ab' }, 'InvalidBucketName 400'],
    ['us-east-1', { Bucket: 'Data' }, 'InvalidBucketName 400'],
    ['us-east-1', { Bucket: 'a..b' }, 'InvalidBucketName 400'],
    ['us-east-1', { Bucket: '10.0.0.1' }, 'InvalidBucketName 400'],
    ['us-east-1', { Bucket: '-data' }, 'InvalidBucketName 400'],
  ])('in %s with %j: %s', async (region, input, expected) => {
    const { s3 } = inProcess(newEngine(), 'AKIA', region)
    expect(await codeOf(s3.send(new CreateBucketCommand(input)))).toBe(expected)
  })

  it('a second time is an error outside us-east-1', async () => {
    const { west } = inRegions()
    const create = () => codeOf(west.send(new CreateBucketCommand(located('us-west-2'))))
    expect([await create(), await create()]).toEqual(['done', 'BucketAlreadyOwnedByYou 409'])
  })

  it('a second time in us-east-1 changes nothing', async () => {
    const { east } = inRegions()
    const create = () => codeOf(east.send(new CreateBucketCommand({ Bucket })))
    expect([await create(), await create()]).toEqual(['done', 'done'])
  })
})

describe('a bucket', () => {
  it('in another region is told where it is', async () => {
    const { east, west } = inRegions()
    await west.send(new CreateBucketCommand(located('us-west-2')))
    const head = await east.send(new HeadBucketCommand({ Bucket })).catch((error) => error)
    expect(head.$metadata.httpStatusCode).toBe(301)
    expect(head.$response.headers['x-amz-bucket-region']).toBe('us-west-2')
    const { LocationConstraint } = await east.send(new GetBucketLocationCommand({ Bucket }))
    expect(LocationConstraint).toBe('us-west-2')
    const { BucketRegion } = await west.send(new HeadBucketCommand({ Bucket }))
    expect(BucketRegion).toBe('us-west-2')
  })

  it('of somebody else is closed, and its name is taken', async () => {
    const { engine, east } = inRegions()
    createControl({ directory: engine.directory }).plantForeignBucket(Bucket)
    expect(await codeOf(east.send(new HeadBucketCommand({ Bucket })))).toMatch(/ 403$/)
    const put = east.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    expect(await codeOf(put)).toBe('AccessDenied 403')
    const create = east.send(new CreateBucketCommand({ Bucket }))
    expect(await codeOf(create)).toBe('BucketAlreadyExists 409')
    expect((await east.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
  })

  it('of another account than expected is refused', async () => {
    const { east } = inRegions()
    await east.send(new CreateBucketCommand({ Bucket }))
    const head = (ExpectedBucketOwner: string) =>
      codeOf(east.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner })))
    expect(await head('000000000000')).toBe('done')
    expect(await head('111111111111')).toMatch(/ 403$/)
  })

  it('is deleted only when empty', async () => {
    const { east } = inRegions()
    await east.send(new CreateBucketCommand({ Bucket }))
    await east.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    const remove = () => codeOf(east.send(new DeleteBucketCommand({ Bucket })))
    expect(await remove()).toBe('BucketNotEmpty 409')
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3')
    await east.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    expect(await remove()).toBe('done')
    expect(await remove()).toBe('NoSuchBucket 404')
  })

  it('is listed by name, in pages', async () => {
    const { east } = inRegions()
    for (const name of ['ccc', 'aaa', 'bbb'])
      await east.send(new CreateBucketCommand({ Bucket: name }))
    const first = await east.send(new ListBucketsCommand({ MaxBuckets: 2 }))
    const { ContinuationToken } = first
    const rest = await east.send(new ListBucketsCommand({ MaxBuckets: 2, ContinuationToken }))
    const names = [...(first.Buckets ?? []), ...(rest.Buckets ?? [])].map(({ Name }) => Name)
    expect(names).toEqual(['aaa', 'bbb', 'ccc'])
  })
})

describe('the settings of a bucket', () => {
  const made = async () => {
    const { east } = inRegions()
    await east.send(new CreateBucketCommand({ Bucket }))
    return east
  }

  it('begin encrypted, closed to the public, without ACLs and without versions', async () => {
    const s3 = await made()
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? []
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(Object.values(block.PublicAccessBlockConfiguration ?? {})).toEqual([
      true,
      true,
      true,
      true,
    ])
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))
    expect(ownership.OwnershipControls?.Rules?.[0]?.ObjectOwnership).toBe('BucketOwnerEnforced')
    const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }))
    expect(versioning.Status).toBeUndefined()
    expect(await codeOf(s3.send(new GetBucketTaggingCommand({ Bucket })))).toBe('NoSuchTagSet 404')
  })

  it('are put and read back', async () => {
    const s3 = await made()
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' } as const
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }]
    const ServerSideEncryptionConfiguration = { Rules }
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    expect(encryption).toMatchObject({ ServerSideEncryptionConfiguration })
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
    const TagSet = [{ Key: 'a', Value: '<&">' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }))
    expect(await codeOf(s3.send(new GetBucketTaggingCommand({ Bucket })))).toBe('NoSuchTagSet 404')
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
    const block = s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(await codeOf(block)).toBe('NoSuchPublicAccessBlockConfiguration 404')
  })

  it('refuse a public policy as long as they block it', async () => {
    const s3 = await made()
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    const put = () => codeOf(s3.send(new PutBucketPolicyCommand({ Bucket, Policy })))
    expect(await put()).toBe('AccessDenied 403')
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: false }
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))
    expect(await put()).toBe('done')
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy)
    const status = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))
    expect(status.PolicyStatus?.IsPublic).toBe(true)
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    const missing = s3.send(new GetBucketPolicyCommand({ Bucket }))
    expect(await codeOf(missing)).toBe('NoSuchBucketPolicy 404')
  })

  it.each(['nonsense', '{}', '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'])(
    'refuse the policy %s',
    async (Policy) => {
      const put = (await made()).send(new PutBucketPolicyCommand({ Bucket, Policy }))
      expect(await codeOf(put)).toBe('MalformedPolicy 400')
    },
  )
})
