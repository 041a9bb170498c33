import { displayWidth } from './width.ts'

export type Column<Row> = {
  readonly title: string
  readonly of: (row: Row) => string
  readonly align?: 'right'
}

/**
 * A plain table: aligned for a terminal (the last column cut at its width), tab-separated and uncut
 * for a pipe, so that `cut` and `awk` work.
 */
export const table = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  view: { readonly tty: boolean; readonly columns: number },
): string => {
  const cells = [
    columns.map((column) => column.title.toUpperCase()),
    ...rows.map((row) => columns.map((column) => oneLine(column.of(row)))),
  ]
  if (!view.tty) return cells.map((line) => line.join('\t')).join('\n')
  const widths = columns.map((_, at) =>
    Math.max(...cells.map((line) => displayWidth(line[at] ?? ''))),
  )
  return cells.map((line) => cut(aligned(line, columns, widths), view.columns)).join('\n')
}

const aligned = <Row>(
  line: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string =>
  line
    .map((cell, at) => {
      const padding = ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell)))
      return columns[at]?.align === 'right' ? padding + cell : cell + padding
    })
    .join('  ')
    .trimEnd()

const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, ' ')

const cut = (line: string, width: number): string => {
  if (displayWidth(line) <= width) return line
  let kept = ''
  for (const char of line) {
    if (displayWidth(kept + char) > width - 1) break
    kept += char
  }
  return `${kept}…`
}
