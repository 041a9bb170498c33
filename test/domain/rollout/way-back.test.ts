import { describe, expect, it } from 'vitest'
import { begin, effectOf, reduce } from '../../../src/lib/domain/rollout/machine.ts'
import type { BackMove, RolloutSpec, RolloutState } from '../../../src/lib/domain/rollout/model.ts'
import { wayBack } from '../../../src/lib/domain/rollout/way-back.ts'

const shares = (blue: number) => [
  { variantName: 'blue', percent: blue },
  { variantName: 'green', percent: 100 - blue },
]
const SPEC: RolloutSpec = {
  id: 'ro-1',
  endpointName: 'fraud',
  canary: 'green',
  steps: [{ percent: 80, bakeMs: 0, minRequests: 0 }],
  policy: {
    analysis: {},
    errorMetrics: ['Invocation5XXErrors'],
    alarms: [],
    gates: [],
    metricGates: [],
    maxBakeMs: 0,
    onInconclusive: 'hold',
  },
  before: {
    endpointConfigName: 'fraud-1',
    shares: shares(100),
    counts: [
      { variantName: 'blue', instances: 4 },
      { variantName: 'green', instances: 2 },
    ],
    scaling: [],
  },
  createdAt: '2026-11-22T10:00:00Z',
}
const rollingBack = (failing: boolean): RolloutState => ({
  ...begin(SPEC, 0),
  settled: shares(20),
  phase: { name: 'rolling-back', attempts: 0, ordered: true, ...(failing ? { failing } : {}) },
})
const live = (blue: number, green = 2) => ({
  instances: [
    { variantName: 'blue', instances: blue },
    { variantName: 'green', instances: green },
  ],
  shares: shares(20),
})
const raise: BackMove = { do: 'raise', variantName: 'blue', instances: 4 }
const weights = (blue: number): BackMove => ({ do: 'weights', shares: shares(blue) })

describe('the way back when instances are missing', () => {
  it.each([
    ['enough instances: one move', false, live(4), undefined],
    ['more than before: one move', false, live(6), undefined],
    [
      'half of them: half comes back, then the rest',
      false,
      live(2),
      [weights(50), raise, weights(100)],
    ],
    ['too few for a nearer hop: instances first', false, live(0), [raise, weights(100)]],
    ['a failing canary: all traffic leaves it first', true, live(2), [weights(100), raise]],
    ['a canary without instances may not serve', false, live(2, 0), [weights(100), raise]],
  ])('%s', (_, failing, of, moves) => {
    expect(wayBack(rollingBack(failing), of)).toEqual(moves)
  })

  it('is gone move by move, each saved, and ends in giving scaling back', () => {
    const moves = wayBack(rollingBack(false), live(2)) ?? []
    let { state } = reduce(rollingBack(false), { type: 'way-back', moves }, 1)
    const seen = []
    for (const input of ['converged', 'raised', 'converged'] as const) {
      const effect = effectOf(state)
      seen.push(effect.do === 'set-weights' ? effect.weights : effect)
      // What belongs to another move changes nothing.
      const wrong = input === 'raised' ? 'converged' : 'raised'
      expect(reduce(state, { type: wrong }, 1).state.phase).toEqual(state.phase)
      state = reduce(state, { type: input }, 1).state
    }
    expect(seen).toEqual([
      [
        { variantName: 'blue', desiredWeight: 50 },
        { variantName: 'green', desiredWeight: 50 },
      ],
      raise,
      [
        { variantName: 'blue', desiredWeight: 100 },
        { variantName: 'green', desiredWeight: 0 },
      ],
    ])
    expect(state).toMatchObject({
      phase: { name: 'restoring', outcome: 'rolled-back' },
      settled: shares(100),
    })
  })
})
