import { type Finding, sentences } from '../findings.ts'
import { type Reported, subjectOf, summaryOf } from './reported.ts'

/** A validation as workflow commands of GitHub Actions, which shows them at the lines of a change. */
export const githubAnnotations = (report: Reported): string =>
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

const summary = (report: Reported): string => {
  const { omitted } = report
  const more = omitted === 0 ? '' : `, ${omitted} of them not listed`
  return `::notice title=${property(subjectOf(report).command)}::${data(`${summaryOf(report)}${more}`)}`
}

/** Escapes of the runner (actions/toolkit, core/src/command.ts). */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
