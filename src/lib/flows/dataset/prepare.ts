import { createHash } from 'node:crypto'
import { type Split, splitter } from '../../domain/dataset/split.ts'
import type { TableKind } from '../../domain/dataset/table-kind.ts'
import { isBadRow } from '../../domain/dataset/table-row.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Recipe, recordMaker } from './make-records.ts'
import { type Dropped, describeRecipe, dropLog, type PrepareResult } from './manifest.ts'
import { lookAtTable, readRows, type TableSource } from './read-rows.ts'
import { noRecords, type RecipeFlags, recipeOf } from './recipe.ts'
import { validateDataset } from './validate.ts'
import { writeSides } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type PrepareRequest = RecipeFlags & {
  readonly input: string
  readonly kind?: TableKind
  /** Training data; validation data and manifest stand beside it unless named. */
  readonly out: string
  readonly validationOut?: string
  /** Share for validation, 0 (none) to 0.5. */
  readonly validationSplit: number
  readonly seed: number
  /** Drop bad rows instead of refusing the file. */
  readonly skipBadRows?: boolean
  readonly dryRun?: boolean
}

/**
 * Makes records of a table: one pass to look and divide, one to write. Nothing is written when a
 * row is bad, unless bad rows are to be skipped.
 * @throws DataError MLC-DATA-010, -011 (broken table, encoding), -014 (no record left), -015 (bad
 * rows), -020 (the file changed meanwhile); UsageError MLC-DATA-009, -012, -013, -016.
 */
export const prepareDataset = async (
  ports: Needs,
  request: PrepareRequest,
): Promise<PrepareResult> => {
  requireShare(request.validationSplit)
  const source = await lookAtTable(ports, request.input, request.kind)
  const recipe = await recipeOf(ports, source, request)
  if (source.encoding !== 'utf-8') {
    ports.io.note(`${request.input} is ${source.encoding.toUpperCase()}; the records are UTF-8.`)
  }
  const look = await firstPass(ports, source, recipe)
  refuseBadRows(request, look.dropped)
  if (look.count === 0) throw noRecords(request.input)
  const split = look.rows.divide({ share: request.validationSplit, seed: request.seed })
  const { training, validation } = split
  const result: PrepareResult = {
    ...describeRecipe(recipe),
    seed: request.seed,
    validationSplit: request.validationSplit,
    input: { ...inputOf(source), sha256: look.sha256, rows: look.seen },
    records: { training, validation },
    strata: split.strata,
    dropped: look.dropped,
    outputs: [],
  }
  if (request.dryRun === true) return result
  return finish(ports, { request, source, recipe, split, result })
}

const firstPass = async (ports: Needs, source: TableSource, recipe: Recipe) => {
  const hash = createHash('sha256')
  const make = recordMaker(recipe)
  const rows = splitter()
  const drops = dropLog()
  let [seen, count] = [0, 0]
  for await (const row of await readRows(ports, source, hash)) {
    seen++
    const made = make(row)
    if (isBadRow(made)) drops.add(made)
    else {
      count++
      rows.add(made)
    }
  }
  return { sha256: hash.digest('hex'), rows, seen, count, dropped: drops.all() }
}

const refuseBadRows = (request: PrepareRequest, dropped: readonly Dropped[]): void => {
  const bad = dropped.filter(({ reason }) => reason !== 'duplicate')
  if (bad.length === 0 || request.skipBadRows === true) return
  const count = bad.reduce((sum, entry) => sum + entry.count, 0)
  throw new DataError('MLC-DATA-015', `${request.input}: ${count} rows give no record.`, {
    why: bad.map((entry) => `${entry.reason} ×${entry.count} (${entry.example})`).join('; '),
    hint: 'Correct them, or pass --skip-bad-rows to leave them out. Nothing was written.',
    details: { dropped: bad },
  })
}

const MAX_SHARE = 0.5

const requireShare = (share: number): void => {
  if (share >= 0 && share <= MAX_SHARE) return
  throw new UsageError(
    'MLC-DATA-016',
    `--validation-split takes 0 to ${MAX_SHARE}, got ${share}.`,
    {
      hint: 'It is a share: 0.1 is one record in ten.',
    },
  )
}

const inputOf = ({ path, kind, encoding }: TableSource) => ({ path, kind, encoding })

type Finishing = {
  readonly request: PrepareRequest
  readonly source: TableSource
  readonly recipe: Recipe
  readonly split: Split
  readonly result: PrepareResult
}

const finish = async (ports: Needs, work: Finishing): Promise<PrepareResult> => {
  const { request, source, recipe, split, result } = work
  const paths = {
    training: request.out,
    validation: request.validationOut ?? beside(request.out, '.validation.jsonl'),
  }
  const make = recordMaker(recipe)
  const hash = createHash('sha256')
  const lines = async function* () {
    for await (const row of await readRows(ports, source, hash)) {
      const made = make(row)
      if (!isBadRow(made)) yield made.text
    }
    if (hash.digest('hex') !== result.input.sha256) throw changed(request.input)
  }
  const outputs = await writeSides(ports, { input: request.input, paths, lines: lines(), split })
  const { format, limits, model } = request
  const report = await validateDataset(ports, {
    format,
    limits,
    ...(model === undefined ? {} : { model }),
    files: [paths.training],
    ...(split.validation === 0 ? {} : { validation: paths.validation }),
  })
  const { verdict, errors, warnings, byRule, tokens } = report
  const done = { ...result, outputs, check: { verdict, errors, warnings, byRule, tokens } }
  const manifest = `${JSON.stringify({ schemaVersion: 1, ...done }, null, 2)}\n`
  await ports.files.writeText(beside(request.out, '.manifest.json'), manifest)
  return done
}

/** `data/train.jsonl` and `.validation.jsonl` give `data/train.validation.jsonl`. */
export const beside = (path: string, ending: string): string =>
  path.replace(/\.(jsonl|json|ndjson)$/, '') + ending

const changed = (path: string) =>
  new DataError('MLC-DATA-020', `${path} was changed while it was read.`, {
    hint: 'Run the command again.',
  })
