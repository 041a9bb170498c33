import { describe, expect, it } from 'vitest'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { steer } from '../../../src/lib/flows/rollout/steer.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import { buryLock } from '../../support/killable.ts'
import { mortal } from '../../support/mortal.ts'
import {
  type RolloutWorld,
  rolloutWorld,
  startRequest,
  trafficOf,
} from '../../support/rollout-world.ts'
import { memoryFolder } from '../../support/temp-folder.ts'

const AWS = ['endpoints', 'endpointConfigs', 'scaling', 'alarms', 'metrics'] as const

/** Short, but with every kind of call: two steps, scaling to hold, an alarm. */
const request = startRequest({ steps: '10:1m:0,100', policy: { alarms: ['p99'] } })

const world = (rates: Readonly<Record<string, number>> = {}): RolloutWorld => {
  const made = rolloutWorld({ beside: { folder: memoryFolder() } })
  made.hosting.minuteOf = trafficOf(made, 30_000, rates)
  made.hosting.alarms.set('p99', 'OK')
  made.hosting.targets.push({
    resourceId: 'endpoint/fraud/variant/blue',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    minCapacity: 1,
    maxCapacity: 4,
    suspendedState: {
      dynamicScalingInSuspended: false,
      dynamicScalingOutSuspended: false,
      scheduledScalingSuspended: false,
    },
    createdAt: '2026-11-01T00:00:00Z',
  })
  return made
}

/** The rollout in a process that dies at its n-th AWS call; whether it died. */
const dying = async (at: RolloutWorld, dieAt: number, moment: 'before' | 'after') => {
  const death = mortal(dieAt, moment, 'silent')
  const wrapped = Object.fromEntries(
    AWS.map((name) => [name, death.wrap(at.ports[name] as object)]),
  )
  const ports = { ...at.ports, ...wrapped } as Ports
  await Promise.race([startRollout(ports, request), death.killed])
  buryLock(at.folder)
  return { died: death.died(), calls: death.calls() }
}

const weights = ({ hosting }: RolloutWorld) =>
  Object.fromEntries([...hosting.variants].map(([name, one]) => [name, one.weight]))
const scalingIn = ({ hosting }: RolloutWorld) =>
  hosting.targets[0]?.suspendedState.dynamicScalingInSuspended
const again = (at: RolloutWorld) => rolloutWorld({ beside: at })
const order = (name: 'abort' | 'resume') => ({
  endpointName: 'fraud',
  order: name,
  full: false,
  gates: [],
  driving: request.driving,
})

/** What a person does after the crash; nothing was saved where it died in the preflight. */
const ends = {
  resume: async (at: RolloutWorld) => {
    await startRollout(again(at).ports, request)
    expect(weights(at)).toEqual({ blue: 0, green: 100 })
  },
  abort: async (at: RolloutWorld) => {
    const { ports } = again(at)
    await steer(ports, order('abort')).catch((error: { code?: string }) => {
      if (error.code !== 'MLC-ROL-026') throw error
    })
    const { blue = 0, green } = weights(at)
    expect([blue > 0, green]).toEqual([true, 0])
  },
}

describe('kill -9 at every single AWS call of a rollout', () => {
  it.each([
    ['resume', 'before'],
    ['resume', 'after'],
    ['abort', 'before'],
    ['abort', 'after'],
  ] as const)(
    '%s ends right where it died %s the call',
    async (way, moment) => {
      const { calls } = await dying(world(), Number.POSITIVE_INFINITY, moment)
      expect(calls).toBeGreaterThan(40)
      for (let dieAt = 1; dieAt <= calls; dieAt++) {
        const at = world()
        const { died } = await dying(at, dieAt, moment)
        expect(died, `call ${dieAt}`).toBe(true)
        try {
          await ends[way](at)
          expect(scalingIn(at), 'scaling given back').toBe(false)
        } catch (cause) {
          throw new Error(`${way} after death ${moment} call ${dieAt}: ${String(cause)}`, { cause })
        }
      }
    },
    300_000,
  )
})
