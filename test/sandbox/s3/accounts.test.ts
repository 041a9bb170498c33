import { CreateTrailCommand } from '@aws-sdk/client-cloudtrail'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { ListModelsCommand } from '@aws-sdk/client-sagemaker'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { setOrigin } from '../../../src/sandbox/iam/origin.ts'
import { allow, policyText } from '../../support/policies.ts'
import { inProcess, newEngine } from '../clients.ts'

const OWN = '000000000000'
const THEIRS = '111122223333'
const USER = `arn:aws:iam::${OWN}:user/sandbox`
const BUCKET = ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*']

const to = (AWS: unknown, more = {}) => allow('s3:*', BUCKET, { Principal: { AWS }, ...more })

const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  )

/** A bucket of another account with an object in it, and the clients of both accounts. */
const twoAccounts = async () => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  const us = inProcess(engine)
  const them = inProcess(engine, THEIRS)
  await them.s3.send(new CreateBucketCommand({ Bucket: 'theirs' }))
  await them.s3.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'data', Body: 'x' }))
  const opens = (...statements: object[]) =>
    them.s3.send(
      new PutBucketPolicyCommand({ Bucket: 'theirs', Policy: policyText(...statements) }),
    )
  const read = () => outcome(us.s3.send(new GetObjectCommand({ Bucket: 'theirs', Key: 'data' })))
  return { engine, control, us, them, opens, read }
}

describe('another account', () => {
  it('is whoever signs with its number as access key id', async () => {
    const { them, us } = await twoAccounts()
    const identity = await them.sts.send(new GetCallerIdentityCommand({}))
    expect([identity.Account, identity.Arn]).toEqual([
      THEIRS,
      `arn:aws:iam::${THEIRS}:user/sandbox`,
    ])
    const names = async (client: typeof us) =>
      ((await client.s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name)
    expect([await names(them), await names(us)]).toEqual([['theirs'], []])
  })

  it('has S3, KMS and STS, and is told so elsewhere', async () => {
    const { them } = await twoAccounts()
    expect(await outcome(them.sagemaker.send(new ListModelsCommand({})))).toBe(
      `UnknownOperationException: The sandbox has S3, KMS and STS for account ${THEIRS}, and no sagemaker.`,
    )
  })

  it('may take on a role that trusts it, and is in the role’s account then', async () => {
    const { us, them, engine } = await twoAccounts()
    const trust = (account: string) =>
      policyText({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'sts:AssumeRole',
      })
    for (const [RoleName, account] of [['guest', THEIRS] as const, ['ours', OWN] as const]) {
      const AssumeRolePolicyDocument = trust(account)
      await us.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    }
    const assume = (name: string) =>
      them.sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${OWN}:role/${name}`,
          RoleSessionName: 'visit',
        }),
      )
    expect(await outcome(assume('ours'))).toMatch(/^AccessDenied/)
    const { AssumedRoleUser, Credentials } = await assume('guest')
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${OWN}:assumed-role/guest/visit`)
    const guest = inProcess(engine, Credentials?.AccessKeyId)
    expect((await guest.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(OWN)
  })
})

describe("another account's bucket", () => {
  it('is closed until its policy opens it, without a word on why', async () => {
    const { read, opens, us } = await twoAccounts()
    expect(await read()).toBe('AccessDenied: Access Denied')
    const head = await us.s3
      .send(new HeadBucketCommand({ Bucket: 'theirs' }))
      .catch((error) => error)
    expect(head.$metadata.httpStatusCode).toBe(403)
    expect(head.$response.headers['x-amz-bucket-region']).toBe('us-east-1')
    await opens(to(`arn:aws:iam::${OWN}:root`))
    expect(await read()).toBe('done')
    await opens(to('arn:aws:iam::444455556666:root'))
    expect(await read()).toBe('AccessDenied: Access Denied')
  })

  it('takes the caller’s own policies as well, once they are enforced', async () => {
    const { read, opens, control } = await twoAccounts()
    await opens(to(OWN))
    control.iam.enforce(true)
    expect(await read()).toBe('done')
    control.iam.userPolicy(policyText(allow('s3:ListBucket')))
    expect(await read()).toBe('AccessDenied: Access Denied')
    control.iam.userPolicy(
      policyText(
        allow('s3:*', '*', { Condition: { StringEquals: { 'aws:ResourceAccount': OWN } } }),
      ),
    )
    expect(await read()).toBe('AccessDenied: Access Denied')
    control.iam.userPolicy(
      policyText(
        allow('s3:*', '*', { Condition: { StringEquals: { 'aws:ResourceAccount': THEIRS } } }),
      ),
    )
    expect(await read()).toBe('done')
  })

  it.each([
    ['aws:PrincipalArn', { StringEquals: { 'aws:PrincipalArn': USER } }, 'done'],
    ['aws:PrincipalArn of another', { StringEquals: { 'aws:PrincipalArn': `${USER}x` } }, 'no'],
    ['aws:PrincipalAccount', { StringEquals: { 'aws:PrincipalAccount': OWN } }, 'done'],
    ['aws:SourceVpce', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'done'],
    ['aws:SourceVpce of another', { StringEquals: { 'aws:SourceVpce': 'vpce-2' } }, 'no'],
    ['aws:SourceVpc', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, 'done'],
    // People sign for themselves: no service is the source.
    ['aws:SourceAccount', { StringEquals: { 'aws:SourceAccount': OWN } }, 'no'],
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, 'done'],
  ])('may be opened by %s', async (_key, Condition, wanted) => {
    const { read, opens, engine } = await twoAccounts()
    setOrigin(engine.documents, { sourceVpc: 'vpc-1', sourceVpce: 'vpce-1' })
    await opens(to(OWN, { Condition }))
    expect(await read()).toBe(wanted === 'done' ? 'done' : 'AccessDenied: Access Denied')
  })

  it('that everybody may read stays closed while it restricts public policies', async () => {
    const { read, opens, them } = await twoAccounts()
    const block = (restricts: boolean) =>
      them.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: 'theirs',
          PublicAccessBlockConfiguration: {
            BlockPublicPolicy: false,
            RestrictPublicBuckets: restricts,
          },
        }),
      )
    await block(true)
    await opens(to('*'))
    expect(await read()).toBe('AccessDenied: Access Denied')
    await block(false)
    expect(await read()).toBe('done')
  })

  it('keeps its policy to its owner, who may do what it lets others do', async () => {
    const { opens, us, them } = await twoAccounts()
    await opens(to(OWN))
    const read = (client: typeof us) =>
      outcome(client.s3.send(new GetBucketPolicyCommand({ Bucket: 'theirs' })))
    expect(await read(us)).toMatch(/^MethodNotAllowed: /)
    expect(await read(them)).toBe('done')
    const put = await outcome(
      us.s3.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'from-us', Body: 'x' })),
    )
    expect(put).toBe('done')
    const { KeyCount } = await them.s3.send(new ListObjectsV2Command({ Bucket: 'theirs' }))
    expect(KeyCount).toBe(2)
  })

  it.each([
    ['the trail', {}, 'done'],
    [
      'another trail',
      { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:1:trail/x' } },
      'no',
    ],
    ['this account', { StringEquals: { 'aws:SourceAccount': OWN } }, 'done'],
    ['another account', { StringEquals: { 'aws:SourceAccount': THEIRS } }, 'no'],
  ])(
    'takes the log of a trail where its policy lets CloudTrail in for %s',
    async (_for, Condition, wanted) => {
      const { opens, us } = await twoAccounts()
      const Principal = { Service: 'cloudtrail.amazonaws.com' }
      await opens(allow(['s3:GetBucketAcl', 's3:PutObject'], BUCKET, { Principal, Condition }))
      const trail = us.cloudtrail.send(
        new CreateTrailCommand({ Name: 'all', S3BucketName: 'theirs' }),
      )
      expect(await outcome(trail)).toMatch(
        wanted === 'done' ? /^done$/ : /^InsufficientS3BucketPolicyException/,
      )
    },
  )
})

