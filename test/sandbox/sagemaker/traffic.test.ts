import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generator } from '../../../src/sandbox/bedrock/stand-in/random.ts'
import { createNeighbours } from '../../../src/sandbox/neighbours.ts'
import type { Minute } from '../../../src/sandbox/sagemaker/hosting.ts'
import { binomial, poisson, split } from '../../../src/sandbox/sagemaker/traffic/chance.ts'
import { shapeFactor } from '../../../src/sandbox/sagemaker/traffic/profiles.ts'
import { config, liveWorld, NOON, resize, update, variant, type World, weigh } from './world.ts'

const MINUTE = 60_000
/** When the endpoint of `liveWorld` is in service. */
const READY = NOON + 4 * MINUTE

const send = ({ control }: World, rps: number, changes: object = {}) =>
  control.traffic.start({
    region: 'us-east-1',
    endpointName: 'live',
    rps,
    shape: 'flat',
    lasts: 60 * MINUTE,
    beganAgo: 0,
    errorRates: {},
    latencies: {},
    ...changes,
  })

const minutes = (world: World, variantName: string, range: object = {}) =>
  createNeighbours(world.engine).hosting.minutes('us-east-1', {
    endpointName: 'live',
    variantName,
    from: READY,
    to: READY + 60 * MINUTE,
    ...range,
  })

const sum = (all: readonly Minute[], of: (minute: Minute) => number): number =>
  all.reduce((total, minute) => total + of(minute), 0)

const median = (minute: Minute | undefined): number => {
  const all = minute?.latencies() ?? []
  return (all[Math.floor(all.length / 2)] ?? Number.NaN) / 1000
}

describe('draws', () => {
  const seeds = fc.string({ minLength: 1 })

  it('split a count without losing or making any', () => {
    const weights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(seeds, fc.nat(5000), weights, (seed, count, parts) => {
        fc.pre(parts.some((part) => part > 1e-6))
        const shares = split(count, parts, generator(seed))
        expect(shares.reduce((a, b) => a + b, 0)).toBe(count)
        expect(shares.every((share) => share >= 0)).toBe(true)
        expect(shares.every((share, at) => share === 0 || (parts[at] ?? 0) > 0)).toBe(true)
      }),
    )
  })

  it.each([
    [1000, 0.001],
    [100, 0.02],
    [50, 0.3],
    [50, 0.9],
    [5000, 0.4],
  ])('have the mean and the variance of %i trials at %f', (trials, p) => {
    const next = generator(`binomial ${trials} ${p}`)
    const draws = Array.from({ length: 4000 }, () => binomial(trials, p, next))
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length
    const expected = trials * p * (1 - p)
    expect(Math.abs(mean - trials * p)).toBeLessThan(5 * Math.sqrt(expected / draws.length))
    expect(variance / expected).toBeGreaterThan(0.88)
    expect(variance / expected).toBeLessThan(1.12)
  })

  it.each([0.5, 10, 200])('have the mean and the variance of %f events', (events) => {
    const next = generator(`poisson ${events}`)
    const draws = Array.from({ length: 4000 }, () => poisson(events, next))
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - events)).toBeLessThan(5 * Math.sqrt(events / draws.length))
    expect(variance / events).toBeGreaterThan(0.88)
    expect(variance / events).toBeLessThan(1.12)
  })

  it.each(['daily', 'burst'] as const)(
    '%s traffic has the rate that was asked for on the whole',
    (shape) => {
      const hours = Array.from({ length: 24 * 60 }, (_, n) => shapeFactor(shape, NOON + n * MINUTE))
      expect(hours.reduce((a, b) => a + b, 0) / hours.length).toBeCloseTo(1, 6)
    },
  )
})

