import { acrossRecords } from './across-records.ts'
import type { Digest64 } from './digest-table.ts'
import { nameProblem, uriProblem } from './file-names.ts'
import { FILE_RULES, type FileRuleId } from './file-rules.ts'
import { type Collected, type CollectorOptions, type Detail, findingCollector } from './findings.ts'
import type { MediaReference, RecordFormat } from './formats.ts'
import type { RecordFormatName, RecordLimits, TokenRange } from './limits.ts'
import type { Rule } from './rule.ts'
import type { ScanEvents, ScanTotals } from './scan.ts'
import { countFaults, type Place, recordTally } from './tally.ts'
import { type FileRole, type Twin, type TwinOptions, twinFinder } from './twins.ts'

export type { FileRole }

export type CheckOptions = CollectorOptions &
  TwinOptions & {
    readonly format: RecordFormat
    readonly limits: RecordLimits
    /** For messages: the model the limits belong to. */
    readonly model?: string
    /** Whether the model takes validation data; absent without a model. */
    readonly validationData?: 'yes' | 'no' | 'doubtful'
    /** Hears of every file that a record names. */
    readonly onMedia?: (media: MediaReference, at: Place) => void
    /** Takes a claim that two records are equal, to prove it first; false when it cannot. */
    readonly onTwin?: (claim: () => TwinClaim) => boolean
  }

/** Two lines whose digests are equal; `twin` makes it a finding. */
export type TwinClaim = {
  readonly rule: FileRuleId
  readonly message: string
  readonly at: FoundPlace & { readonly line: number }
  readonly earlier: { readonly file: string; readonly line: number }
}

export type FileReport = {
  readonly path: string
  readonly role: FileRole
  readonly lines: number
  readonly records: number
  readonly sizeBytes: number
  /** Of its lines, and of the file as a whole; those of the whole data set are in the totals only. */
  readonly errors: number
  readonly warnings: number
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
  /** What could not be looked at. */
  readonly unchecked?: readonly string[]
}

/**
 * Folds scans of several files into one report: duplicates, leakage, counts, modality. Validation
 * files must come first, for leakage is seen when the training records pass.
 */
