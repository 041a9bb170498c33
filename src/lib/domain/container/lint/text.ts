import type { Style } from '../../../ports/io.ts'
import { countOf } from '../../core/count.ts'
import { readableSize } from '../../core/readable-size.ts'
import type { ContainerRule } from '../rules/table.ts'
import type { LintReport } from './lint.ts'

/** A report for people: findings as editors read them, the verdict last. */
export const lintText = (report: LintReport, style: Style): string =>
  [
    ...report.findings.flatMap(({ file, line, severity, rule, message, fix }) => {
      const place = line === undefined ? file : `${file}:${line}`
      const kind = severity === 'error' ? style.bad('error') : style.caution('warning')
      return [`${place}: ${kind}: ${rule}: ${message}`, `    ${style.dim(`fix: ${fix}`)}`]
    }),
    ...report.unchecked.map((what) => style.dim(`not checked: ${what}`)),
    verdictText(report, style),
  ].join('\n')

const verdictText = (report: LintReport, style: Style): string => {
  const { verdict, dockerfile, context, errors, warnings } = report
  const size = `${countOf(context.files, 'file')}, ${readableSize(context.sizeBytes)}`
  const counts = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`
  const word = verdict === 'valid' ? style.good('fine') : style.bad('not fit for SageMaker')
  return `${word}: ${dockerfile} (context: ${size}): ${counts}`
}

/** The rule table, for `--rules`. */
export const rulesText = (rules: readonly ContainerRule[], style: Style): string =>
  rules
    .map(({ id, severity, what, why, fix, source, checkedBy }) =>
      [
        `${style.bold(id)} ${severity}: ${what} ${style.dim(`(${checkedBy.join(', ')})`)}`,
        `    why: ${why}`,
        `    fix: ${fix}`,
        `    ${style.dim(source)}`,
      ].join('\n'),
    )
    .join('\n\n')
