import * as iam from '@aws-sdk/client-iam'
import * as s3 from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { audit } from '../../src/lib/flows/audit/audit.ts'
import { ACCOUNT, type AuditWorld, BUCKET, LOGS, ROLE, TRUST } from '../support/audit-world.ts'
import { trainingLines } from '../support/program.ts'
import { cleanAccount, DAY_MS, found, REQUEST, YES } from './audit-account.ts'
import { FIXABLE, policyOf } from './audit-faults.ts'
import { OF_WORK } from './audit-faults-of-work.ts'

const account = cleanAccount()

it('keeps the statements of others when it denies plain HTTP', async () => {
  const world = account.copy()
  const own = { Sid: 'Own', Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket' }
  const statement = { ...own, Resource: `arn:aws:s3:::${BUCKET}` }
  const Policy = policyOf(statement)
  await world.others.s3.send(new s3.PutBucketPolicyCommand({ Bucket: BUCKET, Policy }))
  await audit(world.ports, { ...REQUEST, fix: YES })
  const policy = await world.ports.bucketPosture.policy(BUCKET)
  expect(policy).toMatchObject({ Statement: [statement, { Sid: 'DenyWithoutTls' }] })
})

it('leaves a trust alone that lets others in by the same statement, and says whom', async () => {
  const world = account.copy()
  await OF_WORK['a trust of a service and a person in one statement, with no account']?.breaks(
    world.hands,
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
  const world = account.copy()
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
  const world = account.copy()
  await FIXABLE['a bucket whose ACLs count']?.breaks(world.hands, world)
  const dry = await audit(world.ports, { ...REQUEST, fix: { ...YES, dryRun: true } })
  expect([dry.fix?.status, dry.findings.length]).toEqual(['planned', 1])
  const asking = audit(world.ports, { ...REQUEST, fix: { ...YES, consent: { yes: false } } })
  await expect(asking).rejects.toMatchObject({ code: 'MLC-PLAN-007' })
  expect(await world.ports.bucketPosture.ownership(BUCKET)).toBe('ObjectWriter')
})

it('refuses all of a plan when somebody else changed one thing before the yes', async () => {
  const world = account.copy({ '--yes': true })
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
  const world = account.copy()
  await FIXABLE['a bucket whose ACLs count']?.breaks(world.hands, world)
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
  const { ports } = account.copy()
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
    roleArn: account.parts().roleArn,
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
      customModelKmsKeyId: account.parts().keyArn,
      vpcConfig: {
        subnetIds: account.parts().subnetIds,
        securityGroupIds: [account.parts().groupId],
      },
    }),
    [],
  ],
])('finds what a customization with %s lacks', async (_, protections, faults) => {
  const world = account.copy()
  await customize(world, protections())
  expect((await found(world)).faults).toEqual(faults)
})

it('says when a named thing is not there', async () => {
  const { ports } = account.copy()
  const scope = { kind: 'named', targets: [{ kind: 'repository', name: 'ghost' }] } as const
  await expect(audit(ports, { ...REQUEST, scope })).rejects.toMatchObject({ code: 'MLC-AUD-003' })
})

it('looks at what carries a tag, and demands the tags that it is told', async () => {
  const world = account.copy()
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
