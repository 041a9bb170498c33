import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyse, worst } from '../../../src/lib/domain/analysis/analyse.ts'
import type { UserMetric, Verdict } from '../../../src/lib/domain/analysis/model.ts'
import {
  ANALYSIS_SETTINGS,
  DEFAULT_SETTINGS,
  settingProblems,
} from '../../../src/lib/domain/analysis/settings.ts'
import { COUNTS_ONLY, judge, type Spec, START, times, verdictOf, windowOf } from './windows.ts'

const GOOD = [times(30, [60, 1]), times(30, [540, 9])] as const

describe('traffic', () => {
  it('no request to the canary holds, whatever the baseline does', () => {
    const { verdict, reason } = judge([], times(30, [600, 6]))
    expect(verdict).toBe('inconclusive')
    expect(reason).toBe('The canary has answered no request yet.')
  })

  it('too few requests hold and say how many are missing', () => {
    const { verdict, needs } = judge(times(5, [8, 0]), times(5, [72, 0]))
    expect(verdict).toBe('inconclusive')
    expect(needs?.requests).toBeGreaterThanOrEqual(60)
    expect(verdictOf(judge(times(5, [8, 0]), times(5, [72, 0])), 'traffic')).toBe('inconclusive')
  })

  it.each([
    ['the planned share', 60, 540, 'pass'],
    ['a share a little off', 55, 545, 'pass'],
    ['twice the planned share', 120, 480, 'inconclusive'],
    ['a third of the planned share', 20, 580, 'inconclusive'],
  ] as const)('%s', (_, canary, baseline, verdict) => {
    const analysis = judge(times(30, [canary, 0]), times(30, [baseline, 0]))
    expect(verdictOf(analysis, 'traffic')).toBe(verdict)
  })

  it('an odd share does not hide a failure', () => {
    expect(judge(times(30, [120, 20]), times(30, [480, 2])).verdict).toBe('fail')
  })
})

describe('hard limit', () => {
  it.each([
    ['all of twenty requests fail', times(2, [10, 10]), times(2, [90, 0]), 'fail'],
    ['all of nineteen requests fail', [[19, 19]], [[171, 0]], 'inconclusive'],
    ['far above the limit', times(3, [60, 20]), times(3, [540, 5]), 'fail'],
    ['a little above the limit', times(3, [60, 4]), times(3, [540, 5]), 'pass'],
    ['both above the limit', times(3, [60, 20]), times(3, [540, 180]), 'inconclusive'],
  ] as const)('%s', (_, canary, baseline, verdict) => {
    expect(verdictOf(judge(canary, baseline), 'error limit')).toBe(verdict)
  })

  it('total failure is above any limit but 100 %', () => {
    const limited = (maxErrorRate: number) =>
      verdictOf(judge([[30, 30]], [[270, 0]], { maxErrorRate }), 'error limit')
    expect(limited(0.95)).toBe('fail')
    expect(limited(1)).toBe('pass')
  })

  it('when both are bad nothing is rolled back and nothing is promoted', () => {
    const analysis = judge(times(30, [60, 12]), times(30, [540, 108]))
    expect(analysis.verdict).toBe('inconclusive')
    expect(analysis.reason).toContain('The baseline itself failed 3,240 of 16,200 requests (20 %)')
  })

  it('a canary that is worse than a bad baseline still fails', () => {
    expect(judge(times(30, [60, 40]), times(30, [540, 108])).verdict).toBe('fail')
  })
})

describe('goal for the error rate', () => {
  it('a canary without errors passes as soon as a rate below it is proved', () => {
    const clean = (minutes: number) => judge(times(minutes, [60, 0]), times(minutes, [540, 0]))
    expect(clean(9).verdict).toBe('inconclusive')
    expect(clean(10).verdict).toBe('pass')
    expect(clean(9).needs).toEqual({ requests: 60, minutes: 1 })
  })

  it('does not pass a canary that leans towards being worse', () => {
    // 3 errors in 1,800 requests are below 0.5 %, but the baseline has none in 16,200.
    const canary = [...times(27, [60, 0]), ...times(3, [60, 1])]
    expect(verdictOf(judge(canary, times(30, [540, 0])), 'errors')).not.toBe('pass')
  })

  it('can be switched off', () => {
    const analysis = judge(times(60, [60, 0]), times(60, [540, 0]), { errorSlo: 0 })
    expect(analysis.verdict).toBe('inconclusive')
    expect(analysis.needs).toBeUndefined()
  })
})

