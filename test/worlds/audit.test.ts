import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as cloudTrail from '@aws-sdk/client-cloudtrail'
import * as ec2 from '@aws-sdk/client-ec2'
import * as ecr from '@aws-sdk/client-ecr'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import * as sagemaker from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseLine } from '../../src/cli/parser.ts'
import { AUDIT_ACTIONS } from '../../src/commands/audit/actions.ts'
import { commands, groups } from '../../src/commands/index.ts'
import { type AuditRequest, audit } from '../../src/lib/flows/audit/audit.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import {
  ACCOUNT,
  type AuditWorld,
  BUCKET,
  copyOfWorld,
  jobBody,
  LOGS,
  makeCleanAccount,
  makeEndpoint,
  modelBody,
  notebookBody,
  type Others,
  type Parts,
  pushImage,
  REPOSITORY,
  ROLE,
  TRUST,
} from '../support/audit-world.ts'
import { trainingLines } from '../support/program.ts'

const CLEAN = mkdtempSync(join(tmpdir(), 'mlctl-test-'))
afterAll(() => rmSync(CLEAN, { recursive: true, force: true }))
let parts: Parts
beforeAll(async () => {
  parts = await makeCleanAccount(CLEAN)
}, 60_000)

const REQUEST: AuditRequest = {
  scope: { kind: 'account' },
  limits: { jobs: 100 },
  requiredTags: [],
  requireKms: false,
  baseline: { update: false },
}
const DAY_MS = 86_400_000
const YES = { consent: { yes: true }, dryRun: false }

/** A remedy that nobody can type is none: lines of mlctl go through its own parser. */
const mustParse = async (command = ''): Promise<void> => {
  if (!command.startsWith('mlctl ')) return expect(command).toMatch(/^$|^aws [a-z0-9-]+ [a-z-]+/)
  const invocation = await parseLine(command.split(' ').slice(1), commands, {
    version: '0',
    groups,
    columns: 80,
    writeHelp: () => undefined,
  })
  expect(invocation, command).toBeDefined()
}

const found = async (world: AuditWorld, request: Partial<AuditRequest> = {}) => {
  const { findings, unknown, gaps } = await audit(world.ports, { ...REQUEST, ...request })
  for (const { remedy } of findings) await mustParse(remedy?.command)
  return { faults: findings.map(({ id, name }) => `${id} ${name}`), unknown, gaps }
}

it('finds nothing in an account where everything is as it should be', async () => {
  expect(await found(copyOfWorld(CLEAN))).toEqual({ faults: [], unknown: [], gaps: [] })
}, 30_000)

type Fault = {
  readonly finds: readonly string[]
  readonly breaks: (others: Others, world: AuditWorld) => Promise<unknown>
}

const policyOf = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' }

