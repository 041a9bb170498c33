import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { HostingFault } from '../../../src/sandbox/sagemaker/faults.ts'
import {
  config,
  describeLive,
  liveWorld,
  refusalOf,
  resize,
  update,
  variant,
  type World,
  weigh,
} from './world.ts'

const faults: readonly HostingFault['effect'][] = [
  'fail',
  'roll-back',
  'rollback-fails',
  'capacity',
]

type Step = { readonly what: string; readonly act: (world: World) => Promise<unknown> }

const step = (what: string, act: Step['act']): Step => ({ what, act })

const CANARY = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      CanarySize: { Type: 'CAPACITY_PERCENT', Value: 50 },
      WaitIntervalInSeconds: 60,
    },
  },
} as const

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.nat(100), fc.nat(100))
    .map(([a, b]) => step(`weigh ${a} ${b}`, (world) => weigh(world, { A: a, B: b }))),
  fc.integer({ min: 1, max: 5 }).map((n) => step(`resize ${n}`, (world) => resize(world, 'A', n))),
  fc
    .constantFrom('first', 'second')
    .map((name) => step(`update ${name}`, (world) => update(world, name))),
  fc.constant(step('canary', (world) => update(world, 'second', { DeploymentConfig: CANARY }))),
  fc.constantFrom('weights', 'update').chain((on) =>
    fc.constantFrom(...faults).map((effect) =>
      step(`plant ${on} ${effect}`, async (world) =>
        world.control.plantHostingFault({
          on: on as 'weights' | 'update',
          nameContains: '',
          effect,
          times: 1,
        }),
      ),
    ),
  ),
  fc.integer({ min: 1, max: 400 }).map((n) => step(`pass ${n}`, async (world) => world.pass(n))),
)

const READY = ['InService', 'UpdateRollbackFailed']

/** What holds whenever somebody looks; the answer itself is judged by the API model on the way. */
const checkLaws = async (world: World): Promise<string> => {
  const seen = await describeLive(world)
  const status = String(seen.EndpointStatus)
  const variants = seen.ProductionVariants ?? []
  expect(variants.reduce((sum, each) => sum + (each.CurrentWeight ?? 0), 0)).toBeGreaterThan(0)
  expect(variants.every((each) => (each.CurrentInstanceCount ?? 0) >= 1)).toBe(true)
  if (status === 'InService') {
    for (const each of variants) {
      expect(each.CurrentWeight).toBe(each.DesiredWeight)
      expect(each.CurrentInstanceCount).toBe(each.DesiredInstanceCount)
      expect(each.VariantStatus).toBeUndefined()
    }
  }
  expect(seen.PendingDeploymentSummary !== undefined && READY.includes(status)).toBe(false)
  return status
}

it('whatever is done in whatever order, an endpoint serves, refuses while busy, and settles', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 12 }), async (events) => {
      const world = await liveWorld({ A: 1, B: 1 })
      await config(world, 'second', [variant('A'), variant('B')])
      for (const { act } of events) {
        const before = await checkLaws(world)
        const { name, message } = await refusalOf(act(world))
        if (name !== 'accepted' && READY.includes(before) && before === 'InService') {
          expect(message).toContain('above zero')
        }
        if (!READY.includes(before) && name !== 'accepted') {
          expect(message).toMatch(/in-progress|above zero/)
        }
        await checkLaws(world)
      }
      world.pass(7200)
      expect(READY).toContain(await checkLaws(world))
    }),
    { numRuns: 25 },
  )
}, 120_000)
