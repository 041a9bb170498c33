import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  errorBounds,
  nextOwnership,
  OWNERSHIP_START,
  type PairedMinute,
} from '../../../src/lib/domain/analysis/ownership.ts'
import { DEFAULT_SETTINGS } from '../../../src/lib/domain/analysis/settings.ts'
import { judge, times, verdictOf } from './windows.ts'

const follow = (minutes: readonly PairedMinute[]) =>
  minutes.reduce((state, minute) => nextOwnership(state, minute, DEFAULT_SETTINGS), OWNERSHIP_START)

/** Canary's requests and errors, then the baseline's. */
const minute = (nc: number, xc: number, nb: number, xb: number): PairedMinute => ({
  at: 0,
  canary: { requests: nc, errors: xc },
  baseline: { requests: nb, errors: xb },
})

describe('who owns the errors', () => {
  it.each([
    ['a canary with 3.6 times the errors fails', 30, [60, 2, 540, 5], 'fail'],
    ['a canary with the same rate passes', 30, [60, 1, 540, 9], 'pass'],
    ['no errors at all tell nothing', 30, [60, 0, 540, 0], 'inconclusive'],
    ['five minutes of equal traffic tell nothing', 5, [6, 0, 54, 1], 'inconclusive'],
    ['minutes without canary traffic count for nothing', 30, [0, 0, 540, 5], 'inconclusive'],
    ['minutes without baseline traffic count for nothing', 30, [60, 60, 0, 0], 'inconclusive'],
  ] as const)('%s', (_, count, [nc, xc, nb, xb], verdict) => {
    expect(follow(Array.from({ length: count }, () => minute(nc, xc, nb, xb))).verdict).toBe(
      verdict,
    )
  })

  it('adds the log of how much likelier each owner is at twice the rate', () => {
    // One error of the canary at a tenth of the traffic: ln(2 / 1.1); one of the baseline: ln(1 / 1.1).
    const { sums } = nextOwnership(OWNERSHIP_START, minute(60, 1, 540, 2), DEFAULT_SETTINGS)
    expect(sums[0]).toBeCloseTo(Math.log(2 / 1.1) + 2 * Math.log(1 / 1.1), 12)
    expect(sums[1]).toBeCloseTo(Math.log(4 / 1.3) + 2 * Math.log(1 / 1.3), 12)
  })

  it('does not let a single burst decide', () => {
    const calm = Array.from({ length: 5 }, () => minute(60, 0, 540, 2))
    const burst = minute(60, 25, 540, 5)
    expect(follow([...calm, burst, ...calm]).verdict).not.toBe('fail')
    expect(follow([...calm, burst, burst]).verdict).toBe('fail')
  })

  it('finds a canary that turns bad long after it passed', () => {
    const good = Array.from({ length: 600 }, () => minute(60, 0, 540, 5))
    const turned = Array.from({ length: 10 }, () => minute(60, 3, 540, 5))
    expect(follow(good).verdict).toBe('pass')
    expect(follow([...good, ...turned]).verdict).toBe('fail')
  })

  it('takes a pass back when the evidence turns', () => {
    const good = Array.from({ length: 8 }, () => minute(60, 0, 540, 5))
    const worse = Array.from({ length: 9 }, () => minute(60, 2, 540, 6))
    expect(follow(good).verdict).toBe('pass')
    expect(follow([...good, ...worse]).verdict).toBe('inconclusive')
  })

  it('says where the bounds are', () => {
    expect(errorBounds({ alpha: 0.05, beta: 0.1 }).upper).toBeCloseTo(Math.log(20), 12)
    expect(errorBounds({ alpha: 0.05, beta: 0.1 }).lower).toBeCloseTo(Math.log(0.1), 12)
  })
})

const RANK = { pass: 0, inconclusive: 1, fail: 2 }

const minutes = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 0, max: 600 }),
      fc.double({ min: 0, max: 0.2, noNaN: true }),
      fc.double({ min: 0, max: 0.2, noNaN: true }),
    )
    .map(([nc, nb, pc, pb]) => [nc, Math.floor(nc * pc), nb, Math.floor(nb * pb)] as const),
  { minLength: 1, maxLength: 40 },
)

describe('laws of the verdict', () => {
  it('more errors of the canary never better it, errors of the baseline never worsen it', () => {
    fc.assert(
      fc.property(minutes, fc.nat(39), fc.integer({ min: 1, max: 30 }), (given, where, more) => {
        const at = where % given.length
        const change = (which: 1 | 3) =>
          given.map((figures, index) => {
            if (index !== at) return minute(...figures)
            const changed: [number, number, number, number] = [...figures]
            changed[which] = Math.min(figures[which] + more, figures[which === 1 ? 0 : 2])
            return minute(...changed)
          })
        const before = RANK[follow(given.map((figures) => minute(...figures))).verdict]
        expect(RANK[follow(change(1)).verdict]).toBeGreaterThanOrEqual(before)
        expect(RANK[follow(change(3)).verdict]).toBeLessThanOrEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  it('the whole analysis never turns a failure into a pass when the canary errs more', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 30 }), (given, more) => {
        const judged = (extra: number) =>
          judge(
            given.map(([nc, xc]) => [nc, Math.min(nc, xc + extra)]),
            given.map(([, , nb, xb]) => [nb, xb]),
          )
        const [before, after] = [judged(0), judged(more)]
        expect(RANK[after.verdict]).toBeGreaterThanOrEqual(RANK[before.verdict])
        for (const rule of ['errors', 'error limit']) {
          if (verdictOf(before, rule) === 'fail') expect(verdictOf(after, rule)).not.toBe('pass')
        }
      }),
    )
  })
})

describe('in words', () => {
  it('a failure tells the figures of both', () => {
    const { reason } = judge(times(10, [60, 4]), times(10, [540, 5]))
    expect(reason).toBe(
      'The canary is worse: the canary failed 40 of 600 requests (6.67 %), the baseline 50 of 5,400 requests (0.926 %).',
    )
  })

  it('an open verdict tells about how much more it needs', () => {
    const analysis = judge(times(6, [60, 1]), times(6, [540, 8]))
    expect(analysis.verdict).toBe('inconclusive')
    expect(analysis.reason).toMatch(
      /needs about [\d,]+ more requests to the canary \(about \d+ min at present traffic\)/,
    )
    const { requests = 0, minutes: needed = 0 } = analysis.needs ?? {}
    expect(needed).toBe(Math.ceil(requests / 60))
  })

  it('what it says it needs is about what an equal canary takes', () => {
    const analysis = judge(times(5, [60, 1]), times(5, [540, 9]))
    const more = analysis.needs?.minutes ?? 0
    const later = (count: number) => judge(times(count, [60, 1]), times(count, [540, 9])).verdict
    expect(later(5 + Math.ceil(more * 1.5))).toBe('pass')
    expect(later(5 + Math.floor(more * 0.5))).toBe('inconclusive')
  })
})
