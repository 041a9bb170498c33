import { describe, expect, it } from 'vitest'
import { AccessError } from '../../../src/lib/errors.ts'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { rolloutStatus } from '../../../src/lib/flows/rollout/status.ts'
import { type SteerRequest, steer } from '../../../src/lib/flows/rollout/steer.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import type { FakeHosting } from '../../support/fake-hosting.ts'
import {
  type RolloutWorld,
  rolloutWorld,
  startRequest,
  trafficOf,
} from '../../support/rollout-world.ts'

const MINUTE = 60_000

const world = (perMinute = 3_000): RolloutWorld => {
  const made = rolloutWorld({})
  made.hosting.minuteOf = trafficOf(made, perMinute)
  return made
}
const shifts = ({ hosting }: RolloutWorld) =>
  hosting.calls.filter((call) => call.startsWith('weights')).map((call) => call.slice(8))
const order = (name: SteerRequest['order'], over: Partial<SteerRequest> = {}): SteerRequest => ({
  endpointName: 'fraud',
  order: name,
  full: false,
  gates: [],
  driving: startRequest().driving,
  ...over,
})
/** Runs `what` once, when the clock has passed so many minutes and metrics are read. */
const atMinute = (at: RolloutWorld, minutes: number, what: (hosting: FakeHosting) => void) => {
  const from = at.clock.now()
  const { minuteOf } = at.hosting
  let done = false
  at.hosting.minuteOf = (variant, minute) => {
    if (!done && at.clock.now() >= from + minutes * MINUTE) {
      done = true
      what(at.hosting)
    }
    return minuteOf(variant, minute)
  }
}
const setWeights = (hosting: FakeHosting, weights: Readonly<Record<string, number>>) => {
  for (const [name, weight] of Object.entries(weights)) {
    const variant = hosting.variants.get(name)
    if (variant !== undefined) Object.assign(variant, { weight, desiredWeight: weight })
  }
}

describe('throttled writes are followed by a read', () => {
  it.each([
    ['landed', ['blue=90 green=10', 'blue=50 green=50', 'blue=0 green=100']],
    ['lost', ['blue=90 green=10', 'blue=50 green=50', 'blue=0 green=100']],
  ] as const)('one that %s is sent exactly as often as needed', async (what, calls) => {
    const at = world()
    at.hosting.throttled.push(what)
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(shifts(at)).toEqual(calls)
  })
})

describe('what the service does in the middle', () => {
  it('a refusal because the autoscaler is at work is waited out', async () => {
    const at = world()
    at.hosting.foreign = (hosting) => {
      void hosting.ports.endpoints.setCapacity('fraud', {
        variantName: 'blue',
        desiredInstanceCount: 3,
      })
    }
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(shifts(at)).toHaveLength(3)
  })

  it('a step that is rolled back by the service does not start to bake, and is tried again', async () => {
    const at = world()
    at.hosting.rollsBack.push('not enough capacity')
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(shifts(at).slice(0, 2)).toEqual(['blue=90 green=10', 'blue=90 green=10'])
  })

  it('twice rolled back ends the rollout, with the reason of the service', async () => {
    const at = world()
    at.hosting.rollsBack.push('not enough capacity', 'not enough capacity')
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: 'the step did not apply: not enough capacity',
      exitCode: 8,
    })
  })

  it.each(['UpdateRollbackFailed', 'Failed'] as const)(
    'an endpoint that becomes %s stops the rollout, and nothing more is sent',
    async (status) => {
      const at = world()
      atMinute(at, 12, (hosting) => {
        hosting.status = status
      })
      await expect(startRollout(at.ports, startRequest())).rejects.toMatchObject({
        code: 'MLC-ROL-011',
        exitCode: 5,
      })
      expect(shifts(at)).toEqual(['blue=90 green=10'])
    },
  )

  it('a rollback that the service takes back is tried again, and said to have failed in the end', async () => {
    const at = world()
    atMinute(at, 3, (hosting) => {
      hosting.minuteOf = trafficOf(at, 3_000, { green: 0.5 })
      hosting.rollsBack.push('no', 'no', 'no', 'no', 'no')
    })
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'rollback-failed', exitCode: 6 })
    const again = await steer(at.ports, order('abort'))
    expect(again).toMatchObject({ outcome: 'rolled-back', exitCode: 0 })
  })
})

