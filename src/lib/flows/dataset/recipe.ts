import { type ChatFormat, chatFormatOf } from '../../domain/dataset/convert/chat-formats.ts'
import type { JsonObject } from '../../domain/dataset/rule.ts'
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
    readonly minTokens?: number
    readonly maxTokens?: number
    /** The form of conversations; looked for when no column is named. */
    readonly chat?: ChatFormat
  }

/**
 * The recipe that flags, the rows, and answers on a terminal give for a table. Rows that are
 * conversations need no columns, and nothing is asked.
 * @throws UsageError MLC-DATA-012 for a missing column, MLC-DATA-013 for a bad template or label
 * list; DataError MLC-DATA-014 for a table without rows.
 */
export const recipeOf = async (
  ports: Needs,
  source: TableSource,
  request: RecipeFlags,
): Promise<Recipe> => {
  const { columns, root } = await firstRows(ports, source)
  const { format, limits, model, system, stratify, group, minTokens, maxTokens } = request
  const chat = request.chat ?? chatIn(request, root)
  const needsCompletion = format.name !== 'continued-pre-training'
  const from =
    chat === undefined
      ? { templates: await chooseColumns(ports.io, columns, { ...request, needsCompletion }) }
      : { chat }
  for (const column of [stratify, group]) if (column !== undefined) requireColumn(columns, column)
  const labelWords = request.labelWords === undefined ? undefined : labels(request.labelWords)
  return {
    format,
    limits,
    from,
    ...(model === undefined ? {} : { model }),
    ...(system === undefined ? {} : { system }),
    ...(labelWords === undefined ? {} : { labelWords }),
    ...(stratify === undefined ? {} : { stratify }),
    ...(group === undefined ? {} : { group }),
    ...(minTokens === undefined ? {} : { minTokens }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  }
}

/** Conversations by their keys; a flag that names a column says that the rows are a table. */
const chatIn = (flags: ColumnFlags, root: JsonObject | undefined): ChatFormat | undefined => {
  const { prompt, promptColumn, completion, completionColumn } = flags
  const named = [prompt, promptColumn, completion, completionColumn].some(
    (one) => one !== undefined,
  )
  return named || root === undefined ? undefined : chatFormatOf(root)
}

/** Of JSON the first rows say it: their keys, each once. */
const ROWS_FOR_COLUMNS = 100

type FirstRows = {
  /** The names of the columns, in their order. */
  readonly columns: readonly string[]
  /** The first row, when it is a JSON object. */
  readonly root: JsonObject | undefined
}

/** What the beginning of a table says of it. @throws DataError MLC-DATA-014 for no rows. */
const firstRows = async (ports: Needs, source: TableSource): Promise<FirstRows> => {
  const names = new Set<string>()
  let [rows, root]: [number, JsonObject | undefined] = [0, undefined]
  for await (const row of await readRows(ports, source)) {
    if (!isBadRow(row)) {
      root ??= row.root
      for (const name of Object.keys(row.values)) names.add(name)
    }
    if (++rows >= ROWS_FOR_COLUMNS) break
  }
  if (names.size === 0) throw noRecords(source.path)
  return { columns: [...names], root }
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
