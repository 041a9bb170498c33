import { describe, expect, it } from 'vitest'
import { startRollout } from '../../../src/lib/flows/rollout/start.ts'
import { steer } from '../../../src/lib/flows/rollout/steer.ts'
import { activeRollout } from '../../../src/lib/flows/rollout/store.ts'
import { rolloutWorld, startRequest, trafficOf } from '../../support/rollout-world.ts'

const shifts = (calls: readonly string[]) =>
  calls.filter((call) => call.startsWith('weights')).map((call) => call.replace('weights ', ''))

const started = (rates?: Readonly<Record<string, number>>, perMinute = 3_000) => {
  const world = rolloutWorld({})
  world.hosting.minuteOf = trafficOf(world, perMinute, rates)
  return world
}
const scaled = (world: ReturnType<typeof rolloutWorld>) => {
  const suspendedState = {
    dynamicScalingInSuspended: false,
    dynamicScalingOutSuspended: false,
    scheduledScalingSuspended: false,
  }
  for (const name of ['blue', 'green']) {
    world.hosting.targets.push({
      resourceId: `endpoint/fraud/variant/${name}`,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      minCapacity: 1,
      maxCapacity: 10,
      suspendedState,
      createdAt: '2026-11-01T00:00:00Z',
    })
  }
}

describe('a whole rollout in one process', () => {
  it('promotes a good canary through all steps', async () => {
    const world = started()
    const result = await startRollout(world.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'completed', because: 'ended', percent: 100 })
    expect(shifts(world.hosting.calls)).toEqual([
      'blue=90 green=10',
      'blue=50 green=50',
      'blue=0 green=100',
    ])
  })

  it('rolls a bad canary back by itself, and says why', async () => {
    const world = started({ green: 0.2 })
    const result = await startRollout(world.ports, startRequest())
    expect(result).toMatchObject({ outcome: 'rolled-back', percent: 0 })
    expect(shifts(world.hosting.calls)).toEqual(['blue=90 green=10', 'blue=100 green=0'])
    expect('reason' in result && result.reason).toMatch(/failed \d+ of/)
  })

  it('holds what stays undecided, and rolls it back only where told to', async () => {
    const quiet = started(undefined, 5)
    const held = await startRollout(quiet.ports, startRequest())
    expect(held).toMatchObject({ because: 'held', phase: 'held', percent: 10 })
    const strict = started(undefined, 5)
    const policy = { onInconclusive: 'rollback' } as const
    const back = await startRollout(strict.ports, startRequest({ policy }))
    expect(back).toMatchObject({ outcome: 'rolled-back' })
  })

  it('keeps the others from scaling in meanwhile, and gives scaling back at the end', async () => {
    const world = started({ green: 0.2 })
    scaled(world)
    await startRollout(world.ports, startRequest())
    expect(world.hosting.calls.filter((call) => call.startsWith('scaling'))).toEqual([
      'scaling blue in=true',
      'scaling blue in=false',
    ])
  })

  it('writes events that a view can live on', async () => {
    const world = started()
    await startRollout(world.ports, startRequest())
    const types = new Set(world.io.events.map(({ type }) => type))
    expect([...types].sort()).toEqual([
      'rollout.converged',
      'rollout.ended',
      'rollout.look',
      'rollout.phase',
      'rollout.shift',
    ])
    const look = world.io.events.find(({ type }) => type === 'rollout.look')
    expect(look).toMatchObject({
      percent: 10,
      step: 1,
      steps: 3,
      analysis: { evidence: { upper: expect.any(Number) } },
      bake: { until: expect.any(String) },
    })
  })

  it('dry-run shows the steps and touches nothing', async () => {
    const world = started()
    const request = startRequest()
    const apply = { ...request.apply, dryRun: true }
    const result = await startRollout(world.ports, { ...request, apply })
    expect(result.status).toBe('planned')
    expect(world.hosting.calls).toEqual([])
    expect(await activeRollout(world.ports, 'fraud')).toBeUndefined()
  })
})

describe('one step a run, for CI', () => {
  const step = startRequest({ driving: { mode: 'step' } })
  it('the same line goes one step further each time its bake is over', async () => {
    const world = started()
    const seen: string[] = []
    for (let run = 0; run < 40 && seen.at(-1) !== 'ended'; run++) {
      const next = rolloutWorld({ beside: world })
      const result = await startRollout(next.ports, step)
      if (!('because' in result)) throw new Error('planned')
      seen.push(result.because)
      await world.clock.sleep(60_000)
    }
    expect(seen.filter((word) => word !== 'still-baking')).toEqual([
      'step-done',
      'step-done',
      'ended',
    ])
    expect(shifts(world.hosting.calls)).toHaveLength(3)
  })

  it('another line is refused while one is under way', async () => {
    const world = started()
    await startRollout(world.ports, step)
    const other = startRequest({ steps: '20:5m,100', driving: { mode: 'step' } })
    await expect(startRollout(world.ports, other)).rejects.toMatchObject({ code: 'MLC-ROL-008' })
  })
})

