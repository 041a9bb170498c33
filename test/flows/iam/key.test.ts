import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../../src/lib/domain/core/policy-document.ts'
import { StateError } from '../../../src/lib/errors.ts'
import { setupRole } from '../../../src/lib/flows/iam/setup.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { accountKeyPolicy, fakeKeys } from '../../support/fake-keys.ts'

const APPLY = { consent: { yes: true }, dryRun: false }
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const STORAGE = { data: ['s3://acme/d/'], output: 's3://acme/o/' }
const closed = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Ops',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/ops` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
}
const world = (keys = fakeKeys()) => accountWorld({ buckets: fakeBuckets({ acme: {} }), keys })

describe('iam setup --kms new', () => {
  it.each(['customization', 'training'] as const)(
    'makes a key and a role of %s that may use it',
    async (purpose) => {
      const { ports, keys } = world()
      const setup = await setupRole(ports, { purpose, ...STORAGE, role: 'r', kms: 'new' }, APPLY)
      expect(setup).toMatchObject({ status: 'applied', readiness: { ready: true } })
      const [keyArn = ''] = keys.policies.keys()
      expect(keys.changes).toEqual(['create key', 'alias alias/mlctl-r', `rotate ${keyArn}`])
      expect(JSON.stringify(setup.permissionPolicy)).toContain(keyArn)
    },
  )

  it('finds its key again, by the alias, and has nothing to do', async () => {
    const { ports, keys } = world()
    await setupRole(ports, { ...STORAGE, role: 'r', kms: 'new' }, APPLY)
    const made = keys.changes.length
    const again = await setupRole(ports, { ...STORAGE, role: 'r', kms: 'new' }, APPLY)
    expect(again.status).toBe('nothing-to-do')
    expect(keys.changes).toHaveLength(made)
  })

  it('makes nothing in a dry run', async () => {
    const { ports, keys, roles } = world()
    const setup = await setupRole(
      ports,
      { ...STORAGE, role: 'r', kms: 'new' },
      { ...APPLY, dryRun: true },
    )
    expect(setup).toMatchObject({ status: 'planned', plan: { steps: [{ id: 'create-key' }] } })
    expect([...keys.changes, ...roles.changes]).toEqual([])
  })
})

describe('iam setup --kms <arn>', () => {
  it.each([
    ['customization', `bedrock.${REGION}.amazonaws.com`],
    ['training', 'kms:GrantIsForAWSResource'],
  ] as const)(
    'lets the role of %s use a key whose policy is closed',
    async (purpose, condition) => {
      const keys = fakeKeys({ [KEY]: closed })
      const { ports } = world(keys)
      const setup = await setupRole(ports, { purpose, ...STORAGE, role: 'r', kms: KEY }, APPLY)
      expect(setup.plan.steps.map(({ operation }) => operation)).toEqual([
        'iam.CreateRole',
        'iam.PutRolePolicy',
        'kms.add-policy-statements',
      ])
      const policy = readPolicy(keys.policies.get(KEY))
      expect(policy?.Statement[0]).toEqual(closed.Statement[0])
      const text = JSON.stringify(policy?.Statement.slice(1))
      expect(text).toContain(condition)
      expect(text).toContain(`"AWS":"arn:aws:iam::${ACCOUNT}:role/r"`)
      expect(text).not.toContain('kms:*')
    },
  )

  it('leaves the policy of a key alone that the account decides about', async () => {
    const keys = fakeKeys({ [KEY]: accountKeyPolicy(ACCOUNT) })
    await setupRole(world(keys).ports, { ...STORAGE, role: 'r', kms: KEY }, APPLY)
    expect(keys.changes).toEqual([])
  })

  it('waits until KMS knows the new role', async () => {
    const keys = fakeKeys({ [KEY]: closed })
    const { ports, clock } = world(keys)
    const put = keys.putPolicy
    let refusals = 2
    Object.assign(ports.keys, {
      putPolicy: async (...args: Parameters<typeof put>) => {
        if (refusals-- > 0) {
          const cause = Object.assign(new Error('invalid principal'), {
            name: 'MalformedPolicyDocumentException',
          })
          throw new StateError('MLC-AWS-010', 'refused', { cause })
        }
        return put(...args)
      },
    })
    const setup = await setupRole(ports, { ...STORAGE, role: 'r', kms: KEY }, APPLY)
    expect(setup.status).toBe('applied')
    expect(clock.slept.slice(0, 2)).toEqual([5_000, 5_000])
  })

  it.each([
    ['is not there', {}, 'MLC-IAM-010'],
    [
      'denies everyone',
      {
        [KEY]: {
          ...closed,
          Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }],
        },
      },
      'MLC-IAM-011',
    ],
  ])('refuses a key that %s, before any change', async (_, policies, code) => {
    const { ports, roles } = world(fakeKeys(policies))
    await expect(setupRole(ports, { ...STORAGE, kms: KEY }, APPLY)).rejects.toMatchObject({ code })
    expect(roles.changes).toEqual([])
  })
})

it.each([
  ['customization', 'AmazonBedrock-mlctl-acme'],
  ['training', 'AmazonSageMaker-mlctl-sagemaker-acme'],
] as const)(
  '--role-name-style aws names a role of %s so that AWS-managed policies can pass it',
  async (purpose, name) => {
    const { ports } = world()
    const setup = await setupRole(ports, { purpose, ...STORAGE, nameStyle: 'aws' }, APPLY)
    expect(setup.roleName).toBe(name)
  },
)
