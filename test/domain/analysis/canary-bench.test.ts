import { describe, expect, it } from 'vitest'
import { mlctlOutcome, wholeAnalysis } from '../../../bench/canary/mlctl.ts'
import { runBench } from '../../../bench/canary/run.ts'
import { SCENARIOS, simulate } from '../../../bench/canary/scenarios.ts'
import { bakePlan } from '../../../src/lib/domain/analysis/bake.ts'
import { DEFAULT_SETTINGS } from '../../../src/lib/domain/analysis/settings.ts'

const ROLLOUTS = 500
/** Three standard deviations of a share among so many rollouts. */
const margin = (share: number, rollouts = ROLLOUTS): number =>
  3 * Math.sqrt((share * (1 - share)) / rollouts)

const { rows } = runBench(ROLLOUTS, 1)
const mlctl = rows.filter(({ rule }) => rule === 'mlctl')
const rowOf = (scenario: string, rule = 'mlctl') => {
  const row = rows.find((candidate) => candidate.scenario === scenario && candidate.rule === rule)
  if (row === undefined) throw new Error(`no row for ${scenario}, ${rule}`)
  return row
}
const STATED = '2 ×, 1 → 2 %'

describe('simulated rollouts', () => {
  it.each(mlctl.filter(({ bad }) => !bad).map((row) => [row.scenario, row] as const))(
    '%s: at most 5 %% are rolled back',
    (_, { rolledBack }) => expect(rolledBack).toBeLessThanOrEqual(0.05 + margin(0.05)),
  )

  it.each(mlctl.filter(({ bad }) => bad).map((row) => [row.scenario, row] as const))(
    '%s: at most 10 %% are promoted',
    (_, { promoted }) => expect(promoted).toBeLessThanOrEqual(0.1 + margin(0.1)),
  )

  it('the stated effect is found no later than by the best threshold of equal false alarms', () => {
    const [ours, best] = [rowOf(STATED), rowOf(STATED, 'best threshold')]
    // The median of so many rollouts is uncertain by a minute.
    expect(ours.medianMinutes).toBeLessThanOrEqual(best.medianMinutes + 1)
    const calm = rowOf('equal, 1 %', 'best threshold').rolledBack
    expect(calm).toBeLessThanOrEqual(rowOf('equal, 1 %').rolledBack)
    expect(ours.badRequests).toBeLessThan(best.badRequests)
  })

  it('one client with bad requests rolls nothing back, as a threshold does', () => {
    expect(rowOf('equal, one bad client').rolledBack).toBeLessThan(0.05)
    expect(rowOf('equal, one bad client', 'Argo Rollouts').rolledBack).toBeGreaterThan(0.5)
  })

  it('without traffic nothing is promoted and nothing rolled back', () => {
    expect(rowOf('no traffic').held).toBe(1)
  })
})

describe('the bench', () => {
  it.each(['3 ×, 1 → 3 %', 'both bad, 10 %', 'latency 1.3 ×', '2 ×, ramp 5 to 50 %'])(
    '%s: looks as the whole analysis does every minute',
    (name) => {
      const scenario = SCENARIOS.find((candidate) => candidate.name === name)
      if (scenario === undefined) throw new Error(name)
      const all = simulate(scenario, 10, 7)
      for (let rollout = 0; rollout < all.count; rollout++) {
        const { verdict, minute } = mlctlOutcome(all, rollout)
        expect(wholeAnalysis(all, rollout, minute)).toBe(verdict)
        for (let before = 1; before < minute; before++) {
          expect(wholeAnalysis(all, rollout, before)).not.toBe('fail')
        }
      }
    },
  )

  it.each([
    [600, 10, 0.01],
    [1_200, 50, 0.005],
    [300, 20, 0.02],
  ])(
    'a planned bake at %d requests a minute and %d %% finds the stated ratio four times in five',
    (traffic, percent, errorRate) => {
      const plan = bakePlan({ requestsPerMinute: traffic, percent, errorRate }, DEFAULT_SETTINGS)
      const share = percent / 100
      const minute = { traffic, share, baseline: errorRate, canary: 2 * errorRate }
      const scenario = {
        name: 'planned',
        bad: true,
        tunedOn: '',
        stated: '',
        minutes: plan.errorMinutes,
        at: () => minute,
      }
      const all = simulate(scenario, 1_000, 11)
      const outcomes = Array.from({ length: all.count }, (_, rollout) => mlctlOutcome(all, rollout))
      const found = outcomes.filter(({ verdict }) => verdict === 'fail').length / all.count
      // The plan is an approximation: half of the margin is for it, half for chance.
      expect(Math.abs(found - 0.8)).toBeLessThan(2 * margin(0.8, 1_000))
    },
  )
})
