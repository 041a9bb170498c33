import { isBadRow } from '../../domain/dataset/table-row.ts'
import { readLabelWords } from '../../domain/dataset/template.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type ColumnFlags, chooseColumns, requireColumn } from './ask-columns.ts'
import type { Recipe } from './make-records.ts'
import type { DataTarget } from './model.ts'
import { readRows, type TableSource } from './read-rows.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

/** How records are to be made, as flags say it. */
export type RecipeFlags = DataTarget &
  ColumnFlags & {
    readonly system?: string
    /** `1=fraud,0=legitimate`. */
    readonly labelWords?: string
    readonly stratify?: string
    readonly group?: string
  }

/**
 * The recipe that flags, and answers on a terminal, give for a table.
 * @throws UsageError MLC-DATA-012 for a missing column, MLC-DATA-013 for a bad template or label
 * list; DataError MLC-DATA-014 for a table without rows.
 */
export const recipeOf = async (
  ports: Needs,
  source: TableSource,
  request: RecipeFlags,
): Promise<Recipe> => {
  const columns = await columnsOf(ports, source)
  const needsCompletion = request.format.name !== 'continued-pre-training'
  const templates = await chooseColumns(ports.io, columns, { ...request, needsCompletion })
  const { format, limits, model, system, stratify, group } = request
  for (const column of [stratify, group]) if (column !== undefined) requireColumn(columns, column)
  const labelWords = request.labelWords === undefined ? undefined : labels(request.labelWords)
  return {
    format,
    limits,
    templates,
    ...(model === undefined ? {} : { model }),
    ...(system === undefined ? {} : { system }),
    ...(labelWords === undefined ? {} : { labelWords }),
    ...(stratify === undefined ? {} : { stratify }),
    ...(group === undefined ? {} : { group }),
  }
}

/** Of JSON the first rows say it: their keys, each once. */
const ROWS_FOR_COLUMNS = 100

/** The names of a table's columns, in its order. @throws DataError MLC-DATA-014 for no rows. */
export const columnsOf = async (ports: Needs, source: TableSource): Promise<readonly string[]> => {
  const names = new Set<string>()
  let rows = 0
  for await (const row of await readRows(ports, source)) {
    if (!isBadRow(row)) for (const name of Object.keys(row.values)) names.add(name)
    if (++rows >= ROWS_FOR_COLUMNS) break
  }
  if (names.size === 0) throw noRecords(source.path)
  return [...names]
}

const labels = (text: string): ReadonlyMap<string, string> => {
  const words = readLabelWords(text)
  if (words !== undefined) return words
  throw new UsageError('MLC-DATA-013', `--label-words takes label=word,…; got ${text}.`, {
    hint: 'For example --label-words 1=fraud,0=legitimate.',
  })
}

/** A table, or a data set, with nothing in it. */
export const noRecords = (path: string) =>
  new DataError('MLC-DATA-014', `${path} gives no record.`, { hint: 'Does it have rows?' })
