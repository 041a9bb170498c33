import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/commands/index.ts'
import { callerPolicy } from '../../../src/lib/domain/iam/caller-policy.ts'
import { checkRole } from '../../../src/lib/flows/iam/check.ts'
import { fixRole } from '../../../src/lib/flows/iam/fix.ts'
import { setupRole } from '../../../src/lib/flows/iam/setup.ts'
import { createControl } from '../../../src/sandbox/control.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const APPLY = { consent: { yes: true }, dryRun: false }
const REQUEST = {
  purpose: 'training',
  role: 'r',
  data: ['s3://acme-ml/d/'],
  output: 's3://acme-ml/o/',
} as const

/** The policy that `iam policy --for` prints for one command. */
const policyFor = (name: string): string => {
  const { policies } = callerPolicy(commands, [name], {
    partition: 'aws',
    account: '000000000000',
    region: 'us-east-1',
    bucket: 'acme-ml',
    role: 'r',
    splitBuyer: false,
  })
  return JSON.stringify(policies[0]?.document)
}

describe('the policy that iam policy prints', () => {
  it('is enough for iam setup, check and fix, a new key included', async () => {
    const { ports, folder } = sandboxWorld()
    await ports.objects.createBucket('acme-ml', 'us-east-1')
    const control = createControl({ directory: join(folder, 'sandbox'), clock: 'instant' })
    control.iam.enforce(true)
    control.iam.userPolicy(policyFor('iam setup'))
    const setup = await setupRole(ports, { ...REQUEST, kms: 'new' }, APPLY)
    expect(setup).toMatchObject({ status: 'applied', readiness: { by: 'simulation' } })
    control.iam.userPolicy(policyFor('iam check'))
    const check = await checkRole(ports, REQUEST)
    expect(
      check.checks.filter(({ subject, result }) => subject === 'role' && result !== 'ok'),
    ).toEqual([])
    control.iam.userPolicy(policyFor('iam fix'))
    const fix = await fixRole(ports, { ...REQUEST, purpose: 'hosting' }, APPLY)
    expect(fix.status).toBe('applied')
    expect(fix.left.every(({ where }) => where.startsWith('caller'))).toBe(true)
  })

  it.each([
    ['iam setup', 'iam:PutRolePolicy'],
    ['iam setup', 'kms:CreateKey'],
    ['iam setup', 'kms:EnableKeyRotation'],
    ['iam setup', 'kms:CreateAlias'],
    ['iam setup', 'kms:ListKeys'],
    ['iam setup', 'kms:ListResourceTags'],
    ['iam setup', 'iam:GetRole'],
  ])('%s without %s ends with exit 4', async (name, action) => {
    const { ports, folder } = sandboxWorld()
    await ports.objects.createBucket('acme-ml', 'us-east-1')
    const control = createControl({ directory: join(folder, 'sandbox'), clock: 'instant' })
    control.iam.enforce(true)
    control.iam.userPolicy(policyFor(name).replaceAll(`"${action}"`, '"sts:GetSessionToken"'))
    await expect(setupRole(ports, { ...REQUEST, kms: 'new' }, APPLY)).rejects.toMatchObject({
      exitCode: 4,
    })
  })
})
