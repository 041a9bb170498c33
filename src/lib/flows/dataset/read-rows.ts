import type { Hash } from 'node:crypto'
import { decoder, type Encoding, EncodingFault, encodingOf } from '../../domain/dataset/encoding.ts'
import { ArrayFault, arraySplitter, type Element } from '../../domain/dataset/json-elements.ts'
import { isObject } from '../../domain/dataset/rule.ts'
import { type TableKind, tableKindOf } from '../../domain/dataset/table-kind.ts'
import { type BadRow, type Row, textOf } from '../../domain/dataset/table-row.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { openSource, STANDARD_INPUT } from './open-source.ts'
import { readCsv } from './read-csv.ts'
import { readParquet } from './read-parquet.ts'

export type TableSource = {
  readonly path: string
  readonly kind: TableKind
  readonly encoding: Encoding
  /** The first characters: the header line and more. */
  readonly head: string
  /** The file that a query made these rows of. */
  readonly origin?: { readonly path: string; readonly kind: TableKind; readonly sha256: string }
}

const HEAD_BYTES = 64 * 1024

/**
 * Looks at the beginning of a table: what it is and how it is encoded.
 * @throws UsageError MLC-DATA-008 for standard input, which cannot be read twice.
 */
export const lookAtTable = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  path: string,
  kind?: TableKind,
): Promise<TableSource> => {
  if (path === STANDARD_INPUT) {
    throw new UsageError('MLC-DATA-008', 'Standard input cannot be prepared: it is read twice.', {
      hint: 'Save it to a file first.',
    })
  }
  for await (const chunk of await openSource(ports, path)) {
    const { encoding } = encodingOf(chunk)
    const bytes = chunk.subarray(0, HEAD_BYTES)
    const head = new TextDecoder(encoding).decode(bytes, { stream: true })
    return { path, kind: kind ?? tableKindOf(path, head), encoding, head }
  }
  throw new DataError('MLC-DATA-014', `${path} is empty.`)
}

/**
 * The rows of a table, streaming; what is no row comes as a bad row with its line.
 * @throws DataError MLC-DATA-011 for bytes that are no text, MLC-DATA-010 for a broken table.
 */
export const readRows = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  source: TableSource,
  hash?: Hash,
): Promise<AsyncIterable<Row | BadRow>> => {
  const chunks = await openSource(ports, source.path)
  if (source.kind === 'parquet') return readWithDigest(ports, source.path, chunks, hash)
  const text = textOfChunks(chunks, source, hash)
  if (source.kind === 'csv' || source.kind === 'tsv') return readCsv(text, source)
  return source.kind === 'json' ? readArray(text, source.path) : readLines(text)
}

/** Parquet is read in places, its digest is of the whole. */
async function* readWithDigest(
  ports: Pick<Ports, 'files' | 'objects'>,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash | undefined,
): AsyncIterable<Row> {
  if (hash !== undefined) for await (const chunk of chunks) hash.update(chunk)
  yield* readParquet(ports, path)
}

async function* textOfChunks(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, path }: TableSource,
  hash: Hash | undefined,
): AsyncIterable<string> {
  const decode = decoder(encoding)
  try {
    for await (const chunk of chunks) {
      hash?.update(chunk)
      yield decode.push(chunk)
    }
    yield decode.end()
  } catch (error) {
    if (!(error instanceof EncodingFault)) throw error
    const { line, offset } = error
    throw new DataError('MLC-DATA-011', `${path}:${line}: byte ${offset} is not ${encoding}.`, {
      why: 'A guess at the encoding would put wrong characters into the training data.',
      hint: 'Convert it: iconv -f WINDOWS-1252 -t UTF-8, or save it as UTF-8.',
      details: { line, offset },
      cause: error,
    })
  }
}

async function* readLines(text: AsyncIterable<string>): AsyncIterable<Row | BadRow> {
  let line = 0
  let kept = ''
  for await (const chunk of text) {
    const lines = (kept + chunk).split('\n')
    kept = lines.pop() ?? ''
    for (const one of lines) {
      line++
      if (one.trim() !== '') yield jsonRow({ line, text: one })
    }
  }
  if (kept.trim() !== '') yield jsonRow({ line: line + 1, text: kept })
}

async function* readArray(text: AsyncIterable<string>, path: string): AsyncIterable<Row | BadRow> {
  let ready: Element[] = []
  const splitter = arraySplitter((element) => ready.push(element))
  try {
    for await (const chunk of text) {
      splitter.push(chunk)
      yield* ready.map(jsonRow)
      ready = []
    }
    splitter.end()
  } catch (error) {
    if (!(error instanceof ArrayFault)) throw error
    throw new DataError('MLC-DATA-010', `${path}:${error.line}: ${error.message}.`, {
      hint: 'A .json file must be one array of objects; JSON Lines files are named .jsonl.',
      details: { line: error.line },
    })
  }
}

const jsonRow = ({ line, text }: Element): Row | BadRow => {
  const bad = (message: string): BadRow => ({ line, reason: 'malformed-row', message })
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value)) return bad('the row is no object')
    const values = Object.entries(value).map(([name, member]) => [name, textOf(member)] as const)
    return { line, values: Object.fromEntries(values), root: value }
  } catch (error) {
    return bad(error instanceof Error ? error.message : 'no JSON')
  }
}
