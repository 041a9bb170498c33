import { escaped } from '../../core/markup.ts'
import type { Verdict } from './verdict.ts'

/** Control characters have no form at all in XML 1.0. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const safe = (text: string): string => escaped(text.replace(FORBIDDEN, '·'))

/** The verdicts as a JUnit suite: a case for each rule, so that passed ones are counted too. */
export const contractJunit = (name: string, verdicts: readonly Verdict[]): string => {
  const count = (kind: Verdict['verdict']) =>
    verdicts.filter(({ verdict }) => verdict === kind).length
  const counts = `tests="${verdicts.length}" failures="${count('failed')}" skipped="${count('skipped')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mlctl container test" ${counts}>`,
    `  <testsuite name="${safe(name)}" ${counts} errors="0">`,
    ...verdicts.map((verdict) => `    ${caseOf(name, verdict)}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const caseOf = (suite: string, { rule, verdict, what, detail, fix = '' }: Verdict): string => {
  const open = `<testcase classname="${safe(suite)}" name="${rule} ${safe(what)}"`
  switch (verdict) {
    case 'passed':
      return `${open}/>`
    case 'skipped':
      return `${open}><skipped message="${safe(detail)}"/></testcase>`
    case 'warning':
      return `${open}><system-out>${safe(`${detail}\n${fix}`)}</system-out></testcase>`
    case 'failed':
      return `${open}><failure type="${rule}" message="${safe(detail)}">${safe(fix)}</failure></testcase>`
  }
}
