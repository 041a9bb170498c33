import type { Style } from '../../../ports/io.ts'
import { type CheckReport, reportText } from '../report-text.ts'
import type { ReportForm } from './forms.ts'
import { githubAnnotations } from './github.ts'
import { junitXml } from './junit.ts'
import { ndjsonReport } from './ndjson.ts'
import { sarifLog } from './sarif.ts'

/** A validation in one of the forms. */
export const renderReport = (report: CheckReport, form: ReportForm, style: Style): string => {
  switch (form) {
    case 'text':
      return reportText(report, style)
    case 'json':
      return JSON.stringify({ schemaVersion: 1, ...report }, null, 2)
    case 'ndjson':
      return ndjsonReport(report)
    case 'sarif':
      return JSON.stringify(sarifLog(report), null, 2)
    case 'junit':
      return junitXml(report)
    case 'github':
      return githubAnnotations(report)
  }
}

/** What a validation says on stdout: the report, or where it is. */
export const checkText = (result: CheckReport, style: Style): string => {
  const { report: choice, ...rest } = result
  if (choice?.file !== undefined) return `${reportText(rest, style)}\n  report: ${choice.file}`
  if (choice?.streamed === true) return ''
  return renderReport(rest, choice?.form ?? 'text', style)
}
