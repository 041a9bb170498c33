import { countOf } from '../../domain/core/count.ts'
import {
  AUTO_RECORDS,
  type Dedup,
  type SelectionOptions,
} from '../../domain/dataset/prepare/selection.ts'
import type { TableKind } from '../../domain/dataset/table-kind.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { refuseBadRows } from './bad-rows.ts'
import type { Recipe } from './make-records.ts'
import { describeRecipe, manifestText, type PrepareResult } from './manifest.ts'
import { outputSet, writeOutput } from './outputs.ts'
import { lookAtTable, type TableSource } from './read-rows.ts'
import { noRecords, type RecipeFlags, recipeOf } from './recipe.ts'
import { type RedactionFlags, wantedRedaction } from './redaction.ts'
import { chosenLines, type Looked, lookThrough } from './select-records.ts'
import { withSqlRows } from './sql-rows.ts'
import { validateDataset } from './validate.ts'
import { writeSides } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

/** The engine is needed for a query alone. */
type WithSql = Needs & Partial<Pick<Ports, 'sql'>>

export type PrepareRequest = RecipeFlags &
  RedactionFlags &
  Pick<SelectionOptions, 'sample' | 'balance'> & {
    readonly input: string
    readonly kind?: TableKind
    /** A query whose rows are taken instead of the input's; it sees the input as `data`. */
    readonly sql?: string
    /** Training data; validation data and manifest stand beside it unless named. */
    readonly out: string
    readonly validationOut?: string
    /** Share for validation, 0 (none) to 0.5. */
    readonly validationSplit: number
    readonly seed: number
    /** `exact` when absent. */
    readonly dedup?: Dedup
    /** `auto` when absent. */
    readonly nearTogether?: SelectionOptions['nearTogether']
    /** Drop bad rows instead of refusing the file. */
    readonly skipBadRows?: boolean
    readonly dryRun?: boolean
    /** Replace files of other content without asking. */
    readonly overwrite?: boolean
  }

/**
 * Makes records of a table or of conversations: one pass to look and choose, one to write. Nothing
 * is written when a row is bad, unless bad rows are to be skipped.
 * @throws DataError MLC-DATA-010, -011 (broken table, encoding), -014 (no record left), -015 (bad
 * rows), -020 (the file changed meanwhile); UsageError MLC-DATA-009, -012, -013, -016; StateError
 * MLC-DATA-030 when a file of other content may not be replaced; what `wantedRedaction` throws.
 */
export const prepareDataset = async (
  ports: WithSql,
  request: PrepareRequest,
): Promise<PrepareResult> => {
  requireShare(request.validationSplit)
  const source = await lookAtTable(ports, request.input, request.kind)
  const { sql, out } = request
  if (sql === undefined) return prepareSource(ports, request, source)
  return withSqlRows(ports, { sql, source, out }, (rows) => prepareSource(ports, request, rows))
}

const prepareSource = async (
  ports: Needs,
  request: PrepareRequest,
  source: TableSource,
): Promise<PrepareResult> => {
  const redaction = await wantedRedaction(ports, request)
  const plain = await recipeOf(ports, source, request)
  const recipe: Recipe = redaction === undefined ? plain : { ...plain, redaction }
  if (source.encoding !== 'utf-8') {
    ports.io.note(`${request.input} is ${source.encoding.toUpperCase()}; the records are UTF-8.`)
  }
  const options = optionsOf(request)
  const looked = await lookThrough(ports, source, { recipe, options })
  refuseBadRows(request, looked.dropped)
  if (looked.candidates === 0) throw noRecords(request.input)
  const result = resultOf({ request, source, recipe, looked, options })
  sayWhatIsOpen(ports, looked, options)
  if (request.dryRun === true) return result
  return finish(ports, { request, source, recipe, looked, result })
}

