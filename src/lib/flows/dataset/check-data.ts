import type { ValidationReport } from '../../domain/dataset/check.ts'
import type { CheckReport } from '../../domain/dataset/report-text.ts'
import type { ReportForm } from '../../domain/dataset/reports/forms.ts'
import { type Suggestion, suggestionFor } from '../../domain/dataset/suggest.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { baselineOf } from './baseline-file.ts'
import { detectedFormat, requireDetected } from './detect.ts'
import { expandPaths } from './expand-paths.ts'
import { type DataTarget, dataTarget } from './model.ts'
import { type PrivacyRequest, privacyCheckOf } from './privacy-search.ts'
import { type RepairReport, repairFile } from './repair.ts'
import { validateDataset } from './validate.ts'
import { streamedReport, wholeReport } from './write-report.ts'

export type CheckRequest = PrivacyRequest & {
  readonly files: readonly string[]
  readonly validation?: string
  readonly maxFindings: number
  readonly fix: boolean
  /** The repaired copy with `fix`, else the report. */
  readonly out?: string
  /** Text when absent. */
  readonly report?: ReportForm
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly overwrite?: boolean
}

export type CheckResult = CheckReport & { readonly fixed?: RepairReport }

type Needs = Pick<Ports, 'files' | 'objects' | 'io' | 'settings'>
type Given = { readonly model?: string | undefined; readonly format?: string | undefined }

/**
 * Checks the data; with `fix`, writes a repaired copy first and checks that.
 * @throws UsageError MLC-DATA-018 when flags do not go together or --fix gets several files, and what
 * `dataTarget`, `baselineOf` and `validateDataset` throw.
 */
export const checkData = async (
  ports: Needs,
  given: Given,
  request: CheckRequest,
): Promise<CheckResult> => {
  const files = await expandPaths(ports, request.files)
  const target = await targetFor(ports, given, files[0] ?? '')
  const { fix, out } = request
  if (!fix && out !== undefined && request.report === undefined) throw fixNeeds()
  if (!fix) return reported(ports, target, { ...request, files })
  const [input] = files
  if (out === undefined || input === undefined || files.length > 1) throw fixNeeds()
  const { overwrite = false } = request
  const fixed = await repairFile(ports, { input, output: out, overwrite }, target)
  for (const { rule, what, count } of fixed.repaired) {
    ports.io.note(`repaired ${count}: ${what} (${rule})`)
  }
  const { out: _copy, ...rest } = request
  return { ...(await reported(ports, target, { ...rest, files: [out] })), fixed }
}

const reported = async (
  ports: Needs,
  target: DataTarget,
  request: CheckRequest,
): Promise<CheckResult> => {
  const { files, validation, maxFindings, out: file, report: form = 'text' } = request
  const overwrite = request.overwrite ?? false
  const isStreamed = form === 'ndjson' && maxFindings === 0
  const flags = { form, overwrite, ...(file === undefined ? {} : { file }) }
  const privacy = await privacyCheckOf(ports, request)
  const known = await baselineOf(ports, { ...request, overwrite })
  const writer = isStreamed ? await streamedReport(ports, flags) : wholeReport(ports, flags)
  try {
    const found = await validateDataset(ports, {
      ...target,
      files,
      maxFindings,
      ...(form === 'text' ? {} : { maxPerRule: Number.POSITIVE_INFINITY }),
      ...(validation === undefined ? {} : { validation }),
      ...(privacy === undefined ? {} : { privacy }),
      ...(known.acceptance === undefined ? {} : { acceptance: known.acceptance }),
      ...(writer.onFinding === undefined ? {} : { onFinding: writer.onFinding }),
    })
    const [baseline, suggestion] = [await known.finish(), await suggested(ports, found)]
    const result = {
      ...found,
      ...(baseline === undefined ? {} : { baseline }),
      ...(suggestion === undefined ? {} : { suggestion }),
    }
    await writer.finish(result)
    if (form === 'text') return result
    const streamed = isStreamed ? { streamed: true as const } : {}
    return { ...result, report: { form, ...streamed, ...(file === undefined ? {} : { file }) } }
  } catch (error) {
    await writer.abort()
    throw error
  }
}

const suggested = async (
  ports: Needs,
  report: ValidationReport,
): Promise<Suggestion | undefined> => {
  if (report.verdict === 'valid') return undefined
  const { models } = await loadCatalogue(ports)
  const candidates = models.map((model) => ({
    ...model,
    isActive: model.lifecycle.status === 'active',
  }))
  return suggestionFor(report, candidates)
}

/** `dataTarget`, where `--format auto` looks at the records, and a missing name gets a true hint. */
const targetFor = async (ports: Needs, given: Given, path: string): Promise<DataTarget> => {
  if (given.format === 'auto') {
    const format = await requireDetected(ports, path)
    ports.io.note(`${path}: the records look like ${format}`)
    return dataTarget(ports, { ...given, format })
  }
  try {
    return await dataTarget(ports, given)
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'MLC-DATA-003') throw error
    const format = await detectedFormat(ports, path)
    if (format === undefined) throw error
    throw new UsageError('MLC-DATA-003', error.message, {
      hint: `These look like ${format} records: --format ${format}, or --model and a model that takes them (mlctl dataset formats --format ${format}).`,
    })
  }
}

const fixNeeds = () =>
  new UsageError('MLC-DATA-018', '--out is for --fix, with one file, or for --report.', {
    hint: 'mlctl dataset validate in.jsonl --fix -o out.jsonl; the input is never changed.',
  })
