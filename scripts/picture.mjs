// Records `mlctl demo` of the built program in a pseudo-terminal and writes what then stands on the
// screen as docs/demo.svg. Usage: npm run picture
import { writeFileSync } from 'node:fs'
import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'

const COLUMNS = 100
/** Terminal colours 1 to 6 and their bright forms; everything else is the default. */
const COLOURS = ['', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#79c0ff']
const [CELL_WIDTH, LINE_HEIGHT, PADDING] = [8.4, 18, 16]

const recordDemo = async () => {
  const { CI: _ci, NO_COLOR: _plain, ...env } = process.env
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: 200, allowProposedApi: true })
  const size = { cols: COLUMNS, rows: 60, name: 'xterm-256color' }
  const child = spawn(process.execPath, ['bin/mlctl.js', 'demo'], { ...size, env })
  child.onData((data) => terminal.write(data))
  const { exitCode } = await new Promise((resolve) => child.onExit(resolve))
  if (exitCode !== 0) throw new Error(`mlctl demo ended with ${exitCode}`)
  await new Promise((resolve) => terminal.write('', resolve))
  return terminal.buffer.active
}

/** Runs of equal style in one line of the screen. */
const spansOf = (line) => {
  const spans = []
  for (let at = 0; at < line.length; at++) {
    const cell = line.getCell(at)
    const style = [
      cell.isBold() ? ' font-weight="bold"' : '',
      cell.isDim() ? ' fill-opacity="0.6"' : '',
      COLOURS[cell.getFgColor() % 8] && cell.isFgPalette()
        ? ` fill="${COLOURS[cell.getFgColor() % 8]}"`
        : '',
    ].join('')
    const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' '
    if (spans.at(-1)?.style === style) spans.at(-1).text += text
    else spans.push({ style, text })
  }
  return spans
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const svgOf = (screen) => {
  const lines = Array.from({ length: screen.length }, (_, at) => screen.getLine(at))
  while (lines.at(-1).translateToString(true) === '') lines.pop()
  const rows = lines.map((line, at) => {
    const spans = spansOf(line).map(({ style, text }) => `<tspan${style}>${escaped(text)}</tspan>`)
    const y = PADDING + 12 + at * LINE_HEIGHT
    return `<text x="${PADDING}" y="${y}" xml:space="preserve">${spans.join('').replace(/ +<\/tspan>$/, '</tspan>')}</text>`
  })
  const [width, height] = [
    COLUMNS * CELL_WIDTH + 2 * PADDING,
    lines.length * LINE_HEIGHT + 2 * PADDING,
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">`,
    '<title>mlctl demo in a terminal</title>',
    '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
    ...rows,
    '</svg>\n',
  ].join('\n')
}

writeFileSync('docs/demo.svg', svgOf(await recordDemo()))
console.log('docs/demo.svg written')