const optionsOf = (request: PrepareRequest): SelectionOptions => {
  const { dedup = 'exact', nearTogether = 'auto', sample, balance } = request
  return {
    dedup,
    nearTogether,
    ...(sample === undefined ? {} : { sample }),
    ...(balance === undefined ? {} : { balance }),
    share: request.validationSplit,
    seed: request.seed,
  }
}

type Looking = {
  readonly request: PrepareRequest
  readonly source: TableSource
  readonly recipe: Recipe
  readonly looked: Looked
}

const resultOf = (work: Looking & { readonly options: SelectionOptions }): PrepareResult => {
  const { source, recipe, looked, options, request } = work
  const { path, kind, sha256 } = source.origin ?? { ...source, sha256: looked.sha256 }
  const { split, strata, nearLooked, nearTied } = looked.selection
  const { dedup, sample, balance } = options
  const training = Object.values(strata).reduce((sum, side) => sum + side.training, 0)
  const chat = 'chat' in recipe.from ? { chat: recipe.from.chat.name } : {}
  return {
    ...describeRecipe(recipe),
    seed: request.seed,
    validationSplit: request.validationSplit,
    dedup,
    ...(sample === undefined ? {} : { sample }),
    ...(balance === undefined ? {} : { balance }),
    ...(request.sql === undefined ? {} : { sql: request.sql }),
    input: { path, kind, ...chat, encoding: source.encoding, sha256, rows: looked.rows },
    records: { training, validation: split.validation },
    strata,
    nearDuplicates: { looked: nearLooked, tied: nearTied },
    ...(looked.redaction === undefined ? {} : { redaction: looked.redaction }),
    dropped: looked.dropped,
    outputs: [],
  }
}

const sayWhatIsOpen = (
  { io }: Needs,
  { selection: { nearLooked, split, strata, copies } }: Looked,
  { nearTogether, share, balance }: SelectionOptions,
): void => {
  if (nearTogether === 'auto' && nearLooked === AUTO_RECORDS && copies.length > AUTO_RECORDS) {
    io.warn(
      `Only the first ${AUTO_RECORDS} records were compared for near duplicates across the split; --near-duplicates together compares all.`,
    )
  }
  if (balance !== undefined && Object.keys(strata).length < 2) {
    io.warn('Nothing was balanced: the answers are texts or all the same, not classes.')
  }
  const wanted = Math.round((split.training + split.validation) * share)
  if (split.validation * 2 < wanted) {
    io.warn(
      `${countOf(split.validation, 'record')} for validation where ${wanted} were asked: rows that must stay together make groups that are larger.`,
    )
  }
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

const finish = async (
  ports: Needs,
  { request, source, recipe, looked, result }: Looking & { readonly result: PrepareResult },
): Promise<PrepareResult> => {
  const paths = {
    training: request.out,
    validation: request.validationOut ?? beside(request.out, '.validation.jsonl'),
  }
  const manifest = beside(request.out, '.manifest.json')
  const set = outputSet(ports, { overwrite: request.overwrite === true })
  const outputs = await writeSides(ports, set, {
    input: request.input,
    paths,
    lines: chosenLines(ports, source, { recipe, looked }),
    hasValidation: result.records.validation > 0,
    dependents: [manifest],
  })
  const { format, limits, model } = request
  const report = await validateDataset(ports, {
    format,
    limits,
    ...(model === undefined ? {} : { model }),
    files: [paths.training],
    ...(result.records.validation === 0 ? {} : { validation: paths.validation }),
  })
  const { verdict, errors, warnings, byRule, tokens } = report
  const done = { ...result, outputs, check: { verdict, errors, warnings, byRule, tokens } }
  await writeOutput(set, manifest, manifestText(done))
  return done
}

/** `data/train.jsonl` and `.validation.jsonl` give `data/train.validation.jsonl`. */
export const beside = (path: string, ending: string): string =>
  path.replace(/\.(jsonl|json|ndjson)$/, '') + ending
