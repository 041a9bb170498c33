import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { provedBelow, wilson, Z95, Z999 } from '../../../src/lib/domain/analysis/intervals.ts'
import { normalCdf, normalQuantile } from '../../../src/lib/domain/analysis/normal.ts'
import { mannWhitney, median } from '../../../src/lib/domain/analysis/rank-test.ts'

// Vectors: scipy 1.17.1, as each block says.

describe('normal distribution', () => {
  // stats.norm.cdf(z)
  it.each([
    [-6, 9.865876450376946e-10],
    [-3, 0.0013498980316300933],
    [-2.5, 0.006209665325776132],
    [-1, 0.15865525393145707],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.959964, 0.9750000009035577],
    [3.5, 0.9997673709209645],
  ])('stays below %d with the known chance', (z, chance) => {
    expect(normalCdf(z) / chance).toBeCloseTo(1, 12)
  })

  // stats.norm.ppf(p)
  it.each([
    [0.001, -3.090232306167813],
    [0.05, -1.6448536269514729],
    [0.8, 0.8416212335729143],
    [0.975, 1.959963984540054],
  ])('has its %d quantile', (p, z) => expect(normalQuantile(p)).toBeCloseTo(z, 9))
})

describe('Wilson interval', () => {
  // stats.binomtest(x, n).proportion_ci(level, method='wilson')
  it.each([
    [3, 120, Z95, 0.008538174769902224, 0.07093003332786608],
    [3, 120, Z999, 0.004623142478292326, 0.12400086745484043],
    [0, 50, Z95, 0, 0.07134759913335872],
    [5, 60, Z999, 0.0215908009313151, 0.27246936937692],
    [60, 60, Z95, 0.9398281478579101, 1],
  ])('of %d in %d at z %d', (count, of, z, low, high) => {
    const interval = wilson(count, of, z)
    expect(interval[0]).toBeCloseTo(low, 6)
    expect(interval[1]).toBeCloseTo(high, 6)
  })

  it('knows nothing without trials', () => expect(wilson(0, 0)).toEqual([0, 1]))
})

describe('proof of a rate below a goal', () => {
  // Smallest n with stats.beta.ppf(.95, x + 1, n - x) < rate.
  it.each([
    [0, 0.01, 299],
    [0, 0.001, 2995],
    [1, 0.01, 473],
    [3, 0.005, 1549],
    [20, 0.01, 2902],
  ])('with %d errors below %d takes %d requests', (errors, rate, requests) => {
    expect(provedBelow(rate, errors, requests - 1)).toBe(false)
    expect(provedBelow(rate, errors, requests)).toBe(true)
  })

  it('is not given by no requests, nor for a goal of nothing', () => {
    expect(provedBelow(0.01, 0, 0)).toBe(false)
    expect(provedBelow(0, 0, 1_000_000)).toBe(false)
  })
})

const twenty = [
  21.68, 16.74, 20.14, 18.25, 14.9, 15.44, 19.71, 10.81, 19, 30.33, 31.48, 23.6, 23.58, 17.76,
  21.86, 17.1, 26.63, 17.22, 12.39, 13.5,
]
const others = [
  15.51, 28.58, 11.71, 26.57, 19.36, 17.09, 23.85, 41.33, 21.66, 20.47, 21.45, 18.57, 25.33, 13.96,
  14.81, 18.65, 23.76, 12.66, 14.79, 11.66,
]
const twelve = [49.43, 57.75, 54.84, 51.11, 42.91, 40.44, 55.93, 54.12, 40.03, 53.13, 38.06, 54.99]
const nine = [50.51, 51.83, 44.79, 50.45, 45.69, 39.95, 49.74, 49.4, 47.86]

describe('Mann-Whitney', () => {
  // stats.mannwhitneyu(x, y, alternative=…, method='asymptotic' | 'exact')
  it.each([
    {
      name: 'six against six',
      x: [12, 11, 13, 14, 12.5, 13.5],
      y: [10, 9.5, 10.5, 9.8, 10.2, 9.9],
      u: 36,
      normal: 0.005074868097940253,
      less: 0.9984736007306786,
      exact: 0.0021645021645021645,
    },
    {
      name: 'with ties',
      x: [1, 2, 2, 3, 3, 3, 4],
      y: [2, 3, 3, 4, 4, 5, 5, 5],
      u: 11,
      normal: 0.049238967838553395,
      less: 0.024619483919276697,
      exact: undefined,
    },
    {
      name: 'twelve against nine',
      x: twelve,
      y: nine,
      u: 70,
      normal: 0.2706629953488259,
      less: 0.879522665649215,
      exact: 0.2773177287109176,
    },
    {
      name: 'twenty against twenty in balance',
      x: twenty,
      y: others,
      u: 200,
      normal: 1,
      less: 0.5053955476044402,
      exact: 1,
    },
  ])('$name agrees with scipy', ({ x, y, u, normal, less, exact }) => {
    const approximate = mannWhitney(x, y, 'normal')
    expect(approximate.u).toBe(u)
    expect(approximate.p).toBeCloseTo(normal, 10)
    expect(approximate.less).toBeCloseTo(less, 10)
    const best = mannWhitney(x, y)
    expect(best.p).toBeCloseTo(exact ?? normal, 10)
  })

  const samples = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 })

  it('does not care for order, scale or which sample comes first', () => {
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: 2, max: 9 }), (x, y, factor) => {
        const { u, p } = mannWhitney(x, y)
        const backwards = mannWhitney([...x].reverse(), [...y].reverse())
        const scaled = mannWhitney(
          x.map((value) => value * factor),
          y.map((value) => value * factor),
        )
        const swapped = mannWhitney(y, x)
        expect(backwards).toEqual({ u, p, less: backwards.less })
        expect(scaled.p).toBeCloseTo(p, 12)
        expect(swapped.u).toBe(x.length * y.length - u)
        expect(swapped.p).toBeCloseTo(p, 12)
      }),
    )
  })

  it('sees no difference where all values are equal', () => {
    expect(mannWhitney([5, 5, 5], [5, 5]).p).toBe(1)
  })
})

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])('of %j', (values, middle) => expect(median(values)).toBe(middle))
})
