import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../../src/lib/domain/core/policy-document.ts'
import { StateError } from '../../../src/lib/errors.ts'
import { carryOut } from '../../../src/lib/flows/apply.ts'
import { setupRole } from '../../../src/lib/flows/iam/setup.ts'
import { loadPlan } from '../../../src/lib/flows/plan-file.ts'
import { ACCOUNT, accountWorld, REGION } from '../../support/account-world.ts'
import { fakeBuckets } from '../../support/fake-buckets.ts'
import { accountKeyPolicy, fakeKeys } from '../../support/fake-keys.ts'
import { fakeSettings } from '../../support/settings.ts'

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
    expect(setup.status).toBe('planned')
    expect(setup.plan.steps.map(({ operation }) => operation)).toEqual([
      'kms.CreateKey',
      'kms.CreateAlias',
      'kms.rotate-role-key',
      'iam.CreateRole',
      'iam.PutRolePolicy',
    ])
    expect([...keys.changes, ...roles.changes]).toEqual([])
  })
})

describe('the plan of a role with a new key', () => {
  it('is confirmed once, names the monthly price, and shows the policy of the key', async () => {
    const { ports, io } = accountWorld({
      buckets: fakeBuckets({ acme: {} }),
      answers: { '--yes': true },
    })
    const setup = await setupRole(
      ports,
      { ...STORAGE, role: 'r', kms: 'new' },
      { consent: { yes: false }, dryRun: false },
    )
    expect(setup).toMatchObject({ status: 'applied', readiness: { ready: true } })
    expect(io.asked).toHaveLength(1)
    const said = io.notes.join('\n')
    expect(said).toMatch(/1\. make a key for role r.*\$1\.00 a month/)
    expect(said).toContain('The policy of the new key alias/mlctl-r')
    expect(said).toContain('key/new stands for the key')
    expect(JSON.stringify(setup.permissionPolicy)).not.toContain('key/new')
  })

  it('is refused by a budget that a key would break, before anything is made', async () => {
    const { ports, keys, roles } = world()
    const settings = fakeSettings({ 'budget.monthlyUsd': 0.5 })
    const request = { ...STORAGE, role: 'r', kms: 'new' }
    await expect(setupRole({ ...ports, settings }, request, APPLY)).rejects.toMatchObject({
      code: 'MLC-PLAN-006',
    })
    expect([...keys.changes, ...roles.changes]).toEqual([])
  })

  it('saved and applied later, makes the key and names it in the policy', async () => {
    const { ports, keys, roles, folder } = world()
    const request = { ...STORAGE, role: 'r', kms: 'new' }
    const file = join(folder, 'plan.json')
    await setupRole(ports, request, { ...APPLY, planOut: file })
    const applied = await carryOut(ports, await loadPlan(ports.files, file), APPLY)
    expect(applied.status).toBe('applied')
    const [keyArn = ''] = keys.policies.keys()
    expect(JSON.stringify(roles.state.get('r')?.inlinePolicies)).toContain(keyArn)
  })

  it.each(['grader', 'workflow'] as const)(
    'is refused for a %s, which encrypts nothing',
    async (purpose) => {
      const { ports, keys } = world()
      await expect(
        setupRole(ports, { purpose, role: 'r', kms: 'new' }, APPLY),
      ).rejects.toMatchObject({ code: 'MLC-IAM-006' })
      expect(keys.changes).toEqual([])
    },
  )

  it('of a role that has no key yet adds the key to what it may do already', async () => {
    const { ports, keys, roles } = world()
    await setupRole(ports, { ...STORAGE, role: 'r' }, APPLY)
    const setup = await setupRole(ports, { ...STORAGE, role: 'r', kms: 'new' }, APPLY)
    expect(setup.plan.steps.map(({ operation }) => operation)).toEqual([
      'kms.CreateKey',
      'kms.CreateAlias',
      'kms.rotate-role-key',
      'iam.PutRolePolicy',
    ])
    const text = JSON.stringify(roles.state.get('r')?.inlinePolicies)
    expect(text).toContain([...keys.policies.keys()][0])
    expect(text).not.toContain('key/new')
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
