import { countOf } from '../../core/count.ts'
import { type SarifRule, sarifDocument } from '../../core/sarif.ts'
import { type Finding, type RuleCount, sentences } from '../findings.ts'
import type { Reported } from './reported.ts'

/** A validation as a SARIF log. */
export const sarifLog = (report: Reported) =>
  sarifDocument({
    rules: report.byRule.map(sarifRule),
    results: report.findings.map((finding) => resultOf(finding, report.byRule)),
    notes: notesOf(report),
    properties: {
      verdict: report.verdict,
      ...(report.records === undefined ? {} : { records: report.records }),
      errors: report.errors,
      warnings: report.warnings,
    },
  })

const sarifRule = ({ rule, what, why, fix, severity, count }: RuleCount): SarifRule => ({
  id: rule,
  what,
  why,
  remedy: fix,
  level: severity,
  properties: { count },
})

const notesOf = ({ omitted, unchecked = [] }: Reported): readonly string[] => [
  ...(omitted === 0
    ? []
    : [`${countOf(omitted, 'more finding')} counted and not listed; --max-errors 0 lists all`]),
  ...unchecked.map((what) => `not checked: ${what}`),
]

const resultOf = (finding: Finding, rules: readonly RuleCount[]) => ({
  ruleId: finding.rule,
  ruleIndex: rules.findIndex(({ rule }) => rule === finding.rule),
  level: finding.severity,
  message: { text: sentences(finding) },
  locations: [locationOf(finding)],
  partialFingerprints: { 'mlctl/v1': finding.fingerprint },
})

const locationOf = ({ file, line, column, pointer, excerpt }: Finding) => {
  const snippet = excerpt === undefined ? {} : { snippet: { text: excerpt.text } }
  const start = column === undefined ? {} : { startColumn: column }
  const region = line === undefined ? {} : { region: { startLine: line, ...start, ...snippet } }
  const logical = pointer === undefined || pointer === '' ? {} : logicalOf(pointer)
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region },
    ...logical,
  }
}

const logicalOf = (pointer: string) => ({
  logicalLocations: [{ fullyQualifiedName: pointer, kind: 'member' }],
})

/** Relative paths stay relative, so that a viewer finds them in its own folder. */
const uriOf = (file: string): string => {
  if (file === '-') return 'stdin'
  // A key may hold the signs that begin a query or a fragment.
  if (file.startsWith('s3://')) return encodeURI(file).replace(/[?#]/g, encodeURIComponent)
  const path = file.split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${path}` : path.replace(/^(\.\/)+/, '')
}
