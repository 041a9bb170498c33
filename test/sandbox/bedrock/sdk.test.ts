import {
  CreateCustomModelDeploymentCommand,
  CreateModelCustomizationJobCommand,
  CreateProvisionedModelThroughputCommand,
  GetCustomModelDeploymentCommand,
  GetModelCustomizationJobCommand,
  ListCustomModelsCommand,
  ListFoundationModelsCommand,
  paginateListModelCustomizationJobs,
} from '@aws-sdk/client-bedrock'
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { type Clients, inProcess, newEngine } from '../clients.ts'
import { ROLE } from './fake-neighbours.ts'
import { conversations, payments } from './payments.ts'
import { jobRequest } from './stories.ts'

const NOON = Date.parse('2026-11-22T12:00:00Z')

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

const TRUST = policy({
  Principal: { Service: 'bedrock.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: {
    StringEquals: { 'aws:SourceAccount': '000000000000' },
    ArnLike: {
      'aws:SourceArn': 'arn:aws:bedrock:us-east-1:000000000000:model-customization-job/*',
    },
  },
})

const PERMISSIONS = policy({
  Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::fraud-data', 'arn:aws:s3:::fraud-data/*'],
})

/** A fixed clock that the test moves, and the real clients on one state directory. */
const account = () => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  const at = (minutes: number): void =>
    control.clock(new Date(NOON + minutes * 60_000).toISOString())
  at(0)
  return { clients: inProcess(engine), control, at }
}

const upload = async ({ s3, iam }: Clients, trust = TRUST): Promise<void> => {
  const RoleName = ROLE.split('/')[1] ?? ''
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
  const PolicyName = 'data'
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: PERMISSIONS }))
  const Bucket = 'fraud-data'
  await s3.send(new CreateBucketCommand({ Bucket }))
  const Body = conversations(300, 'training')
  await s3.send(new PutObjectCommand({ Bucket, Key: 'in/train.jsonl', Body }))
}

const create = () =>
  new CreateModelCustomizationJobCommand({
    ...(jobRequest() as unknown as CreateModelCustomizationJobCommand['input']),
    trainingDataConfig: { s3Uri: 's3://fraud-data/in/train.jsonl' },
    outputDataConfig: { s3Uri: 's3://fraud-data/out/' },
  })

const jobNames = async ({ bedrock }: Clients): Promise<(string | undefined)[]> => {
  const names: (string | undefined)[] = []
  for await (const page of paginateListModelCustomizationJobs({ client: bedrock }, {})) {
    for (const job of page.modelCustomizationJobSummaries ?? []) names.push(job.jobName)
  }
  return names
}

