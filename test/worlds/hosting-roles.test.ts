import { join } from 'node:path'
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { permissionPolicy } from '../../src/lib/domain/iam/permission-policy.ts'
import type { AnyRoleSpec } from '../../src/lib/domain/iam/spec.ts'
import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import { pushImage } from '../../src/lib/flows/container/push.ts'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { updateEndpoint } from '../../src/lib/flows/endpoint/update.ts'
import { checkRole } from '../../src/lib/flows/iam/check.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { createControl } from '../../src/sandbox/control.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../src/sandbox/in-process.ts'
import { NO_ANSWERS, NO_CHANGE } from '../support/hosting-world.ts'
import { dockerArchive, testImage } from '../support/images.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const REGION = 'us-east-1'
const ACCOUNT = '000000000000'
const THEIRS = '111122223333'
const ROLE = 'ft-hosting'
const DATA = 's3://acme-models/fraud/model.tar.gz'
const REPOSITORY = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/ml/serve`
const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/ml/serve:v1`

const statements = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement })
const POLICY = 'mlctl-sagemaker-hosting'

/** An account with an image, model data and the role that mlctl makes for hosting, and nothing more. */
const soundWorld = async () => {
  const world = sandboxWorld({ clock: '2026-11-22T10:00:00Z' })
  const { ports } = world
  const directory = join(world.folder, 'sandbox')
  await pushImage(
    ports,
    {
      image: await dockerArchive(
        join(world.folder, 'i.tar'),
        await testImage([{ a: 'x' }], 'amd64'),
      ),
      ...{ repository: 'ml/serve', tag: 'v1', create: true, mutable: false, tags: {} },
      platform: 'linux/amd64',
    },
    { consent: { yes: true }, dryRun: false },
  )
  await ports.objects.createBucket('acme-models', REGION)
  await ports.objects.put({ bucket: 'acme-models', key: 'fraud/model.tar.gz' }, Buffer.from('x'))
  const spec: AnyRoleSpec = {
    account: ACCOUNT,
    partition: 'aws',
    region: REGION,
    purpose: 'hosting',
    roleName: ROLE,
    reads: [DATA],
    repositoryArns: [REPOSITORY],
  }
  const { arn: roleArn } = await ports.roles.create({
    roleName: ROLE,
    description: 'role of a test',
    trustPolicy: trustPolicy(spec),
    tags: {},
  })
  const grant = (keeps: (actions: readonly string[]) => boolean = () => true) => {
    const { Statement } = permissionPolicy(spec)
    const kept = Statement.filter(({ Action }) => keeps([Action ?? []].flat()))
    return ports.roles.putInlinePolicy(ROLE, POLICY, { Version: '2012-10-17', Statement: kept })
  }
  await grant()
  const theirs = new S3Client({
    region: REGION,
    credentials: { accessKeyId: THEIRS, secretAccessKey: 'any' },
    requestHandler: inProcessHandler(createEngine({ directory })),
  })
  return { ports, control: createControl({ directory }), roleArn, grant, theirs }
}

type World = Awaited<ReturnType<typeof soundWorld>>

const BUCKET = ['arn:aws:s3:::acme-models', 'arn:aws:s3:::acme-models/*']

/** What breaks the world, whether the model is there before that, and what mlctl then says. */
type Broken = {
  readonly world: string
  readonly breaks: (world: World) => Promise<unknown>
  readonly code: string
  readonly why: RegExp
  readonly hint: RegExp
  /** What `iam check` names after that. */
  readonly lacks?: RegExp
}

const without = (part: string) => (world: World) =>
  world.grant((actions) => !actions.some((action) => action.startsWith(part)))

const denyInBucket = ({ ports, roleArn }: World) =>
  ports.objects.putBucketPolicy(
    'acme-models',
    statements({
      Effect: 'Deny',
      Principal: { AWS: roleArn },
      Action: 's3:GetObject',
      Resource: BUCKET,
    }),
  )

const LOST: readonly (Broken & { readonly later: RegExp })[] = [
  {
    world: 'a role that may not pull the image',
    breaks: without('ecr:BatchGetImage'),
    code: 'MLC-AWS-028',
    why: /^Role .*role\/ft-hosting cannot pull .*\/ml\/serve:v1/,
    hint: /mlctl iam check/,
    later: /^The role '.*' does not have BatchGetImage permission for the image/,
    lacks: /pull images/,
  },
  {
    world: 'a role that may not log in to the registry',
    breaks: without('ecr:GetAuthorizationToken'),
    code: 'MLC-AWS-028',
    why: /cannot pull/,
    hint: /mlctl iam check/,
    later: /BatchGetImage permission/,
    lacks: /log in to the image registry/,
  },
  {
    world: 'a role that may not read the model data',
    breaks: without('s3:GetObject'),
    code: 'MLC-AWS-028',
    why: /^Could not access model data at s3:\/\/acme-models/,
    hint: /mlctl iam check/,
    later: /^Failed to download model data for container "container_1"/,
    lacks: /s3:\/\/acme-models/,
  },
  {
    world: 'a bucket whose policy denies the role',
    breaks: denyInBucket,
    code: 'MLC-AWS-028',
    why: /^Could not access model data/,
    hint: /mlctl iam check/,
    later: /^Failed to download model data/,
  },
]

const apply = {
  consent: { yes: true, acceptHourlyCost: 1_000_000, confirm: 'fraud' },
  dryRun: false,
}
const create = (ports: Ports, answers: object = {}) =>
  createEndpoint(ports, {
    answers: {
      ...NO_ANSWERS,
      name: 'fraud',
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      ...answers,
    },
    prices: { 'ml.m5.large': 115_000 },
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply,
  })

