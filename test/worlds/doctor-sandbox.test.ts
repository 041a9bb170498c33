import { expect, it } from 'vitest'
import type { MissingStatement } from '../../src/lib/domain/checkup/finding.ts'
import { carryOut } from '../../src/lib/flows/apply.ts'
import { planRoleFixes } from '../../src/lib/flows/iam/fix-plan.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import { WORLDS } from './broken-worlds.ts'
import { type DoctorWorld, diagnose, failuresIn, ROLE, soundWorld, train } from './doctor-world.ts'

it('finds nothing wrong in a sound world, where the training runs', async () => {
  const world = await soundWorld()
  const report = await diagnose(world)
  expect(failuresIn(report)).toEqual([])
  expect(report.counts).toMatchObject({ warn: 0, unknown: 0 })
  expect(await train(world)).toBe('Completed')
})

it.each(WORLDS.map((broken) => [broken.world, broken] as const))(
  'names exactly the fault of %s',
  async (_, broken) => {
    const world = await soundWorld()
    await broken.breaks(world)
    if (broken.stopsTraining) expect(await train(world)).not.toBe('Completed')
    const report = await diagnose(world, broken.ask)
    const failures = failuresIn(report)
    expect(failures.map(({ id }) => id)).toEqual([broken.id])
    expect(failures[0]?.detail).toMatch(broken.says)
    expect(report.failed).toBe(true)
    const { repair } = broken
    if (repair === undefined) return
    if (repair === 'statements') {
      await addStatements(world, failures[0]?.remedy?.missing ?? [])
    } else await repair(world)
    expect(failuresIn(await diagnose(world, broken.ask))).toEqual([])
    if (broken.stopsTraining) expect(await train(world)).toBe('Completed')
  },
)

/** What `iam fix` does with the statements that doctor names. */
const addStatements = async (
  { ports }: DoctorWorld,
  missing: readonly MissingStatement[],
): Promise<void> => {
  const fixes = await planRoleFixes(ports, missing)
  expect(fixes.notFixable).toEqual([])
  const { plan } = await planAgainstLiveState(ports, 'mlctl iam fix', fixes.steps)
  const applied = await carryOut(ports, plan, {
    consent: { yes: true, confirm: ROLE },
    dryRun: false,
  })
  expect(applied.status).toBe('applied')
}
