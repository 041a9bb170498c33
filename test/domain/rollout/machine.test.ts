import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Effect, Look, RolloutInput } from '../../../src/lib/domain/rollout/inputs.ts'
import { begin, effectOf, reduce } from '../../../src/lib/domain/rollout/machine.ts'
import type { RolloutSpec, RolloutState } from '../../../src/lib/domain/rollout/model.ts'
import { wayBack } from '../../../src/lib/domain/rollout/way-back.ts'
import { percentOf, sameShares, sharesOfWeights } from '../../../src/lib/domain/rollout/weights.ts'

const MINUTE = 60_000

const specOf = (over: Partial<RolloutSpec> = {}): RolloutSpec => ({
  id: 'ro-1',
  endpointName: 'fraud',
  canary: 'green',
  steps: [
    { percent: 10, bakeMs: 10 * MINUTE, minRequests: 100 },
    { percent: 50, bakeMs: 20 * MINUTE, minRequests: 100 },
    { percent: 100, bakeMs: 0, minRequests: 0 },
  ],
  policy: {
    analysis: {},
    errorMetrics: ['Invocation5XXErrors'],
    alarms: [],
    gates: [],
    metricGates: [],
    maxBakeMs: 60 * MINUTE,
    onInconclusive: 'hold',
  },
  before: {
    endpointConfigName: 'fraud-1',
    shares: [
      { variantName: 'blue', percent: 75 },
      { variantName: 'red', percent: 25 },
      { variantName: 'green', percent: 0 },
    ],
    counts: [{ variantName: 'blue', instances: 4 }],
    scaling: [],
  },
  createdAt: '2026-11-22T10:00:00Z',
  ...over,
})

const look = (over: Partial<Look> = {}): RolloutInput => ({
  type: 'looked',
  look: {
    verdict: 'pass',
    reason: 'fine',
    requests: 1_000,
    alarms: { inAlarm: [], unknown: [] },
    ...over,
  },
})

/** Feeds inputs at minutes; answers all states and effects on the way. */
const play = (spec: RolloutSpec, inputs: readonly (readonly [number, RolloutInput])[]) => {
  let state = begin(spec, 0)
  for (const [minute, input] of inputs) state = reduce(state, input, minute * MINUTE).state
  return state
}

const toBake = [
  [0, { type: 'scaling-suspended' }],
  [0, { type: 'capacity-ready' }],
  [1, { type: 'converged' }],
] as const

describe('a good canary', () => {
  it('goes through its steps, bakes each, and ends with scaling given back', () => {
    const state = play(specOf(), [
      ...toBake,
      [5, look()],
      [11, look()],
      [11, { type: 'capacity-ready' }],
      [12, { type: 'converged' }],
      [32, look()],
      [32, { type: 'capacity-ready' }],
      [33, { type: 'converged' }],
      [33, look({ verdict: 'inconclusive', requests: 0 })],
    ])
    expect(effectOf(state)).toEqual({ do: 'restore-scaling', outcome: 'completed' })
    const end = reduce(state, { type: 'restored' }, 34 * MINUTE)
    expect(end.effect).toEqual({ do: 'finish', outcome: 'completed' })
  })

  it('keeps the ratio of the others at every step', () => {
    const state = play(specOf(), [
      [0, { type: 'scaling-suspended' }],
      [0, toBake[1][1]],
    ])
    expect(effectOf(state)).toEqual({
      do: 'set-weights',
      direction: 'forward',
      weights: [
        { variantName: 'blue', desiredWeight: 67.5 },
        { variantName: 'red', desiredWeight: 22.5 },
        { variantName: 'green', desiredWeight: 10 },
      ],
    })
  })
})

