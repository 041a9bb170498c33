import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rolloutReport } from '../../../src/lib/flows/rollout/report.ts'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import {
  type RolloutWorld,
  rolloutWorld,
  startRequest,
  trafficOf,
} from '../../support/rollout-world.ts'

type Rates = Readonly<Record<string, number>>

/** Traffic whose past stays as it was first seen, whatever the weights become. */
const remembered = (made: RolloutWorld, rates: Rates = {}): typeof made.hosting.minuteOf => {
  const traffic = trafficOf(made, 30_000, rates)
  const seen = new Map<string, ReturnType<typeof traffic>>()
  return (variant, at) => {
    const key = `${variant} ${at}`
    if (!seen.has(key)) seen.set(key, traffic(variant, at))
    return seen.get(key)
  }
}

const world = (rates: Rates = {}): RolloutWorld => {
  const made = rolloutWorld({})
  made.hosting.minuteOf = remembered(made, rates)
  return made
}
const NOTHING = { rollout: undefined, endpoint: undefined, out: undefined }

describe('rollout report', () => {
  it('tells shares, steps, verdicts, evidence and command lines of a rollout that completed', async () => {
    const made = world()
    await startRollout(made.ports, startRequest())
    const report = await rolloutReport(made.ports, { ...NOTHING, endpoint: 'fraud' })
    expect(report).toMatchObject({
      endpointName: 'fraud',
      variant: 'green',
      baseline: 'blue',
      state: 'completed',
      missing: [],
      runs: [
        {
          command: 'mlctl rollout start',
          caller: 'arn:aws:iam::000000000000:user/me',
          target: 'aws',
        },
      ],
    })
    expect(report.steps.slice(0, 2)).toMatchObject([
      { step: 1, percent: 10, verdict: 'pass' },
      { step: 2, percent: 50, verdict: 'pass' },
    ])
    expect(report.shares.map(({ shares }) => shares[1]?.percent)).toEqual([0, 10, 50, 100])
    const [first] = report.steps
    expect(first?.evidence.path.length).toBeGreaterThan(5)
    expect(first?.evidence.path.at(-1)?.ofRatio).toBeLessThanOrEqual(first?.evidence.lower ?? 0)
    for (const { rate, low, high } of report.errors.flatMap(({ points }) => points)) {
      expect(low).toBeLessThanOrEqual(rate)
      expect(high).toBeGreaterThanOrEqual(rate)
    }
    expect(report.events.at(-1)?.text).toBe('completed')
  })

  it('tells why one was rolled back, and writes a page of it', async () => {
    const made = world({ green: 0.2 })
    await startRollout(made.ports, startRequest())
    const report = await rolloutReport(made.ports, { ...NOTHING, out: 'report.html' })
    expect(report).toMatchObject({ state: 'rolled-back', out: 'report.html' })
    expect(report.reason).toMatch(/canary/)
    expect(report.steps).toMatchObject([{ step: 1, verdict: 'fail' }])
    const page = readFileSync(join(made.folder, 'report.html'), 'utf8')
    expect(page).toContain('rolled-back')
    expect(page).toContain('Error rate')
  })

  it('finds an older one by its id, from the journal alone', async () => {
    const made = world({ green: 0.2 })
    await startRollout(made.ports, startRequest())
    const old = await rolloutReport(made.ports, NOTHING)
    made.hosting.minuteOf = remembered(made)
    await startRollout(made.ports, startRequest({ steps: '20:10m:100,100' }))
    expect(await rolloutReport(made.ports, NOTHING)).toMatchObject({ state: 'completed' })
    const again = await rolloutReport(made.ports, { ...NOTHING, rollout: old.rollout })
    expect(again).toMatchObject({
      rollout: old.rollout,
      state: 'rolled-back',
      variant: 'green',
      baseline: 'blue',
    })
    expect(again.steps.map(({ from, to, percent }) => ({ from, to, percent }))).toEqual(
      old.steps.map(({ from, to, percent }) => ({ from, to, percent })),
    )
  })

  it('knows of another machine’s rollout what its tags tell, and says what is missing', async () => {
    const made = world()
    await startRollout(made.ports, startRequest({ driving: { mode: 'step' } }))
    const elsewhere = rolloutWorld({ beside: { hosting: made.hosting, clock: made.clock } })
    await made.clock.sleep(8 * 60_000)
    const report = await rolloutReport(elsewhere.ports, { ...NOTHING, endpoint: 'fraud' })
    expect(report).toMatchObject({
      state: 'baking',
      variant: 'green',
      steps: [{ step: 1, percent: 10 }],
    })
    expect(report.missing).toEqual([expect.stringContaining('Another machine')])
    expect(report.steps[0]?.requests).toBeGreaterThan(0)
  })

  it.each([
    [{ ...NOTHING }, 'No rollout is known here.'],
    [{ ...NOTHING, rollout: 'ro-1', endpoint: 'fraud' }, 'No rollout ro-1 is known here.'],
  ])('has nothing to tell of %j', async (request, message) =>
    expect(rolloutReport(world().ports, request)).rejects.toMatchObject({
      code: 'MLC-ROL-026',
      message,
    }),
  )
})
