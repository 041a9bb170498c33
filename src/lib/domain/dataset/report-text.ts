import type { Style } from '../../ports/io.ts'
import { countOf, grouped } from '../core/count.ts'
import type { ValidationReport } from './check.ts'
import type { Finding, RuleCount } from './findings.ts'
import type { TokenRange } from './limits.ts'
import type { ReportForm } from './reports/forms.ts'
import type { Suggestion } from './suggest.ts'

/** A validation with what a command adds to it. */
export type CheckReport = ValidationReport & {
  /** The file of known findings, and how many of it were not there any more. */
  readonly baseline?: { readonly file: string; readonly stale: number; readonly written?: true }
  readonly suggestion?: Suggestion
  /** How the findings are shown, and where they are. */
  readonly report?: ReportChoice
}

export type ReportChoice = {
  readonly form: ReportForm
  readonly file?: string
  readonly streamed?: true
}

/** A validation for people: findings as editors read them, what was folded, the verdict last. */
export const reportText = (report: CheckReport, style: Style): string =>
  [
    ...report.findings.map((finding) => findingText(finding, style)),
    ...report.byRule.flatMap((row) => foldedText(row, report.findings, style)),
    ...fixableText(report, style),
    ...suggestionText(report),
    ...(report.unchecked ?? []).map((what) => style.dim(`not checked: ${what}`)),
    ...baselineLines(report, style),
    ...filesText(report),
    verdictText(report, style),
  ].join('\n')

const suggestionText = ({ suggestion, model, format }: CheckReport): readonly string[] => {
  if (suggestion === undefined) return []
  const { format: meant, models, kinds } = suggestion
  const list = models.join(', ')
  if (kinds !== undefined)
    return [`Did you mean a model that takes ${kinds.join(' and ')}? ${list}`]
  const takers = list === '' ? '' : `, or --model: ${list}`
  return [
    `Nearly all are ${meant} records, not ${model ?? format}. Did you mean --format ${meant}${takers}?`,
  ]
}

const baselineLines = (
  { baseline, accepted = 0 }: CheckReport,
  style: Style,
): readonly string[] => {
  if (baseline === undefined) return []
  const known = countOf(accepted, 'known finding')
  if (baseline.written) return [style.dim(`${known} written to ${baseline.file}`)]
  const stale =
    baseline.stale === 0 ? '' : `; ${baseline.stale} of its entries were not found again`
  return [style.dim(`${known} accepted by ${baseline.file}${stale}`)]
}

/** Each file on a line, where there are several. */
const filesText = ({ files }: ValidationReport): readonly string[] =>
  files.length < 2
    ? []
    : files.map(
        ({ path, role, records, errors, warnings }) =>
          `${path} (${role}): ${countOf(records, 'record')}, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`,
      )

/** `train.jsonl:88:14: error: converse.role: …` with the place marked and the fix. */
const findingText = (finding: Finding, style: Style): string => {
  const { file, line, column, severity, rule, message, excerpt } = finding
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const kind = severity === 'error' ? style.bad('error') : style.caution('warning')
  const lines = [`${place}: ${kind}: ${rule}: ${message}`]
  if (excerpt !== undefined && excerpt.text.trim() !== '') {
    lines.push(
      `    ${style.dim(excerpt.text)}`,
      `    ${' '.repeat(excerpt.mark)}${style.accent('^')}`,
    )
  }
  return [...lines, `    fix: ${finding.fix}`].join('\n')
}

const foldedText = (
  row: RuleCount,
  findings: readonly Finding[],
  style: Style,
): readonly string[] => {
  const more = row.count - findings.filter((finding) => finding.rule === row.rule).length
  if (more <= 0) return []
  const places = row.alsoLines.slice(0, 5).join(', ')
  const where = places === '' ? '' : `: ${places}${more > 5 ? ', …' : ''}`
  return [style.dim(`… and ${grouped(more)} more of ${row.rule}${where}`)]
}

const fixableText = ({ byRule }: ValidationReport, style: Style): readonly string[] => {
  const fixable = byRule.filter((row) => row.fixable).reduce((sum, row) => sum + row.count, 0)
  return fixable === 0
    ? []
    : [style.dim(`${fixable} of these can be repaired: --fix -o repaired.jsonl`)]
}

const verdictText = (report: ValidationReport, style: Style): string => {
  const { records, errors, warnings, tokens, model, format } = report
  const good = report.verdict === 'valid'
  const mark = good ? style.good(style.unicode ? '✓' : 'ok') : style.bad(style.unicode ? '✗' : 'x')
  const split = records.validation > 0 ? ` (${records.validation} for validation)` : ''
  return `${mark} ${report.verdict} for ${model ?? format}: ${countOf(records.total, 'record')}${split}, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}, ${rangeText(tokens.training)} tokens`
}

export const rangeText = ({ low, high }: TokenRange): string =>
  low === high
    ? low.toLocaleString('en-US')
    : `${low.toLocaleString('en-US')} to ${high.toLocaleString('en-US')}`
