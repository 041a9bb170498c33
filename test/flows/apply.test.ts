import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DraftStep } from '../../src/lib/domain/core/plan.ts'
import { TemporaryError } from '../../src/lib/errors.ts'
import { type ApplyOptions, carryOut } from '../../src/lib/flows/apply.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import { applyPlanFile } from '../../src/lib/flows/project/apply-plan-file.ts'
import { history } from '../../src/lib/flows/project/history.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { sandboxWorld, type World, type WorldOptions } from '../support/sandbox-world.ts'

const BUCKET = 'apply-test-bucket'
const APPLY: ApplyOptions = { consent: { yes: true }, dryRun: false }

const createBucket = (more: Partial<DraftStep> = {}): DraftStep => ({
  id: 'bucket',
  operation: 's3.CreateBucket',
  input: { bucket: BUCKET, region: 'us-east-1' },
  summary: `create bucket ${BUCKET}`,
  undo: `aws s3 rb s3://${BUCKET}`,
  danger: { level: 'none' },
  cost: {},
  ...more,
})

const planned = async (world: World, ...steps: readonly DraftStep[]) =>
  (await planAgainstLiveState(world.ports, 'mlctl test', steps)).plan

const world = (options: WorldOptions = {}) => sandboxWorld(options)
const steps = async ({ ports }: World) =>
  (await history(ports, 10)).runs.flatMap((run) => run.steps)

/** The same ports, but one of them answers otherwise. */
const withObjects = (ports: Ports, objects: Partial<Ports['objects']>): Ports => ({
  ...ports,
  objects: new Proxy(ports.objects, {
    get: (target, name) => Reflect.get(objects, name) ?? Reflect.get(target, name),
  }),
})

describe('carrying out a plan', () => {
  it('journals the intent before and the outcome after each step', async () => {
    const here = world()
    const applied = await carryOut(here.ports, await planned(here, createBucket()), APPLY)
    expect(applied.status).toBe('applied')
    expect((await here.ports.objects.bucket(BUCKET))?.region).toBe('us-east-1')
    const { records } = await here.ports.journal.read()
    expect(records.map((record) => record.kind)).toEqual(['run', 'intent', 'outcome'])
    expect(await steps(here)).toEqual([
      { step: 'bucket', operation: 's3.CreateBucket', result: 'done' },
    ])
  })

  it('leaves out what is there already, and has nothing to do the second time', async () => {
    const here = world()
    await carryOut(here.ports, await planned(here, createBucket()), APPLY)
    const again = await planned(here.again(), createBucket())
    expect(again.steps).toEqual([])
    expect((await carryOut(here.ports, again, APPLY)).status).toBe('nothing-to-do')
  })

  it.each([
    ['a dry run', { ...APPLY, dryRun: true }],
    ['a plan that is saved', { ...APPLY, planOut: 'plan.json' }],
  ])('changes nothing in %s', async (_what, options) => {
    const here = world()
    expect((await carryOut(here.ports, await planned(here, createBucket()), options)).status).toBe(
      'planned',
    )
    expect(await here.ports.objects.bucket(BUCKET)).toBeUndefined()
    expect((await here.ports.journal.read()).records).toEqual([])
  })

  it('records a failed step with its error, and ends with it', async () => {
    const here = world()
    const ports = withObjects(here.ports, {
      createBucket: async () => {
        throw new TemporaryError('MLC-AWS-010', 'Throttled.')
      },
    })
    await expect(carryOut(ports, await planned(here, createBucket()), APPLY)).rejects.toMatchObject(
      { exitCode: 75 },
    )
    expect(await steps(here)).toEqual([
      { step: 'bucket', operation: 's3.CreateBucket', result: 'failed', error: 'Throttled.' },
    ])
  })

  it('is not thrown off by a throttled look at the effect', async () => {
    const here = world()
    const plan = await planned(here, createBucket())
    let looks = 0
    const ports = withObjects(here.ports, {
      bucket: async (name) => {
        if (++looks === 3) throw new TemporaryError('MLC-AWS-010', 'Throttled.')
        return here.ports.objects.bucket(name)
      },
    })
    expect((await carryOut(ports, plan, APPLY)).status).toBe('applied')
    expect(looks).toBeGreaterThan(3)
  })

  it('says so when the effect never shows', async () => {
    const here = world()
    const ports = withObjects(here.ports, { createBucket: async () => undefined })
    await expect(carryOut(ports, await planned(here, createBucket()), APPLY)).rejects.toMatchObject(
      { code: 'MLC-PLAN-003', exitCode: 6 },
    )
  })

  it('begins nothing more after Ctrl-C', async () => {
    const here = world()
    here.io.interrupt()
    await expect(
      carryOut(here.ports, await planned(here, createBucket()), APPLY),
    ).rejects.toMatchObject({ exitCode: 130 })
    expect(await here.ports.objects.bucket(BUCKET)).toBeUndefined()
  })
})

