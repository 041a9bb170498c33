import { describe, expect, it } from 'vitest'
import { type AwsPorts, awsPorts } from '../../src/wiring/aws.ts'
import { sandboxAwsOptions } from '../../src/wiring/sandbox-handler.ts'
import { conversations } from '../sandbox/bedrock/payments.ts'
import { tempFolder } from '../support/temp-folder.ts'

type Place = { readonly folder?: string; readonly region?: string; readonly faults?: unknown }

const portsIn = async ({
  folder = tempFolder(),
  region = 'us-east-1',
  faults,
}: Place = {}): Promise<AwsPorts> =>
  awsPorts(
    (
      await sandboxAwsOptions({
        folder,
        region,
        version: '1',
        env: {
          MLCTL_SANDBOX_CLOCK: 'instant',
          ...(faults === undefined ? {} : { MLCTL_SANDBOX_FAULTS: JSON.stringify(faults) }),
        },
      })
    ).aws,
  )

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString()
}

const MIB = 1024 * 1024

describe('buckets and objects', () => {
  it('a bucket is made, protected and found as it is', async () => {
    const { objects } = await portsIn()
    expect(await objects.bucket('data-1')).toBeUndefined()
    await objects.createBucket('data-1', 'us-east-1')
    await objects.blockPublicAccess('data-1')
    await objects.encrypt('data-1', 'arn:aws:kms:us-east-1:000000000000:key/1')
    expect(await objects.bucketPolicy('data-1')).toBeNull()
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::data-1/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }
    await objects.putBucketPolicy('data-1', policy)
    expect(await objects.bucketPolicy('data-1')).toEqual(policy)
    expect(await objects.bucket('data-1')).toEqual({
      name: 'data-1',
      region: 'us-east-1',
      owned: true,
      encryption: { algorithm: 'aws:kms', kmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/1' },
      publicAccessBlocked: true,
    })
    expect(await objects.listBuckets()).toEqual(['data-1'])
  })

  it('a bucket in another region is said to be there, and is not used', async () => {
    const folder = tempFolder()
    const away = await portsIn({ folder, region: 'eu-west-1' })
    await away.objects.createBucket('data-1', 'eu-west-1')
    const { objects } = await portsIn({ folder })
    expect(await objects.bucket('data-1')).toMatchObject({ region: 'eu-west-1', owned: true })
    const put = objects.put({ bucket: 'data-1', key: 'k' }, Buffer.from('x'))
    await expect(put).rejects.toMatchObject({
      code: 'MLC-AWS-025',
      details: { bucketRegion: 'eu-west-1' },
    })
  })

  it('an object goes up and comes back, whole and in part', async () => {
    const { objects } = await portsIn()
    const at = { bucket: 'data-1', key: 'in/a b ü+%.jsonl' }
    await objects.createBucket('data-1', 'us-east-1')
    expect(await objects.head(at)).toBeUndefined()
    const { etag } = await objects.put(at, Buffer.from('grüße'), {
      metadata: { 'mlctl-sha256': 'ab' },
    })
    expect(await objects.head(at)).toEqual({
      sizeBytes: 7,
      etag,
      metadata: { 'mlctl-sha256': 'ab' },
    })
    expect(await objects.getText(at)).toBe('grüße')
    expect(await textOf(await objects.get(at, { start: 0, end: 2 }))).toBe('gr')
    expect(await objects.list('data-1', 'in/')).toEqual([{ key: at.key, sizeBytes: 7 }])
    const missing = objects.getText({ bucket: 'data-1', key: 'none' })
    await expect(missing).rejects.toMatchObject({ code: 'MLC-AWS-020', exitCode: 5 })
  })

  it('an upload in parts is resumed from what is there, and ends as one object', async () => {
    const { objects } = await portsIn()
    const at = { bucket: 'data-1', key: 'big' }
    await objects.createBucket('data-1', 'us-east-1')
    const uploadId = await objects.createMultipartUpload(at, { metadata: { 'mlctl-sha256': 'ab' } })
    const buffer = Buffer.alloc(6 * MIB, 'a')
    // The second part goes first, and both are views of one buffer.
    const last = await objects.uploadPart(at, {
      uploadId,
      partNumber: 2,
      body: buffer.subarray(5 * MIB),
    })
    const first = await objects.uploadPart(at, {
      uploadId,
      partNumber: 1,
      body: buffer.subarray(0, 5 * MIB),
    })
    const parts = await objects.listParts(at, uploadId)
    expect(parts).toEqual([
      { partNumber: 1, etag: first.etag, sizeBytes: 5 * MIB },
      { partNumber: 2, etag: last.etag, sizeBytes: MIB },
    ])
    await objects.completeMultipartUpload(at, uploadId, [...(parts ?? [])].reverse())
    expect(await objects.head(at)).toMatchObject({
      sizeBytes: 6 * MIB,
      metadata: { 'mlctl-sha256': 'ab' },
    })
    expect(await objects.listParts(at, uploadId)).toBeUndefined()
    await objects.abortMultipartUpload(at, uploadId)
  })

  it('a call is tried again when its answer is lost', async () => {
    const faults = [{ match: 's3.PutObject', times: 1, kind: 'lost' }]
    const { objects } = await portsIn({ faults })
    await objects.createBucket('data-1', 'us-east-1')
    await objects.put({ bucket: 'data-1', key: 'k' }, Buffer.from('x'))
    expect(await objects.getText({ bucket: 'data-1', key: 'k' })).toBe('x')
  })
})

