import type { ValidationReport } from '../check.ts'
import type { Finding } from '../findings.ts'

/** One finding as a line of NDJSON. */
export const findingLine = (finding: Finding): string =>
  JSON.stringify({ type: 'finding', ...finding })

/** The last line: all of the report but its findings. */
export const summaryLine = (report: ValidationReport): string => {
  const { findings: _before, ...rest } = report
  return JSON.stringify({ type: 'summary', schemaVersion: 1, ...rest })
}

/** A whole validation as NDJSON, without a final line feed. */
export const ndjsonReport = (report: ValidationReport): string =>
  [...report.findings.map(findingLine), summaryLine(report)].join('\n')
