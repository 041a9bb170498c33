import { epochOf } from '../../core/duration.ts'
import { fitted, nameWidth, padded, type Size } from './fit.ts'
import type { LookFigures, MinuteFigures, RateFigures, VariantFigures } from './model.ts'
import { byMinute, sparkline } from './sparkline.ts'
import { millisecondsText, rateText } from './words.ts'

export type FigureRow = { readonly label: string; readonly lines: readonly string[] }

/** Below this room a rate stands without its interval. */
const NARROW = 50

/** Errors and latency of both variants, minute by minute on one scale, with the figure of the whole step. */
export const figureLines = (look: LookFigures, size: Size): readonly FigureRow[] => {
  const percentile = latencyShown(look)
  return [
    rowsOf(look, size, {
      label: 'errors',
      of: errorRate,
      tail: ({ totals }) => rateWords(totals, size.room),
    }),
    rowsOf(look, size, {
      label: 'latency',
      of: ({ latency }) => latency[percentile],
      tail: ({ series }) => latencyWords(series, percentile),
    }),
  ]
}

type Variant = { readonly series: VariantFigures; readonly totals: RateFigures }

type Figure = {
  readonly label: string
  readonly of: (minute: MinuteFigures) => number | undefined
  readonly tail: (variant: Variant) => string
}

const rowsOf = (look: LookFigures, size: Size, figure: Figure): FigureRow => {
  const { room, style, now } = size
  const variants: readonly Variant[] = [
    { series: look.canary, totals: look.analysis.canary },
    { series: look.baseline, totals: look.analysis.baseline },
  ]
  const span = { from: epochOf(look.bake.since), to: now }
  const names = nameWidth(
    variants.map(({ series }) => series.variant),
    room,
  )
  const tails = variants.map(figure.tail)
  const tailWidth = Math.max(...tails.map((tail) => tail.length))
  const width = Math.max(3, room - names - tailWidth - 2)
  const most = Math.max(
    0,
    ...variants.flatMap(({ series }) => series.minutes.map((minute) => figure.of(minute) ?? 0)),
  )
  const lines = variants.map(({ series }, at) => {
    const name = padded(fitted(series.variant, names, style.unicode), names)
    const values = byMinute(series.minutes, figure.of, span)
    const drawn = sparkline(values, { most, width, unicode: style.unicode })
    const colour = at === 0 ? style.accent : style.dim
    const length = Math.min(width, values.length)
    return `${name} ${colour(drawn)}${' '.repeat(length > 0 ? 1 : 0)}${tails[at] ?? ''}`
  })
  return { label: figure.label, lines }
}

const errorRate = ({ invocations, errors }: MinuteFigures): number | undefined =>
  errors === undefined || invocations === 0 ? undefined : errors / invocations

const rateWords = ({ requests, errors, errorRate: [low, high] }: RateFigures, room: number) => {
  if (requests === 0) return 'no requests'
  const rate = rateText(errors / requests)
  return room < NARROW ? rate : `${rate} (${rateText(low)} to ${rateText(high)})`
}

/** The 90th percentile where it is known: it tells of trouble before the median does. */
const latencyShown = ({ canary, baseline }: LookFigures): 'p50' | 'p90' =>
  [...canary.minutes, ...baseline.minutes].some(({ latency }) => latency.p90 !== undefined)
    ? 'p90'
    : 'p50'

const latencyWords = ({ minutes }: VariantFigures, percentile: 'p50' | 'p90'): string => {
  const known = minutes.flatMap(({ latency }) => latency[percentile] ?? []).sort((a, b) => a - b)
  const middle = known[Math.floor(known.length / 2)]
  return middle === undefined ? 'unknown' : `${millisecondsText(middle)} ${percentile}`
}