describe('what a look at a baking step leads to', () => {
  const after = (minute: number, input: RolloutInput, spec = specOf()) =>
    play(spec, [...toBake, [minute, input]]).phase.name

  it.each([
    ['good before the bake is over', 5, look(), 'baking'],
    ['good after it', 11, look(), 'scaling-up'],
    ['bad at any time', 2, look({ verdict: 'fail' }), 'rolling-back'],
    ['an alarm at any time', 2, look({ alarms: { inAlarm: ['a'], unknown: [] } }), 'rolling-back'],
    [
      'an alarm beside a pass',
      11,
      look({ alarms: { inAlarm: ['a'], unknown: [] } }),
      'rolling-back',
    ],
    ['an alarm without data', 11, look({ alarms: { inAlarm: [], unknown: ['a'] } }), 'baking'],
    ['too few requests', 11, look({ requests: 99 }), 'baking'],
    ['undecided', 59, look({ verdict: 'inconclusive' }), 'baking'],
    ['undecided at the longest bake time', 61, look({ verdict: 'inconclusive' }), 'held'],
    ['too few requests at the longest bake time', 61, look({ requests: 99 }), 'held'],
  ])('%s', (_name, minute, input, phase) => expect(after(minute, input)).toBe(phase))

  it('rolls back at the longest bake time where the policy says so', () => {
    const policy = { ...specOf().policy, onInconclusive: 'rollback' as const }
    const spec = specOf({ policy })
    expect(after(61, look({ verdict: 'inconclusive' }), spec)).toBe('rolling-back')
  })

  it.each([
    ['pass', 'scaling-up'],
    ['fail', 'rolling-back'],
    ['inconclusive', 'baking'],
  ] as const)('asks the gates before it goes on: %s', (verdict, phase) => {
    const spec = specOf({ policy: { ...specOf().policy, gates: ['./check.sh'] } })
    const gating = play(spec, [...toBake, [11, look()]])
    expect(effectOf(gating)).toEqual({ do: 'run-gates' })
    const next = reduce(gating, { type: 'gated', verdict, reason: 'check.sh' }, 12 * MINUTE)
    expect(next.state.phase.name).toBe(phase)
  })
})

describe('orders', () => {
  const baking = play(specOf(), [...toBake])
  const order = (
    state: RolloutState,
    name: 'pause' | 'resume' | 'promote' | 'abort',
    full = false,
  ) => reduce(state, { type: 'order', order: name, full }, 2 * MINUTE).state

  it('a pause stops the way forward and not the way back', () => {
    const paused = order(baking, 'pause')
    expect(reduce(paused, look(), 30 * MINUTE).state.phase.name).toBe('baking')
    const failed = reduce(paused, look({ verdict: 'fail' }), 30 * MINUTE).state
    expect(failed.phase.name).toBe('rolling-back')
    expect(reduce(order(paused, 'resume'), look(), 30 * MINUTE).state.phase.name).toBe('scaling-up')
  })

  it('promote goes on at once, full to the last step', () => {
    expect(order(baking, 'promote')).toMatchObject({ step: 1, phase: { name: 'scaling-up' } })
    expect(order(baking, 'promote', true)).toMatchObject({ step: 2 })
  })

  it('promote ends a hold; a later look never does', () => {
    const held = play(specOf(), [...toBake, [61, look({ verdict: 'inconclusive' })]])
    expect(reduce(held, look(), 99 * MINUTE).state.phase.name).toBe('held')
    expect(order(held, 'promote')).toMatchObject({ step: 1 })
    expect(order(held, 'resume').phase).toEqual({ name: 'baking', since: 2 * MINUTE })
  })

  it('promote during a rollback changes nothing', () => {
    const back = order(baking, 'abort')
    expect(order(back, 'promote').phase.name).toBe('rolling-back')
  })
})

