import { describe, expect, it } from 'vitest'
import { OutcomeError } from '../../../src/lib/errors.ts'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { steer } from '../../../src/lib/flows/rollout/steer.ts'
import { undoRollout } from '../../../src/lib/flows/rollout/undo.ts'
import { rolloutWorld, startRequest, trafficOf } from '../../support/rollout-world.ts'

const request = startRequest({ steps: '80:10m:100,100' })
const abort = {
  endpointName: 'fraud',
  order: 'abort',
  full: false,
  gates: [],
  driving: request.driving,
} as const

/** Traffic so thin that nothing is decided, or a canary that fails from the third minute on. */
const world = (failing: boolean) => {
  const made = rolloutWorld({})
  const { hosting, clock } = made
  const from = clock.now() + 3 * 60_000
  const well = trafficOf(made, failing ? 3_000 : 5)
  const ill = trafficOf(made, 3_000, { green: 0.5 })
  const blueScalesIn = () => Object.assign(hosting.variants.get('blue') ?? {}, SCALED_IN)
  hosting.minuteOf = (variant, at) => {
    if (!failing || clock.now() < from) return well(variant, at)
    if (!hosting.calls.some((call) => call.startsWith('capacity'))) blueScalesIn()
    return ill(variant, at)
  }
  return { ...made, blueScalesIn }
}
const SCALED_IN = { count: 1, desiredCount: 1 }

describe('the way back to a variant that has scaled in', () => {
  it('is two hops with its instances between, while the canary serves', async () => {
    const at = world(false)
    expect(await startRollout(at.ports, request)).toMatchObject({ because: 'held' })
    at.blueScalesIn()
    expect(await steer(at.ports, abort)).toMatchObject({ outcome: 'rolled-back', exitCode: 0 })
    expect(at.hosting.calls).toEqual([
      'weights blue=20 green=80',
      'weights blue=50 green=50',
      'capacity blue=2',
      'weights blue=100 green=0',
    ])
    expect(at.io.warnings.join()).toContain('blue gets its 2 back')
  })

  it('is one hop away from a canary that fails, and the instances come after', async () => {
    const at = world(true)
    expect(await startRollout(at.ports, request)).toMatchObject({ outcome: 'rolled-back' })
    expect(at.hosting.calls).toEqual([
      'weights blue=20 green=80',
      'weights blue=100 green=0',
      'capacity blue=2',
    ])
  })

  it('does not wait for instances that cannot be had', async () => {
    const at = world(false)
    await startRollout(at.ports, request)
    at.blueScalesIn()
    const endpoints = {
      ...at.ports.endpoints,
      setCapacity: () => Promise.reject(new OutcomeError('MLC-AWS-040', 'no capacity')),
    }
    const result = await steer({ ...at.ports, endpoints }, abort)
    expect(result).toMatchObject({ outcome: 'rolled-back' })
    expect(at.hosting.calls.at(-1)).toBe('weights blue=100 green=0')
    expect(at.io.warnings.join()).toContain('blue did not get its 2 instances')
  })

  it('of a completed rollout gives the old variant its instances first', async () => {
    const at = world(false)
    const all = startRequest({ steps: '100:0s' })
    expect(await startRollout(at.ports, all)).toMatchObject({ outcome: 'completed' })
    at.blueScalesIn()
    const undo = { endpointName: 'fraud', driving: all.driving }
    expect(await undoRollout(at.ports, undo)).toMatchObject({ outcome: 'rolled-back' })
    expect(at.hosting.calls.slice(1)).toEqual([
      'weights blue=50 green=50',
      'capacity blue=2',
      'weights blue=100 green=0',
    ])
  })
})
