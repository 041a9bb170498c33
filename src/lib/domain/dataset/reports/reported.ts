import { countOf } from '../../core/count.ts'
import type { ValidationReport } from '../check.ts'

/** How a report names what it is about; a data set unless said. */
export type ReportSubject = {
  /** `mlctl dataset validate` */
  readonly command: string
  /** What is not about one line: `data set`. */
  readonly whole: string
  /** Said of a file, or of the whole, that breaks no rule. */
  readonly fine: { readonly file: string; readonly whole: string }
}

/** What the machine-readable forms need of a report. */
export type Reported = Pick<
  ValidationReport,
  'verdict' | 'errors' | 'warnings' | 'byRule' | 'findings' | 'omitted'
> & {
  readonly files: readonly { readonly path: string }[]
  readonly unchecked?: readonly string[]
  readonly records?: ValidationReport['records']
  readonly subject?: ReportSubject
}

const DATA_SET: ReportSubject = {
  command: 'mlctl dataset validate',
  whole: 'data set',
  fine: { file: 'every line is valid', whole: 'the data set is valid' },
}

export const subjectOf = ({ subject = DATA_SET }: Reported): ReportSubject => subject

/** `invalid: 12 records, 1 error, 2 warnings` */
export const summaryOf = ({ verdict, records, errors, warnings }: Reported): string => {
  const counts = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`
  return records === undefined
    ? `${verdict}: ${counts}`
    : `${verdict}: ${countOf(records.total, 'record')}, ${counts}`
}
