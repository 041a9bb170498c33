import { describe, expect, it } from 'vitest'
import { bakePlan, fixedRequests } from '../../../src/lib/domain/analysis/bake.ts'
import { DEFAULT_SETTINGS } from '../../../src/lib/domain/analysis/settings.ts'

describe('requests of a test that looks once', () => {
  // Normal approximation with pooled variance; statsmodels' and G*Power's z test of two proportions.
  it.each([
    [0.01, 0.02, 1_826, 912],
    [0.01, 0.03, 605, 281],
    [0.01, 0.05, 224, 95],
    [0.005, 0.01, 3_681, 1_837],
    [0.001, 0.002, 18_519, 9_237],
    [0.001, 0.01, 834, 315],
  ])('%d against %d', (baseline, canary, equalArms, oneInTen) => {
    expect(fixedRequests({ baseline, canary }, 1, 0.05)).toBe(equalArms)
    expect(fixedRequests({ baseline, canary }, 9, 0.05)).toBe(oneInTen)
  })
})

describe('bake plan', () => {
  const usual = { requestsPerMinute: 600, percent: 10, errorRate: 0.01 }
  const plan = (change: Partial<typeof usual>) =>
    bakePlan({ ...usual, ...change }, DEFAULT_SETTINGS)

  it('takes longer than a test that looks once, because it may end at any minute', () => {
    const { requests, fixedRequests: once } = plan({})
    expect(once).toBe(912)
    expect(requests).toBeGreaterThan(once)
    expect(requests).toBeLessThan(2 * once)
  })

  it.each([
    ['less traffic', { requestsPerMinute: 300 }],
    ['a smaller share', { percent: 5 }],
    ['fewer errors to see', { errorRate: 0.005 }],
  ])('%s takes more minutes', (_, change) => {
    expect(plan(change).minutes).toBeGreaterThan(plan({}).minutes)
  })

  it('is never shorter than the comparison of latencies takes', () => {
    const busy = plan({ requestsPerMinute: 1_000_000 })
    expect(busy.errorMinutes).toBeLessThan(busy.latencyMinutes)
    expect(busy.minutes).toBe(12)
  })

  it('never ends without traffic', () =>
    expect(plan({ requestsPerMinute: 0 }).minutes).toBe(Infinity))
})