describe('what the service takes back', () => {
  const shifting = play(specOf(), [
    [0, { type: 'scaling-suspended' }],
    [0, toBake[1][1]],
  ])
  const taken: RolloutInput = { type: 'not-applied', reason: 'no capacity' }

  it('a step is tried twice, then rolled back with the reason', () => {
    const once = reduce(shifting, taken, MINUTE).state
    expect(once.phase).toEqual({ name: 'shifting', attempts: 1 })
    const twice = reduce(once, taken, MINUTE).state
    expect(twice).toMatchObject({
      phase: { name: 'rolling-back' },
      reason: 'the step did not apply: no capacity',
    })
  })

  it('a rollback that is taken back five times ends as failed, with scaling given back', () => {
    let state = reduce(shifting, { type: 'order', order: 'abort' }, MINUTE).state
    for (let i = 0; i < 5; i++) state = reduce(state, taken, MINUTE).state
    expect(effectOf(state)).toEqual({ do: 'restore-scaling', outcome: 'rollback-failed' })
    const ended = reduce(state, { type: 'restored' }, MINUTE).state
    expect(reduce(ended, { type: 'order', order: 'abort' }, MINUTE).effect.do).toBe('set-weights')
  })

  it('a failed smoke test moves no traffic', () => {
    const smoke = { payload: 'x', contentType: 'application/json', requests: 1 }
    const spec = specOf({ policy: { ...specOf().policy, smoke } })
    const state = play(spec, [
      [0, { type: 'scaling-suspended' }],
      [0, { type: 'smoked', ok: false, reason: 'HTTP 500' }],
    ])
    expect(state).toMatchObject({ phase: { name: 'rolling-back' }, reason: 'smoke test: HTTP 500' })
  })
})

const inputs: fc.Arbitrary<RolloutInput> = fc.oneof(
  fc.constantFrom<RolloutInput>(
    { type: 'scaling-suspended' },
    { type: 'smoked', ok: true, reason: '' },
    { type: 'smoked', ok: false, reason: 'bad' },
    { type: 'capacity-ready' },
    { type: 'converged' },
    { type: 'converged' },
    { type: 'not-applied', reason: 'no' },
    { type: 'gated', verdict: 'pass', reason: '' },
    { type: 'gated', verdict: 'fail', reason: '' },
    { type: 'gated', verdict: 'inconclusive', reason: '' },
    { type: 'restored' },
    { type: 'interfered', reason: 'somebody' },
    { type: 'order', order: 'pause' },
    { type: 'order', order: 'resume' },
    { type: 'order', order: 'promote' },
    { type: 'order', order: 'promote', full: true },
    { type: 'order', order: 'abort' },
  ),
  fc
    .record({
      verdict: fc.constantFrom<Look['verdict']>('pass', 'pass', 'fail', 'inconclusive'),
      requests: fc.constantFrom(0, 1_000),
      inAlarm: fc.constantFrom<string[]>([], [], [], ['a']),
      unknown: fc.constantFrom<string[]>([], [], ['b']),
    })
    .map(({ verdict, requests, inAlarm, unknown }) =>
      look({ verdict, requests, alarms: { inAlarm, unknown } }),
    ),
)
const story = fc.record({
  // `undefined` is answered with what the outside says when everything works: stories get far.
  events: fc.array(fc.tuple(fc.nat({ max: 90 }), fc.oneof(fc.constant(undefined), inputs)), {
    maxLength: 60,
  }),
  gates: fc.constantFrom<string[]>([], ['x']),
  smoke: fc.boolean(),
  onInconclusive: fc.constantFrom<'hold' | 'rollback'>('hold', 'rollback'),
  /** Instances that blue has left when traffic comes back. */
  short: fc.constantFrom(0, 1, 4),
})

/** What the outside says when everything works, with blue that short of instances. */
const worked = (state: RolloutState, short: number): RolloutInput => {
  const { phase, settled } = state
  const planned = phase.name === 'rolling-back' && phase.moves === undefined
  const instances = [
    { variantName: 'blue', instances: short },
    { variantName: 'green', instances: 4 },
  ]
  const moves = planned ? wayBack(state, { instances, shares: settled }) : undefined
  return moves === undefined ? success(effectOf(state)) : { type: 'way-back', moves }
}

/** Every state of a random story, with the input that led to it. */
const told = ({
  events,
  gates,
  smoke,
  onInconclusive,
  short,
}: typeof story extends fc.Arbitrary<infer S> ? S : never) => {
  const test = { payload: 'x', contentType: 'application/json', requests: 1 }
  const policy = { ...specOf().policy, gates, onInconclusive, ...(smoke ? { smoke: test } : {}) }
  let [state, now] = [begin(specOf({ policy }), 0), 0]
  const seen: {
    before: RolloutState
    input: RolloutInput
    after: RolloutState
    effect: Effect
    now: number
  }[] = []
  for (const [minutes, given] of events) {
    now += minutes * MINUTE
    const input = given ?? worked(state, short)
    const { state: after, effect } = reduce(state, input, now)
    seen.push({ before: state, input, after, effect, now })
    state = after
  }
  return { seen, state, now }
}

