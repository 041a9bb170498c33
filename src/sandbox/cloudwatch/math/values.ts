import type { Point } from '../series.ts'

/** A value of metric math: a number, a time series, or several series. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly points: readonly Point[]; readonly periodSeconds: number }
  | { readonly kind: 'several'; readonly series: readonly Series[] }
  | { readonly kind: 'text'; readonly text: string }

export type Series = Extract<MathValue, { readonly kind: 'series' }>

export const scalar = (value: number): MathValue => ({ kind: 'scalar', value })

/** A series with other values at the same times. */
export const mapped = (series: Series, change: (value: number) => number): Series => ({
  ...series,
  points: series.points.map(({ at, value }) => ({ at, value: change(value) })),
})

/** Two series joined where both have a point; CloudWatch drops the other times. */
export const joined = (
  left: Series,
  right: Series,
  combine: (a: number, b: number) => number,
): Series => {
  const others = new Map(right.points.map(({ at, value }) => [at, value]))
  return {
    ...left,
    points: left.points.flatMap(({ at, value }) => {
      const other = others.get(at)
      return other === undefined ? [] : [{ at, value: combine(value, other) }]
    }),
  }
}

/** One series of what `reduce` makes of all values of a time; a missing point takes no part. */
export const across = (
  series: readonly Series[],
  reduce: (values: readonly number[]) => number,
): Series => {
  const byTime = new Map<number, number[]>()
  for (const { points } of series) {
    for (const { at, value } of points) byTime.set(at, [...(byTime.get(at) ?? []), value])
  }
  const points = [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([at, values]) => ({ at, value: reduce(values) }))
  return { kind: 'series', points, periodSeconds: series[0]?.periodSeconds ?? 60 }
}
