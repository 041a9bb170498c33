import { countOf } from '../../core/count.ts'
import { type Finding, type RuleCount, sentences } from '../findings.ts'
import type { Reported } from './reported.ts'

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** A validation as a SARIF 2.1.0 log (OASIS), as code scanning and editors read it. */
export const sarifLog = (report: Reported) => ({
  $schema: SCHEMA,
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'mlctl', rules: report.byRule.map(ruleDescriptor) } },
      // Columns count code points.
      columnKind: 'unicodeCodePoints',
      invocations: [
        { executionSuccessful: true, toolExecutionNotifications: notifications(report) },
      ],
      results: report.findings.map((finding) => resultOf(finding, report.byRule)),
      properties: {
        verdict: report.verdict,
        ...(report.records === undefined ? {} : { records: report.records }),
        errors: report.errors,
        warnings: report.warnings,
      },
    },
  ],
})

const ruleDescriptor = (row: RuleCount) => ({
  id: row.rule,
  shortDescription: { text: row.what },
  fullDescription: { text: row.why },
  help: { text: row.fix },
  defaultConfiguration: { level: row.severity },
  properties: { count: row.count },
})

const notifications = ({ omitted, unchecked = [] }: Reported) => [
  ...(omitted === 0
    ? []
    : [
        note(
          `${countOf(omitted, 'more finding')} counted and not listed; --max-errors 0 lists all`,
        ),
      ]),
  ...unchecked.map((what) => note(`not checked: ${what}`)),
]

const note = (text: string) => ({ level: 'note', message: { text } })

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