describe('latency', () => {
  const latency = { latencyPercentiles: ['p50', 'p90'] } as const
  /** Minutes with a little scatter around a median in milliseconds. */
  const around = (count: number, requests: number, p50: number): readonly Spec[] =>
    Array.from({ length: count }, (_, at) => [requests, 0, p50 * (1 + ((at * 7) % 10) / 100)])

  it.each([
    ['as fast', 20, 40, 'pass'],
    ['15 % slower, within the tolerance of 20 %', 30, 46, 'pass'],
    ['30 % slower', 20, 52, 'fail'],
    ['twice as slow, after few minutes', 7, 80, 'fail'],
    ['as fast, after few minutes', 7, 40, 'inconclusive'],
    ['30 % slower, in the warm-up alone', 2, 52, 'inconclusive'],
  ] as const)('%s', (_, count, p50, verdict) => {
    const analysis = judge(around(count, 60, p50), around(count, 540, 40), latency)
    expect(verdictOf(analysis, 'latency p90')).toBe(verdict)
  })

  it('percentiles that the traffic cannot carry are left out', () => {
    const names = (requests: number) =>
      judge(around(20, requests, 40), around(20, requests * 9, 40), {
        latencyPercentiles: ['p50', 'p90', 'p99'],
      })
        .metrics.filter(({ rule }) => rule === 'latency')
        .map(({ metric }) => metric)
    expect(names(20)).toEqual(['latency p50'])
    expect(names(60)).toEqual(['latency p50', 'latency p90'])
    expect(names(100)).toEqual(['latency p50', 'latency p90', 'latency p99'])
  })

  it('with hardly any traffic it is open, not left out', () => {
    const analysis = judge(around(20, 2, 40), around(20, 18, 40), latency)
    expect(verdictOf(analysis, 'latency p50')).toBe('inconclusive')
  })

  it('what slows both down speaks against neither', () => {
    const slowing = (requests: number): readonly Spec[] =>
      Array.from({ length: 20 }, (_, at) => [requests, 0, 40 + at * 2])
    const analysis = judge(slowing(60), slowing(540), latency)
    expect(verdictOf(analysis, 'latency p90')).not.toBe('fail')
  })
})

describe('missing data', () => {
  it.each([
    ['forbidden', 'may not be read: cloudwatch:GetMetricData is not allowed'],
    ['partial', 'came in part only: cloudwatch:GetMetricData is not allowed'],
    ['unavailable', 'could not be read: cloudwatch:GetMetricData is not allowed'],
  ] as const)('%s is inconclusive and says so, even beside good figures', (kind, words) => {
    const window = windowOf(...GOOD)
    const problem = { kind, detail: 'cloudwatch:GetMetricData is not allowed' }
    const analysis = analyse({ ...window, canary: { ...window.canary, problem } }, COUNTS_ONLY)
    expect(analysis.verdict).toBe('inconclusive')
    expect(analysis.reason).toBe(`Metrics of the canary new ${words}`)
    expect(analysis.evidence.path).toEqual([])
  })

  it('errors that could not be read are not taken for none', () => {
    const analysis = judge([...times(29, [60, 0]), [60, undefined]], times(30, [540, 0]))
    expect(analysis.verdict).toBe('inconclusive')
    expect(analysis.reason).toContain('Errors of 1 minute could not be read')
    expect(analysis.canary.requests).toBe(29 * 60)
  })

  it('a failure shown by the minutes that are known still counts', () => {
    expect(judge([...times(29, [60, 6]), [60, undefined]], times(30, [540, 5])).verdict).toBe(
      'fail',
    )
  })

  it('minutes that may still change, and minutes before the step, are left out', () => {
    const window = windowOf(times(30, [60, 30]), times(30, [540, 5]))
    const fresh = (minutes: typeof window.canary.minutes) =>
      minutes.map((minute) => ({ ...minute, complete: false }))
    const unfinished = {
      ...window,
      canary: { ...window.canary, minutes: fresh(window.canary.minutes) },
      baseline: { ...window.baseline, minutes: fresh(window.baseline.minutes) },
    }
    expect(analyse(unfinished, COUNTS_ONLY).verdict).toBe('inconclusive')
    const later = { ...window, from: START + 30 * 60_000 }
    expect(analyse(later, COUNTS_ONLY).canary.requests).toBe(0)
  })

  it('no baseline is nothing to compare with', () => {
    const analysis = analyse(windowOf(times(30, [60, 1]), []), COUNTS_ONLY)
    expect(verdictOf(analysis, 'baseline')).toBe('inconclusive')
  })
})

