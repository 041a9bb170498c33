import { digest64, digestTable } from './digest-table.ts'
import { FILE_RULES, type FileRuleId } from './file-rules.ts'
import { type Collected, findingCollector } from './findings.ts'
import type { RecordFormat } from './formats.ts'
import { type RecordFormatName, type RecordLimits, type TokenRange, tokensOf } from './limits.ts'
import type { ScanEvents, ScannedRecord, ScanTotals } from './scan.ts'
import { normalised } from './text.ts'

export type FileRole = 'training' | 'validation'

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

/** Share of records with another shape above which the format itself is doubted. */
const MISMATCH_SHARE = 0.9
const LINES_PER_FILE = 2 ** 32

/**
 * Folds scans of several files into one report: duplicates, leakage, counts, modality. Validation
 * files must come first, for leakage is seen when the training records pass.
 */
export const datasetCheck = (options: CheckOptions) => {
  const { format, limits } = options
  const findings = findingCollector(options.maxFindings)
  const files: FileReport[] = []
  const paths: string[] = []
  const seen = { training: digestTable(), validation: digestTable(), prompts: digestTable() }
  const sums = { training: 0, validation: 0, good: 0, characters: 0 }
  const shapes = new Map<RecordFormatName, number>()
  const media = new Map<string, { file: string; line: number }>()
  let longest = { characters: 0, file: '', line: 0 }

  const found = (id: FileRuleId, message: string, at: { file: string; line?: number }) =>
    findings.found(FILE_RULES[id], at, () => ({
      message,
      ...(at.line === undefined ? {} : { column: 1 }),
    }))
  const placeText = (place: number) =>
    `${paths[Math.floor(place / LINES_PER_FILE)]}:${place % LINES_PER_FILE}`

  const checkTwins = (record: ScannedRecord, role: FileRole, file: string) => {
    const { digest, line, facts } = record
    const place = (paths.length - 1) * LINES_PER_FILE + line
    const earlier = seen[role].add(digest, place)
    if (earlier !== undefined) {
      found('record.duplicate', `the same record as ${placeText(earlier)}`, { file, line })
    }
    if (facts.prompt === undefined || (role === 'training' && seen.validation.size() === 0)) return
    const prompt = digest64(normalised(facts.prompt))
    if (role === 'validation') return void seen.prompts.add(prompt, place)
    const same = seen.validation.get(digest)
    const [id, twin] =
      same === undefined
        ? (['leak.prompt', seen.prompts.get(prompt)] as const)
        : (['leak.record', same] as const)
    const what = id === 'leak.record' ? 'the same record as' : 'the same prompt as'
    if (twin !== undefined) found(id, `${what} ${placeText(twin)}`, { file, line })
  }

  const record = (one: ScannedRecord, role: FileRole, file: string) => {
    sums[role]++
    if (one.ok) sums.good++
    if (one.shape !== undefined) shapes.set(one.shape, (shapes.get(one.shape) ?? 0) + 1)
    const { characters, modality } = one.facts
    if (role === 'training') sums.characters += characters
    if (characters > longest.characters) longest = { characters, file, line: one.line }
    if (modality !== 'text' && !media.has(modality)) media.set(modality, { file, line: one.line })
    checkTwins(one, role, file)
  }

  const checkSet = () => {
    const [first, ...others] = media
    for (const [modality, at] of others) {
      found('record.modality', `${modality} here, ${first?.[0]} before`, at)
    }
    checkCounts({ sums, limits, model: options.model }, (id, message) =>
      found(id, message, { file: paths.at(-1) ?? '' }),
    )
  }

  return {
    /** Events for `scan` of one file, and `end` for its totals. */
    file: (path: string, role: FileRole): ScanEvents & { end: (totals: ScanTotals) => void } => {
      paths.push(path)
      const before = sums.training + sums.validation
      return {
        found: (rule, line, detail) => findings.found(rule, { file: path, line }, detail),
        record: (one) => record(one, role, path),
        end: (totals) => {
          files.push({ path, role, records: sums.training + sums.validation - before, ...totals })
          const limit = limits.maxFileBytes
          if (totals.lines === 0) found('file.empty', 'the file has no line', { file: path })
          if (limit !== undefined && totals.sizeBytes > limit) {
            const message = `${totals.sizeBytes} bytes, the model takes ${limit}`
            found('file.too-large', message, { file: path })
          }
        },
      }
    },
    report: (): ValidationReport => {
      checkSet()
      const looksLike = mismatch(format, shapes, sums.training + sums.validation)
      if (looksLike !== undefined) {
        const message = `these look like ${looksLike} records, not ${format.name}`
        found('format.mismatch', message, { file: paths.at(-1) ?? '' })
      }
      const collected = findings.collected()
      const { file, line } = longest
      return {
        verdict: collected.errors === 0 ? 'valid' : 'invalid',
        format: format.name,
        ...(options.model === undefined ? {} : { model: options.model }),
        files: files.toSorted((a, b) => a.role.localeCompare(b.role)),
        records: {
          training: sums.training,
          validation: sums.validation,
          total: sums.training + sums.validation,
          good: sums.good,
        },
        tokens: {
          training: tokensOf(sums.characters),
          ...(line === 0 ? {} : { longest: { ...tokensOf(longest.characters), file, line } }),
        },
        ...(looksLike === undefined ? {} : { looksLike }),
        ...collected,
      }
    },
  }
}

type Counting = {
  readonly sums: { readonly training: number; readonly validation: number }
  readonly limits: RecordLimits
  readonly model: string | undefined
}

const checkCounts = (
  { sums, limits, model }: Counting,
  found: (id: FileRuleId, message: string) => void,
) => {
  const total = sums.training + sums.validation
  const { min = 0, minAdvised = 0, maxSum = Number.POSITIVE_INFINITY } = limits
  const takes = `${model ?? 'the model'} takes`
  if (total === 0) return
  if (total < min) found('records.too-few', `${total} records; ${takes} at least ${min}`)
  else if (total < minAdvised) found('records.few', `${total} records; ${minAdvised} are advised`)
  if (total > maxSum) found('records.too-many', `${total} records; ${takes} at most ${maxSum}`)
}

const mismatch = (
  format: RecordFormat,
  shapes: ReadonlyMap<RecordFormatName, number>,
  total: number,
): RecordFormatName | undefined =>
  [...shapes].find(([name, count]) => name !== format.name && count >= total * MISMATCH_SHARE)?.[0]
