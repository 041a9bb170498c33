import { boundsOf, type ChartSeries, shortNumber, stepTicks } from '../core/chart.ts'
import { escaped } from '../core/markup.ts'

const SIZE = { width: 800, height: 420, left: 64, right: 16, top: 40, bottom: 48 }
const TICKS = 5

/** Colours that keep apart in light and dark, and for colour-blind readers (Okabe and Ito). */
export const SERIES_COLOURS: readonly string[] = ['#0072b2', '#d55e00']

/** Loss curves as a self-contained SVG; text and axes follow the page's colour scheme. */
export const curvesSvg = (series: readonly ChartSeries[], title: string): string => {
  const bounds = boundsOf(series)
  const { width, height, left, right, top, bottom } = SIZE
  const [plotWidth, plotHeight] = [width - left - right, height - top - bottom]
  if (bounds === undefined) return frame(`${text(left, top, title)}`, title)
  const [[x0, x1], [y0, y1]] = [bounds.x, bounds.y]
  const px = (x: number): number => round(left + ((x - x0) / (x1 - x0)) * plotWidth)
  const py = (y: number): number => round(top + ((y1 - y) / (y1 - y0)) * plotHeight)
  const shares = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS)
  const grid = shares.map((share) => {
    const y = y0 + (y1 - y0) * share
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${py(y)}" y2="${py(y)}"/>${text(left - 8, py(y) + 4, shortNumber(y), 'end')}`
  })
  const ticks = stepTicks(bounds.x, TICKS + 1).map((step) =>
    text(px(step), height - bottom + 20, String(step), 'middle'),
  )
  const lines = series.map((one, at) => seriesSvg(one, at, { px, py }))
  return frame(
    [
      text(left, 24, title),
      ...grid,
      ...ticks,
      text(left + plotWidth / 2, height - 10, 'step', 'middle'),
      ...lines,
    ].join('\n'),
    title,
  )
}

type Scale = { readonly px: (x: number) => number; readonly py: (y: number) => number }

const seriesSvg = ({ name, style, points }: ChartSeries, at: number, { px, py }: Scale): string => {
  const colour = SERIES_COLOURS[at % SERIES_COLOURS.length] ?? ''
  const label = text(SIZE.width - SIZE.right, 20 + at * 16, name, 'end', colour)
  if (points.length === 0) return ''
  if (style === 'points') {
    const dots = points.map(
      ({ x, y }) => `<circle cx="${px(x)}" cy="${py(y)}" r="4" fill="${colour}"/>`,
    )
    return [label, ...dots].join('\n')
  }
  const path = points.map(({ x, y }) => `${px(x)},${py(y)}`).join(' ')
  return `${label}\n<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${path}"/>`
}

const frame = (body: string, title: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#222}.grid{stroke:#ddd}@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}}</style>
${body}
</svg>
`

const text = (
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  colour?: string,
): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${colour === undefined ? '' : ` style="fill:${colour}"`}>${escaped(content)}</text>`

const round = (value: number): number => Math.round(value * 100) / 100