/** What `--fix` repairs: one fault each. */
const FIXABLE: Readonly<Record<string, Fault>> = {
  'a bucket without a public access block': {
    finds: [`A02.public-access-block ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(new s3.DeletePublicAccessBlockCommand({ Bucket: BUCKET })),
  },
  'a bucket with half a public access block': {
    finds: [`A02.public-access-block ${LOGS}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutPublicAccessBlockCommand({
          Bucket: LOGS,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        }),
      ),
  },
  'a bucket that takes plain HTTP': {
    finds: [`A04.tls-only ${BUCKET}`],
    breaks: ({ s3: client }) => client.send(new s3.DeleteBucketPolicyCommand({ Bucket: BUCKET })),
  },
  'a bucket whose policy denies plain HTTP to one user alone': {
    finds: [`A04.tls-only ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketPolicyCommand({
          Bucket: BUCKET,
          Policy: policyOf({
            Sid: 'Mine',
            Effect: 'Deny',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
            Action: 's3:*',
            Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        }),
      ),
  },
  'a bucket whose versioning is suspended': {
    finds: [`A05.versioning ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketVersioningCommand({
          Bucket: BUCKET,
          VersioningConfiguration: { Status: 'Suspended' },
        }),
      ),
  },
  'a bucket whose ACLs count': {
    finds: [`A06.ownership ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketOwnershipControlsCommand({
          Bucket: BUCKET,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        }),
      ),
  },
  'a key that is not rotated': {
    finds: ['A07.key-rotation KEY'],
    breaks: ({ kms: client }) =>
      client.send(new kms.DisableKeyRotationCommand({ KeyId: parts.keyArn })),
  },
  'a repository whose tags can be moved': {
    finds: [`A19.immutable-tags ${REPOSITORY}`],
    breaks: ({ ecr: client }) =>
      client.send(
        new ecr.PutImageTagMutabilityCommand({
          repositoryName: REPOSITORY,
          imageTagMutability: 'MUTABLE',
        }),
      ),
  },
  'a role whose trust names no account': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: (others) => trust({ Condition: undefined })(others),
  },
  'a role whose trust of two services asks for something else alone': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: (others) =>
      trust({
        Principal: { Service: ['sagemaker.amazonaws.com', 'bedrock.amazonaws.com'] },
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } },
      })(others),
  },
  'a repository that is not scanned': {
    finds: [`A19.scan-on-push ${REPOSITORY}`],
    breaks: ({ ecr: client }) =>
      client.send(
        new ecr.PutImageScanningConfigurationCommand({
          repositoryName: REPOSITORY,
          imageScanningConfiguration: { scanOnPush: false },
        }),
      ),
  },
}

const deleteEndpoints = async ({ ec2: client }: Others, service: string) => {
  const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}))
  const ids = VpcEndpoints.filter(({ ServiceName }) => ServiceName?.endsWith(service))
  return client.send(
    new ec2.DeleteVpcEndpointsCommand({
      VpcEndpointIds: ids.map(({ VpcEndpointId }) => VpcEndpointId ?? ''),
    }),
  )
}

const trust = (statement: object) => (others: Others) =>
  others.iam.send(
    new iam.UpdateAssumeRolePolicyCommand({
      RoleName: ROLE,
      PolicyDocument: policyOf({ ...TRUST.Statement[0], ...statement }),
    }),
  )

const rolePolicy = (statement: object) => (others: Others) =>
  others.iam.send(
    new iam.PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'more',
      PolicyDocument: policyOf(statement),
    }),
  )

const job = (change: object) => (others: Others) =>
  others.sageMaker.send(
    new sagemaker.CreateTrainingJobCommand({
      TrainingJobName: 'other',
      ...jobBody(parts),
      ...change,
    }),
  )

const notebook = (change: object) => (others: Others) =>
  others.sageMaker.send(
    new sagemaker.CreateNotebookInstanceCommand({
      NotebookInstanceName: 'other',
      ...notebookBody(parts),
      ...change,
    }),
  )

/** What only people can decide: one fault each. */
const OTHERS: Readonly<Record<string, Fault>> = {
  'a bucket whose policy is public': {
    finds: [`A03.public-policy ${BUCKET}`],
    breaks: async ({ s3: client }) => {
      const block = { BlockPublicAcls: true, IgnorePublicAcls: true }
      const all = { ...block, BlockPublicPolicy: true, RestrictPublicBuckets: true }
      const put = (PublicAccessBlockConfiguration: object) =>
        client.send(
          new s3.PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration }),
        )
      await put(block)
      const { Policy = '' } = await client.send(new s3.GetBucketPolicyCommand({ Bucket: BUCKET }))
      const policy = JSON.parse(Policy)
      policy.Statement.push({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      })
      const text = JSON.stringify(policy)
      await client.send(new s3.PutBucketPolicyCommand({ Bucket: BUCKET, Policy: text }))
      await put(all)
    },
  },
  'a bucket whose accesses are not logged': {
    finds: [`A05.access-log ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(new s3.PutBucketLoggingCommand({ Bucket: BUCKET, BucketLoggingStatus: {} })),
  },
  'a key that is about to be deleted': {
    finds: ['A07.key-state KEY'],
    breaks: ({ kms: client }) =>
      client.send(new kms.ScheduleKeyDeletionCommand({ KeyId: parts.keyArn })),
  },
  'a key that is disabled': {
    finds: ['A07.key-state KEY'],
    breaks: ({ kms: client }) => client.send(new kms.DisableKeyCommand({ KeyId: parts.keyArn })),
  },
  'an endpoint in one zone': {
    finds: [`A08.zones SUBNET`],
    breaks: (others) => {
      const VpcConfig = { Subnets: [parts.subnetIds[0]], SecurityGroupIds: [parts.groupId] }
      const model = { ...modelBody(parts), VpcConfig }
      return makeEndpoint(others, 'other', { model, kmsKeyId: parts.keyArn })
    },
  },
  'a VPC without a way to S3': {
    finds: ['A09.s3-gateway VPC'],
    breaks: (others) => deleteEndpoints(others, '.s3'),
  },
  'a VPC without an endpoint for logs': {
    finds: ['A10.interface-endpoints VPC'],
    breaks: (others) => deleteEndpoints(others, '.logs'),
  },
  'an endpoint of ECR without private DNS': {
    finds: ['A10.private-dns VPC'],
    breaks: async ({ ec2: client }) => {
      const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}))
      const one = VpcEndpoints.find(({ ServiceName }) => ServiceName?.endsWith('.ecr.api'))
      const VpcEndpointId = one?.VpcEndpointId ?? ''
      await client.send(
        new ec2.ModifyVpcEndpointCommand({ VpcEndpointId, PrivateDnsEnabled: false }),
      )
    },
  },
  'a group that does not admit itself, nor what calls the endpoints': {
    finds: ['A10.endpoint-group VPC', 'A11.self-reference GROUP'],
    breaks: ({ ec2: client }) =>
      client.send(
        new ec2.RevokeSecurityGroupIngressCommand({
          GroupId: parts.groupId,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: parts.groupId }] }],
        }),
      ),
  },
  'a group that is open to everyone': {
    finds: ['A11.open-ingress GROUP'],
    breaks: ({ ec2: client }) =>
      client.send(
        new ec2.AuthorizeSecurityGroupIngressCommand({
          GroupId: parts.groupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        }),
      ),
  },
  'a VPC without DNS host names': {
    finds: ['A12.dns VPC'],
    breaks: ({ ec2: client }) =>
      client.send(
        new ec2.ModifyVpcAttributeCommand({
          VpcId: parts.vpcId,
          EnableDnsHostnames: { Value: false },
        }),
      ),
  },
  'a trail that is stopped': {
    finds: [`A13.trail ${ACCOUNT}`],
    breaks: ({ cloudTrail: client }) =>
      client.send(new cloudTrail.StopLoggingCommand({ Name: parts.trailArn })),
  },
  'a trail of one region': {
    finds: [`A13.all-regions ${ACCOUNT}`],
    breaks: ({ cloudTrail: client }) =>
      client.send(
        new cloudTrail.UpdateTrailCommand({ Name: parts.trailArn, IsMultiRegionTrail: false }),
      ),
  },
  'a trail whose files are not signed': {
    finds: [`A13.validation ${ACCOUNT}`],
    breaks: ({ cloudTrail: client }) =>
      client.send(
        new cloudTrail.UpdateTrailCommand({ Name: parts.trailArn, EnableLogFileValidation: false }),
      ),
  },
  'a trail without data events': {
    finds: [`A14.data-events ${ACCOUNT}`],
    breaks: ({ cloudTrail: client }) =>
      client.send(
        new cloudTrail.PutEventSelectorsCommand({
          TrailName: parts.trailArn,
          EventSelectors: [
            { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] },
          ],
        }),
      ),
  },
  'an endpoint without a key': {
    finds: ['A16.encryption other'],
    breaks: (others) => makeEndpoint(others, 'other', { model: modelBody(parts) }),
  },
  'an endpoint whose model may call the internet': {
    finds: ['A16.isolation other'],
    breaks: (others) => {
      const { VpcConfig: _, EnableNetworkIsolation: __, ...model } = modelBody(parts)
      return makeEndpoint(others, 'other', { model, kmsKeyId: parts.keyArn })
    },
  },
  'an endpoint of one instance': {
    finds: ['A16.instances other'],
    breaks: (others) =>
      makeEndpoint(others, 'other', {
        model: modelBody(parts),
        kmsKeyId: parts.keyArn,
        instances: 1,
      }),
  },
  'a model with a password in its environment': {
    finds: ['A16.secrets other'],
    breaks: (others) => {
      const body = modelBody(parts)
      const Environment = { DB_PASSWORD: 'correct-horse' }
      const model = { ...body, PrimaryContainer: { ...body.PrimaryContainer, Environment } }
      return makeEndpoint(others, 'other', { model, kmsKeyId: parts.keyArn })
    },
  },
  'a notebook on the internet': {
    finds: ['A17.internet other'],
    breaks: notebook({ DirectInternetAccess: 'Enabled' }),
  },
  'a notebook with root': {
    finds: ['A17.root-access other'],
    breaks: notebook({ RootAccess: 'Enabled' }),
  },
  'a notebook without a key': {
    finds: ['A17.encryption other'],
    breaks: notebook({ KmsKeyId: undefined }),
  },
  'a notebook that takes version 1 of the metadata service': {
    finds: ['A17.metadata other'],
    breaks: notebook({
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
    }),
  },
  'a job with a token in its hyperparameters': {
    finds: ['A18.secrets other'],
    breaks: job({ HyperParameters: { hub: `hf_${'aB'.repeat(17)}` } }),
  },
  'a job that may call the internet': {
    finds: ['A18.isolation other'],
    breaks: job({ EnableNetworkIsolation: false, VpcConfig: undefined }),
  },
  'a job whose results have no key': {
    finds: ['A18.output-key other'],
    breaks: job({ OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` } }),
  },
  'a job whose containers talk in the clear': {
    finds: ['A18.traffic-encryption other'],
    breaks: job({ EnableInterContainerTrafficEncryption: false }),
  },
  'a user who signs in with a password alone': {
    finds: ['A21.user-mfa ada'],
    breaks: async ({ iam: client }) => {
      await client.send(new iam.CreateUserCommand({ UserName: 'ada' }))
      await client.send(
        new iam.CreateLoginProfileCommand({ UserName: 'ada', Password: 'Correct-horse-1' }),
      )
    },
  },
  'a user with an old access key': {
    finds: ['A21.old-keys ada'],
    breaks: async ({ iam: client }, { ports }) => {
      await client.send(new iam.CreateUserCommand({ UserName: 'ada' }))
      await client.send(new iam.CreateAccessKeyCommand({ UserName: 'ada' }))
      await ports.clock.sleep(100 * DAY_MS)
    },
  },
  'a role that may do everything': {
    finds: [`A22.administrator ${ROLE}`],
    breaks: rolePolicy(EVERYTHING),
  },
  'a role that may pass every role': {
    finds: [`A22.pass-role ${ROLE}`],
    breaks: rolePolicy({ ...EVERYTHING, Action: 'iam:PassRole' }),
  },
  'a role that everyone may take': {
    finds: [`A22.open-trust ${ROLE}`],
    breaks: trust({ Principal: { AWS: '*' }, Condition: undefined }),
  },
  'a role that is gone': {
    finds: [`A22.exists ${ROLE}`],
    breaks: async ({ iam: client }) => {
      const RoleName = ROLE
      await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'work' }))
      await client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }))
      await client.send(new iam.DeleteRoleCommand({ RoleName }))
    },
  },
  'an image of which the scan knows holes': {
    finds: ['A19.vulnerabilities IMAGE'],
    breaks: async (others) => {
      const image = await pushImage(others, { libc6: '2.36-9', zlib1g: '1:1.2.13.dfsg-1' })
      const model = modelBody({ ...parts, image })
      await makeEndpoint(others, 'other', { model, kmsKeyId: parts.keyArn })
    },
  },
  'an image that is named by a tag': {
    finds: ['A19.digest TAGGED'],
    breaks: async (others) => {
      const [uri = '', digest = ''] = parts.image.split('@')
      const { images } = await others.ecr.send(
        new ecr.BatchGetImageCommand({
          repositoryName: REPOSITORY,
          imageIds: [{ imageDigest: digest }],
        }),
      )
      await others.ecr.send(
        new ecr.PutImageCommand({
          repositoryName: REPOSITORY,
          imageManifest: images?.[0]?.imageManifest,
          imageTag: 'v1',
        }),
      )
      const model = modelBody({ ...parts, image: `${uri}:v1` })
      await makeEndpoint(others, 'other', { model, kmsKeyId: parts.keyArn })
    },
  },
  'a root user who signs in with a password alone': {
    finds: ['A21.root-mfa root'],
    breaks: async (others) => others.control.iam.root({ hasMfa: false, accessKeys: 0 }),
  },
  'a root user with access keys': {
    finds: ['A21.root-keys root'],
    breaks: async (others) => others.control.iam.root({ hasMfa: true, accessKeys: 2 }),
  },
  'a job whose volumes have no key': {
    finds: ['A18.volume-key other'],
    breaks: job({
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
    }),
  },
  'a trust of a service and a person in one statement, with no account': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: trust({
      Condition: undefined,
      Principal: {
        Service: 'sagemaker.amazonaws.com',
        AWS: `arn:aws:iam::${ACCOUNT}:root`,
      },
    }),
  },
  'a role without a boundary': {
    finds: [`A22.boundary ${ROLE}`],
    breaks: ({ iam: client }) =>
      client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })),
  },
}

/** Ids that differ from run to run, by the words of the tables. */
const worded = (faults: readonly string[]): readonly string[] =>
  faults.map((fault) =>
    fault
      .replace(parts.keyArn, 'KEY')
      .replace(/\S+:v1$/, 'TAGGED')
      .replace(/\S+@sha256:\w+$/, 'IMAGE')
      .replace(parts.vpcId, 'VPC')
      .replace(parts.groupId, 'GROUP')
      .replace(parts.subnetIds[0], 'SUBNET'),
  )

it('looks at every kind of thing that the account has', async () => {
  const { looked } = await audit(copyOfWorld(CLEAN).ports, REQUEST)
  expect(looked).toMatchObject({
    bucket: 2,
    endpoint: 1,
    image: 1,
    'invocation log': 1,
    key: 1,
    notebook: 1,
    repository: 1,
    role: 1,
    'root user': 1,
    'security group': 1,
    trails: 1,
    'training job': 1,
    vpc: 1,
  })
})

it.each(Object.entries({ ...FIXABLE, ...OTHERS }))(
  '%s: that, and nothing else',
  async (_, fault) => {
    const world = copyOfWorld(CLEAN)
    await fault.breaks(world.others, world)
    const { faults, unknown, gaps } = await found(world)
    expect(worded(faults)).toEqual(fault.finds)
    expect([unknown, gaps]).toEqual([[], []])
  },
  30_000,
)

it.each(Object.entries(FIXABLE))(
  '%s: repaired by --fix, and then clean',
  async (_, fault) => {
    const world = copyOfWorld(CLEAN)
    await fault.breaks(world.others, world)
    const { fix, findings } = await audit(world.ports, { ...REQUEST, fix: YES })
    expect([fix?.status, fix?.fixed.length, findings]).toEqual(['applied', 1, []])
    expect((await found(world)).faults).toEqual([])
  },
  30_000,
)

it('keeps the statements of others when it denies plain HTTP', async () => {
  const world = copyOfWorld(CLEAN)
  const own = { Sid: 'Own', Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket' }
  const statement = { ...own, Resource: `arn:aws:s3:::${BUCKET}` }
  const Policy = policyOf(statement)
  await world.others.s3.send(new s3.PutBucketPolicyCommand({ Bucket: BUCKET, Policy }))
  await audit(world.ports, { ...REQUEST, fix: YES })
  const policy = await world.ports.bucketPosture.policy(BUCKET)
  expect(policy).toMatchObject({ Statement: [statement, { Sid: 'DenyWithoutTls' }] })
})

it('leaves a trust alone that lets others in by the same statement, and says whom', async () => {
  const world = copyOfWorld(CLEAN)
  await OTHERS['a trust of a service and a person in one statement, with no account']?.breaks(
    world.others,
    world,
  )
  const before = await world.ports.roles.find(ROLE)
  const { fix, findings } = await audit(world.ports, { ...REQUEST, fix: YES })
  expect([fix?.status, fix?.fixed]).toEqual(['nothing-to-do', []])
  expect(findings[0]).toMatchObject({
    detail: expect.stringContaining(`lets in arn:aws:iam::${ACCOUNT}:root`),
    remedy: { text: expect.stringContaining('aws:SourceAccount') },
  })
  expect(findings[0]?.remedy).not.toHaveProperty('command')
  expect(findings[0]?.remedy).not.toHaveProperty('isFixable')
  expect(await world.ports.roles.find(ROLE)).toEqual(before)
})

it('shows a trust before and after, adds the one condition, and keeps all else of the policy', async () => {
  const world = copyOfWorld(CLEAN)
  const own = {
    Sid: 'People',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  }
  const { Condition: _, ...loose } = TRUST.Statement[0] ?? {}
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [own, loose] })
  await world.others.iam.send(
    new iam.UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument }),
  )
  await audit(world.ports, { ...REQUEST, fix: YES })
  expect(world.io.notes.join('\n')).toMatch(
    /before: .*sts:AssumeRole\n.*after: .*sts:AssumeRole · StringEquals aws:SourceAccount 000000000000/,
  )
  const role = await world.ports.roles.find(ROLE)
  expect(role?.trustPolicy).toMatchObject({
    Statement: [own, { ...loose, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }],
  })
})

it('changes nothing without a yes, and nothing at all in a dry run', async () => {
  const world = copyOfWorld(CLEAN)
  await FIXABLE['a bucket whose ACLs count']?.breaks(world.others, world)
  const dry = await audit(world.ports, { ...REQUEST, fix: { ...YES, dryRun: true } })
  expect([dry.fix?.status, dry.findings.length]).toEqual(['planned', 1])
  const asking = audit(world.ports, { ...REQUEST, fix: { ...YES, consent: { yes: false } } })
  await expect(asking).rejects.toMatchObject({ code: 'MLC-PLAN-007' })
  expect(await world.ports.bucketPosture.ownership(BUCKET)).toBe('ObjectWriter')
})

it('refuses all of a plan when somebody else changed one thing before the yes', async () => {
  const world = copyOfWorld(CLEAN, { '--yes': true })
  const own = (Bucket: string, ObjectOwnership: 'ObjectWriter' | 'BucketOwnerPreferred') =>
    world.others.s3.send(
      new s3.PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership }] },
      }),
    )
  await own(BUCKET, 'ObjectWriter')
  await own(LOGS, 'ObjectWriter')
  const ask: typeof world.io.ask = async (question) => {
    await own(LOGS, 'BucketOwnerPreferred')
    return world.io.ask(question)
  }
  const ports = { ...world.ports, io: { ...world.io, ask } }
  const fix = { consent: { yes: false }, dryRun: false }
  await expect(audit(ports, { ...REQUEST, fix })).rejects.toMatchObject({ code: 'MLC-PLAN-002' })
  expect(await world.ports.bucketPosture.ownership(BUCKET)).toBe('ObjectWriter')
})

it('tells what may not be read as unknown, with the action that is missing, and goes on', async () => {
  const world = copyOfWorld(CLEAN)
  await FIXABLE['a bucket whose ACLs count']?.breaks(world.others, world)
  for (const match of ['s3.GetBucketPolicy', 'sagemaker.ListNotebookInstances']) {
    await world.ports.sandbox.addFault({ match, error: 'AccessDeniedException', times: 99 })
  }
  const { faults, unknown, gaps } = await found(world)
  expect(faults).toEqual([`A06.ownership ${BUCKET}`])
  expect(unknown.map(({ id, action, count }) => [id, action, count])).toEqual([
    ['A04.tls-only', 's3:GetBucketPolicy', 2],
  ])
  expect(gaps).toEqual([
    'notebooks could not be listed: sagemaker:ListNotebookInstances is not allowed',
  ])
})

it('follows an endpoint to its role, key, network and image, and to nothing else', async () => {
  const { ports } = copyOfWorld(CLEAN)
  const scope = { kind: 'named', targets: [{ kind: 'endpoint', name: 'fraud' }] } as const
  const { looked } = await audit(ports, { ...REQUEST, scope })
  expect(Object.keys(looked).sort()).toEqual([
    'endpoint',
    'image',
    'key',
    'repository',
    'role',
    'security group',
    'subnets',
    'vpc',
  ])
})

/** A model that Bedrock customizes from data in the bucket; with or without key and VPC. */
const customize = async ({ ports }: AuditWorld, protections: object) => {
  const at = { bucket: BUCKET, key: 'train.jsonl' }
  await ports.objects.put(at, Buffer.from(trainingLines(120)))
  await ports.customizationJobs.create({
    jobName: 'tune',
    customModelName: 'tuned',
    roleArn: parts.roleArn,
    clientRequestToken: 'tune-1',
    baseModelIdentifier: 'amazon.nova-micro-v1:0:128k',
    customizationType: 'FINE_TUNING',
    trainingS3Uri: `s3://${BUCKET}/train.jsonl`,
    outputS3Uri: `s3://${BUCKET}/out/`,
    hyperParameters: { epochCount: '1' },
    tags: {},
    ...protections,
  })
  await ports.clock.sleep(DAY_MS)
}

