import { expect, it } from 'vitest'
import { audit } from '../../src/lib/flows/audit/audit.ts'
import type { Parts } from '../support/audit-world.ts'
import { cleanAccount, found, REQUEST, YES } from './audit-account.ts'
import { FIXABLE } from './audit-faults.ts'
import { OF_PLACES } from './audit-faults-of-places.ts'
import { OF_WORK } from './audit-faults-of-work.ts'

const account = cleanAccount()

it('finds nothing in an account where everything is as it should be', async () => {
  expect(await found(account.copy())).toEqual({ faults: [], unknown: [], gaps: [] })
}, 30_000)

/** Ids that differ from run to run, by the words of the tables. */
const worded = (faults: readonly string[], parts: Parts): readonly string[] =>
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
  const { looked } = await audit(account.copy().ports, REQUEST)
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

it.each(Object.entries({ ...FIXABLE, ...OF_PLACES, ...OF_WORK }))(
  '%s: that, and nothing else',
  async (_, fault) => {
    const world = account.copy()
    await fault.breaks(world.hands, world)
    const { faults, unknown, gaps } = await found(world)
    expect(worded(faults, account.parts())).toEqual(fault.finds)
    expect([unknown, gaps]).toEqual([[], []])
  },
  30_000,
)

it.each(Object.entries(FIXABLE))(
  '%s: repaired by --fix, and then clean',
  async (_, fault) => {
    const world = account.copy()
    await fault.breaks(world.hands, world)
    const { fix, findings } = await audit(world.ports, { ...REQUEST, fix: YES })
    expect([fix?.status, fix?.fixed.length, findings]).toEqual(['applied', 1, []])
    expect((await found(world)).faults).toEqual([])
  },
  30_000,
)