export const datasetCheck = (options: CheckOptions) => {
  const { format, limits } = options
  const findings = findingCollector(options)
  const files: Omit<FileReport, 'errors' | 'warnings'>[] = []
  const tally = recordTally()
  const twins = twinFinder(options)
  const perFile = new Map<string, Record<'errors' | 'warnings', number>>()
  let isSet = false
  const count = (rule: Rule, at: Place, detail: () => Detail) => {
    const own = perFile.get(at.file)
    if (findings.found(rule, at, detail) && own !== undefined && !isSet) own[`${rule.severity}s`]++
  }
  const found = (id: FileRuleId, message: string, at: FoundPlace) => {
    const { pointer, identity, ...place } = at
    count(FILE_RULES[id], place, () => ({
      message,
      ...(pointer === undefined ? {} : { pointer }),
      ...(identity === undefined ? {} : { identity }),
      ...(at.line === undefined ? {} : { column: 1 }),
    }))
  }
  const twinFound = ({ rule, message, equals }: Twin, digest: Digest64, at: LinePlace) => {
    const identity = () => `${digest.high.toString(16)}-${digest.low.toString(16)}`
    if (equals !== undefined && options.onTwin !== undefined) {
      const place = () => ({ ...at, identity: identity() })
      const claim = () => ({ rule, message: message(), at: place(), earlier: equals() })
      if (options.onTwin(claim)) return
    }
    count(FILE_RULES[rule], at, () => ({ message: message(), identity: identity(), column: 1 }))
  }
  const across = acrossRecords(limits, found)

  const startFile = (path: string, role: FileRole): ScanEvents => {
    perFile.set(path, { errors: 0, warnings: 0 })
    twins.startFile(path)
    across.startFile(path)
    return {
      found: (rule, line, detail) => count(rule, { file: path, line }, detail),
      record: (record) => {
        const at = { file: path, line: record.line }
        tally.add(record, role, path)
        across.add(record.facts, at)
        for (const media of record.facts.media ?? []) options.onMedia?.(media, at)
        for (const twin of twins.of(record, role)) twinFound(twin, record.digest, at)
      },
    }
  }
  const endFile = (report: Omit<FileReport, 'errors' | 'warnings'>, isNamed: boolean) => {
    const { path: file, role, lines, sizeBytes } = report
    const max = maxBytesOf(limits, role)
    if (lines === 0) found('file.empty', 'the file has no line', { file })
    if (sizeBytes > max) {
      found('file.too-large', `${sizeBytes} bytes, the model takes ${max}`, { file })
    }
    const refused = uriProblem(file)
    if (refused !== undefined) found('file.uri', refused, { file })
    const problem = isNamed && format.name !== 'invocation-log' ? nameProblem(file) : undefined
    if (problem !== undefined) found('file.name', problem, { file })
    files.push(report)
  }
  const checkSet = (looksLike: RecordFormatName | undefined) => {
    isSet = true
    const whole = { file: files.at(-1)?.path ?? '' }
    const [first, ...others] = tally.media()
    for (const [kind, at] of others)
      found('record.modality', `${kind} here, ${first?.[0]} before`, at)
    for (const { rule, message } of countFaults(tally.records(), limits, options.model)) {
      found(rule, message, whole)
    }
    const validation = files.find(({ role }) => role === 'validation')
    const { validationData = 'yes', model = 'the model' } = options
    if (validation !== undefined && validationData !== 'yes') {
      const doubt = validationData === 'no' ? 'takes no' : 'may ignore or refuse'
      found('validation.not-taken', `${model} ${doubt} validation data`, { file: validation.path })
    }
    if (looksLike === undefined) return
    found('format.mismatch', `these look like ${looksLike} records, not ${format.name}`, whole)
  }

  return {
    /** Events for `scan` of one file, and `end` for its totals; a pipe has no name of its own. */
    file: (
      path: string,
      role: FileRole,
      isNamed = false,
    ): ScanEvents & { end: (totals: ScanTotals) => void } => {
      const before = tally.total()
      const end = (totals: ScanTotals) =>
        endFile({ path, role, records: tally.total() - before, ...totals }, isNamed)
      return { ...startFile(path, role), end }
    },
    /** Finds what can only be found when all files were read: before `report`. */
    end: (): void => {
      for (const { twin, digest, at } of twins.late()) twinFound(twin, digest, at)
    },
    /** A finding of its own, about a place already read. */
    found,
    report: (): ValidationReport => {
      const looksLike = tally.looksLike(format.name)
      checkSet(looksLike)
      const collected = findings.collected()
      return {
        verdict: collected.errors === 0 ? 'valid' : 'invalid',
        format: format.name,
        ...(options.model === undefined ? {} : { model: options.model }),
        files: files
          .map((file) => ({ ...file, ...(perFile.get(file.path) ?? { errors: 0, warnings: 0 }) }))
          .sort((a, b) => a.role.localeCompare(b.role)),
        records: tally.records(),
        tokens: tally.tokens(),
        ...(looksLike === undefined ? {} : { looksLike }),
        ...(twins.comparedAll() ? {} : { unchecked: [NOT_COMPARED] }),
        ...collected,
      }
    },
  }
}

const NOT_COMPARED =
  'Near copies between training and validation data: there is too much to compare the wording of all of it.'

export type FoundPlace = Place & { readonly pointer?: string; readonly identity?: string }
type LinePlace = { readonly file: string; readonly line: number }

const maxBytesOf = (
  { maxFileBytes, maxValidationFileBytes }: RecordLimits,
  role: FileRole,
): number =>
  (role === 'validation' ? maxValidationFileBytes : undefined) ??
  maxFileBytes ??
  Number.POSITIVE_INFINITY
