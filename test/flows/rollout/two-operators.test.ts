import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { steer } from '../../../src/lib/flows/rollout/steer.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import {
  type RolloutWorld,
  rolloutWorld,
  startRequest,
  trafficOf,
} from '../../support/rollout-world.ts'
import { memoryFolder } from '../../support/temp-folder.ts'
import { turns } from '../../support/turns.ts'

const AWS = ['endpoints', 'endpointConfigs', 'scaling', 'alarms', 'metrics'] as const
const LINES = {
  same: [startRequest({ steps: '10:1m:0,100:0s:0' }), startRequest({ steps: '10:1m:0,100:0s:0' })],
  different: [
    startRequest({ steps: '10:1m:0,100:0s:0' }),
    startRequest({ steps: '20:1m:0,100:0s:0' }),
  ],
} as const
const MEANT = new Set([
  'blue=90 green=10',
  'blue=80 green=20',
  'blue=0 green=100',
  'blue=100 green=0',
])

/** Two machines at one endpoint: each with a journal, a state folder and a user of its own. */
const twoMachines = () => {
  const first = rolloutWorld({ beside: { folder: memoryFolder() } })
  first.hosting.minuteOf = trafficOf(first, 30_000)
  const none = {
    dynamicScalingInSuspended: false,
    dynamicScalingOutSuspended: false,
    scheduledScalingSuspended: false,
  }
  first.hosting.targets.push({
    resourceId: 'endpoint/fraud/variant/blue',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    minCapacity: 1,
    maxCapacity: 4,
    suspendedState: none,
    createdAt: '2026-11-01T00:00:00Z',
  })
  const { hosting, clock } = first
  const second = rolloutWorld({ beside: { folder: memoryFolder(), hosting, clock } })
  return [first, second] as const
}

const called = (ports: Ports, who: number, schedule: ReturnType<typeof turns>): Ports =>
  ({
    ...ports,
    ...Object.fromEntries(AWS.map((name) => [name, schedule.wrap(who, ports[name] as object)])),
    identity: {
      whoAmI: async () => ({
        account: '000000000000',
        arn: `arn:aws:iam::000000000000:user/op-${who}`,
      }),
    },
  }) as Ports

type Ending = PromiseSettledResult<Awaited<ReturnType<typeof startRollout>>>

/** How a machine came out of it; -021 is: the canary has all traffic already. */
const wordOf = (end: Ending): string => {
  if (end.status === 'fulfilled') return 'outcome' in end.value ? String(end.value.outcome) : 'none'
  return String((end.reason as { code?: string }).code ?? end.reason)
}

const together = async (
  lines: keyof typeof LINES,
  next: (waiting: readonly number[]) => number,
) => {
  const machines = twoMachines()
  const schedule = turns(next)
  const ends = await schedule.all(
    machines.map(
      ({ ports }, who) =>
        () =>
          startRollout(called(ports, who, schedule), LINES[lines][who] ?? LINES.same[0]),
    ),
  )
  return { machines, ends }
}

const judge = ([{ hosting }]: readonly [RolloutWorld, RolloutWorld], ends: readonly Ending[]) => {
  const words = ends.map(wordOf)
  const moves = hosting.calls
    .filter((call) => call.startsWith('weights'))
    .map((call) => call.slice(8))
  expect(
    moves.filter((move) => !MEANT.has(move)),
    'shares that nobody meant',
  ).toEqual([])
  for (const word of words)
    expect(['completed', 'interfered', 'MLC-ROL-008', 'MLC-ROL-021']).toContain(word)
  expect(words.filter((word) => word === 'completed').length, words.join()).toBeLessThanOrEqual(1)
  for (const end of ends) {
    if (
      end.status === 'fulfilled' &&
      'outcome' in end.value &&
      end.value.outcome === 'interfered'
    ) {
      expect(end.value.reason).toMatch(/another rollout|somebody changed/)
    }
  }
  if (words.includes('completed')) expect(moves.at(-1)).toBe('blue=0 green=100')
  // No share is sent twice: the one that goes on does so alone.
  expect(new Set(moves).size, moves.join('; ')).toBe(moves.length)
  const suspended = hosting.targets.flatMap(({ suspendedState }) => Object.values(suspendedState))
  expect(suspended.filter(Boolean), 'scaling given back').toEqual([])
}

describe('two operators on two machines, one endpoint', () => {
  it.each(['same', 'different'] as const)(
    'one waits at its n-th call while the other goes all the way, with %s lines',
    async (lines) => {
      const wrong: string[] = []
      for (let pauseAt = 0; pauseAt < 45; pauseAt++) {
        let turn = 0
        const { machines, ends } = await together(lines, () => (turn++ < pauseAt ? 0 : 1))
        try {
          judge(machines, ends)
        } catch (error) {
          wrong.push(`call ${pauseAt}: ${ends.map(wordOf)}: ${String(error).split('\n')[0]}`)
        }
      }
      expect(wrong).toEqual([])
    },
    120_000,
  )

  it('whatever the order of their calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('same' as const, 'different' as const),
        fc.array(fc.constantFrom(0, 1), { minLength: 40, maxLength: 120 }),
        async (lines, order) => {
          let turn = 0
          const { machines, ends } = await together(lines, () => order[turn++ % order.length] ?? 0)
          judge(machines, ends)
        },
      ),
      { numRuns: 40 },
    )
  }, 120_000)

  it('the later start is refused with who is at it and since when', async () => {
    const [first, second] = twoMachines()
    const step = startRequest({ steps: '10:10m:0,100', driving: { mode: 'step' } })
    await startRollout(first.ports, step)
    await expect(startRollout(second.ports, step)).rejects.toMatchObject({
      code: 'MLC-ROL-008',
      why: expect.stringMatching(
        /^ro-\S+, started 2026-11-22T10:00:00Z by user\/me, on another machine/,
      ),
    })
  })
})

describe('an older machine', () => {
  it('pauses the rollout as it is now, not as this machine left it', async () => {
    const [first, second] = twoMachines()
    const line = startRequest({ steps: '10:10m:0,50:60m:0,100', driving: { mode: 'step' } })
    await startRollout(first.ports, line)
    await first.clock.sleep(11 * 60_000)
    const order = { endpointName: 'fraud', full: false, gates: [], driving: line.driving } as const
    // Another machine goes on to the second step.
    for (let run = 0; run < 5 && first.hosting.variants.get('green')?.weight !== 50; run++) {
      await steer(second.ports, { ...order, order: 'resume' })
      await first.clock.sleep(60_000)
    }
    const paused = await steer(first.ports, { ...order, order: 'pause' })
    expect(paused).toMatchObject({ paused: true, step: 2, percent: 50 })
    expect(first.hosting.tags.get('mlctl:rollout-phase')).toContain('paused step 2/3 at 50 percent')
  })
})
