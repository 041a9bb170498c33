import type { ValidationReport } from '../../domain/dataset/check.ts'
import type { RecordFormatName } from '../../domain/dataset/limits.ts'
import { type LineRanges, lineRanges } from '../../domain/dataset/prepare/line-ranges.ts'
import type { Dedup, SelectionOptions } from '../../domain/dataset/prepare/selection.ts'
import type { Split } from '../../domain/dataset/split.ts'
import type { TableKind } from '../../domain/dataset/table-kind.ts'
import type { BadRow, DropReason } from '../../domain/dataset/table-row.ts'
import type { Recipe } from './make-records.ts'
import type { RedactionReport } from './redaction.ts'
import type { OutputFile } from './write-sides.ts'

export type Dropped = {
  readonly reason: DropReason
  readonly count: number
  /** The first thousand. */
  readonly lines: readonly number[]
  /** All of them: `5,10-12`. Absent where the seed alone decides (samples, balance). */
  readonly allLines?: string
  readonly example: string
}

/** The manifest: what was made of what, and how. The same input and flags give the same manifest. */
export type PrepareResult = {
  readonly input: {
    readonly path: string
    readonly sha256: string
    readonly kind: TableKind
    /** The form of the conversations, when there are no columns. */
    readonly chat?: string
    readonly encoding: string
    readonly rows: number
  }
  readonly format: RecordFormatName
  readonly model?: string
  readonly prompt?: string
  readonly completion?: string
  readonly system?: string
  readonly labelWords?: Readonly<Record<string, string>>
  readonly seed: number
  readonly validationSplit: number
  readonly stratify?: string
  readonly group?: string
  readonly dedup: Dedup
  readonly sql?: string
  readonly sample?: SelectionOptions['sample']
  readonly balance?: SelectionOptions['balance']
  readonly minTokens?: number
  readonly maxTokens?: number
  readonly records: { readonly training: number; readonly validation: number }
  readonly strata: Split['strata']
  /** Records compared, and those kept on the side of one that says nearly the same. */
  readonly nearDuplicates: { readonly looked: number; readonly tied: number }
  /** Private values in the records made of the rows, chosen or not; absent when they were to stay. */
  readonly redaction?: RedactionReport
  readonly dropped: readonly Dropped[]
  /** Empty after a dry run. */
  readonly outputs: readonly OutputFile[]
  /** How the result stands against the model's limits; absent after a dry run. */
  readonly check?: Pick<ValidationReport, 'verdict' | 'errors' | 'warnings' | 'byRule' | 'tokens'>
}

/** What a recipe adds to the manifest. */
export const describeRecipe = (recipe: Recipe) => {
  const { from, format, limits: _limits, labelWords, redaction: _redaction, ...plain } = recipe
  const templates = 'templates' in from ? from.templates : undefined
  return {
    format: format.name,
    ...plain,
    ...(templates === undefined ? {} : { prompt: templates.prompt.source }),
    ...(templates?.completion === undefined ? {} : { completion: templates.completion.source }),
    ...(labelWords === undefined ? {} : { labelWords: Object.fromEntries(labelWords) }),
  }
}

/**
 * The manifest's text. Whether a file was there before is a matter of the run, not of the data, so
 * that the same input, flags and seed give the same bytes.
 */
export const manifestText = ({ outputs, ...result }: PrepareResult): string => {
  const files = outputs.map(({ status: _status, ...file }) => file)
  return `${JSON.stringify({ schemaVersion: 1, ...result, outputs: files }, null, 2)}\n`
}

const LINES_KEPT = 1_000

/** Reasons whose rows the seed gives again; listing them could outgrow the data. */
const BY_SEED: readonly DropReason[] = ['not-sampled', 'balanced']

type Entry = { count: number; lines: number[]; example: string; ranges: LineRanges | undefined }

/** Counts dropped rows by reason. */
export const dropLog = () => {
  const reasons = new Map<DropReason, Entry>()
  return {
    add: ({ reason, line, message }: BadRow) => {
      const entry = reasons.get(reason) ?? {
        count: 0,
        lines: [],
        example: `line ${line}: ${message}`,
        ranges: BY_SEED.includes(reason) ? undefined : lineRanges(),
      }
      reasons.set(reason, entry)
      entry.count++
      entry.ranges?.add(line)
      if (entry.lines.length < LINES_KEPT) entry.lines.push(line)
    },
    all: (): readonly Dropped[] =>
      [...reasons].map(([reason, { ranges, ...entry }]) => ({
        reason,
        ...entry,
        ...(ranges === undefined ? {} : { allLines: ranges.text() }),
      })),
  }
}
