import {
  type Bounds,
  boundsOf,
  type ChartSeries,
  joined,
  placed,
  shortNumber,
  stepTicks,
} from './chart.ts'
import { pngOf } from './png.ts'

type Colour = readonly [red: number, green: number, blue: number]

const SIZE = { width: 800, height: 420 }
const PLOT = { left: 100, top: 36, width: 676, height: 332 }
const TICKS = 5
const SCALE = 2
const TEXT: Colour = [34, 34, 34]
const GRID: Colour = [221, 221, 221]
/** The same colours as in the SVG. */
const SERIES: readonly Colour[] = [
  [0, 114, 178],
  [213, 94, 0],
]

/**
 * Glyphs of 5 × 7 dots: one base-32 digit for each row from the top. Only what numbers and the names
 * of series need; anything else is left blank.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh168gv',
  '3': 'eh161he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  '.': '00000cc',
  '-': '000v000',
  '+': '044v440',
  a: '00e1fhf',
  d: '11djhhf',
  e: '00ehvge',
  g: '00fhf1e',
  i: '40c444e',
  l: 'c44444e',
  n: '00mphhh',
  o: '00ehhhe',
  p: '00uhugg',
  r: '00mpggg',
  s: '00ege1u',
  t: '88s8896',
  v: '00hhha4',
}
const GLYPH_WIDTH = 6 * SCALE

/** Loss curves as a PNG picture, on white. */
export const chartPng = (series: readonly ChartSeries[]): Uint8Array => {
  const canvas = blank()
  const bounds = boundsOf(series)
  if (bounds !== undefined) {
    grid(canvas, bounds)
    for (const [at, one] of series.entries()) curve(canvas, bounds, { one, at })
  }
  return pngOf({ ...SIZE, rgb: canvas.rgb })
}

type Canvas = {
  readonly rgb: Uint8Array
  /** Fills a rectangle; what lies outside the picture is left out. */
  readonly fill: (at: Dot, size: Dot, colour: Colour) => void
}
type Dot = { readonly x: number; readonly y: number }

const blank = (): Canvas => {
  const { width, height } = SIZE
  const rgb = new Uint8Array(width * height * 3).fill(255)
  return {
    rgb,
    fill: (at, size, colour) => {
      for (let y = Math.max(0, at.y); y < Math.min(height, at.y + size.y); y++) {
        for (let x = Math.max(0, at.x); x < Math.min(width, at.x + size.x); x++) {
          rgb.set(colour, (y * width + x) * 3)
        }
      }
    },
  }
}

const grid = (canvas: Canvas, { x: [x0, x1], y: [y0, y1] }: Bounds): void => {
  const { left, top, width, height } = PLOT
  for (let tick = 0; tick <= TICKS; tick++) {
    const share = tick / TICKS
    const y = Math.round(top + height * (1 - share))
    canvas.fill({ x: left, y }, { x: width, y: 1 }, GRID)
    const value = shortNumber(y0 + (y1 - y0) * share)
    write(canvas, { x: left - 8 - value.length * GLYPH_WIDTH, y: y - 7 }, value, TEXT)
  }
  for (const step of stepTicks([x0, x1], TICKS + 1)) {
    const textWidth = String(step).length * GLYPH_WIDTH
    const middle = left + (width * (step - x0)) / (x1 - x0) - textWidth / 2
    const x = Math.min(middle, SIZE.width - textWidth)
    write(canvas, { x, y: top + height + 8 }, String(step), TEXT)
  }
  write(canvas, { x: left + width / 2 - 2 * GLYPH_WIDTH, y: SIZE.height - 20 }, 'step', TEXT)
}

const curve = (
  canvas: Canvas,
  bounds: Bounds,
  { one, at }: { readonly one: ChartSeries; readonly at: number },
): void => {
  const colour = SERIES[at % SERIES.length] ?? TEXT
  const dots = one.points.map((point) => {
    const { x, y } = placed(point, bounds, { wide: PLOT.width, high: PLOT.height })
    return { x: x + PLOT.left, y: y + PLOT.top }
  })
  if (dots.length === 0) return
  if (one.style === 'line') joined(dots, (x, y) => canvas.fill({ x, y }, { x: 2, y: 2 }, colour))
  else for (const { x, y } of dots) canvas.fill({ x: x - 3, y: y - 3 }, { x: 7, y: 7 }, colour)
  const name = one.name.toLowerCase()
  write(canvas, { x: PLOT.left + at * 200, y: 10 }, name, colour)
}

const write = (canvas: Canvas, at: Dot, text: string, colour: Colour): void => {
  for (const [position, char] of [...text].entries()) {
    for (const [row, code] of [...(GLYPHS[char] ?? '')].entries()) {
      const bits = Number.parseInt(code, 32)
      for (let column = 0; column < 5; column++) {
        if ((bits & (16 >> column)) === 0) continue
        const x = Math.round(at.x) + position * GLYPH_WIDTH + column * SCALE
        canvas.fill({ x, y: at.y + row * SCALE }, { x: SCALE, y: SCALE }, colour)
      }
    }
  }
}