const ACCOUNT = '000000000000'
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'bedrock.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
}
const RIGHTS = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
      Resource: ['arn:aws:s3:::data-1', 'arn:aws:s3:::data-1/*'],
    },
  ],
}

const makeRole = async ({ roles }: AwsPorts): Promise<string> => {
  const { arn } = await roles.create({
    roleName: 'ft',
    description: 'For customization jobs',
    trustPolicy: TRUST,
    tags: { team: 'risk' },
  })
  await roles.putInlinePolicy('ft', 'mlctl', RIGHTS)
  return arn
}

describe('roles', () => {
  it('a role is made and read back with its policies, and answers simulations', async () => {
    const ports = await portsIn()
    const arn = await makeRole(ports)
    expect(await ports.roles.find('ghost')).toBeUndefined()
    expect(await ports.roles.find('ft')).toMatchObject({
      roleName: 'ft',
      arn: `arn:aws:iam::${ACCOUNT}:role/ft`,
      trustPolicy: TRUST,
      tags: { team: 'risk' },
      inlinePolicies: [{ name: 'mlctl', policy: RIGHTS }],
      attachedPolicies: [],
    })
    const answers = await ports.roles.simulate(arn, [
      { action: 's3:GetObject', resource: 'arn:aws:s3:::data-1/x' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::other/x' },
      { action: 's3:DeleteObject', resource: 'arn:aws:s3:::data-1/x' },
    ])
    expect(answers.map(({ decision }) => decision)).toEqual([
      'allowed',
      'implicitDeny',
      'implicitDeny',
    ])
    const again = makeRole(ports)
    await expect(again).rejects.toMatchObject({ code: 'MLC-AWS-024', exitCode: 5 })
  })

  it('who calls is known', async () => {
    const { identity } = await portsIn()
    expect(await identity.whoAmI()).toMatchObject({ account: ACCOUNT, partition: 'aws' })
  })
})

describe('a customization, from the data to an answer', () => {
  it('passes every adapter of Bedrock', async () => {
    const ports = await portsIn()
    const { customizationJobs, customModels, deployments, invocations, objects } = ports
    await objects.createBucket('data-1', 'us-east-1')
    await objects.put(
      { bucket: 'data-1', key: 'train.jsonl' },
      Buffer.from(conversations(200, 'seed')),
    )
    const roleArn = await makeRole(ports)
    const job = {
      jobName: 'fraud-1',
      customModelName: 'fraud',
      roleArn,
      clientRequestToken: 'mlctl-1',
      baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
      customizationType: 'FINE_TUNING' as const,
      trainingS3Uri: 's3://data-1/train.jsonl',
      outputS3Uri: 's3://data-1/out/',
      hyperParameters: { epochCount: '2' },
      tags: { team: 'risk' },
    }
    const { jobArn } = await customizationJobs.create(job)
    // The same token is the same job.
    expect(await customizationJobs.create(job)).toEqual({ jobArn })
    const found = await customizationJobs.find('fraud-1')
    expect(found).toMatchObject({
      jobArn,
      status: 'Completed',
      roleArn,
      trainingS3Uri: 's3://data-1/train.jsonl',
      statusDetails: { training: { status: 'Completed' } },
    })
    expect(found?.trainingLoss).toBeGreaterThan(0)
    expect(found?.creationTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect((await customizationJobs.list()).map(({ jobName }) => jobName)).toEqual(['fraud-1'])

    const modelArn = found?.customModelArn ?? ''
    expect(await customModels.find('fraud')).toMatchObject({
      modelArn,
      jobArn,
      modelStatus: 'Active',
    })
    const { deploymentArn } = await deployments.create({
      modelDeploymentName: 'fraud',
      modelArn,
      clientRequestToken: 'mlctl-2',
      tags: {},
    })
    expect(await deployments.find('fraud')).toMatchObject({ deploymentArn, status: 'Active' })
    const ask = {
      modelId: deploymentArn,
      system: 'You judge payments.',
      messages: [
        { role: 'user' as const, text: 'Classify this payment. amount: 900 country: NG hour: 3' },
      ],
    }
    const answer = await invocations.converse(ask)
    expect(answer.text).toMatch(/^(fraud|legitimate)$/)
    const streamed: string[] = []
    for await (const chunk of await invocations.converseStream(ask)) {
      streamed.push(chunk.kind === 'text' ? chunk.text : `|${JSON.stringify(chunk.usage)}`)
    }
    expect(streamed.join('')).toBe(`${answer.text}|${JSON.stringify(answer.usage)}`)
    const short = { ...ask, maxTokens: 1 }
    expect((await invocations.converse(short)).stopReason).toBe('max_tokens')
    for await (const chunk of await invocations.converseStream(short)) {
      if (chunk.kind === 'end') expect(chunk.stopReason).toBe('max_tokens')
    }
    await deployments.delete('fraud')
    expect(await deployments.find('fraud')).toBeUndefined()
  })

  it('capacity without a quota is refused by a gate', async () => {
    const { provisionedModels, quotas } = await portsIn()
    expect(await quotas.value('bedrock', 'L-FE44174A')).toMatchObject({ value: 0 })
    expect(await quotas.value('bedrock', 'L-00000000')).toBeUndefined()
    const purchase = provisionedModels.create({
      provisionedModelName: 'base',
      modelId: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k',
      modelUnits: 1,
      clientRequestToken: 'mlctl-3',
      tags: {},
    })
    await expect(purchase).rejects.toMatchObject({ code: 'MLC-AWS-023', exitCode: 8 })
  })

  it('base models are found by their id, and only those', async () => {
    const { foundationModels } = await portsIn()
    expect(await foundationModels.find('amazon.nova-micro-v1:0:128k')).toMatchObject({
      modelLifecycle: { status: 'ACTIVE' },
    })
    expect(await foundationModels.find('amazon.nova-giga-v1:0')).toBeUndefined()
    expect((await foundationModels.list()).length).toBeGreaterThan(0)
  })

  it.each([
    [{ error: 'ThrottlingException', status: 429 }, 2],
    [{ kind: 'html' }, 2],
    [{ kind: 'reset' }, 2],
    [{ kind: 'clockSkew' }, 1],
  ])('a read survives %j', async (fault, times) => {
    const faults = [{ match: 'bedrock.ListModelCustomizationJobs', times, ...fault }]
    const { customizationJobs } = await portsIn({ faults })
    expect(await customizationJobs.list()).toEqual([])
  })
})
