import { expect, it } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import { doctor } from '../../src/lib/flows/doctor/doctor.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { SimulationAsk } from '../../src/lib/ports/roles.ts'
import { ACCOUNT, accountWorld } from '../support/account-world.ts'
import { type FakeRole, fakeRoles } from '../support/fake-roles.ts'
import { soundMachine } from '../worlds/doctor-world.ts'

const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Builder/ada@example`
const BUILDER = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/Builder`

const policy = (...statements: readonly object[]) => [
  { name: 'own', policy: { Version: '2012-10-17', Statement: statements } },
]
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' }

/** D06 for `finetune stop`, a command with few actions, and what was asked of the simulator. */
const rights = async (given: {
  readonly builder?: FakeRole
  readonly callerArn?: string
  readonly mayNotSimulate?: boolean
  readonly denies?: readonly string[]
}) => {
  const asked: { readonly arn: string; readonly asks: readonly SimulationAsk[] }[] = []
  const roles = fakeRoles(given.builder === undefined ? {} : { Builder: given.builder }, {
    ...(given.mayNotSimulate ? { mayNotSimulate: true } : {}),
    ...(given.denies === undefined ? {} : { organizationDenies: given.denies }),
  })
  const { ports, clock } = accountWorld({ roles, callerArn: given.callerArn ?? SESSION })
  const needed = {
    ...ports,
    machine: soundMachine({ now: () => clock.now() }),
    awsSetup: {
      routes: async () => [],
      credentials: async () => ({ source: 'a test', isLongLived: true }),
    },
    foundationModels: { list: async () => [] } as unknown as Ports['foundationModels'],
    roles: {
      ...roles,
      simulate: (arn: string, asks: readonly SimulationAsk[]) => {
        asked.push({ arn, asks })
        return roles.simulate(arn, asks)
      },
    },
  }
  const report = await doctor(needed, commands, {
    for: ['finetune stop'],
    subjects: {},
    failOn: 'fail',
  })
  return { found: report.checks.filter(({ id }) => id === 'D06'), asked }
}

it('asks of a session about its role, with the path that the session has lost', async () => {
  const { found, asked } = await rights({ builder: { arn: BUILDER, inlinePolicies: policy(ALL) } })
  expect(asked.map(({ arn }) => arn)).toEqual([BUILDER])
  expect(found).toMatchObject([{ status: 'ok', subject: BUILDER }])
})

it('gives the region that the call will go to', async () => {
  const { asked } = await rights({ builder: { arn: BUILDER, inlinePolicies: policy(ALL) } })
  const regions = asked.flatMap(({ asks }) =>
    asks.map(({ context }) => context?.['aws:RequestedRegion']),
  )
  expect(new Set(regions)).toEqual(new Set(['us-east-1']))
})

it.each([
  ['allow it', ALL, 'ok'],
  ['do not allow it', { ...ALL, Action: 's3:*' }, 'fail'],
  [
    'allow it for certain jobs',
    { ...ALL, Resource: `arn:aws:bedrock:us-east-1:${ACCOUNT}:model-customization-job/fraud-*` },
    'unknown',
  ],
])(
  'reads the policies of a role where the simulator may not be asked: they %s',
  async (_, statement, status) => {
    const { found } = await rights({
      builder: { arn: BUILDER, inlinePolicies: policy(statement, { ...ALL, Action: 'sts:*' }) },
      mayNotSimulate: true,
    })
    expect(found.map((check) => check.status)).toEqual([status])
  },
)

it('cannot tell of a session whose role may not be read', async () => {
  const { found, asked } = await rights({})
  expect(found).toMatchObject([{ status: 'unknown' }])
  expect(found[0]?.detail).toContain('may not be read')
  expect(asked).toEqual([])
})

it('cannot tell of federated users', async () => {
  const { found } = await rights({ callerArn: `arn:aws:sts::${ACCOUNT}:federated-user/ada` })
  expect(found).toMatchObject([{ status: 'unknown' }])
  expect(found[0]?.detail).toContain('federated user')
})

it('names the statement that is missing, limited to account and region', async () => {
  const { found } = await rights({
    builder: { arn: BUILDER, inlinePolicies: policy({ ...ALL, Action: 'sts:*' }) },
  })
  expect(found[0]?.remedy?.missing).toContainEqual({
    to: { kind: 'caller', arn: BUILDER },
    statement: expect.objectContaining({
      Effect: 'Allow',
      Resource: [`arn:aws:bedrock:us-east-1:${ACCOUNT}:model-customization-job/*`],
    }),
  })
})
