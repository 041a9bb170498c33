import type { QuotaView } from '../../ports/quotas.ts'
import { ok, unknown, type Verdict } from './checks.ts'

/** A quota that must not be 0; both are 0 in new accounts (facts on quotas, Service Quotas). */
export const judgeQuota = (what: string, found: QuotaView | undefined): Verdict => {
  if (found === undefined) return unknown(`${what}: the service knows no such quota here`)
  const subject = found.quotaCode
  if (found.value > 0) return ok(`${found.quotaName}: ${found.value}`, subject)
  const service = found.quotaName.includes('usage') ? 'sagemaker' : 'bedrock'
  return {
    status: 'fail',
    severity: 'high',
    subject,
    detail: `${found.quotaName} is 0 (${found.quotaCode})`,
    evidence: found,
    remedy: {
      text: 'Ask for more before the work that needs it is paid; it can take days.',
      ...(found.adjustable
        ? {
            command: `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${found.quotaCode} --desired-value 1`,
          }
        : {}),
    },
  }
}