describe('somebody else', () => {
  it('who moves traffic while a step bakes stops the rollout; their shares stay', async () => {
    const at = world()
    atMinute(at, 3, (hosting) => setWeights(hosting, { blue: 30, green: 70 }))
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'interfered', exitCode: 5 })
    expect('reason' in result && result.reason).toContain('blue 30 %, green 70 %')
    expect(shifts(at)).toEqual(['blue=90 green=10'])
  })

  it('who puts another config on the endpoint stops it too', async () => {
    const at = world()
    atMinute(at, 3, (hosting) => {
      hosting.configName = 'fraud-by-terraform'
    })
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'interfered' })
  })

  it('is overwritten by a person who aborts', async () => {
    const at = world()
    atMinute(at, 3, (hosting) => setWeights(hosting, { blue: 30, green: 70 }))
    await startRollout(at.ports, startRequest())
    const result = await steer(at.ports, order('abort'))
    expect(result).toMatchObject({ outcome: 'rolled-back' })
    expect(shifts(at).at(-1)).toBe('blue=100 green=0')
  })

  it('who starts the same endpoint at the same time is refused', async () => {
    const at = world()
    const other = rolloutWorld({ beside: at })
    const both = await Promise.allSettled([
      startRollout(at.ports, startRequest()),
      startRollout(other.ports, startRequest({ steps: '20:10m,100' })),
    ])
    const failed = both.filter(({ status }) => status === 'rejected')
    expect(failed.length).toBeLessThanOrEqual(1)
    const sum = [...at.hosting.variants.values()].reduce((all, one) => all + one.weight, 0)
    expect(sum).toBeCloseTo(100)
  })
})

describe('metrics', () => {
  it('that may not be read are undecided, with the permission named', async () => {
    const at = world()
    const metrics: Ports['metrics'] = {
      data: () => Promise.reject(new AccessError('MLC-AWS-010', 'not allowed')),
    }
    const ports = { ...at.ports, metrics }
    const result = await startRollout(ports, startRequest())
    expect(result).toMatchObject({ because: 'held', exitCode: 8 })
    expect('reason' in result && result.reason).toContain('cloudwatch:GetMetricData')
  })

  it.each(['forbidden', 'partial', 'error'] as const)(
    'that are %s are undecided, never free of errors',
    async (status) => {
      const at = world()
      atMinute(at, 1, (hosting) => {
        hosting.metricsStatus = status
      })
      const result = await startRollout(at.ports, startRequest())
      expect(result).toMatchObject({ because: 'held' })
    },
  )

  it('that are absent because nobody asks are undecided', async () => {
    const at = world()
    at.hosting.minuteOf = () => undefined
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ because: 'held', percent: 10 })
  })
})

describe('this machine', () => {
  it('sleeping for an hour while a step bakes judges it by its metrics, not by its age', async () => {
    const at = world()
    atMinute(at, 3, (hosting) => {
      void at.clock.sleep(60 * MINUTE)
      hosting.minuteOf = trafficOf(at, 3_000, { green: 0.3 })
    })
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'rolled-back' })
    expect(shifts(at)).toEqual(['blue=90 green=10', 'blue=100 green=0'])
  })

  it('Ctrl-C leaves traffic where it is, and says how to go on', async () => {
    const at = world()
    atMinute(at, 3, () => at.io.interrupt())
    await expect(startRollout(at.ports, startRequest())).rejects.toMatchObject({
      exitCode: 130,
      message: 'Stopped; traffic stays as it is, green at 10 %.',
      hint: expect.stringContaining('mlctl rollout abort --endpoint fraud'),
    })
    expect(shifts(at)).toEqual(['blue=90 green=10'])
  })

  it('Ctrl-C brings traffic back where it was told to', async () => {
    const at = world()
    atMinute(at, 3, () => at.io.interrupt())
    const driving = { rollbackOnExit: true }
    const result = await startRollout(at.ports, startRequest({ driving }))
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'aborted' })
    expect(shifts(at).at(-1)).toBe('blue=100 green=0')
  })
})

