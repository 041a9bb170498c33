import { refusal } from '../errors.ts'
import type { Point } from '../series.ts'
import { across, joined, type MathValue, mapped, type Series, scalar } from './values.ts'

/** The times that a query asks for: FILL puts its values there. */
export type Times = { readonly from: number; readonly to: number }

type Apply = (args: readonly MathValue[], times: Times) => MathValue

const sum = (values: readonly number[]): number => values.reduce((whole, value) => whole + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

const wrong = (name: string): Error =>
  refusal.validation(`Error in expression: invalid arguments for function ${name}`)

/** Of several series, one series; of one series, one number. */
const aggregate =
  (name: string, reduce: (values: readonly number[]) => number): Apply =>
  ([value]) => {
    if (value?.kind === 'several') return across(value.series, reduce)
    if (value?.kind !== 'series') throw wrong(name)
    return scalar(reduce(value.points.map((point) => point.value)))
  }

const each =
  (name: string, change: (value: number) => number): Apply =>
  ([value]) => {
    if (value?.kind === 'scalar') return scalar(change(value.value))
    if (value?.kind === 'series') return mapped(value, change)
    if (value?.kind !== 'several') throw wrong(name)
    return { kind: 'several', series: value.series.map((series) => mapped(series, change)) }
  }

/** A series made from each point and the one before it. */
const stepwise =
  (name: string, step: (now: Point, before: Point) => number): Apply =>
  ([value]) => {
    if (value?.kind !== 'series') throw wrong(name)
    const points = value.points.slice(1).map((point, index) => {
      const before = value.points[index] ?? point
      return { at: point.at, value: step(point, before) }
    })
    return { ...value, points }
  }

const running: Apply = ([value]) => {
  if (value?.kind !== 'series') throw wrong('RUNNING_SUM')
  let whole = 0
  const points = value.points.map((point) => {
    whole += point.value
    return { at: point.at, value: whole }
  })
  return { ...value, points }
}

/** `FILL(m1, 0)`, `FILL(m1, REPEAT)`, `FILL(m1, LINEAR)`, `FILL(m1, m2)`. */
const fill: Apply = ([value, filler], times) => {
  if (value?.kind === 'several') {
    const series = value.series.map((one) => fill([one, filler ?? scalar(0)], times) as Series)
    return { kind: 'several', series }
  }
  if (value?.kind !== 'series' || filler === undefined || value.points.length === 0) {
    // A series without any point has no times to fill between; CloudWatch leaves it empty but for a number.
    if (value?.kind !== 'series' || filler?.kind !== 'scalar') return value ?? scalar(Number.NaN)
  }
  const held = new Map(value.points.map((point) => [point.at, point.value]))
  const step = value.periodSeconds * 1000
  const first = value.points[0]?.at ?? Math.ceil(times.from / step) * step
  const start = first - Math.floor((first - times.from) / step) * step
  const points: Point[] = []
  for (let at = start; at < times.to; at += step) {
    const known = held.get(at) ?? filling(filler, value.points, at)
    if (known !== undefined) points.push({ at, value: known })
  }
  return { ...value, points }
}

const filling = (filler: MathValue, points: readonly Point[], at: number): number | undefined => {
  if (filler.kind === 'scalar') return filler.value
  if (filler.kind === 'series') return filler.points.find((point) => point.at === at)?.value
  const before = points.filter((point) => point.at < at).at(-1)
  const after = points.find((point) => point.at > at)
  if (filler.kind !== 'text' || before === undefined) return undefined
  if (filler.text === 'REPEAT') return before.value
  if (after === undefined) return undefined
  const way = (at - before.at) / (after.at - before.at)
  return before.value + way * (after.value - before.value)
}

/** `IF(condition, then, otherwise)`; without `otherwise` a false condition leaves no point. */
const choose: Apply = ([condition, then, otherwise]) => {
  if (condition === undefined || then === undefined) throw wrong('IF')
  if (condition.kind === 'scalar') {
    const chosen = condition.value !== 0 ? then : otherwise
    return chosen ?? { kind: 'series', points: [], periodSeconds: 60 }
  }
  if (condition.kind !== 'series') throw wrong('IF')
  const points = condition.points.flatMap(({ at, value }) => {
    const chosen = valueAt(value !== 0 ? then : otherwise, at)
    return chosen === undefined ? [] : [{ at, value: chosen }]
  })
  return { ...condition, points }
}

const valueAt = (value: MathValue | undefined, at: number): number | undefined => {
  if (value?.kind === 'scalar') return value.value
  return value?.kind === 'series' ? value.points.find((point) => point.at === at)?.value : undefined
}

const period: Apply = ([value]) => {
  if (value?.kind !== 'series') throw wrong('PERIOD')
  return scalar(value.periodSeconds)
}

/**
 * The functions of metric math that the sandbox has; METRICS is the evaluator's own.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const FUNCTIONS: Readonly<Record<string, Apply>> = {
  SUM: aggregate('SUM', sum),
  AVG: aggregate('AVG', mean),
  MIN: aggregate('MIN', (values) => Math.min(...values)),
  MAX: aggregate('MAX', (values) => Math.max(...values)),
  STDDEV: aggregate('STDDEV', deviation),
  METRIC_COUNT: ([value]) => scalar(value?.kind === 'several' ? value.series.length : 1),
  ABS: each('ABS', Math.abs),
  CEIL: each('CEIL', Math.ceil),
  FLOOR: each('FLOOR', Math.floor),
  LOG: each('LOG', Math.log),
  LOG10: each('LOG10', Math.log10),
  DIFF: stepwise('DIFF', (now, before) => now.value - before.value),
  DIFF_TIME: stepwise('DIFF_TIME', (now, before) => (now.at - before.at) / 1000),
  RATE: stepwise(
    'RATE',
    (now, before) => (now.value - before.value) / ((now.at - before.at) / 1000),
  ),
  RUNNING_SUM: running,
  FILL: fill,
  IF: choose,
  PERIOD: period,
}

const SIGNS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
}

/** `left sign right` for numbers and series; a division by zero leaves no point. */
export const combine = (sign: string, left: MathValue, right: MathValue): MathValue => {
  const apply = SIGNS[sign]
  if (apply === undefined || left.kind === 'text' || right.kind === 'text') throw wrong(sign)
  if (left.kind === 'several') {
    return {
      kind: 'several',
      series: left.series.map((one) => combine(sign, one, right) as Series),
    }
  }
  if (right.kind === 'several') {
    return {
      kind: 'several',
      series: right.series.map((one) => combine(sign, left, one) as Series),
    }
  }
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return scalar(apply(left.value, right.value))
  if (left.kind === 'scalar') {
    return finite(mapped(right as Series, (value) => apply(left.value, value)))
  }
  if (right.kind === 'scalar') return finite(mapped(left, (value) => apply(value, right.value)))
  return finite(joined(left, right, apply))
}

const finite = (series: Series): Series => ({
  ...series,
  points: series.points.filter(({ value }) => Number.isFinite(value)),
})
