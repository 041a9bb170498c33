export type ChartPoint = { readonly x: number; readonly y: number }

/** `line` joins its points; `points` marks each one, for a series of a few. */
export type ChartSeries = {
  readonly name: string
  readonly style: 'line' | 'points'
  readonly points: readonly ChartPoint[]
}

export type ChartSize = {
  /** Of the whole picture; from 40 to 160 are used, also where the width has no limit. */
  readonly columns: number
  /** Of the plot, without axis and legend. */
  readonly rows: number
  /** Braille dots, two by four to a character; else ASCII. */
  readonly unicode: boolean
}

export type Bounds = {
  readonly x: readonly [low: number, high: number]
  readonly y: readonly [low: number, high: number]
}

const MIN_COLUMNS = 40
const MAX_COLUMNS = 160
/** Bits of the dots of a braille character, by row and column. */
const BRAILLE: readonly (readonly [left: number, right: number])[] = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]
const BRAILLE_BLANK = 0x2800

/** A line chart as lines of text: plot with both axes, and a legend. Empty when there is no point. */
export const lineChart = (
  series: readonly ChartSeries[],
  size: ChartSize & { readonly xTitle: string },
): readonly string[] => {
  const bounds = boundsOf(series)
  if (bounds === undefined) return []
  const labels = yLabels(bounds, size.rows)
  const margin = Math.max(...labels.map((label) => label.length))
  const columns = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, size.columns))
  const width = columns - margin - 2
  const plot = drawn(series, bounds, { ...size, columns: width })
  const [side, corner, floor] = size.unicode ? ['┤', '└', '─'] : ['|', '+', '-']
  return [
    ...plot.map((line, row) => `${(labels[row] ?? '').padStart(margin)} ${side}${line}`.trimEnd()),
    `${' '.repeat(margin)} ${corner}${(floor ?? '').repeat(width)}`,
    `${' '.repeat(margin + 2)}${xLabels(bounds, width, size.xTitle)}`,
    `${' '.repeat(margin + 2)}${legend(series, size.unicode)}`,
  ]
}

/** The box around all points, never without extent; undefined when there are none. */
export const boundsOf = (series: readonly ChartSeries[]): Bounds | undefined => {
  const points = series.flatMap((one) => one.points)
  if (points.length === 0) return undefined
  return { x: extent(points.map((p) => p.x)), y: extent(points.map((p) => p.y)) }
}

const extent = (values: readonly number[]): readonly [number, number] => {
  // By reduce: spreading a hundred thousand steps into Math.min overflows the stack.
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return low === high ? [low - 0.5, high + 0.5] : [low, high]
}

/** Three significant digits, without an exponent where that is short. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(3)))

/** At most `count` whole steps from the first to the last, evenly apart; a step has no fraction. */
export const stepTicks = ([low, high]: readonly [number, number], count: number) =>
  [
    ...new Set(
      Array.from({ length: count }, (_, at) =>
        Math.round(low + ((high - low) * at) / Math.max(1, count - 1)),
      ),
    ),
  ].filter((step) => step >= low && step <= high)

const yLabels = ({ y: [low, high] }: Bounds, rows: number): readonly string[] =>
  Array.from({ length: rows }, (_, row) => {
    const labelled = row === 0 || row === rows - 1 || row === Math.floor((rows - 1) / 2)
    return labelled ? shortNumber(high - ((high - low) * row) / Math.max(1, rows - 1)) : ''
  })

const xLabels = ({ x: [low, high] }: Bounds, width: number, title: string): string => {
  const [left = '', right = ''] = stepTicks([low, high], 2).map(String)
  const room = Math.max(title.length + 2, width - left.length - right.length)
  return `${left}${title.padStart(Math.floor((room + title.length) / 2)).padEnd(room)}${right}`
}

const legend = (series: readonly ChartSeries[], unicode: boolean): string =>
  series
    .filter((one) => one.points.length > 0)
    .map(({ name, style }) => `${markOf(style, unicode)} ${name}`)
    .join('   ')

const markOf = (style: ChartSeries['style'], unicode: boolean): string =>
  style === 'points' ? (unicode ? '●' : 'o') : unicode ? '⠒' : '*'

const drawn = (
  series: readonly ChartSeries[],
  bounds: Bounds,
  { columns, rows, unicode }: ChartSize,
): readonly string[] => {
  const [fineX, fineY] = unicode ? [2, 4] : [1, 1]
  const [wide, high] = [columns * fineX, rows * fineY]
  const dots = new Uint8Array(wide * high)
  const marks = new Map<number, string>()
  for (const { style, points } of series) {
    const at = points.map((point) => placed(point, bounds, { wide, high }))
    if (style === 'line') joined(at, (x, y) => (dots[y * wide + x] = 1))
    else for (const { x, y } of at) marks.set(cellOf(x, y), markOf(style, unicode))
  }
  function cellOf(x: number, y: number): number {
    return Math.floor(y / fineY) * columns + Math.floor(x / fineX)
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const mark = marks.get(row * columns + column)
      if (mark !== undefined) return mark
      if (!unicode) return dots[row * wide + column] ? '*' : ' '
      const bits = BRAILLE.reduce((sum, [left, right], dy) => {
        const at = (row * 4 + dy) * wide + column * 2
        return sum + (dots[at] ? left : 0) + (dots[at + 1] ? right : 0)
      }, 0)
      return bits === 0 ? ' ' : String.fromCharCode(BRAILLE_BLANK + bits)
    }).join(''),
  )
}

type Dot = { readonly x: number; readonly y: number }

/** The dot that a point falls on, counted from the top left. */
export const placed = (
  point: ChartPoint,
  { x: [left, right], y: [low, top] }: Bounds,
  { wide, high }: { readonly wide: number; readonly high: number },
): Dot => ({
  x: Math.round(((point.x - left) / (right - left)) * (wide - 1)),
  y: Math.round(((top - point.y) / (top - low)) * (high - 1)),
})

/** Every dot of the straight lines between neighbours (Bresenham); a lone point is its own line. */
export const joined = (dots: readonly Dot[], paint: (x: number, y: number) => void): void => {
  const [first] = dots
  if (first !== undefined && dots.length === 1) paint(first.x, first.y)
  for (let i = 1; i < dots.length; i++) {
    const [from, to] = [dots[i - 1], dots[i]]
    if (from !== undefined && to !== undefined) segment(from, to, paint)
  }
}

const segment = (from: Dot, to: Dot, paint: (x: number, y: number) => void): void => {
  const [dx, dy] = [Math.abs(to.x - from.x), -Math.abs(to.y - from.y)]
  const [stepX, stepY] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)]
  let [x, y, error] = [from.x, from.y, dx + dy]
  for (;;) {
    paint(x, y)
    if (x === to.x && y === to.y) return
    const doubled = 2 * error
    if (doubled >= dy) {
      error += dy
      x += stepX
    }
    if (doubled <= dx) {
      error += dx
      y += stepY
    }
  }
}
