import { countOf } from '../../core/count.ts'
import type { ValidationReport } from '../check.ts'
import { type Finding, sentences } from '../findings.ts'

/** A validation as workflow commands of GitHub Actions, which shows them at the lines of a change. */
export const githubAnnotations = (report: ValidationReport): string =>
  [...report.findings.map(annotation), summary(report)].join('\n')

const annotation = (finding: Finding): string => {
  const { file, line, column, severity, rule } = finding
  const place = [
    `file=${property(file.replace(/^(\.\/)+/, ''))}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(rule)}`,
  ]
  return `::${severity} ${place.join(',')}::${data(sentences(finding))}`
}

const summary = ({ verdict, records, errors, warnings, omitted }: ValidationReport): string => {
  const more = omitted === 0 ? '' : `, ${omitted} of them not listed`
  const text = `${verdict}: ${countOf(records.total, 'record')}, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}${more}`
  return `::notice title=mlctl dataset validate::${data(text)}`
}

/** Escapes of the runner (actions/toolkit, core/src/command.ts). */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
