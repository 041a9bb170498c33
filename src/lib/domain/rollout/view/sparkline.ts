const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const ASCII = ['_', '.', ':', '-', '=', '+', '*', '#']

/**
 * Values as one character each, from the lowest sign at 0 to the highest at `most`; what is not known is
 * a blank, never a zero. Of more values than `width` the newest are shown.
 */
export const sparkline = (
  values: readonly (number | undefined)[],
  { most, width, unicode }: { most: number; width: number; unicode: boolean },
): string => {
  const signs = unicode ? BLOCKS : ASCII
  return values
    .slice(-Math.max(0, width))
    .map((value) => {
      if (value === undefined) return ' '
      const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0
      return signs[Math.min(signs.length - 1, Math.ceil(share * (signs.length - 1)))] ?? ' '
    })
    .join('')
}

const MINUTE_MS = 60_000

/** A value for each minute from the first to the last known one, gaps undefined. */
export const byMinute = <M extends { readonly at: number }>(
  minutes: readonly M[],
  of: (minute: M) => number | undefined,
  span: { readonly from: number; readonly to: number },
): readonly (number | undefined)[] => {
  const known = new Map(minutes.map((minute) => [minuteOf(minute.at), of(minute)]))
  const [first, last] = [minuteOf(span.from), minuteOf(span.to)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => known.get(first + i))
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS)
