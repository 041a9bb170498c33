import type { Documents } from '../service.ts'
import { quotaOf } from './table.ts'

export type ChangeRequest = {
  readonly id: string
  readonly serviceCode: string
  readonly quotaCode: string
  readonly desired: number
  readonly status: 'PENDING' | 'APPROVED'
  readonly region: string
  readonly requester: string
  readonly createdAt: number
}

export type QuotasDocument = {
  /** Applied values that differ from the table, by `service/code`. */
  applied: Record<string, number>
  requests: ChangeRequest[]
  /** `grant` approves every increase at once; `wait` leaves it pending, as AWS does for days. */
  requestsAre: 'grant' | 'wait'
}

export const QUOTAS_DOCUMENT = 'quotas'
export const DEFAULTS: QuotasDocument = { applied: {}, requests: [], requestsAre: 'wait' }

/** The applied value; 0 for a code that is not in the table and was never granted. */
export const appliedQuota = (
  documents: Documents,
  serviceCode: string,
  quotaCode: string,
): number => {
  const { applied } = documents.read(QUOTAS_DOCUMENT, DEFAULTS)
  return applied[`${serviceCode}/${quotaCode}`] ?? quotaOf(serviceCode, quotaCode)?.value ?? 0
}

/** Sets the applied value, as a granted request does. */
export const grantQuota = (
  documents: Documents,
  quota: { readonly serviceCode: string; readonly quotaCode: string },
  value: number,
): void => {
  documents.update<QuotasDocument, void>(QUOTAS_DOCUMENT, DEFAULTS, ({ applied }) => {
    applied[`${quota.serviceCode}/${quota.quotaCode}`] = value
  })
}
