import * as iam from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { AUDIT_ACTIONS } from '../../src/commands/audit/actions.ts'
import { audit } from '../../src/lib/flows/audit/audit.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import type { AuditWorld } from '../support/audit-world.ts'
import { cleanAccount, REQUEST, YES } from './audit-account.ts'
import { FIXABLE, policyOf } from './audit-faults.ts'

const account = cleanAccount()

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
  const world = account.copy()
  for (const { breaks } of Object.values(FIXABLE)) await breaks(world.hands, world)
  const ports = await asAuditor(world, AUDIT_ACTIONS)
  const report = await audit(ports, { ...REQUEST, fix: YES })
  expect([report.unknown, report.gaps, report.findings]).toEqual([[], [], []])
  expect(report.fix?.fixed.length).toBeGreaterThan(6)
}, 60_000)

it('may do nothing with a policy that is empty, and says so without failing', async () => {
  const world = account.copy()
  const report = await audit(await asAuditor(world, ['sts:GetCallerIdentity']), REQUEST)
  expect([report.findings, report.passed]).toEqual([[], 0])
  expect(report.gaps).toContain('buckets could not be listed: s3:ListAllMyBuckets is not allowed')
})
