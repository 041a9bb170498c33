import { type BadRow, isBadRow, type Row } from '../../domain/dataset/table-row.ts'
import type { ColumnFact, SourceFact } from '../../domain/wizard/facts.ts'
import { DataError, MlctlError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { lookAtTable, readRows } from '../dataset/read-rows.ts'

/** A column with at most this many different values may be a label. */
const MAX_VALUES = 12
/** Rows that are looked at for columns and their values. */
const ROWS = 5_000
/** Longer texts are no labels. */
const MAX_LABEL = 40

type SourcePorts = Pick<Ports, 'files' | 'objects'>

/** What lies at a path; what is wrong with it is an answer, not an error. */
export const lookAtSource = async (ports: SourcePorts, path: string): Promise<SourceFact> => {
  try {
    return await sourceAt(ports, path)
  } catch (error) {
    if (!(error instanceof MlctlError)) throw error
    const why = error instanceof DataError && error.why !== undefined ? ` ${error.why}` : ''
    return { of: path, kind: 'missing', problem: `${error.message}${why}` }
  }
}

const sourceAt = async (ports: SourcePorts, path: string): Promise<SourceFact> => {
  const source = await lookAtTable(ports, path)
  if (path.startsWith('s3://')) return { of: path, kind: 'object' }
  const rows: Row[] = []
  let bad: BadRow | undefined
  for await (const row of await readRows(ports, source)) {
    if (!isBadRow(row)) rows.push(row)
    else bad ??= row
    if (rows.length >= ROWS) break
  }
  // Lines that are no JSON are for the validation to report, each with its place.
  if (source.kind === 'jsonl' && (rows.length === 0 || areRecords(rows))) {
    return { of: path, kind: 'records' }
  }
  if (rows.length === 0) {
    const problem = bad === undefined ? 'There is no row.' : `Line ${bad.line}: ${bad.message}.`
    return { of: path, kind: 'missing', problem }
  }
  return { of: path, kind: 'table', columns: columnsOf(rows), records: rows.length }
}

/** Records of a training format, not rows of somebody's table. */
const areRecords = ([first]: readonly Row[]): boolean => {
  const has = (...names: readonly string[]) =>
    names.every((name) => first?.values[name] !== undefined)
  return has('messages') || has('prompt', 'completion')
}

const columnsOf = (rows: readonly Row[]): readonly ColumnFact[] => {
  const names = new Set(rows.slice(0, 100).flatMap(({ values }) => Object.keys(values)))
  return [...names].map((name) => {
    const seen = new Set<string>()
    for (const { values } of rows) {
      seen.add(values[name] ?? '')
      if (seen.size > MAX_VALUES) break
    }
    const values = [...seen].sort()
    const few = values.length <= MAX_VALUES && values.every((value) => value.length <= MAX_LABEL)
    return { name, example: rows[0]?.values[name] ?? '', ...(few ? { values } : {}) }
  })
}