it.each([
  ['neither key nor VPC', () => ({}), ['A23.model-key tuned', 'A23.vpc tune']],
  [
    'a key and a VPC',
    () => ({
      customModelKmsKeyId: parts.keyArn,
      vpcConfig: { subnetIds: parts.subnetIds, securityGroupIds: [parts.groupId] },
    }),
    [],
  ],
])('finds what a customization with %s lacks', async (_, protections, faults) => {
  const world = copyOfWorld(CLEAN)
  await customize(world, protections())
  expect((await found(world)).faults).toEqual(faults)
})

it('says when a named thing is not there', async () => {
  const { ports } = copyOfWorld(CLEAN)
  const scope = { kind: 'named', targets: [{ kind: 'repository', name: 'ghost' }] } as const
  await expect(audit(ports, { ...REQUEST, scope })).rejects.toMatchObject({ code: 'MLC-AUD-003' })
})

it('looks at what carries a tag, and demands the tags that it is told', async () => {
  const world = copyOfWorld(CLEAN)
  await world.others.s3.send(
    new s3.PutBucketTaggingCommand({
      Bucket: BUCKET,
      Tagging: { TagSet: [{ Key: 'project', Value: 'fraud' }] },
    }),
  )
  const scope = { kind: 'tag', tags: { project: 'fraud' } } as const
  const report = await audit(world.ports, { ...REQUEST, scope, requiredTags: ['project', 'owner'] })
  expect(report.looked).toEqual({ bucket: 1, key: 1 })
  expect(report.findings.map(({ id, detail }) => [id, detail])).toEqual([
    ['A20.bucket-tags', 'Missing: owner.'],
  ])
})

