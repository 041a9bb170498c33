import { join } from 'node:path'
import {
  CreateVpcEndpointCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { KMSClient } from '@aws-sdk/client-kms'
import { commands } from '../../src/commands/index.ts'
import type { DoctorReport } from '../../src/lib/domain/doctor/report.ts'
import { permissionPolicy } from '../../src/lib/domain/iam/permission-policy.ts'
import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import { doctor } from '../../src/lib/flows/doctor/doctor.ts'
import type { SubjectFlags } from '../../src/lib/flows/doctor/subjects.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Machine } from '../../src/lib/ports/machine.ts'
import { createControl } from '../../src/sandbox/control.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../src/sandbox/in-process.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

export const REGION = 'us-east-1'
export const ROLE = 'ft-fraud'
export const BUCKET = 'acme-doctor'

/** A machine that lacks nothing; its time is the process's. */
export const soundMachine = (changes: Partial<Machine> = {}): Machine => ({
  nodeVersion: '22.11.0',
  folders: { state: '/state', temporary: '/tmp', working: '/work' },
  now: () => Date.now(),
  variable: () => undefined,
  freeBytes: async () => 64 * 1024 ** 3,
  folder: async (path) => ({ exists: true, isWritable: true, looked: path, mode: 0o700 }),
  certificates: async () => [],
  reach: async () => ({ stage: 'reached', tookMs: 12 }),
  within: async (_ms, work) => ({ value: await work(new AbortController().signal) }),
  ...changes,
})

/** What breaks a world: settings, ports in place of the real ones, another question. */
export type Changes = {
  readonly for?: readonly string[]
  readonly subjects?: Partial<SubjectFlags>
  readonly ports?: (ports: Ports) => Partial<Ports>
  readonly machine?: Partial<Machine>
  readonly settings?: Readonly<Record<string, unknown>>
}

export type DoctorWorld = Awaited<ReturnType<typeof soundWorld>>

/** An account in the sandbox where a training in a VPC, with a key of its own, can start at once. */
export const soundWorld = async (settings: Readonly<Record<string, unknown>> = {}) => {
  const world = sandboxWorld({ settings, answers: { '--yes': true } })
  const options = { directory: join(world.folder, 'sandbox'), clock: 'instant' }
  const control = createControl(options)
  const config = {
    region: REGION,
    credentials: { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'secret' },
    requestHandler: inProcessHandler(createEngine(options)),
  }
  const clients = {
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
  }
  const { ports } = world
  const { account, partition } = await ports.identity.whoAmI()
  await ports.objects.createBucket(BUCKET, REGION)
  const key = await ports.keys.create({
    description: 'models of a test',
    policy: accountKeyPolicy(account),
    tags: {},
  })
  const network = await openNetwork(clients.ec2)
  const subjects: SubjectFlags = {
    role: ROLE,
    data: [`s3://${BUCKET}/data/`],
    output: `s3://${BUCKET}/out/`,
    baseModel: 'nova-micro',
    kmsKey: key.keyArn,
    subnets: network.subnets.slice(0, 2),
    securityGroups: [network.group],
  }
  const scope = { account, partition, region: REGION }
  const spec = {
    ...scope,
    roleName: ROLE,
    reads: [`s3://${BUCKET}/data/`],
    output: `s3://${BUCKET}/out/`,
    dataKmsKeyArns: [key.keyArn],
    modelKmsKeyArn: key.keyArn,
    vpcConfig: { subnetIds: network.subnets.slice(0, 2), securityGroupIds: [network.group] },
  }
  const { arn } = await ports.roles.create({
    roleName: ROLE,
    description: 'role of a test',
    trustPolicy: trustPolicy(scope),
    tags: { 'mlctl:made-by': 'mlctl' },
  })
  await ports.roles.putInlinePolicy(ROLE, 'mlctl-bedrock-customization', permissionPolicy(spec))
  return { ...world, control, clients, key, network, scope, spec, subjects, roleArn: arn }
}

/** Key policy that leaves the decision to the account. */
export const accountKeyPolicy = (account: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
})

/** The default VPC with a gateway endpoint for S3. */
const openNetwork = async (ec2: EC2Client) => {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}))
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}))
  const vpcId = Subnets[0]?.VpcId ?? ''
  const table = RouteTables[0]?.RouteTableId ?? ''
  const made = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: vpcId,
      ServiceName: `com.amazonaws.${REGION}.s3`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [table],
    }),
  )
  return {
    vpcId,
    table,
    subnets: Subnets.map(({ SubnetId }) => SubnetId ?? ''),
    group: SecurityGroups[0]?.GroupId ?? '',
    endpoint: made.VpcEndpoint?.VpcEndpointId ?? '',
  }
}

/** What doctor says of the world. */
export const diagnose = (world: DoctorWorld, changes: Changes = {}): Promise<DoctorReport> => {
  const ports = { ...world.ports, machine: soundMachine(changes.machine) }
  return doctor({ ...ports, ...changes.ports?.(ports) }, commands, {
    for: changes.for ?? ['finetune run'],
    subjects: { ...world.subjects, ...changes.subjects },
    failOn: 'fail',
  })
}

export const failuresIn = (report: DoctorReport) =>
  report.checks.filter(({ status }) => status === 'fail')

const RECORD = (n: number) => ({
  schemaVersion: 'bedrock-conversation-2024',
  messages: [
    { role: 'user', content: [{ text: `amount=${n % 17}; country=${n % 3 === 0 ? 'XX' : 'DE'}` }] },
    { role: 'assistant', content: [{ text: n % 3 === 0 ? 'fraud' : 'legitimate' }] },
  ],
})

/** Starts the training that the world is made for, and says how it ended, or why it could not start. */
export const train = async ({ ports, roleArn, key, subjects }: DoctorWorld): Promise<string> => {
  const lines = Array.from({ length: 60 }, (_, n) => JSON.stringify(RECORD(n)))
  await ports.objects.put(
    { bucket: BUCKET, key: 'data/train.jsonl' },
    new TextEncoder().encode(`${lines.join('\n')}\n`),
  )
  const name = `job-${Math.random().toString(36).slice(2)}`
  try {
    await ports.customizationJobs.create({
      jobName: name,
      customModelName: name,
      roleArn,
      clientRequestToken: name,
      baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
      customizationType: 'FINE_TUNING',
      trainingS3Uri: `s3://${BUCKET}/data/train.jsonl`,
      outputS3Uri: `s3://${BUCKET}/out/`,
      hyperParameters: { epochCount: '1' },
      customModelKmsKeyId: key.keyArn,
      vpcConfig: {
        subnetIds: subjects.subnets ?? [],
        securityGroupIds: subjects.securityGroups ?? [],
      },
      tags: {},
    })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const job = await ports.customizationJobs.find(name)
  return job?.status === 'Completed' ? 'Completed' : (job?.failureMessage ?? String(job?.status))
}
