import { describe, expect, it } from 'vitest'
import { type ShiftRequest, shiftTraffic } from '../../../src/lib/flows/rollout/shift.ts'
import { rolloutWorld } from '../../support/rollout-world.ts'

const request = (over: Partial<ShiftRequest> = {}): ShiftRequest => ({
  endpoint: 'fraud',
  variant: undefined,
  stable: undefined,
  weight: 10,
  force: false,
  wait: true,
  timeoutMs: undefined,
  apply: { consent: { yes: false }, dryRun: false },
  ...over,
})

describe('a shift of traffic', () => {
  it('names all variants with percentages, whatever their weights were', async () => {
    const { ports, hosting } = rolloutWorld({ weights: { a: 3, b: 1, c: 0 } })
    const result = await shiftTraffic(ports, request({ variant: 'c' }))
    expect(hosting.calls).toEqual(['weights a=67.5 b=22.5 c=10'])
    expect(result).toMatchObject({
      status: 'applied',
      converged: true,
      before: [
        { variantName: 'a', percent: 75 },
        { variantName: 'b', percent: 25 },
        { variantName: 'c', percent: 0 },
      ],
    })
  })

  it('takes the one variant without traffic for the new one, and says so', async () => {
    const { ports, hosting, io } = rolloutWorld({ weights: { blue: 1, green: 0 } })
    await shiftTraffic(ports, request())
    expect(hosting.calls).toEqual(['weights blue=90 green=10'])
    expect(io.notes.join('\n')).toContain('green is meant')
  })

  it('sends nothing when traffic has these shares, as 9 to 1 has those of 90 to 10', async () => {
    const { ports, hosting } = rolloutWorld({ weights: { blue: 9, green: 1 } })
    const result = await shiftTraffic(ports, request({ variant: 'green' }))
    expect(result.status).toBe('nothing-to-do')
    expect(hosting.calls).toEqual([])
  })

  it('sends nothing in a dry run', async () => {
    const { ports, hosting } = rolloutWorld({})
    const apply = { consent: { yes: false }, dryRun: true }
    expect((await shiftTraffic(ports, request({ apply }))).status).toBe('planned')
    expect(hosting.calls).toEqual([])
  })

  it('asks before it moves more than half of the traffic', async () => {
    const { ports, hosting } = rolloutWorld({})
    await expect(shiftTraffic(ports, request({ weight: 60 }))).rejects.toMatchObject({
      code: 'MLC-PLAN-007',
    })
    expect(hosting.calls).toEqual([])
    const apply = { consent: { yes: true }, dryRun: false }
    await shiftTraffic(ports, request({ weight: 60, apply }))
    expect(hosting.calls).toEqual(['weights blue=40 green=60'])
  })
})

describe('what the service does with it', () => {
  it('waits for an endpoint that is busy at the start', async () => {
    const { ports, hosting } = rolloutWorld({})
    await hosting.ports.endpoints.setCapacity('fraud', {
      variantName: 'green',
      desiredInstanceCount: 3,
    })
    await shiftTraffic(ports, request())
    expect(hosting.calls).toEqual(['capacity green=3', 'weights blue=90 green=10'])
  })

  it('ends with 7 when the endpoint stays busy for the given time', async () => {
    const { ports, hosting } = rolloutWorld({})
    hosting.status = 'SystemUpdating'
    await expect(shiftTraffic(ports, request({ timeoutMs: 60_000 }))).rejects.toMatchObject({
      exitCode: 7,
    })
    expect(hosting.calls).toEqual([])
  })

  it('is not fooled by an endpoint that is InService again with the old shares', async () => {
    const { ports, hosting } = rolloutWorld({})
    hosting.rollsBack.push('no capacity for ml.m5.large')
    await expect(shiftTraffic(ports, request())).rejects.toMatchObject({
      code: 'MLC-ROL-012',
      why: 'no capacity for ml.m5.large',
    })
  })

  it('believes stale reads only for a while', async () => {
    const { ports, hosting } = rolloutWorld({})
    hosting.staleReads = 3
    expect((await shiftTraffic(ports, request())).converged).toBe(true)
  })

  it.each([
    ['Failed', 'MLC-ROL-011'],
    ['UpdateRollbackFailed', 'MLC-ROL-011'],
  ] as const)('does nothing to an endpoint that is %s', async (status, code) => {
    const { ports, hosting } = rolloutWorld({})
    hosting.status = status
    await expect(shiftTraffic(ports, request())).rejects.toMatchObject({ code, exitCode: 5 })
    expect(hosting.calls).toEqual([])
  })
})

describe('refusals before anything is sent', () => {
  it('of traffic for a variant without instances', async () => {
    const { ports, hosting } = rolloutWorld({})
    hosting.variants.set('green', { weight: 0, desiredWeight: 0, count: 0, desiredCount: 0 })
    await expect(shiftTraffic(ports, request())).rejects.toMatchObject({ code: 'MLC-ROL-007' })
  })

  it('of a guess where two variants have traffic', async () => {
    const { ports } = rolloutWorld({ weights: { blue: 1, green: 1 } })
    await expect(shiftTraffic(ports, request())).rejects.toMatchObject({
      code: 'MLC-ROL-005',
      why: 'There are blue (50 %), green (50 %).',
    })
  })

  it('of an endpoint that is not there', async () => {
    const { ports } = rolloutWorld({})
    await expect(shiftTraffic(ports, request({ endpoint: 'frod' }))).rejects.toMatchObject({
      code: 'MLC-ROL-010',
    })
  })

  it('asks on a terminal for what is not given', async () => {
    const answers = { '--endpoint': 'fraud', '--variant': 'green', '--weight': '25' }
    const { ports, hosting, io } = rolloutWorld({ weights: { blue: 1, green: 1 }, answers })
    await shiftTraffic(ports, request({ endpoint: undefined, weight: undefined }))
    expect(io.asked).toEqual(['--endpoint', '--variant', '--weight'])
    expect(hosting.calls).toEqual(['weights blue=75 green=25'])
  })
})
