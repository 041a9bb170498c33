import type { Severity } from '../checkup/finding.ts'
import { type SarifRule, sarifDocument } from '../core/sarif.ts'
import type { AuditFinding, AuditReport } from './report.ts'
import { subjectText, unknownText } from './text.ts'

/**
 * Levels of SARIF, and the figures by which code scanning sorts
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
const LEVELS: Readonly<
  Record<Severity, { readonly level: SarifRule['level']; readonly figure: string }>
> = {
  critical: { level: 'error', figure: '9.5' },
  high: { level: 'error', figure: '8.0' },
  medium: { level: 'warning', figure: '5.5' },
  low: { level: 'note', figure: '2.5' },
}

/** An audit as a SARIF log; what a baseline accepts is suppressed there, with its reason. */
export const auditSarif = (report: AuditReport) => {
  const { rules } = report
  return sarifDocument({
    rules: rules.map(({ id, what, why, remedy, source, severity }) => ({
      id,
      what,
      why,
      remedy: `${remedy} ${source}`,
      level: LEVELS[severity].level,
      properties: { severity, 'security-severity': LEVELS[severity].figure, tags: ['security'] },
    })),
    results: report.findings.map((finding) =>
      resultOf(
        finding,
        rules.findIndex(({ id }) => id === finding.id),
      ),
    ),
    notes: [...report.unknown.map(unknownText), ...report.gaps],
    properties: {
      scope: report.scope,
      account: report.account,
      region: report.region,
      ...(report.regions === undefined ? {} : { regions: report.regions }),
      ...report.counts,
    },
  })
}

const resultOf = (finding: AuditFinding, ruleIndex: number) => {
  const { id, severity, subject, detail, remedy, fingerprint, accepted, kind } = finding
  const command = remedy?.command === undefined ? '' : ` ${remedy.command}`
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity].level,
    message: { text: `${kind} ${subjectText(finding)}: ${detail} ${remedy?.text ?? ''}${command}` },
    locations: [
      {
        // There is no file: the thing itself is the place.
        physicalLocation: { artifactLocation: { uri: uriOf(subject) } },
        logicalLocations: [{ fullyQualifiedName: subject, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'mlctl/v1': fingerprint },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', justification: accepted.reason }] }),
  }
}

/** ARNs are URIs of their own; other names become relative ones. */
const uriOf = (subject: string): string =>
  subject.startsWith('arn:')
    ? encodeURI(subject).replace(/[?#]/g, encodeURIComponent)
    : encodeURIComponent(subject)