const OF_IMAGE = { image: IMAGE, modelData: DATA, role: `arn:aws:iam::${ACCOUNT}:role/${ROLE}` }

const makeModel = ({ ports, roleArn }: World, modelName: string) =>
  ports.hostedModels.create({
    modelName,
    body: { PrimaryContainer: { Image: IMAGE, ModelDataUrl: DATA }, ExecutionRoleArn: roleArn },
    tags: {},
  })

const failureOf = (work: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> =>
  work.then(
    () => ({}),
    (error) => error,
  )

it('hosts in a sound world as the role that mlctl makes for hosting', async () => {
  const { ports } = await soundWorld()
  expect((await create(ports, OF_IMAGE)).endpoint?.status).toBe('InService')
})

it.each(LOST)('says so before the endpoint: $world', async ({ breaks, code, why, hint, lacks }) => {
  const world = await soundWorld()
  await breaks(world)
  const failure = await failureOf(create(world.ports, OF_IMAGE))
  expect(failure).toMatchObject({ code })
  expect(failure.why).toMatch(why)
  expect(failure.hint).toMatch(hint)
  expect(await world.ports.endpoints.find('fraud')).toBeUndefined()
  if (lacks === undefined) return
  const check = await checkRole(world.ports, {
    purpose: 'hosting',
    role: ROLE,
    data: [DATA],
    images: [IMAGE],
  })
  const missing = check.checks.filter(({ result }) => result === 'missing')
  expect(missing.map(({ what }) => what).join('; ')).toMatch(lacks)
})

it.each(LOST)('names the cause of a Failed endpoint: $world', async ({ breaks, later }) => {
  const world = await soundWorld()
  await makeModel(world, 'fraud-1')
  await breaks(world)
  const failure = await failureOf(create(world.ports, { model: 'fraud-1' }))
  expect(failure).toMatchObject({ code: 'MLC-HOST-022', message: 'Endpoint fraud is Failed.' })
  expect(failure.why).toMatch(later)
  expect(failure.hint).toMatch(
    /mlctl iam check --for hosting --role (ft-hosting|<the model’s role>)/,
  )
  expect(failure.hint).not.toMatch(/log group/)
})

it.each(LOST)('names the cause of an update that went back: $world', async ({ breaks, later }) => {
  const world = await soundWorld()
  await makeModel(world, 'fraud-1')
  await makeModel(world, 'fraud-2')
  await create(world.ports, { model: 'fraud-1' })
  await breaks(world)
  const failure = await failureOf(
    updateEndpoint(world.ports, {
      endpointName: 'fraud',
      ...NO_CHANGE,
      model: 'fraud-2',
      apply: {
        consent: { yes: true, acceptHourlyCost: 'unknown', confirm: 'fraud' },
        dryRun: false,
      },
    }),
  )
  expect(failure).toMatchObject({ code: 'MLC-HOST-022' })
  expect(failure.message).toMatch(/was rolled back/)
  expect(failure.why).toMatch(later)
  expect((await world.ports.endpoints.find('fraud'))?.status).toBe('InService')
})

it('names the permission for a key of the volumes that the caller may not grant', async () => {
  const world = await soundWorld()
  const key = await world.ports.keys.create({
    description: 'volumes',
    policy: statements({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    }),
    tags: {},
  })
  await makeModel(world, 'fraud-1')
  world.control.iam.userPolicy(
    JSON.stringify(statements({ Effect: 'Allow', NotAction: 'kms:CreateGrant', Resource: '*' })),
  )
  world.control.iam.enforce(true)
  const failure = await failureOf(create(world.ports, { model: 'fraud-1', kmsKey: key.keyArn }))
  expect(failure).toMatchObject({ exitCode: 4, details: { iamAction: 'kms:CreateGrant' } })
})

it.each([
  ['closed', [], 'MLC-AWS-028'],
  ['opened to the role', ['s3:GetObject', 's3:ListBucket'], undefined],
])('model data in a bucket of another account, %s by its policy', async (_how, actions, code) => {
  const world = await soundWorld()
  const { theirs, ports, roleArn } = world
  await theirs.send(new CreateBucketCommand({ Bucket: 'their-models' }))
  const Resource = ['arn:aws:s3:::their-models', 'arn:aws:s3:::their-models/*']
  const open = (Principal: object, Action: readonly string[]) => ({
    Effect: 'Allow',
    Principal,
    Action,
    Resource,
  })
  // The caller puts the data there; the role reads it only where the owner says so.
  const caller = { AWS: `arn:aws:iam::${ACCOUNT}:user/sandbox` }
  const policy = statements(
    open(caller, ['s3:*']),
    ...(actions.length === 0 ? [] : [open({ AWS: roleArn }, actions)]),
  )
  await theirs.send(
    new PutBucketPolicyCommand({ Bucket: 'their-models', Policy: JSON.stringify(policy) }),
  )
  await ports.objects.put({ bucket: 'their-models', key: 'model.tar.gz' }, Buffer.from('x'))
  await ports.roles.putInlinePolicy(
    ROLE,
    'theirs',
    statements({ Effect: 'Allow', Action: 's3:*', Resource }),
  )
  const modelData = 's3://their-models/model.tar.gz'
  const made = await failureOf(create(ports, { ...OF_IMAGE, modelData }))
  expect(made.code).toBe(code)
})
