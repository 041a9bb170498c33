import type { Style } from '../../ports/io.ts'
import type { ValidationReport } from './check.ts'
import { FILE_RULES } from './file-rules.ts'
import type { Finding, RuleCount } from './findings.ts'
import { FORMATS, type RecordFormat } from './formats.ts'
import type { RecordLimits, TokenRange } from './limits.ts'
import type { Rule } from './rule.ts'

/** A validation for people: findings as editors read them, what was folded, the verdict last. */
export const reportText = (report: ValidationReport, style: Style): string =>
  [
    ...report.findings.map((finding) => findingText(finding, style)),
    ...report.byRule.flatMap((row) => foldedText(row, report.findings, style)),
    ...fixableText(report, style),
    verdictText(report, style),
  ].join('\n')

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
  return [style.dim(`… and ${more} more of ${row.rule}${where}`)]
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
  return `${mark} ${report.verdict} for ${model ?? format}: ${count(records.total, 'record')}${split}, ${count(errors, 'error')}, ${count(warnings, 'warning')}, ${rangeText(tokens.training)} tokens`
}

const count = (n: number, word: string) =>
  `${n.toLocaleString('en-US')} ${word}${n === 1 ? '' : 's'}`

export const rangeText = ({ low, high }: TokenRange): string =>
  low === high
    ? low.toLocaleString('en-US')
    : `${low.toLocaleString('en-US')} to ${high.toLocaleString('en-US')}`

/** One format as `dataset formats` shows it. */
export type FormatDocument = {
  readonly name: string
  readonly summary: string
  readonly example: RecordFormat['example']
  readonly source: string
  /** Models of the catalogue that take it. */
  readonly models: readonly string[]
  readonly limits?: RecordLimits
  readonly rules: readonly Rule[]
}

/** The rules about files and sets of records, which hold for every format. */
export const fileRules = (): readonly Rule[] => Object.values(FILE_RULES)

/** Formats as data, with their rules; `only` picks one. */
export const formatDocuments = (
  models: Readonly<Record<string, readonly string[]>>,
  only?: string,
): readonly FormatDocument[] =>
  FORMATS.filter(({ name }) => only === undefined || name === only).map((format) => ({
    name: format.name,
    summary: format.summary,
    example: format.example,
    source: format.source,
    models: models[format.name] ?? [],
    rules: format.rules.map(({ check: _check, example: _example, ...rule }) => rule),
  }))

/** Formats for people; the rules only of one format, for the list is long. */
export const formatsText = (formats: readonly FormatDocument[], style: Style): string =>
  formats.map((format) => formatText(format, style, formats.length === 1)).join('\n\n')

const formatText = (format: FormatDocument, style: Style, withRules: boolean): string => {
  const limits = Object.entries(format.limits ?? {}).map(
    ([name, value]) => `    ${name}: ${Array.isArray(value) ? value.join(' ') || 'none' : value}`,
  )
  const rules = format.rules.map(
    ({ id, severity, what }) => `    ${severity === 'error' ? ' ' : '?'} ${id}: ${what}`,
  )
  return [
    `${style.bold(format.name)}  ${format.summary}`,
    `  ${JSON.stringify(format.example)}`,
    `  models: ${format.models.join(', ') || 'none'}`,
    ...(limits.length > 0 ? ['  limits:', ...limits] : []),
    ...(withRules ? ['  rules (? is a warning):', ...rules] : []),
    style.dim(`  ${format.source}`),
  ].join('\n')
}