/** The canary's percentage in weights that are to be sent; undefined where none are. */
const sent = (state: RolloutState): number | undefined => {
  const effect = effectOf(state)
  return effect.do === 'set-weights'
    ? percentOf(sharesOfWeights(effect.weights), state.spec.canary)
    : undefined
}

/** What the outside says when everything works. */
const success = (effect: Effect): RolloutInput =>
  ({
    'suspend-scaling': { type: 'scaling-suspended' },
    'smoke-test': { type: 'smoked', ok: true, reason: '' },
    'scale-up': { type: 'capacity-ready' },
    'set-weights': { type: 'converged' },
    raise: { type: 'raised' },
    look: look(),
    'run-gates': { type: 'gated', verdict: 'pass', reason: '' },
    'await-order': { type: 'order', order: 'promote' },
    'restore-scaling': { type: 'restored' },
    finish: { type: 'restored' },
  })[effect.do] as RolloutInput

describe('laws of every story', () => {
  it('after a fail verdict, an alarm or an abort traffic never goes forward again', () => {
    fc.assert(
      fc.property(story, (of) => {
        let highest: number | undefined
        for (const { before, after, input } of told(of).seen) {
          const bad =
            (input.type === 'looked' &&
              (input.look.verdict === 'fail' || input.look.alarms.inAlarm.length > 0) &&
              (before.phase.name === 'baking' || before.phase.name === 'held')) ||
            (input.type === 'order' && input.order === 'abort')
          const percent = sent(after)
          if (bad) highest = Math.min(highest ?? 100, percentOf(before.settled, 'green'))
          if (highest === undefined || percent === undefined) continue
          expect(percent).toBeLessThanOrEqual(highest)
          highest = percent
        }
      }),
      { numRuns: 500 },
    )
  })

  it('abort leads from every state to the shares before, and to scaling given back', () => {
    fc.assert(
      fc.property(story, (of) => {
        const { state: reached, now } = told(of)
        let { state, effect } = reduce(reached, { type: 'order', order: 'abort' }, now)
        for (let i = 0; i < 8 && effect.do !== 'finish'; i++) {
          ;({ state, effect } = reduce(state, success(effect), now))
        }
        expect(effect).toEqual({ do: 'finish', outcome: 'rolled-back' })
        expect(sameShares(state.settled, state.spec.before.shares)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('weights that are sent always sum to 100', () => {
    fc.assert(
      fc.property(story, (of) => {
        for (const { effect } of told(of).seen) {
          if (effect.do !== 'set-weights') continue
          const sum = effect.weights.reduce((all, one) => all + Math.fround(one.desiredWeight), 0)
          expect(Math.abs(sum - 100)).toBeLessThan(1e-4)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('every end has given scaling back just before', () => {
    fc.assert(
      fc.property(story, (of) => {
        for (const { before, after } of told(of).seen) {
          if (after.phase.name !== 'ended' || before.phase.name === 'ended') continue
          expect(effectOf(before).do).toBe('restore-scaling')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('what is undecided neither promotes nor rolls back before the longest bake time', () => {
    fc.assert(
      fc.property(story, (of) => {
        for (const { before, input, after, now } of told(of).seen) {
          if (input.type !== 'looked' || input.look.verdict !== 'inconclusive') continue
          if (input.look.alarms.inAlarm.length > 0 || before.phase.name !== 'baking') continue
          if (before.step === 2 || now >= before.phase.since + before.spec.policy.maxBakeMs)
            continue
          expect(after.phase).toEqual(before.phase)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a state read back from its file goes on as before', () => {
    fc.assert(
      fc.property(story, (of) => {
        const { state } = told(of)
        expect(effectOf(JSON.parse(JSON.stringify(state)))).toEqual(effectOf(state))
      }),
      { numRuns: 500 },
    )
  })
})