describe('what a rollout refuses to start with', () => {
  it.each([
    ['ALARM', 'MLC-ROL-023', 8],
    [undefined, 'MLC-ROL-024', 5],
  ] as const)('an alarm that is %s', async (state, code, exitCode) => {
    const world = started()
    if (state !== undefined) world.hosting.alarms.set('p99', state)
    const request = startRequest({ policy: { alarms: ['p99'] } })
    await expect(startRollout(world.ports, request)).rejects.toMatchObject({ code, exitCode })
    expect(world.hosting.calls).toEqual([])
  })

  it('names all that a script has to pass, at once', async () => {
    const { ports } = started()
    const request = { ...startRequest(), endpoint: undefined, steps: undefined }
    await expect(startRollout(ports, request)).rejects.toMatchObject({
      code: 'MLC-ROL-022',
      details: { missing: ['--endpoint', '--steps'] },
    })
  })
})

describe('alarms while a step bakes', () => {
  it('one that goes off rolls back, whatever the metrics say', async () => {
    const world = started()
    world.hosting.alarms.set('p99', 'OK')
    const { minuteOf } = world.hosting
    const from = world.clock.now()
    world.hosting.minuteOf = (variant, at) => {
      if (world.clock.now() > from + 5 * 60_000) world.hosting.alarms.set('p99', 'ALARM')
      return minuteOf(variant, at)
    }
    const result = await startRollout(world.ports, startRequest({ policy: { alarms: ['p99'] } }))
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'in alarm: p99' })
  })

  it('one without data lets no step pass', async () => {
    const world = started()
    world.hosting.alarms.set('p99', 'INSUFFICIENT_DATA')
    const result = await startRollout(world.ports, startRequest({ policy: { alarms: ['p99'] } }))
    expect(result).toMatchObject({ because: 'held' })
  })
})

describe('gates', () => {
  const gated = async (exitCode: number | undefined) => {
    const base = started()
    const lines: string[] = []
    const shell = async (line: string) => {
      lines.push(line)
      return { exitCode, detail: 'said so' }
    }
    const world = rolloutWorld({ beside: base, processes: { shell } })
    const result = await startRollout(world.ports, startRequest({ policy: { gates: ['./ok.sh'] } }))
    return { result, lines }
  }
  it.each([
    [0, { outcome: 'completed' }],
    [1, { outcome: 'rolled-back', reason: 'gate "./ok.sh" said no (1): said so' }],
    [75, { because: 'held' }],
    [undefined, { because: 'held' }],
  ])('a command that ends with %s', async (exitCode, wanted) => {
    const { result, lines } = await gated(exitCode)
    expect(result).toMatchObject(wanted)
    expect(lines[0]).toBe('./ok.sh')
  })
})

describe('smoke tests', () => {
  it('a canary that fails them gets no traffic', async () => {
    const world = started()
    await world.ports.files.writeText('payload.json', '{}')
    const { OutcomeError } = await import('../../../src/lib/errors.ts')
    world.hosting.answers = async () => {
      throw new OutcomeError('MLC-HOST-010', 'The model failed (HTTP 500).')
    }
    const smoke = { payload: 'payload.json', contentType: 'application/json', requests: 3 }
    const result = await startRollout(world.ports, startRequest({ policy: { smoke } }))
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: 'smoke test: request 1: The model failed (HTTP 500).',
    })
    expect(world.hosting.calls).toEqual([])
  })
})

const order = (name: 'abort' | 'promote' | 'pause' | 'resume', over = {}) => ({
  endpointName: 'fraud',
  order: name,
  full: false,
  gates: [],
  driving: startRequest().driving,
  ...over,
})

describe('orders where nobody carries the rollout on', () => {
  it('abort brings the shares from before back', async () => {
    const world = started(undefined, 5)
    await startRollout(world.ports, startRequest())
    const result = await steer(world.ports, order('abort'))
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'aborted' })
    expect(shifts(world.hosting.calls).at(-1)).toBe('blue=100 green=0')
  })

  it('promote takes a held step further', async () => {
    const world = started(undefined, 5)
    await startRollout(world.ports, startRequest())
    const result = await steer(world.ports, order('promote'))
    expect(result).toMatchObject({ because: 'held', percent: 50 })
  })

  it('another machine aborts with nothing but the tags of the endpoint', async () => {
    const world = started(undefined, 5)
    await startRollout(world.ports, startRequest())
    const { hosting, clock } = world
    const other = rolloutWorld({ beside: { hosting, clock } })
    const result = await steer(other.ports, order('abort'))
    expect(result).toMatchObject({ outcome: 'rolled-back' })
    expect(shifts(hosting.calls).at(-1)).toBe('blue=100 green=0')
  })

  it('another machine resumes with the tags, and asks for the gates that stayed at home', async () => {
    const base = started(undefined, 5)
    const yes = { shell: async () => ({ exitCode: 0, detail: '' }) }
    const world = rolloutWorld({ beside: base, processes: yes })
    await startRollout(world.ports, startRequest({ policy: { gates: ['./ok.sh'] } }))
    const { hosting, clock } = world
    hosting.minuteOf = trafficOf(world, 3_000)
    const other = rolloutWorld({ beside: { hosting, clock }, processes: yes })
    await expect(steer(other.ports, order('resume'))).rejects.toMatchObject({ code: 'MLC-ROL-030' })
    const result = await steer(other.ports, order('resume', { gates: ['./ok.sh'] }))
    expect(result).toMatchObject({ outcome: 'completed' })
  })

  it('nothing is left to abort after a rollback', async () => {
    const world = started({ green: 0.2 })
    await startRollout(world.ports, startRequest())
    await expect(steer(world.ports, order('abort'))).rejects.toMatchObject({ code: 'MLC-ROL-029' })
  })
})
