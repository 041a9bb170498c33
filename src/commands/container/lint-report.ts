import type { LintForm } from '../../lib/domain/container/lint/forms.ts'
import type { LintReport } from '../../lib/domain/container/lint/lint.ts'
import { lintText } from '../../lib/domain/container/lint/text.ts'
import { githubAnnotations } from '../../lib/domain/dataset/reports/github.ts'
import { junitXml } from '../../lib/domain/dataset/reports/junit.ts'
import type { Reported } from '../../lib/domain/dataset/reports/reported.ts'
import { sarifLog } from '../../lib/domain/dataset/reports/sarif.ts'
import type { Style } from '../../lib/ports/io.ts'

/** A report of a build context in one of the forms. */
export const renderLint = (report: LintReport, form: LintForm, style: Style): string => {
  switch (form) {
    case 'text':
      return lintText(report, style)
    case 'json':
      return JSON.stringify({ schemaVersion: 1, ...report }, null, 2)
    case 'sarif':
      return JSON.stringify(sarifLog(reportedOf(report)), null, 2)
    case 'junit':
      return junitXml(reportedOf(report))
    case 'github':
      return githubAnnotations(reportedOf(report))
  }
}

const reportedOf = (report: LintReport): Reported => ({
  verdict: report.verdict,
  errors: report.errors,
  warnings: report.warnings,
  findings: report.findings,
  omitted: 0,
  unchecked: report.unchecked,
  byRule: report.byRule.map(({ id, severity, what, why, fix, count }) => ({
    ...{ rule: id, severity, count, what, why, fix },
    fixable: false,
    alsoLines: [],
  })),
  files: [...new Set([report.dockerfile, ...report.findings.map(({ file }) => file)])].map(
    (path) => ({ path }),
  ),
  subject: {
    command: 'mlctl container lint',
    whole: 'build context',
    fine: { file: 'every line is fine', whole: 'the context is fine' },
  },
})
