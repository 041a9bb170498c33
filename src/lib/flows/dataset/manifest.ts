import type { ValidationReport } from '../../domain/dataset/check.ts'
import type { RecordFormatName } from '../../domain/dataset/limits.ts'
import type { Split } from '../../domain/dataset/split.ts'
import type { TableKind } from '../../domain/dataset/table-kind.ts'
import type { BadRow, DropReason } from '../../domain/dataset/table-row.ts'
import type { Recipe } from './make-records.ts'
import type { OutputFile } from './write-sides.ts'

export type Dropped = {
  readonly reason: DropReason
  readonly count: number
  /** The first thousand. */
  readonly lines: readonly number[]
  readonly example: string
}

/** The manifest: what was made of what, and how. The same input and flags give the same manifest. */
export type PrepareResult = {
  readonly input: {
    readonly path: string
    readonly sha256: string
    readonly kind: TableKind
    readonly encoding: string
    readonly rows: number
  }
  readonly format: RecordFormatName
  readonly model?: string
  readonly prompt: string
  readonly completion?: string
  readonly system?: string
  readonly labelWords?: Readonly<Record<string, string>>
  readonly seed: number
  readonly validationSplit: number
  readonly stratify?: string
  readonly group?: string
  readonly records: { readonly training: number; readonly validation: number }
  readonly strata: Split['strata']
  readonly dropped: readonly Dropped[]
  /** Empty after a dry run. */
  readonly outputs: readonly OutputFile[]
  /** How the result stands against the model's limits; absent after a dry run. */
  readonly check?: Pick<ValidationReport, 'verdict' | 'errors' | 'warnings' | 'byRule' | 'tokens'>
}

/** What a recipe adds to the manifest. */
export const describeRecipe = (recipe: Recipe) => {
  const { templates, format, model, system, labelWords, stratify, group } = recipe
  return {
    format: format.name,
    ...(model === undefined ? {} : { model }),
    prompt: templates.prompt.source,
    ...(templates.completion === undefined ? {} : { completion: templates.completion.source }),
    ...(system === undefined ? {} : { system }),
    ...(labelWords === undefined ? {} : { labelWords: Object.fromEntries(labelWords) }),
    ...(stratify === undefined ? {} : { stratify }),
    ...(group === undefined ? {} : { group }),
  }
}

const LINES_KEPT = 1_000

/** Counts dropped rows by reason. */
export const dropLog = () => {
  const reasons = new Map<DropReason, { count: number; lines: number[]; example: string }>()
  return {
    add: ({ reason, line, message }: BadRow) => {
      const entry = reasons.get(reason) ?? {
        count: 0,
        lines: [],
        example: `line ${line}: ${message}`,
      }
      reasons.set(reason, entry)
      entry.count++
      if (entry.lines.length < LINES_KEPT) entry.lines.push(line)
    },
    all: (): readonly Dropped[] => [...reasons].map(([reason, entry]) => ({ reason, ...entry })),
  }
}