describe("another account's key", () => {
  const world = async () => {
    const { us, them, ...rest } = await twoAccounts()
    const { KeyMetadata } = await them.kms.send(new CreateKeyCommand({}))
    const key = KeyMetadata?.Arn ?? ''
    const root = allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${THEIRS}:root` } })
    const share = (Action: unknown) =>
      them.kms.send(
        new PutKeyPolicyCommand({
          KeyId: key,
          Policy: policyText(root, allow(Action, '*', { Principal: { AWS: OWN } })),
        }),
      )
    return { ...rest, us, them, key, share }
  }

  it('is used by its ARN where its policy lets the account in, and changed by nobody else', async () => {
    const { us, key, share } = await world()
    expect(key).toMatch(new RegExp(`^arn:aws:kms:us-east-1:${THEIRS}:key/`))
    const look = () => outcome(us.kms.send(new DescribeKeyCommand({ KeyId: key })))
    expect(await look()).toMatch(
      /^AccessDeniedException: .*because no resource-based policy allows the kms:DescribeKey action/,
    )
    await share('kms:*')
    expect(await look()).toBe('done')
    expect(await outcome(us.kms.send(new DisableKeyCommand({ KeyId: key })))).toMatch(
      /^NotFoundException/,
    )
    expect((await us.kms.send(new ListKeysCommand({}))).Keys).toEqual([])
  })

  it('stands between a role and an object that the bucket’s policy opens', async () => {
    const { us, them, key, share, opens, engine } = await world()
    const role = `arn:aws:iam::${OWN}:role/job`
    const AssumeRolePolicyDocument = policyText({
      Effect: 'Allow',
      Principal: { AWS: OWN },
      Action: 'sts:AssumeRole',
    })
    await us.iam.send(new CreateRoleCommand({ RoleName: 'job', AssumeRolePolicyDocument }))
    const grant = (...statements: object[]) =>
      us.iam.send(
        new PutRolePolicyCommand({
          RoleName: 'job',
          PolicyName: 'p',
          PolicyDocument: policyText(...statements),
        }),
      )
    await grant(allow('s3:*'))
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key }
    await them.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: 'theirs',
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }],
        },
      }),
    )
    await them.s3.send(new PutObjectCommand({ Bucket: 'theirs', Key: 'data', Body: 'x' }))
    const { Credentials } = await us.sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'visit' }),
    )
    createControl({ directory: engine.directory }).iam.enforce(true)
    const job = inProcess(engine, Credentials?.AccessKeyId)
    const read = () => outcome(job.s3.send(new GetObjectCommand({ Bucket: 'theirs', Key: 'data' })))
    expect(await read()).toBe('AccessDenied: Access Denied')
    await opens(to(role))
    expect(await read()).toMatch(/^AccessDenied: .*kms:Decrypt .*no resource-based policy allows/)
    await share('kms:Decrypt')
    expect(await read()).toMatch(/^AccessDenied: .*kms:Decrypt .*no identity-based policy allows/)
    await grant(allow('s3:*'), allow('kms:Decrypt', key))
    expect(await read()).toBe('done')
  })
})
