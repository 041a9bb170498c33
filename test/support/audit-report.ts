import type { AuditFinding, AuditReport } from '../../src/lib/domain/audit/report.ts'
import { AUDIT_RULES, type Kind } from '../../src/lib/domain/audit/rules/index.ts'
import { countsOf, fingerprintOf } from '../../src/lib/domain/audit/tally.ts'

/** A finding of a rule, whatever the words of it are. */
export const findingOf = (
  id: string,
  subject: string,
  over: Partial<AuditFinding> = {},
): AuditFinding => {
  const row = AUDIT_RULES.find((rule) => rule.id === id)
  if (row === undefined) throw new Error(`no rule ${id}`)
  return {
    id,
    title: row.title,
    status: 'fail',
    severity: row.severity,
    kind: 'bucket' satisfies Kind,
    subject,
    name: subject.split(':').at(-1) ?? subject,
    detail: 'It is not as it should be.',
    evidence: { Status: null },
    remedy: {
      text: row.remedy,
      command: `mlctl audit --bucket ${subject.split(':').at(-1)} --fix`,
      ...(row.fixable ? { isFixable: true } : {}),
    },
    fingerprint: fingerprintOf(id, subject),
    ...over,
  }
}

/** A report of findings, with something unknown. */
export const auditReportOf = (
  findings: readonly AuditFinding[],
  over: Partial<AuditReport> = {},
): AuditReport => ({
  scope: 'the account',
  account: '111122223333',
  region: 'us-east-1',
  auditedAt: '2026-11-22T10:00:00Z',
  looked: { bucket: 2, repository: 1 },
  passed: 12,
  notApplicable: 3,
  counts: countsOf(findings),
  accepted: findings.filter(({ accepted }) => accepted !== undefined).length,
  rules: AUDIT_RULES.filter(({ id }) => findings.some((one) => one.id === id)).map(
    ({ id, title, severity, what, why, source, remedy }) => ({
      id,
      title,
      severity,
      what,
      why,
      source,
      remedy,
    }),
  ),
  findings,
  unknown: [
    {
      id: 'A03.public-policy',
      title: 'Public bucket policy',
      kind: 'bucket',
      why: 's3:GetBucketPolicyStatus is not allowed',
      action: 's3:GetBucketPolicyStatus',
      count: 40,
      subjects: ['arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:s3:::c'],
    },
  ],
  gaps: [],
  apiCalls: 12,
  ...over,
})