/** The same world as somebody sees who holds the declared actions and no other. */
const asAuditor = async (world: AuditWorld, actions: readonly string[]): Promise<Ports> => {
  const { iam: client } = world.others
  const UserName = 'auditor'
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: actions, Resource: '*' })
  await client.send(new iam.CreateUserCommand({ UserName }))
  await client.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'audit', PolicyDocument }))
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName }))
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
  world.others.enforce()
  const { requestHandler } = world.others
  const options = { environment: {}, version: '0.0.0', region: 'us-east-1' }
  return { ...world.ports, ...awsPorts({ ...options, credentials, requestHandler }) }
}

it('needs no other actions than the command declares, for reading and for repairs', async () => {
  const world = copyOfWorld(CLEAN)
  for (const { breaks } of Object.values(FIXABLE)) await breaks(world.others, world)
  const ports = await asAuditor(world, AUDIT_ACTIONS)
  const report = await audit(ports, { ...REQUEST, fix: YES })
  expect([report.unknown, report.gaps, report.findings]).toEqual([[], [], []])
  expect(report.fix?.fixed.length).toBeGreaterThan(6)
}, 60_000)

it('may do nothing with a policy that is empty, and says so without failing', async () => {
  const world = copyOfWorld(CLEAN)
  const report = await audit(await asAuditor(world, ['sts:GetCallerIdentity']), REQUEST)
  expect([report.findings, report.passed]).toEqual([[], 0])
  expect(report.gaps).toContain('buckets could not be listed: s3:ListAllMyBuckets is not allowed')
})