describe('traffic', () => {
  it('comes at the rate that was asked for, shared by weight', async () => {
    const world = await liveWorld({ A: 9, B: 1 })
    send(world, 20)
    world.pass(3600)
    const [a, b] = [minutes(world, 'A'), minutes(world, 'B')]
    const [na, nb] = [sum(a, (m) => m.invocations), sum(b, (m) => m.invocations)]
    expect(a).toHaveLength(60)
    // Five standard deviations of 72,000 Poisson arrivals, and of a tenth of them.
    expect(Math.abs(na + nb - 72_000)).toBeLessThan(5 * Math.sqrt(72_000))
    expect(Math.abs(nb - 7200)).toBeLessThan(5 * Math.sqrt(7200))
    expect(sum(a, (m) => m.errors5xx)).toBe(0)
  })

  it('is the same for the same seed, and another for another', async () => {
    const counts = async (seed: string) => {
      const world = await liveWorld()
      world.control.seed(seed)
      send(world, 20)
      world.pass(600)
      return minutes(world, 'A').map((m) => [m.invocations, m.latencies().slice(0, 5)])
    }
    const first = await counts('one')
    expect(await counts('one')).toEqual(first)
    expect(await counts('two')).not.toEqual(first)
  })

  it('of the current minute grows, and what is past stays, whatever changes', async () => {
    const world = await liveWorld({ A: 1, B: 1 })
    send(world, 20)
    world.pass(90)
    const then = minutes(world, 'B').map((m) => m.invocations)
    expect(then).toHaveLength(2)
    await weigh(world, { A: 1, B: 0 })
    world.pass(20)
    const later = minutes(world, 'B').map((m) => m.invocations)
    expect(later[0]).toBe(then[0])
    expect(later[1]).toBeGreaterThan(then[1] ?? 0)
    world.pass(120)
    const after = minutes(world, 'B').map((m) => m.invocations)
    expect(after.slice(0, 2)).toEqual([later[0], after[1]])
    expect(after[3]).toBe(0)
  })

  it('may have begun in the past, and ends', async () => {
    const world = await liveWorld()
    world.pass(1200)
    send(world, 20, { beganAgo: 15 * MINUTE, lasts: 5 * MINUTE })
    const served = minutes(world, 'A').map((m) => m.invocations > 0)
    expect(served.map((is, at) => (is ? at : -1)).filter((at) => at >= 0)).toEqual([5, 6, 7, 8, 9])
  })

  it('stops when told to, and keeps what was', async () => {
    const world = await liveWorld()
    send(world, 20)
    world.pass(120)
    world.control.traffic.stop('us-east-1', 'live')
    world.pass(120)
    expect(minutes(world, 'A').map((m) => m.invocations > 0)).toEqual([true, true, false, false])
  })

  it('fails at the rates of the variant’s model', async () => {
    const world = await liveWorld(
      { A: 1, B: 1 },
      {
        B: {
          SANDBOX_ERROR_RATE: '0.05',
          SANDBOX_4XX_RATE: '0.02',
          SANDBOX_MODEL_ERROR_RATE: '0.01',
        },
      },
    )
    send(world, 40)
    world.pass(3600)
    const b = minutes(world, 'B')
    const n = sum(b, (m) => m.invocations)
    const share = (of: (minute: Minute) => number): number => sum(b, of) / n
    expect(share((m) => m.errors5xx)).toBeCloseTo(0.05, 2)
    expect(share((m) => m.errors4xx)).toBeCloseTo(0.02, 2)
    expect(share((m) => m.modelErrors)).toBeCloseTo(0.08, 2)
    expect(sum(minutes(world, 'A'), (m) => m.modelErrors)).toBe(0)
  })

  it('can bring errors and latency for a variant of its own', async () => {
    const world = await liveWorld({ A: 1, B: 1 })
    send(world, 10, { errorRates: { B: 0.1 }, latencies: { B: 120, '*': 30 } })
    world.pass(1200)
    const errors = (name: string) => sum(minutes(world, name), (m) => m.errors5xx)
    expect(errors('A')).toBe(0)
    expect(errors('B')).toBeGreaterThan(400)
    const [a, b] = [median(minutes(world, 'A')[5]), median(minutes(world, 'B')[5])]
    expect(a / 30).toBeCloseTo(1, 0)
    expect(b / a).toBeCloseTo(4, 0)
  })

  it('is too much for too few instances, until there are more', async () => {
    const world = await liveWorld({ A: 1 }, { A: { SANDBOX_RPS: '10' } })
    send(world, 40)
    world.pass(300)
    const full = minutes(world, 'A').at(-1)
    expect(full?.load).toBeGreaterThan(1.7)
    expect((full?.errors5xx ?? 0) / (full?.invocations ?? 1)).toBeCloseTo(0.5, 1)
    expect(full?.modelErrors).toBe(0)
    const slow = median(full)
    await resize(world, 'A', 8)
    world.pass(300)
    const relieved = minutes(world, 'A').at(-1)
    expect(relieved?.errors5xx).toBe(0)
    expect(relieved?.instances).toBe(8)
    expect(median(relieved)).toBeLessThan(slow / 3)
  })

  it('can be read for the new fleet of a guarded update alone', async () => {
    const world = await liveWorld({ A: 1 })
    await config(world, 'second', [variant('A', { InitialInstanceCount: 10 })])
    send(world, 20)
    const CanarySize = { Type: 'CAPACITY_PERCENT', Value: 10 } as const
    const routing = { Type: 'CANARY', WaitIntervalInSeconds: 600, CanarySize } as const
    await update(world, 'second', {
      DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: routing } },
    })
    world.pass(840)
    const during = { from: READY + 5 * MINUTE, to: READY + 14 * MINUTE }
    const count = (range: object) =>
      sum(minutes(world, 'A', { ...during, ...range }), (m) => m.invocations)
    expect(count({ configName: 'second' }) / count({})).toBeCloseTo(0.1, 1)
    expect(count({ configName: 'first' }) / count({})).toBeCloseTo(0.9, 1)
  })

  it.each([
    ['an endpoint that is not there', { endpointName: 'lost' }, /no endpoint lost/],
    ['a variant that is not there', { errorRates: { C: 0.1 } }, /no variant C; it has A,B/],
    ['a rate above one', { errorRates: { A: 5 } }, /from 0 to 1/],
    ['no time', { lasts: 0 }, /must end after its start/],
    ['a negative rate', { rps: -1 }, /requests per second/],
  ])('to %s is refused', async (_what, changes, text) => {
    const world = await liveWorld()
    expect(() => send(world, 1, changes)).toThrow(text)
  })
})
