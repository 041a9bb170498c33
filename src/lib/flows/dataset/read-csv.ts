import type { Parser } from 'csv-parse'
import { delimiterOf } from '../../domain/dataset/table-kind.ts'
import type { BadRow, Row } from '../../domain/dataset/table-row.ts'
import { DataError } from '../../errors.ts'
import type { TableSource } from './read-rows.ts'

/** No cell needs more; an unclosed quote would otherwise swallow the rest of the file. */
const MAX_RECORD_CHARACTERS = 16 * 1024 * 1024

type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } }

/**
 * The rows of CSV or TSV by the names in the header line. Rows with too few or too many cells are
 * bad rows. @throws DataError MLC-DATA-010 for broken quoting and broken headers, with the line.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  source: TableSource,
): AsyncIterable<Row | BadRow> {
  const { parse } = await import('csv-parse')
  const parser = parse({
    delimiter: source.kind === 'tsv' ? '\t' : delimiterOf(source.head),
    bom: true,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  })
  // An error is thrown where the records are read; the event alone would end the process.
  parser.on('error', () => undefined)
  let header: readonly string[] | undefined
  let end = 0
  try {
    for await (const { record, info } of recordsOf(parser, text)) {
      end = info.lines
      if (header === undefined) header = headerOf(record, source.path)
      else yield rowOf(header, record, end)
    }
  } catch (error) {
    throw explained(error, source.path, end + 1)
  } finally {
    parser.destroy()
  }
}

/** Feeds the parser chunk by chunk and takes what is ready, so that no more than a chunk waits. */
async function* recordsOf(parser: Parser, text: AsyncIterable<string>): AsyncIterable<Parsed> {
  for await (const chunk of text) {
    parser.write(chunk)
    for (let one = parser.read(); one !== null; one = parser.read()) yield one as Parsed
    if (parser.errored !== null) throw parser.errored
  }
  parser.end()
  yield* parser as AsyncIterable<Parsed>
}

const headerOf = (cells: readonly string[], path: string): readonly string[] => {
  const names = cells.map((cell) => cell.trim())
  const empty = names.indexOf('')
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (empty < 0 && twice === undefined) return names
  const message = twice ? `the column ${twice} is there twice` : `column ${empty + 1} has no name`
  throw new DataError('MLC-DATA-010', `${path}:1: ${message}.`, {
    hint: 'The first line must name every column, each differently.',
  })
}

const rowOf = (header: readonly string[], cells: readonly string[], end: number): Row | BadRow => {
  const breaks = cells.reduce((n, cell) => n + cell.split('\n').length - 1, 0)
  const line = end - breaks
  if (cells.length !== header.length) {
    const message = `${cells.length} cells where the header has ${header.length}`
    return { line, reason: 'malformed-row', message }
  }
  return { line, values: Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])) }
}

const MEANINGS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed, in the record that begins here',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote; quotes inside a cell are doubled',
  INVALID_OPENING_QUOTE: 'a quote in the middle of a cell; quote the whole cell and double it',
  CSV_MAX_RECORD_SIZE: 'a record without an end, probably an unclosed quote',
}

const explained = (error: unknown, path: string, nextLine: number): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const meaning = MEANINGS[code]
  if (meaning === undefined) return error
  const said = error instanceof Error && 'lines' in error ? Number(error.lines) : nextLine
  // The parser names the last line for an open quote; the record's first is where to look.
  const line = code === 'CSV_QUOTE_NOT_CLOSED' ? nextLine : said
  return new DataError('MLC-DATA-010', `${path}:${line}: ${meaning}.`, {
    hint: 'Correct the line, or export the table again.',
    details: { line },
    cause: error,
  })
}
