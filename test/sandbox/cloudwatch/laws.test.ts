import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holds, parseRule, type Rule } from '../../../src/sandbox/cloudwatch/alarms/rule.ts'
import { parseExpression } from '../../../src/sandbox/cloudwatch/math/parse.ts'
import {
  bernoulli,
  merged,
  type Sample,
  sampleOf,
} from '../../../src/sandbox/cloudwatch/samples.ts'
import { statisticOf } from '../../../src/sandbox/cloudwatch/statistics.ts'

const ABOUT = { at: 0, unit: 'None', knownAt: 0, resolution: 60 }

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })

const sample = (numbers: readonly number[]): Sample => {
  const found = sampleOf(
    ABOUT,
    numbers.map((value) => [value, 1]),
  )
  if (found === undefined) throw new Error('no values')
  return found
}

const NAMES = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p99', 'tm90', 'IQM']

describe('statistics', () => {
  it('are the same however the values are spread over minutes', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 7 }), (numbers, parts) => {
        const groups = Array.from({ length: parts }, (_, part) =>
          numbers.filter((_, index) => index % parts === part),
        )
        const whole = merged(groups.filter((group) => group.length > 0).map(sample))
        for (const name of NAMES) {
          const statistic = statisticOf(name)
          const expected = statistic?.(sample(numbers)) ?? Number.NaN
          expect(whole && statistic?.(whole)).toBeCloseTo(expected, 6)
        }
      }),
    )
  })

  it('percentiles grow with their rank and stay between the extremes', () => {
    const ranks = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
    fc.assert(
      fc.property(values, ranks, (numbers, pair) => {
        const [low = 0, high = 0] = [...pair].sort((a, b) => a - b)
        const of = (rank: number) => statisticOf(`p${rank}`)?.(sample(numbers)) ?? Number.NaN
        expect(of(low)).toBeLessThanOrEqual(of(high))
        expect(of(0)).toBe(Math.min(...numbers))
        expect(of(100)).toBe(Math.max(...numbers))
      }),
    )
  })

  it('a trimmed count and what is cut off at both ends make the whole', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 99 }), (numbers, cut) => {
        const counted = (name: string) => statisticOf(name)?.(sample(numbers)) ?? 0
        const whole = counted(`TC(0%:${cut}%)`) + counted(`TC(${cut}%:100%)`)
        expect(whole).toBeCloseTo(numbers.length, 6)
      }),
    )
  })

  it('the average of a 0/1 metric is the share of ones', () => {
    const counts = fc.tuple(
      fc.integer({ min: 1, max: 10_000 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(counts, ([requests, share]) => {
        const ones = Math.floor(requests * share)
        const found = bernoulli(ABOUT, requests, ones)
        expect(found?.count).toBe(requests)
        expect(found?.sum).toBe(ones)
      }),
    )
  })
})

const NAME = fc.constantFrom('a', 'b', 'c')
const STATE = fc.constantFrom('OK' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const)

const rules = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('state' as const), state: STATE, alarm: NAME }),
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('not' as const), of: tie('rule') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('rule'),
      right: tie('rule'),
    }),
  ),
})).rule

const written = (rule: Rule): string => {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE'
    case 'state':
      return `${rule.state}("${rule.alarm}")`
    case 'not':
      return `NOT (${written(rule.of)})`
    default:
      return `(${written(rule.left)}) ${rule.kind.toUpperCase()} (${written(rule.right)})`
  }
}

describe('rules of composite alarms', () => {
  it('mean the same when they are written down and read again', () => {
    const states = fc.dictionary(NAME, STATE, { noNullPrototype: true })
    fc.assert(
      fc.property(rules, states, (rule, held) => {
        const stateOf = (name: string) => held[name]
        expect(holds(parseRule(written(rule)), stateOf)).toBe(holds(rule, stateOf))
      }),
    )
  })

  it('a condition and its negation never agree', () => {
    fc.assert(
      fc.property(rules, STATE, (rule, state) => {
        const stateOf = () => state
        expect(holds({ kind: 'not', of: rule }, stateOf)).not.toBe(holds(rule, stateOf))
      }),
    )
  })
})

it.each([
  ['a + b * c', 'a + (b * c)'],
  ['a - b - c', '(a - b) - c'],
  ['a / b > 0.5 AND c', '((a / b) > 0.5) AND c'],
  ['a OR b AND c', 'a OR (b AND c)'],
  ['-a * b', '(-a) * b'],
  ['100*(a/b)', '100 * (a / b)'],
])('%s is read as %s', (expression, meaning) => {
  expect(parseExpression(expression)).toEqual(parseExpression(meaning))
})