describe('orders to a process that carries the rollout on', () => {
  /** Another process of the project gives the order in the middle of the first bake. */
  const ordered = async (name: SteerRequest['order']) => {
    const at = world()
    // With a clock of its own, and patience: its waits must not move the time of the bake.
    const other = rolloutWorld({ beside: { folder: at.folder, hosting: at.hosting } })
    const driving = { ...startRequest().driving, timeoutMs: 24 * 60 * MINUTE }
    let given: Promise<unknown> = Promise.resolve()
    atMinute(at, 3, () => {
      given = steer(other.ports, order(name, { driving })).catch((error: unknown) => error)
    })
    const result = await startRollout(at.ports, startRequest())
    return { at, result, answer: await given }
  }

  it('abort is followed within the minute', async () => {
    const { at, result, answer } = await ordered('abort')
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'aborted' })
    expect(answer).toMatchObject({ outcome: 'rolled-back', exitCode: 0 })
    expect(shifts(at)).toEqual(['blue=90 green=10', 'blue=100 green=0'])
  })

  it('promote takes one step further, once', async () => {
    const { at, result } = await ordered('promote')
    expect(result).toMatchObject({ outcome: 'completed' })
    expect(shifts(at)).toHaveLength(3)
    const orders = at.io.events.filter(({ type }) => type === 'rollout.order')
    expect(orders).toHaveLength(1)
  })
})

describe('another machine', () => {
  it('that aborts with the tags alone is followed by the process that carries the rollout on', async () => {
    const at = world()
    const other = rolloutWorld({ beside: { hosting: at.hosting } })
    let given: Promise<unknown> = Promise.resolve()
    atMinute(at, 3, () => {
      given = steer(other.ports, order('abort')).catch((error: unknown) => error)
    })
    const result = await startRollout(at.ports, startRequest())
    expect(await given).toMatchObject({ outcome: 'rolled-back' })
    expect(['rolled-back', 'interfered']).toContain('outcome' in result && result.outcome)
    expect([...at.hosting.variants.values()].map(({ weight }) => weight)).toEqual([100, 0])
  })

  it('that has aborted is believed, and nothing is sent twice', async () => {
    const at = world(5)
    await startRollout(at.ports, startRequest())
    const other = rolloutWorld({ beside: { hosting: at.hosting } })
    await steer(other.ports, order('abort'))
    const result = await steer(at.ports, order('resume'))
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'aborted' })
    expect(shifts(at)).toEqual(['blue=90 green=10', 'blue=100 green=0'])
  })
})

describe('capacity', () => {
  it('for its share is given to the canary before the traffic, up to the maximum of its policy', async () => {
    const at = world(3_000)
    const key = {
      resourceId: 'endpoint/fraud/variant/green',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      createdAt: '2026-11-01T00:00:00Z',
    } as const
    const suspendedState = {
      dynamicScalingInSuspended: false,
      dynamicScalingOutSuspended: false,
      scheduledScalingSuspended: false,
    }
    at.hosting.targets.push({ ...key, minCapacity: 1, maxCapacity: 4, suspendedState })
    at.hosting.policies.push({
      ...key,
      policyName: 'track',
      policyArn: 'arn:policy',
      policyType: 'TargetTrackingScaling',
      alarmNames: [],
      targetTracking: {
        targetValue: 600,
        predefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
      },
    })
    await at.clock.sleep(10 * MINUTE)
    const result = await startRollout(at.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'completed' })
    // Two are there; half of 3,000 a minute needs three, all of it five, of which four are allowed.
    expect(at.hosting.calls).toEqual([
      'weights blue=90 green=10',
      'capacity green=3',
      'weights blue=50 green=50',
      'capacity green=4',
      'weights blue=0 green=100',
    ])
  })
})

describe('status', () => {
  it('judges the step anew and tells what is live', async () => {
    const at = world(5)
    await startRollout(at.ports, startRequest())
    const request = { endpointName: 'fraud', until: undefined, timeoutMs: undefined }
    expect(await rolloutStatus(at.ports, request)).toMatchObject({
      phase: 'held',
      from: 'file',
      live: { status: 'InService', shares: [{ percent: 90 }, { percent: expect.closeTo(10, 3) }] },
      now: { analysis: { verdict: 'inconclusive' } },
    })
  })

  it('waits for a goal, and ends with 7 when it does not come', async () => {
    const at = world(5)
    await startRollout(at.ports, startRequest())
    const request = { endpointName: 'fraud', until: 'completed', timeoutMs: 5 * MINUTE }
    await expect(rolloutStatus(at.ports, request)).rejects.toMatchObject({ exitCode: 7 })
    expect(await rolloutStatus(at.ports, { ...request, until: 'held' })).toMatchObject({
      phase: 'held',
    })
    await expect(rolloutStatus(at.ports, { ...request, until: 'step' })).rejects.toMatchObject({
      code: 'MLC-ROL-031',
    })
  })
})