describe('the gates before a plan', () => {
  it.each([
    [
      'a budget below its month',
      { 'budget.monthlyUsd': 1 },
      { cost: { perMonth: 2_000_000 } },
      'MLC-PLAN-006',
    ],
    [
      'a budget below its cost',
      { 'budget.runUsd': 1 },
      { cost: { once: 2_000_000 } },
      'MLC-PLAN-006',
    ],
    [
      'a budget and an unknown price',
      { 'budget.monthlyUsd': 1 },
      { cost: { unknown: 'no price' } },
      'MLC-PLAN-006',
    ],
    ['another account', { expectedAccount: '111122223333' }, {}, 'MLC-PLAN-011'],
  ] as const)('refuse it with exit 8 for %s', async (_what, settings, step, code) => {
    const here = world({ settings })
    await expect(
      carryOut(here.ports, await planned(here, createBucket(step)), APPLY),
    ).rejects.toMatchObject({ code, exitCode: 8 })
    expect(await here.ports.objects.bucket(BUCKET)).toBeUndefined()
  })

  it('name all flags that would do when nobody can be asked', async () => {
    const here = world()
    const danger = { level: 'commitment', name: 'pt', term: 'OneMonth' } as const
    await expect(
      carryOut(here.ports, await planned(here, createBucket({ danger })), APPLY),
    ).rejects.toMatchObject({
      exitCode: 2,
      details: { flags: ['--accept-commitment OneMonth'] },
    })
  })

  it.each([
    [true, 'applied'],
    [false, 'declined'],
  ])('ask on a terminal: %s means %s', async (answer, outcome) => {
    const here = world({ answers: { '--yes': answer } })
    const run = carryOut(
      here.ports,
      await planned(here, createBucket({ danger: { level: 'moderate' } })),
      { ...APPLY, consent: { yes: false } },
    )
    if (outcome === 'applied') expect((await run).status).toBe('applied')
    else await expect(run).rejects.toMatchObject({ exitCode: 9 })
  })
})

describe('a saved plan', () => {
  const saved = async () => {
    const here = world()
    const { planFile = '' } = await carryOut(here.ports, await planned(here, createBucket()), {
      ...APPLY,
      planOut: 'plan.json',
    })
    return { here, planFile }
  }

  it('is carried out by another process', async () => {
    const { here, planFile } = await saved()
    expect((await applyPlanFile(here.again().ports, planFile, APPLY)).status).toBe('applied')
    expect(await here.ports.objects.bucket(BUCKET)).toBeDefined()
  })

  it('is refused when it was edited, and when it is none', async () => {
    const { here, planFile } = await saved()
    writeFileSync(planFile, readFileSync(planFile, 'utf8').replaceAll(BUCKET, 'other-bucket'))
    await expect(applyPlanFile(here.ports, planFile, APPLY)).rejects.toMatchObject({
      code: 'MLC-PLAN-009',
      exitCode: 3,
    })
    writeFileSync(join(here.folder, 'none.json'), '[]')
    await expect(applyPlanFile(here.ports, 'none.json', APPLY)).rejects.toMatchObject({
      code: 'MLC-PLAN-009',
    })
  })

  it('is refused in another region', async () => {
    const { here, planFile } = await saved()
    const ports = {
      ...here.ports,
      target: async () => ({ name: 'sandbox' as const, region: 'us-west-2' }),
    }
    await expect(applyPlanFile(ports, planFile, APPLY)).rejects.toMatchObject({
      code: 'MLC-PLAN-010',
      exitCode: 8,
    })
  })

  it('is stale when somebody else changed what it changes', async () => {
    const { here, planFile } = await saved()
    await here.ports.objects.createBucket(BUCKET, 'us-west-2')
    await expect(applyPlanFile(here.ports, planFile, APPLY)).rejects.toMatchObject({
      exitCode: expect.any(Number),
    })
    expect((await here.ports.journal.read()).records).toEqual([])
  })
})
