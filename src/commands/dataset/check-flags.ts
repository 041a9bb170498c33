import { REPORT_FORMS } from '../../lib/domain/dataset/reports/forms.ts'
import type { FlagTable } from '../define.ts'
import { OVERWRITE_FLAG } from './data-flags.ts'

/** How findings are shown, and which of them count. */
export const REPORT_FLAGS = {
  report: {
    spec: '--report <form>',
    describe: 'Form of the report; ndjson with --max-errors 0 writes findings as they are found',
    choices: REPORT_FORMS,
  },
  baseline: {
    spec: '--baseline <file>',
    describe: 'Known findings, which do not count',
    completes: 'file',
  },
  writeBaseline: {
    spec: '--write-baseline <file>',
    describe: 'Accept what is found now: write it as known',
    completes: 'file',
  },
  ...OVERWRITE_FLAG,
} as const satisfies FlagTable
