import { FILE_RULES, type FileRuleId } from './file-rules.ts'
import { type Collected, findingCollector } from './findings.ts'
import type { RecordFormat } from './formats.ts'
import type { RecordFormatName, RecordLimits, TokenRange } from './limits.ts'
import type { ScanEvents, ScanTotals } from './scan.ts'
import { countFaults, type Place, recordTally } from './tally.ts'
import { type FileRole, twinFinder } from './twins.ts'

export type { FileRole }

export type CheckOptions = {
  readonly format: RecordFormat
  readonly limits: RecordLimits
  /** For messages: the model the limits belong to. */
  readonly model?: string
  /** Findings kept in full; 0 keeps all. */
  readonly maxFindings: number
}

export type FileReport = {
  readonly path: string
  readonly role: FileRole
  readonly lines: number
  readonly records: number
  readonly sizeBytes: number
}

/** The whole outcome of a validation: a result and a verdict at once. */
export type ValidationReport = Collected & {
  readonly verdict: 'valid' | 'invalid'
  readonly format: RecordFormatName
  readonly model?: string
  readonly files: readonly FileReport[]
  readonly records: {
    readonly training: number
    readonly validation: number
    readonly total: number
    /** Records that break no rule of severity error. */
    readonly good: number
  }
  /** Of the training records; a range, for only the service knows the exact number. */
  readonly tokens: {
    readonly training: TokenRange
    readonly longest?: TokenRange & { readonly file: string; readonly line: number }
  }
  /** The format that nearly all refused records seem to be written for. */
  readonly looksLike?: RecordFormatName
}

/**
 * Folds scans of several files into one report: duplicates, leakage, counts, modality. Validation
 * files must come first, for leakage is seen when the training records pass.
 */
export const datasetCheck = (options: CheckOptions) => {
  const { format, limits } = options
  const findings = findingCollector(options.maxFindings)
  const files: FileReport[] = []
  const tally = recordTally()
  const twins = twinFinder()
  const found = (id: FileRuleId, message: string, at: Place) =>
    findings.found(FILE_RULES[id], at, () => ({
      message,
      ...(at.line === undefined ? {} : { column: 1 }),
    }))

  const startFile = (path: string, role: FileRole): ScanEvents => {
    twins.startFile(path)
    return {
      found: (rule, line, detail) => findings.found(rule, { file: path, line }, detail),
      record: (record) => {
        tally.add(record, role, path)
        for (const { rule, message } of twins.of(record, role)) {
          found(rule, message, { file: path, line: record.line })
        }
      },
    }
  }
  const endFile = (report: FileReport) => {
    const { path: file, lines, sizeBytes } = report
    const { maxFileBytes = Number.POSITIVE_INFINITY } = limits
    files.push(report)
    if (lines === 0) found('file.empty', 'the file has no line', { file })
    if (sizeBytes > maxFileBytes) {
      found('file.too-large', `${sizeBytes} bytes, the model takes ${maxFileBytes}`, { file })
    }
  }
  const checkSet = (looksLike: RecordFormatName | undefined) => {
    const whole = { file: files.at(-1)?.path ?? '' }
    const [first, ...others] = tally.media()
    for (const [kind, at] of others)
      found('record.modality', `${kind} here, ${first?.[0]} before`, at)
    for (const { rule, message } of countFaults(tally.total(), limits, options.model)) {
      found(rule, message, whole)
    }
    if (looksLike === undefined) return
    found('format.mismatch', `these look like ${looksLike} records, not ${format.name}`, whole)
  }

  return {
    /** Events for `scan` of one file, and `end` for its totals. */
    file: (path: string, role: FileRole): ScanEvents & { end: (totals: ScanTotals) => void } => {
      const before = tally.total()
      const end = (totals: ScanTotals) =>
        endFile({ path, role, records: tally.total() - before, ...totals })
      return { ...startFile(path, role), end }
    },
    report: (): ValidationReport => {
      const looksLike = tally.looksLike(format.name)
      checkSet(looksLike)
      const collected = findings.collected()
      return {
        verdict: collected.errors === 0 ? 'valid' : 'invalid',
        format: format.name,
        ...(options.model === undefined ? {} : { model: options.model }),
        files: files.toSorted((a, b) => a.role.localeCompare(b.role)),
        records: tally.records(),
        tokens: tally.tokens(),
        ...(looksLike === undefined ? {} : { looksLike }),
        ...collected,
      }
    },
  }
}
