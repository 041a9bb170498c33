import { describe, expect, it } from 'vitest'
import { permissionPolicy } from '../../../src/lib/domain/iam/permission-policy.ts'
import type { AnyRoleSpec } from '../../../src/lib/domain/iam/spec.ts'
import { trustPolicy } from '../../../src/lib/domain/iam/trust-policy.ts'
import { AccessError } from '../../../src/lib/errors.ts'
import { checkRole } from '../../../src/lib/flows/iam/check.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { fakeKeys } from '../../support/fake-keys.ts'
import { fakeRoles } from '../../support/fake-roles.ts'

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const REQUEST = {
  purpose: 'training',
  role: 'r',
  data: ['s3://acme/d/'],
  output: 's3://acme/o/',
} as const
const SPEC: AnyRoleSpec = {
  purpose: 'training',
  roleName: 'r',
  account: ACCOUNT,
  partition: 'aws',
  region: REGION,
  reads: ['s3://acme/d/'],
  output: 's3://acme/o/',
}
const roles = () =>
  fakeRoles({
    r: {
      trustPolicy: trustPolicy(SPEC),
      inlinePolicies: [{ name: 'p', policy: permissionPolicy(SPEC) }],
    },
  })
const deny = (more: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...more }],
})
const bucketRow = async (policy: unknown) => {
  const { ports } = accountWorld({ roles: roles(), buckets: fakeBuckets({ acme: { policy } }) })
  return (await checkRole(ports, REQUEST)).checks.find(({ id }) => id === 'bucket-policy')
}

describe('the policy of a bucket', () => {
  it.each([
    ['everything', deny({})],
    [
      'writes without a key',
      deny({
        Action: 's3:PutObject',
        Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } },
      }),
    ],
    [
      'all but one role',
      deny({
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/ops` } },
      }),
    ],
    [
      'other accounts',
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '999988887777' } } }),
    ],
  ])('that denies %s is missing, and nothing is offered to repair it', async (_, policy) => {
    expect(await bucketRow(policy)).toMatchObject({ result: 'missing', by: 'policies' })
  })

  it.each([
    ['plain HTTP', deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    [
      'other accounts than this',
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } }),
    ],
    ['other folders', deny({ Resource: 'arn:aws:s3:::acme/secret/*' })],
    ['deletions', deny({ Action: 's3:DeleteObject' })],
  ])('that denies %s is fine', async (_, policy) => {
    expect(await bucketRow(policy)).toMatchObject({ result: 'ok' })
  })

  it('that hangs on where the job runs cannot be told', async () => {
    const policy = deny({ Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } })
    expect(await bucketRow(policy)).toMatchObject({ result: 'could not tell' })
  })

  it('that is none makes no row', async () => {
    expect(await bucketRow(undefined)).toBeUndefined()
  })

  it('that may not be read cannot be told', async () => {
    const buckets = fakeBuckets({ acme: {} })
    buckets.bucketPolicy = async () => {
      throw new AccessError('MLC-AWS-003', 'no')
    }
    const { ports } = accountWorld({ roles: roles(), buckets })
    const { checks } = await checkRole(ports, REQUEST)
    expect(checks.find(({ id }) => id === 'bucket-policy')).toMatchObject({
      result: 'could not tell',
      why: expect.stringContaining('s3:GetBucketPolicy') as unknown,
    })
  })
})

describe('the policy of a key', () => {
  it('that may not be read cannot be told', async () => {
    const keys = fakeKeys()
    keys.policy = async () => {
      throw new AccessError('MLC-AWS-003', 'no')
    }
    const { ports } = accountWorld({ roles: roles(), buckets: fakeBuckets({ acme: {} }), keys })
    const { checks, missingStatements } = await checkRole(ports, { ...REQUEST, kmsKey: KEY })
    expect(checks.find(({ id }) => id === 'key-policy')?.result).toBe('could not tell')
    expect(missingStatements.some(({ to }) => to.kind === 'key')).toBe(false)
  })
})