describe('through the SDK', () => {
  it('a job stands in subnets and groups that are there, of one VPC', async () => {
    const { clients } = account()
    await upload(clients)
    const inVpc = (subnetId: string, groupId: string) => {
      const { input } = create()
      const vpcConfig = { subnetIds: [subnetId], securityGroupIds: [groupId] }
      return clients.bedrock.send(new CreateModelCustomizationJobCommand({ ...input, vpcConfig }))
    }
    const { Subnets } = await clients.ec2.send(new DescribeSubnetsCommand({}))
    const { SecurityGroups } = await clients.ec2.send(new DescribeSecurityGroupsCommand({}))
    const [subnet, group] = [Subnets?.[0]?.SubnetId ?? '', SecurityGroups?.[0]?.GroupId ?? '']
    await expect(inVpc('subnet-0dead', group)).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Invalid VPC configuration: The subnet ID 'subnet-0dead' does not exist",
    })
    await inVpc(subnet, group)
    expect(await jobNames(clients)).toEqual(['fraud-1'])
  })

  it('data becomes a model, a deployment and answers', async () => {
    const { clients, at } = account()
    const { bedrock, runtime, s3 } = clients
    await upload(clients)
    const { jobArn } = await bedrock.send(create())
    at(60)
    const get = new GetModelCustomizationJobCommand({ jobIdentifier: jobArn })
    const job = await bedrock.send(get)
    expect(job).toMatchObject({ status: 'Completed', endTime: expect.any(Date) })
    expect(await jobNames(clients)).toEqual(['fraud-1'])
    const { modelSummaries } = await bedrock.send(new ListCustomModelsCommand({}))
    expect(modelSummaries).toMatchObject([{ modelArn: job.outputModelArn }])

    const list = new ListObjectsV2Command({ Bucket: 'fraud-data', Prefix: 'out/' })
    const key = (await s3.send(list)).Contents?.find((o) => o.Key?.includes('step_wise'))?.Key
    const file = await s3.send(new GetObjectCommand({ Bucket: 'fraud-data', Key: key }))
    expect(await file.Body?.transformToString()).toMatch(/^step_number,epoch_number,training_loss/)

    const deployment = await bedrock.send(
      new CreateCustomModelDeploymentCommand({
        modelDeploymentName: 'live',
        modelArn: job.outputModelArn,
      }),
    )
    const customModelDeploymentIdentifier = deployment.customModelDeploymentArn
    at(70)
    const ready = await bedrock.send(
      new GetCustomModelDeploymentCommand({ customModelDeploymentIdentifier }),
    )
    expect(ready.status).toBe('Active')

    const [payment] = payments(1, 'fresh')
    const messages = [{ role: 'user' as const, content: [{ text: payment?.prompt ?? '' }] }]
    const request = { modelId: ready.customModelDeploymentArn, messages }
    const reply = await runtime.send(new ConverseCommand(request))
    expect(reply.output?.message?.content?.[0]?.text).toBe(payment?.label)
    const { stream } = await runtime.send(new ConverseStreamCommand(request))
    let text = ''
    for await (const event of stream ?? []) text += event.contentBlockDelta?.delta?.text ?? ''
    expect(text).toBe(payment?.label)
    const body = JSON.stringify({ messages })
    const raw = await runtime.send(
      new InvokeModelWithResponseStreamCommand({ modelId: request.modelId, body }),
    )
    const frames: string[] = []
    for await (const { chunk } of raw.body ?? [])
      frames.push(new TextDecoder().decode(chunk?.bytes))
    expect(frames[1]).toContain(payment?.label)
  })

  it('a role that trusts another region is refused with the text of AWS', async () => {
    const { clients } = account()
    await upload(clients, TRUST.replace('us-east-1', 'us-west-2'))
    await expect(clients.bedrock.send(create())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Could not validate GetObject permissions'),
    })
  })

  it('capacity is refused until the quota is granted', async () => {
    const { clients, control, at } = account()
    await upload(clients)
    await clients.bedrock.send(create())
    at(60)
    const buy = () =>
      clients.bedrock.send(
        new CreateProvisionedModelThroughputCommand({
          provisionedModelName: 'live',
          modelUnits: 1,
          modelId: 'fraud',
        }),
      )
    await expect(buy()).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' })
    control.quotas.grant('L-BE77399C', 1)
    expect((await buy()).provisionedModelArn).toContain(':provisioned-model/')
    expect(control.status().resources).toMatchObject({
      'custom models': 1,
      'provisioned models': 1,
    })
  })

  it('a planted fault fails a job', async () => {
    const { clients, control, at } = account()
    await upload(clients)
    control.plantBedrockFault({ on: 'job', nameContains: '', effect: 'internal-error', times: 1 })
    const { jobArn } = await clients.bedrock.send(create())
    at(5)
    const job = await clients.bedrock.send(
      new GetModelCustomizationJobCommand({ jobIdentifier: jobArn }),
    )
    expect(job).toMatchObject({
      status: 'Failed',
      failureMessage: 'Encountered an internal error when processing the request.',
    })
  })

  it('foundation models are listed with their lifecycle', async () => {
    const { clients } = account()
    const command = new ListFoundationModelsCommand({ byCustomizationType: 'FINE_TUNING' })
    const { modelSummaries } = await clients.bedrock.send(command)
    expect(modelSummaries?.map((model) => model.modelLifecycle?.status)).toEqual(
      Array(4).fill('ACTIVE'),
    )
  })
})