describe('metrics of the user', () => {
  const command = (exitCode: number | undefined): UserMetric => ({
    kind: 'command',
    name: './quality.sh',
    exitCode,
  })
  const threshold = (values: readonly number[]): UserMetric => ({
    kind: 'threshold',
    name: 'accuracy',
    values,
    min: 0.9,
  })
  it.each<[string, UserMetric, Verdict]>([
    ['a command that ends with 0', command(0), 'pass'],
    ['a command that ends with 1', command(1), 'fail'],
    ['a command that says: try again', command(75), 'inconclusive'],
    ['a command that is not found', command(127), 'inconclusive'],
    ['a command killed by a signal', command(137), 'inconclusive'],
    ['a command that never ended', command(undefined), 'inconclusive'],
    ['a metric within its bounds', threshold([0.95, 0.89, 0.93]), 'pass'],
    ['a metric outside its bounds', threshold([0.85, 0.95, 0.8]), 'fail'],
    ['a metric without values', threshold([]), 'inconclusive'],
    [
      'a metric that may not be read',
      { ...threshold([0.95]), problem: { kind: 'forbidden', detail: 'no' } } as UserMetric,
      'inconclusive',
    ],
  ])('%s', (_, metric, verdict) => {
    const analysis = analyse(windowOf(...GOOD, { userMetrics: [metric] }), COUNTS_ONLY)
    expect(verdictOf(analysis, metric.name)).toBe(verdict)
    expect(analysis.verdict).toBe(verdict)
  })
})

describe('with all traffic on the canary', () => {
  const alone = (canary: readonly Spec[]) =>
    analyse(windowOf(canary, [], { plannedShare: 1 }), DEFAULT_SETTINGS)

  it.each([
    ['few errors pass', times(5, [600, 6]), 'pass'],
    ['too many errors fail', times(5, [600, 90]), 'fail'],
    ['no requests hold', [], 'inconclusive'],
  ] as const)('%s', (_, canary, verdict) => expect(alone(canary).verdict).toBe(verdict))
})

describe('the whole', () => {
  it('a storm of errors keeps its figures finite', () => {
    const { evidence } = judge([[100_000, 90_000]], [[900_000, 10]])
    expect(Number.isFinite(evidence.path[0]?.logLikelihood)).toBe(true)
  })

  it('a good canary passes and says why', () => {
    const analysis = judge(...GOOD)
    expect(analysis.verdict).toBe('pass')
    expect(analysis.reason).toContain('Not 2 times worse')
    expect(analysis.evidence.path).toHaveLength(30)
    expect(analysis.canary).toMatchObject({ requests: 1_800, errors: 30 })
  })

  it('the worst verdict wins; nothing judged is nothing known', () => {
    const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'inconclusive')
    fc.assert(
      fc.property(fc.array(fc.record({ verdict })), (metrics) => {
        const all = metrics.map((metric) => metric.verdict)
        const expected = all.includes('fail')
          ? 'fail'
          : all.length === 0 || all.includes('inconclusive')
            ? 'inconclusive'
            : 'pass'
        expect(worst(metrics)).toBe(expected)
      }),
    )
  })

  it('the order in which minutes arrive does not matter', () => {
    const specs = fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.nat(9), fc.nat(90)), {
      minLength: 12,
      maxLength: 20,
    })
    fc.assert(
      fc.property(specs, (given) => {
        const window = windowOf(
          given.map(([n, x, p]) => [n, Math.min(n, x), p + 1]),
          given.map(([n, x, p]) => [9 * n, x, p + 5]),
        )
        const backwards = {
          ...window,
          canary: { ...window.canary, minutes: [...window.canary.minutes].reverse() },
          baseline: { ...window.baseline, minutes: [...window.baseline.minutes].reverse() },
        }
        expect(analyse(backwards, DEFAULT_SETTINGS)).toEqual(analyse(window, DEFAULT_SETTINGS))
      }),
      { numRuns: 50 },
    )
  })
})

describe('settings', () => {
  const page = readFileSync('docs/canary-analysis.md', 'utf8')

  it.each(ANALYSIS_SETTINGS.map((row) => [row.name, row] as const))(
    'the page about the mathematics tells default and range of %s',
    (name, row) => {
      expect(page).toContain(`| \`${name}\` | ${row.default} | ${row.min} – ${row.max} |`)
    },
  )

  it('the defaults lie in their own ranges', () => {
    expect(settingProblems(DEFAULT_SETTINGS)).toEqual([])
  })

  it.each(ANALYSIS_SETTINGS.map(({ name, min, max }) => [name, min, max] as const))(
    '%s outside its range is a problem that names it',
    (name, min, max) => {
      expect(settingProblems({ [name]: min - 1 }).join()).toContain(name)
      expect(settingProblems({ [name]: max + 1 }).join()).toContain(name)
      expect(settingProblems({ [name]: Number.NaN }).join()).toContain(name)
    },
  )

  it('whole numbers and the order of the two error rates are asked for', () => {
    expect(settingProblems({ minRequests: 10.5 })).toEqual([
      'minRequests must be a whole number, not 10.5.',
    ])
    expect(settingProblems({ errorSlo: 0.1, maxErrorRate: 0.05 })).toEqual([
      'errorSlo (0.1) must not exceed maxErrorRate (0.05).',
    ])
  })
})
